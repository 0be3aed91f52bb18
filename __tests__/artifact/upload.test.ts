import { createHash, randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { unzip } from '../../simulator/files/unzip.ts'
import { useStage } from './stage.ts'

const { stage } = useStage()
const text = 'id,title\n1,example\n'.repeat(1000)

test('a text is one deflated entry of a zip, with the same bytes', async () => {
  const file = await stage().write('export.csv', text)
  const artifact = await stage().upload([file])
  const blob = await stage().service.read('export')
  expect(unzip(blob)).toEqual([{ name: 'export.csv', method: 'deflated', data: Buffer.from(text) }])
  expect(artifact).toEqual({
    id: stage().service.artifact('export')?.id,
    name: 'export',
    retentionDays: 90,
    url: `https://github.com/example/repository/actions/runs/1234567890/artifacts/${artifact.id}`,
    digest: createHash('sha256').update(blob).digest('hex'),
  })
  expect(stage().service.artifact('export')).toMatchObject({ finalized: true, mimeType: 'application/zip' })
})

test('files that are mostly compressed already are stored', async () => {
  const archive = gzipSync(randomBytes(50_000))
  const files = [await stage().write('data', archive), await stage().write('notes.txt', text)]
  await stage().upload(files)
  const entries = unzip(await stage().service.read('export'))
  expect(entries.map(entry => entry.method)).toEqual(['stored', 'stored'])
  expect(entries.find(entry => entry.name === 'data')?.data).toEqual(archive)
})

test('files of which half of the bytes are compressed are deflated', async () => {
  const archive = gzipSync(randomBytes(1000))
  const files = [
    await stage().write('data', archive),
    await stage().write('notes.txt', 'x'.repeat(archive.length)),
  ]
  await stage().upload(files)
  const entries = unzip(await stage().service.read('export'))
  expect(entries.map(entry => entry.method)).toEqual(['deflated', 'deflated'])
})

test('several files are in one archive under their names', async () => {
  const files = [await stage().write('a.csv', text), await stage().write('b.json', '[]')]
  await stage().upload(files)
  const names = unzip(await stage().service.read('export')).map(entry => entry.name)
  expect(names.sort()).toEqual(['a.csv', 'b.json'])
})

test('raw: the single file is uploaded unchanged, under its own name', async () => {
  const bytes = randomBytes(100_000)
  const file = await stage().write('export.zip', bytes)
  const artifact = await stage().upload([file], { form: 'raw' })
  expect(artifact).toMatchObject({ name: 'export.zip', digest: file.sha256 })
  expect((await stage().service.read('export.zip')).equals(bytes)).toBe(true)
})

test('raw: an empty file is uploaded empty', async () => {
  const file = await stage().write('empty.csv', '')
  const artifact = await stage().upload([file], { form: 'raw' })
  expect(artifact.digest).toBe(file.sha256)
  expect(await stage().service.read('empty.csv')).toHaveLength(0)
})

test('raw: several files are an error', async () => {
  const files = [await stage().write('a.csv', text), await stage().write('b.csv', text)]
  await expect(stage().upload(files, { form: 'raw' })).rejects.toMatchObject({
    code: 'upload',
    message: 'A raw artifact contains one file, but the export has 2.',
    hint: expect.stringMatching(/^Set artifact-archive: true .*files/),
  })
  expect(stage().service.requests).toEqual([])
})

test('overwrite replaces an artifact of the same name, if there is one', async () => {
  const first = await stage().upload([await stage().write('a.csv', 'first')], { overwrite: true })
  const second = await stage().upload([await stage().write('a.csv', 'second')], { overwrite: true })
  expect(second.id).not.toBe(first.id)
  expect(unzip(await stage().service.read('export'))[0]?.data.toString()).toBe('second')
})

test('a retention above the limit of the repository is lowered, with a warning', async () => {
  stage().env.GITHUB_RETENTION_DAYS = '30'
  const artifact = await stage().upload([await stage().write('a.csv', text)], { retentionDays: 400 })
  expect(artifact.retentionDays).toBe(30)
  const days = (Date.parse(stage().service.artifact('export')?.expiresAt ?? '') - Date.now()) / 86_400_000
  expect(Math.round(days)).toBe(30)
  expect(stage().events.filter(event => event.kind === 'warning')).toEqual([
    {
      kind: 'warning',
      topic: 'artifact-retention',
      text: 'This repository keeps artifacts for at most 30 days, not for the requested 400.',
    },
  ])
})

test.each([undefined, '', '0', 'many', '90'])(
  'the limit %j of the repository leaves 7 days as they are',
  async limit => {
    stage().env.GITHUB_RETENTION_DAYS = limit
    const artifact = await stage().upload([await stage().write('a.csv', text)], { retentionDays: 7 })
    expect(artifact.retentionDays).toBe(7)
    const days = (Date.parse(stage().service.artifact('export')?.expiresAt ?? '') - Date.now()) / 86_400_000
    expect(Math.round(days)).toBe(7)
    expect(stage().events.filter(({ kind }) => kind === 'warning')).toEqual([])
  },
)

test('L08 an upload from a public repository always emits a warning', async () => {
  const event = join(stage().folder, 'event.json')
  await writeFile(event, JSON.stringify({ repository: { visibility: 'public', private: false } }))
  stage().env.GITHUB_EVENT_PATH = event
  await stage().upload([await stage().write('a.csv', text)])
  expect(stage().events.filter(({ kind }) => kind === 'warning')).toEqual([
    { kind: 'warning', topic: 'public-artifact', text: expect.stringContaining('public'), always: true },
  ])
})

test('events are emitted, and the output of the client is not printed', async () => {
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

test('raw: bytes other than those of the verified file fail the upload', async () => {
  const file = await stage().write('a.csv', 'verified')
  await writeFile(file.path, 'tampered')
  await expect(stage().upload([file], { form: 'raw' })).rejects.toMatchObject({
    message: 'The artifact does not contain the bytes of the file.',
  })
})

test('a file that disappeared fails the upload', async () => {
  const file = await stage().write('a.csv', text)
  await expect(stage().upload([{ ...file, path: `${file.path}.gone` }])).rejects.toMatchObject({
    code: 'upload',
    message: 'A file to upload can no longer be read.',
  })
  expect(stage().service.requests).toEqual([])
})
