import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { respond } from '../../simulator/faults.ts'
import { ExportError } from '../../src/failures/export-error.ts'
import type { DownloadHarness } from '../support/download-harness.ts'
import { downloadHarness } from '../support/download-harness.ts'
import { until } from '../support/until.ts'

let bench: DownloadHarness
beforeEach(async () => {
  bench = await downloadHarness()
})
afterEach(() => bench.close())

const csv = (rows: number) => Buffer.from(`id,title\n${'1,one\n'.repeat(rows)}`)
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

test('downloads a file with its size and digest', async () => {
  const bytes = csv(50_000)
  bench.store.put('/data.csv', bytes)
  const file = bench.file('/data.csv', {
    name: 'data.csv',
    size: bytes.length,
    format: 'csv',
  })
  const path = join(bench.folder, 'data.csv')
  expect(await bench.download([file])).toEqual([
    { path, name: 'data.csv', size: bytes.length, sha256: sha256(bytes) },
  ])
  expect(bytes.equals(await readFile(path))).toBe(true)
  expect(await bench.list()).toEqual(['data.csv'])
  expect(bench.store.requests[0]?.headers.range).toBeUndefined()
  expect(bench.events).toEqual([
    { kind: 'downloading', files: 1, bytes: bytes.length },
    { kind: 'downloaded', file: expect.objectContaining({ name: 'data.csv' }), elapsedMs: 0 },
  ])
})

test('keeps the order of many files, whichever ends first', async () => {
  const contents = Array.from({ length: 20 }, (_, i) => csv((i * 7) % 11))
  contents.forEach((bytes, i) => {
    bench.store.put(`/${i}`, bytes)
  })
  const files = contents.map((_, i) => bench.file(`/${i}`, { name: `part_${i}.csv` }))
  const local = await bench.download(files)
  expect(local.map(({ name, sha256 }) => ({ name, sha256 }))).toEqual(
    contents.map((bytes, i) => ({ name: `part_${i}.csv`, sha256: sha256(bytes) })),
  )
  expect(bench.events[0]).toEqual({ kind: 'downloading', files: 20, bytes: undefined })
})

test('fetches at most six files at once', async () => {
  let open = 0
  let most = 0
  const files = Array.from({ length: 12 }, (_, i) => bench.file(`/${i}`, { name: `${i}.csv` }))
  files.forEach((_, i) => {
    bench.store.put(`/${i}`, csv(10))
    bench.store.fail(`/${i}`, {
      kind: 'change',
      change: async response => {
        open += 1
        most = Math.max(most, open)
        // All that may come at once have come by then.
        await until(() => open >= 6 || bench.store.requests.length >= 6)
        open -= 1
        return response
      },
    })
  })
  await bench.download(files)
  expect(most).toBe(6)
})

test('D09 takes a body of unknown length', async () => {
  bench.store.put('/a', csv(5), { 'content-length': undefined })
  const [file] = await bench.download([bench.file('/a')])
  expect(file).toMatchObject({ name: 'export.csv', size: csv(5).length })
})

test('D22 one file that cannot be downloaded leaves none of the others', async () => {
  bench.store.put('/a', csv(5))
  bench.store.put('/c', csv(6))
  bench.store.fail('/b', respond(405))
  const files = ['/a', '/b', '/c'].map(path => bench.file(path, { name: path.slice(1) }))
  const error = await bench.failure(files)
  expect(error).toBeInstanceOf(ExportError)
  expect(error).toMatchObject({ code: 'download', httpStatus: 405 })
  expect(error.message).toContain('b (file 2 of 3)')
  expect(await bench.list()).toEqual([])
})

test('D22 a file that fails ends the transfer of the others', async () => {
  bench.store.put('/slow', csv(1000))
  bench.store.fail('/slow', { kind: 'stall', afterBytes: 100 })
  bench.store.fail('/bad', {
    kind: 'change',
    change: async () => {
      await until(() => bench.store.requests.length === 2)
      return { status: 400 }
    },
  })
  const error = await bench.failure([bench.file('/slow'), bench.file('/bad')])
  expect(error.httpStatus).toBe(400)
  expect(await bench.list()).toEqual([])
})

test('D23 an abort ends the transfer with its reason and leaves nothing', async () => {
  const reason = new ExportError('aborted', 'The step was cancelled.')
  bench.store.put('/a', csv(100_000))
  bench.store.fail('/a', { kind: 'stall', afterBytes: 100_000 })
  const failure = bench.failure([bench.file('/a')])
  await until(() => bench.store.requests[0]?.sent.bodyBytes === 100_000)
  bench.abort.abort(reason)
  expect(await failure).toBe(reason)
  expect(await bench.list()).toEqual([])
})

test('an abort ends a pause and a refresh of links', async () => {
  const reason = new ExportError('timed-out', 'The download took too long.')
  bench.store.fail('/a', respond(410))
  const refresh = () => {
    setImmediate(() => bench.abort.abort(reason))
    return new Promise<never>(() => {})
  }
  await expect(bench.failure([bench.file('/a')], { ports: { refresh } })).resolves.toBe(reason)
  expect(await bench.list()).toEqual([])
})

test('starts nothing after an abort', async () => {
  const reason = new ExportError('aborted', 'The step was cancelled.')
  bench.abort.abort(reason)
  await expect(bench.failure([bench.file('/a')])).resolves.toBe(reason)
  expect(bench.store.requests).toEqual([])
})

test('a file is inspected before it gets its name, and a problem found ends the download', async () => {
  bench.store.put('/a', csv(3))
  bench.store.put('/b', csv(4))
  const files = [bench.file('/a', { name: 'a.csv' }), bench.file('/b', { name: 'b.csv' })]
  const rows: number[] = []
  const rejected = new ExportError('protocol', 'The file has too few rows.')
  const inspect = async (path: string, size: number) => {
    const text = await readFile(path, 'utf8')
    expect(text).toHaveLength(size)
    expect(await bench.list()).not.toContain('a.csv')
    rows.push(text.split('\n').length - 2)
    if (rows.length === 2) throw rejected
  }
  await expect(bench.failure(files, { ports: { inspect } })).resolves.toBe(rejected)
  expect(rows).toEqual([3, 4])
  expect(await bench.list()).toEqual([])
})

test('an abort while a file is inspected publishes no file', async () => {
  const reason = new ExportError('aborted', 'The step was cancelled.')
  bench.store.put('/a', csv(3))
  const inspect = async () => bench.abort.abort(reason)
  await expect(bench.failure([bench.file('/a')], { ports: { inspect } })).resolves.toBe(reason)
  expect(await bench.list()).toEqual([])
})

test('replaces a file of an earlier run', async () => {
  await mkdir(bench.folder)
  await writeFile(join(bench.folder, 'data.csv'), 'old and longer than the new one'.repeat(100))
  bench.store.put('/a', csv(1))
  await bench.download([bench.file('/a', { name: 'data.csv' })])
  expect(await readFile(join(bench.folder, 'data.csv'))).toEqual(csv(1))
})

test('F06 uses the served name where the provider gives none, made safe', async () => {
  const disposition = `attachment; filename="x"; filename*=UTF-8''..%2F..%2Fpr%C3%BCfung.csv`
  bench.store.put('/a', csv(1), { 'content-disposition': disposition })
  const [file] = await bench.download([bench.file('/a')])
  expect(file?.path).toBe(join(bench.folder, 'prüfung.csv'))
})

test('F12 two downloads into one folder do not disturb each other', async () => {
  const bytes = csv(200_000)
  bench.store.put('/a', bytes)
  const file = bench.file('/a', { name: 'data.csv' })
  const [first, second] = await Promise.all([bench.download([file]), bench.download([file])])
  expect(first).toEqual(second)
  expect(bytes.equals(await readFile(join(bench.folder, 'data.csv')))).toBe(true)
  expect(await bench.list()).toEqual(['data.csv'])
})

test('an export without files creates its folder and nothing else', async () => {
  expect(await bench.download([])).toEqual([])
  expect(await bench.list()).toEqual([])
})
