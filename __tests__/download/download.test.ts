import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { respond } from '../../simulator/faults.ts'
import { ExportError } from '../../src/failures/export-error.ts'
import type { DownloadHarness } from '../support/download-harness.ts'
import { downloadHarness } from '../support/download-harness.ts'
import { until } from '../support/until.ts'

let harness: DownloadHarness
beforeEach(async () => {
  harness = await downloadHarness()
})
afterEach(() => harness.close())

const csv = (rows: number) => Buffer.from(`id,title\n${'1,one\n'.repeat(rows)}`)
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

test('downloads a file with its size and digest', async () => {
  const bytes = csv(50_000)
  harness.store.put('/data.csv', bytes)
  const file = harness.file('/data.csv', {
    name: 'data.csv',
    size: bytes.length,
    format: 'csv',
  })
  const path = join(harness.folder, 'data.csv')
  expect(await harness.download([file])).toEqual([
    {
      path,
      name: 'data.csv',
      size: bytes.length,
      sha256: sha256(bytes),
      verifiedBy: 'declared-size',
      isCompressed: false,
      elapsedMs: 0,
    },
  ])
  expect(bytes.equals(await readFile(path))).toBe(true)
  expect(await harness.list()).toEqual(['data.csv'])
  expect(harness.store.requests[0]?.headers.range).toBeUndefined()
  expect(harness.events).toEqual([
    { kind: 'downloading', files: 1, bytes: bytes.length },
    { kind: 'downloaded', file: expect.objectContaining({ name: 'data.csv' }) },
  ])
})

test('keeps the order of the files, whichever finishes first', async () => {
  const contents = Array.from({ length: 20 }, (_, i) => csv((i * 7) % 11))
  contents.forEach((bytes, i) => {
    harness.store.put(`/${i}`, bytes)
  })
  const files = contents.map((_, i) => harness.file(`/${i}`, { name: `part_${i}.csv` }))
  const local = await harness.download(files)
  expect(local.map(({ name, sha256 }) => ({ name, sha256 }))).toEqual(
    contents.map((bytes, i) => ({ name: `part_${i}.csv`, sha256: sha256(bytes) })),
  )
  expect(harness.events[0]).toEqual({ kind: 'downloading', files: 20, bytes: undefined })
})

test('downloads at most six files at once', async () => {
  let open = 0
  let most = 0
  const files = Array.from({ length: 12 }, (_, i) => harness.file(`/${i}`, { name: `${i}.csv` }))
  files.forEach((_, i) => {
    harness.store.put(`/${i}`, csv(10))
    harness.store.fail(`/${i}`, {
      kind: 'change',
      change: async response => {
        open += 1
        most = Math.max(most, open)
        // By then all parallel requests have arrived.
        await until(() => open >= 6 || harness.store.requests.length >= 6)
        open -= 1
        return response
      },
    })
  })
  await harness.download(files)
  expect(most).toBe(6)
})

test('D09 accepts a body of unknown length', async () => {
  harness.store.put('/a', csv(5), { 'content-length': undefined })
  const [file] = await harness.download([harness.file('/a')])
  expect(file).toMatchObject({ name: 'export.csv', size: csv(5).length })
})

test('D22 if one file cannot be downloaded, no file is kept', async () => {
  harness.store.put('/a', csv(5))
  harness.store.put('/c', csv(6))
  harness.store.fail('/b', respond(405))
  const files = ['/a', '/b', '/c'].map(path => harness.file(path, { name: path.slice(1) }))
  const error = await harness.failure(files)
  expect(error).toBeInstanceOf(ExportError)
  expect(error).toMatchObject({ code: 'download', httpStatus: 405 })
  expect(error.message).toContain('b (file 2 of 3)')
  expect(await harness.list()).toEqual([])
})

test('D22 a failed file aborts the transfers of the others', async () => {
  harness.store.put('/slow', csv(1000))
  harness.store.fail('/slow', { kind: 'stall', afterBytes: 100 })
  harness.store.fail('/bad', {
    kind: 'change',
    change: async () => {
      await until(() => harness.store.requests.length === 2)
      return { status: 400 }
    },
  })
  const error = await harness.failure([harness.file('/slow'), harness.file('/bad')])
  expect(error.httpStatus).toBe(400)
  expect(await harness.list()).toEqual([])
})

test('D23 an abort ends the transfer with its reason and leaves no files', async () => {
  const reason = new ExportError('aborted', 'The step was cancelled.')
  harness.store.put('/a', csv(100_000))
  harness.store.fail('/a', { kind: 'stall', afterBytes: 100_000 })
  const failure = harness.failure([harness.file('/a')])
  await until(() => harness.store.requests[0]?.sent.bodyBytes === 100_000)
  harness.abort.abort(reason)
  expect(await failure).toBe(reason)
  expect(await harness.list()).toEqual([])
})

test('an abort ends pauses and link refreshes', async () => {
  const reason = new ExportError('timed-out', 'The download took too long.')
  harness.store.fail('/a', respond(410))
  const refresh = () => {
    setImmediate(() => harness.abort.abort(reason))
    return new Promise<never>(() => {})
  }
  const error = await harness.failure([harness.file('/a')], { ports: { refresh } })
  expect(error).toBe(reason)
  expect(await harness.list()).toEqual([])
})

test('starts nothing after an abort', async () => {
  const reason = new ExportError('aborted', 'The step was cancelled.')
  harness.abort.abort(reason)
  await expect(harness.failure([harness.file('/a')])).resolves.toBe(reason)
  expect(harness.store.requests).toEqual([])
})

test('replaces a file from an earlier run', async () => {
  await mkdir(harness.folder)
  await writeFile(join(harness.folder, 'data.csv'), 'old and longer than the new one'.repeat(100))
  harness.store.put('/a', csv(1))
  await harness.download([harness.file('/a', { name: 'data.csv' })])
  expect(await readFile(join(harness.folder, 'data.csv'))).toEqual(csv(1))
})

test('F06 uses the sanitized name from the server if the provider sends none', async () => {
  const disposition = `attachment; filename="x"; filename*=UTF-8''..%2F..%2Fpr%C3%BCfung.csv`
  harness.store.put('/a', csv(1), { 'content-disposition': disposition })
  const [file] = await harness.download([harness.file('/a')])
  expect(file?.path).toBe(join(harness.folder, 'prüfung.csv'))
})

test('F12 two downloads into the same folder do not affect each other', async () => {
  const bytes = csv(200_000)
  harness.store.put('/a', bytes)
  const file = harness.file('/a', { name: 'data.csv' })
  const [first, second] = await Promise.all([harness.download([file]), harness.download([file])])
  expect(first).toEqual(second)
  expect(bytes.equals(await readFile(join(harness.folder, 'data.csv')))).toBe(true)
  expect(await harness.list()).toEqual(['data.csv'])
})

test('an export without files creates only its folder', async () => {
  expect(await harness.download([])).toEqual([])
  expect(await harness.list()).toEqual([])
})
