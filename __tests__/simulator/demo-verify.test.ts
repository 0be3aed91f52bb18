import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Evidence, outputFiles, verify } from '../../simulator/demo/verify.ts'
import { contentOf, digestOf } from '../../simulator/files/content.ts'
import { zipOf } from '../../simulator/files/zip.ts'
import { planFor } from '../../simulator/jobs/examples.ts'
import type { StepResult } from '../../simulator/step.ts'
import { useSimulator } from '../support/cleanup.ts'

const start = useSimulator()
const ORIGINAL = contentOf('original')
const SECRET = 'the-secret-of-the-step'
let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'await-export-verify-'))
})

afterEach(() => rm(folder, { recursive: true }))

/** Evidence of a correct, successful step. */
async function evidence(
  change: Partial<StepResult> = {},
  outputs: Record<string, string> = {},
): Promise<Evidence> {
  const simulator = await start()
  const file = { name: 'a.csv', content: ORIGINAL }
  const job = simulator.jobs.add({ ...planFor('snyk', 'succeeded'), files: [file] })
  const path = join(folder, 'a.csv')
  await writeFile(path, 'original')
  const sha256 = (await digestOf(ORIGINAL, 'sha256')).toString('hex')
  const files = JSON.stringify([{ path, name: 'a.csv', size: ORIGINAL.size, sha256 }])
  const result: StepResult = {
    exitCode: 0,
    signal: null,
    log: `::add-mask::${SECRET}\nfine\n`,
    outputs: { status: 'succeeded', files, ...outputs },
    summary: '',
    files: [path],
    temp: folder,
    durationMs: 1,
    cleanup: async () => {},
    ...change,
  }
  return {
    jobs: [job],
    result,
    requests: [],
    secrets: [SECRET],
    artifact: async () => Buffer.from('original'),
  }
}

async function failed(given: Evidence): Promise<readonly string[]> {
  return (await verify(given)).filter(check => !check.isGood).map(check => check.label)
}

test('a correct step passes every check', async () => {
  expect(await failed(await evidence({}, { 'artifact-name': 'a' }))).toEqual([])
})

test.each([
  ['exits with 1', { exitCode: 1 }, {}, 'the step succeeded'],
  ['has another status than succeeded', {}, { status: 'failed' }, 'the step succeeded'],
  ['lists no file', {}, { files: '[]' }, 'every file equals the original, byte for byte'],
  ['leaves a partial file', { files: ['/tmp/.await-export-a1b2c3/1'] }, {}, 'no partial file is left'],
  ['shows a secret', { log: `${SECRET}\n` }, {}, 'no secret in log, outputs or summary'],
  ['puts a secret into the summary', { summary: SECRET }, {}, 'no secret in log, outputs or summary'],
  ['puts a secret into an output', {}, { details: SECRET }, 'no secret in log, outputs or summary'],
])('a step that %s fails a check', async (_, change, outputs, label) => {
  expect(await failed(await evidence(change, outputs as Record<string, string>))).toEqual([label])
})

test('a file with one different byte fails a check, on disk or as an artifact', async () => {
  const given = await evidence({}, { 'artifact-name': 'a' })
  await writeFile(join(folder, 'a.csv'), 'Original')
  expect(await failed({ ...given, artifact: async () => Buffer.from('originaL') })).toEqual([
    'every file equals the original, byte for byte',
    'the artifact equals the original',
  ])
})

test('an archive with every file passes, and one without fails', async () => {
  const given = await evidence({}, { 'artifact-name': 'a' })
  const archive = (data: string) => async () => zipOf([{ name: 'a.csv', data }])
  expect(await failed({ ...given, artifact: archive('original') })).toEqual([])
  expect(await failed({ ...given, artifact: archive('other') })).toEqual(['the artifact equals the original'])
})

test('a step that started no job fails checks', async () => {
  const given = await evidence({ exitCode: 1 })
  expect(await failed({ ...given, jobs: [] })).toEqual([
    'the step succeeded',
    'every file equals the original, byte for byte',
  ])
})

test('a missing file and a missing artifact fail checks', async () => {
  const given = await evidence({}, { 'artifact-name': 'a' })
  await rm(join(folder, 'a.csv'))
  expect(
    await failed({ ...given, artifact: () => Promise.reject(new Error('no such artifact')) }),
  ).toHaveLength(2)
})

test.each(['authorization', 'x-api-key', 'cookie'])('a %s header at the store fails a check', async name => {
  const given = await evidence()
  const request = {
    server: 'store',
    method: 'GET',
    url: new URL('http://127.0.0.1/'),
    body: '',
    at: 0,
    sent: { status: 200, bodyBytes: 0, isClosed: true },
  } as const
  expect(await failed({ ...given, requests: [{ ...request, headers: { [name]: 'x' } }] })).toEqual([
    'no credential left the API',
  ])
  expect(
    await failed({ ...given, requests: [{ ...request, server: 'api', headers: { [name]: 'x' } }] }),
  ).toEqual([])
})

test.each(['', 'x', '{}'])('outputs with files %p list no file', files => {
  expect(outputFiles({ files })).toEqual([])
})
