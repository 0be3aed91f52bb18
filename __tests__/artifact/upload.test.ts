import { createHash, randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { useStage } from './stage.ts'
import { unzip } from './unzip.ts'

const { stage } = useStage()
const text = 'id,title\n1,example\n'.repeat(1000)

test('a text becomes one deflated entry of a zip, byte for byte', async () => {
  const file = await stage().write('export.csv', text)
  const artifact = await stage().upload([file])
  const blob = await stage().service.read('export')
  expect(unzip(blob)).toEqual([{ name: 'export.csv', method: 'deflated', data: Buffer.from(text) }])
  expect(artifact).toEqual({
    id: stage().service.artifact('export')?.id,
    name: 'export',
    url: `https://github.com/example/repository/actions/runs/1234567890/artifacts/${artifact.id}`,
    digest: createHash('sha256').update(blob).digest('hex'),
  })
  expect(stage().service.artifact('export')).toMatchObject({ finalized: true, mimeType: 'application/zip' })
})

test('what is mostly compressed already is stored as it is', async () => {
  const archive = gzipSync(randomBytes(50_000))
  const files = [await stage().write('data', archive), await stage().write('notes.txt', text)]
  await stage().upload(files)
  const entries = unzip(await stage().service.read('export'))
  expect(entries.map(entry => entry.method)).toEqual(['stored', 'stored'])
  expect(entries.find(entry => entry.name === 'data')?.data).toEqual(archive)
})

test('several files lie in one archive under their names', async () => {
  const files = [await stage().write('a.csv', text), await stage().write('b.json', '[]')]
  await stage().upload(files)
  const names = unzip(await stage().service.read('export')).map(entry => entry.name)
  expect(names.sort()).toEqual(['a.csv', 'b.json'])
})

test('raw, the single file goes up as it is under its own name', async () => {
  const bytes = randomBytes(100_000)
  const file = await stage().write('export.zip', bytes)
  const artifact = await stage().upload([file], { form: 'raw' })
  expect(artifact).toMatchObject({ name: 'export.zip', digest: file.sha256 })
  expect((await stage().service.read('export.zip')).equals(bytes)).toBe(true)
})

test('raw, an empty file arrives empty', async () => {
  const file = await stage().write('empty.csv', '')
  const artifact = await stage().upload([file], { form: 'raw' })
  expect(artifact.digest).toBe(file.sha256)
  expect(await stage().service.read('empty.csv')).toHaveLength(0)
})

test('raw takes exactly one file', async () => {
  const files = [await stage().write('a.csv', text), await stage().write('b.csv', text)]
  await expect(stage().upload(files, { form: 'raw' })).rejects.toMatchObject({
    code: 'upload',
    message: 'A raw artifact holds one file, and the export has 2.',
  })
  expect(stage().service.requests).toEqual([])
})

test('overwrite replaces the artifact of that name, if there is one', async () => {
  const first = await stage().upload([await stage().write('a.csv', 'first')], { overwrite: true })
  const second = await stage().upload([await stage().write('a.csv', 'second')], { overwrite: true })
  expect(second.id).not.toBe(first.id)
  expect(unzip(await stage().service.read('export'))[0]?.data.toString()).toBe('second')
})

test('retention is passed on', async () => {
  await stage().upload([await stage().write('a.csv', text)], { retentionDays: 7 })
  const days = (Date.parse(stage().service.artifact('export')?.expiresAt ?? '') - Date.now()) / 86_400_000
  expect(Math.round(days)).toBe(7)
  expect(stage().events.filter(event => event.kind === 'warning')).toEqual([])
})

test('retention above the limit of the repository is cut with a warning', async () => {
  stage().env.GITHUB_RETENTION_DAYS = '30'
  await stage().upload([await stage().write('a.csv', text)], { retentionDays: 400 })
  const days = (Date.parse(stage().service.artifact('export')?.expiresAt ?? '') - Date.now()) / 86_400_000
  expect(Math.round(days)).toBe(30)
  expect(stage().events.filter(event => event.kind === 'warning')).toEqual([
    {
      kind: 'warning',
      topic: 'artifact-retention',
      text: 'This repository keeps artifacts for 30 days at most, not for the 400 asked for.',
    },
  ])
})

test('L08 a public repository is warned once, and always', async () => {
  const event = join(stage().folder, 'event.json')
  await writeFile(event, JSON.stringify({ repository: { visibility: 'public', private: false } }))
  stage().env.GITHUB_EVENT_PATH = event
  await stage().upload([await stage().write('a.csv', text)])
  expect(stage().events.filter(told => told.kind === 'warning')).toEqual([
    { kind: 'warning', topic: 'public-artifact', text: expect.stringContaining('public'), always: true },
  ])
})

test('events are reported, and nothing that the client prints', async () => {
  const printed: string[] = []
  const write = process.stdout.write
  process.stdout.write = ((chunk: string | Uint8Array) => printed.push(String(chunk)) > 0) as typeof write
  try {
    await stage().upload([await stage().write('a.csv', text)])
  } finally {
    process.stdout.write = write
  }
  expect(stage().events.map(event => event.kind)).toEqual(['uploading', 'uploaded'])
  expect(printed.length).toBeGreaterThan(0)
  expect(printed.filter(line => !line.startsWith('::add-mask::'))).toEqual([])
})

test('a file that changed after its download is not uploaded', async () => {
  const file = await stage().write('a.csv', text)
  await writeFile(file.path, 'shorter')
  await expect(stage().upload([file])).rejects.toMatchObject({
    code: 'upload',
    message: '"a.csv" changed between its download and its upload.',
  })
})

test('raw, bytes that are not those of the verified file fail the upload', async () => {
  const file = await stage().write('a.csv', 'verified')
  await writeFile(file.path, 'tampered')
  await expect(stage().upload([file], { form: 'raw' })).rejects.toMatchObject({
    message: 'The artifact does not hold the bytes of the file.',
  })
})

test('a file that vanished is not uploaded', async () => {
  const file = await stage().write('a.csv', text)
  await expect(stage().upload([{ ...file, path: `${file.path}.gone` }])).rejects.toMatchObject({
    code: 'upload',
    message: 'A file to upload can no longer be read.',
  })
  expect(stage().service.requests).toEqual([])
})
