import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { type Fault, respond } from '../../simulator/faults.ts'
import { storeRefusal } from '../../simulator/store/refusals.ts'
import { ExportError } from '../../src/failures/export-error.ts'
import type { RemoteFile } from '../../src/providers/provider.ts'
import { vmware } from '../../src/providers/vmware.ts'
import type { DownloadHarness } from '../support/download-harness.ts'
import { downloadHarness } from '../support/download-harness.ts'
import { plainOpen } from '../support/plain-http.ts'
import { until } from '../support/until.ts'

const BYTES = randomBytes(300_000)

let harness: DownloadHarness
beforeEach(async () => {
  harness = await downloadHarness()
  harness.store.put('/a', BYTES)
})
afterEach(() => harness.close())

const xml = (code: string, rest: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code>${rest}</Error>`

/** Responses of stores to an expired link. */
const EXPIRED: readonly (readonly [string, Fault])[] = [
  ['S3', { kind: 'response', response: storeRefusal('s3', 'expired') }],
  [
    'S3 with temporary credentials',
    respond(400, xml('ExpiredToken', '<Message>The provided token has expired.</Message>')),
  ],
  ['Cloud Storage', { kind: 'response', response: storeRefusal('gcs', 'expired') }],
  ['Azure', { kind: 'response', response: storeRefusal('azure', 'expired') }],
  ['CloudFront', respond(403, xml('AccessDenied', '<Message>Access denied</Message>'))],
  ['a store that has deleted the file', respond(410)],
  ['a store that requires a login', respond(401)],
]

/** Responses of stores to a wrong signature. */
const WRONG_SIGNATURE: readonly (readonly [string, Fault])[] = [
  ['S3', respond(403, xml('SignatureDoesNotMatch', '<SignatureProvided>c2VjcmV0</SignatureProvided>'))],
  [
    'Azure',
    respond(
      403,
      xml(
        'AuthenticationFailed',
        '<AuthenticationErrorDetail>Signature did not match. String to sign used was r</AuthenticationErrorDetail>',
      ),
    ),
  ],
]

const kinds = () => harness.events.map(({ kind }) => kind)
const ranges = () => harness.store.requests.map(({ headers }) => headers.range)

test.each(EXPIRED)('D10 D11 an expired link of %s is refreshed', async (_, fault) => {
  harness.store.fail('/a', fault)
  const [file] = await harness.download([harness.file('/a')])
  expect(file?.size).toBe(BYTES.length)
  expect(harness.refreshes()).toBe(1)
  expect(harness.clock.pauses).toEqual([0])
  expect(kinds()).toEqual(['downloading', 'retry', 'recovered', 'downloaded'])
})

test('D10 a link that expires during the transfer is refreshed, and the transfer resumes', async () => {
  harness.store.fail('/a', { kind: 'truncate', afterBytes: 200_000 }, respond(403))
  await harness.download([harness.file('/a', { size: BYTES.length })])
  expect(harness.refreshes()).toBe(1)
  expect(ranges()).toEqual([undefined, 'bytes=200000-', 'bytes=200000-'])
})

const times = (count: number, fault: Fault) => Array<Fault>(count).fill(fault)

test('D10 D33 a link that is rejected for a minute fails, and is refreshed at most every 20 s', async () => {
  harness.store.fail('/a', ...times(99, respond(403)))
  const refreshedMs: number[] = []
  const file = harness.file('/a', { name: 'data.csv' })
  const refresh = async () => {
    refreshedMs.push(harness.clock.now())
    return [file]
  }
  const error = await harness.failure([file], { ports: { refresh } })
  expect(harness.clock.now()).toBe(60_000)
  expect(refreshedMs.length).toBeGreaterThan(1)
  for (const [index, ms] of refreshedMs.entries()) expect(ms).toBeGreaterThanOrEqual(20_000 * index)
  expect(error).toMatchObject({ code: 'download', httpStatus: 403 })
  expect(error.message).toMatch(
    /^The link to data\.csv has expired or was rejected: 127\.0\.0\.1:\d+ returned HTTP 403\. Gave up after \d+ failed attempts in 1 min\.$/,
  )
  expect(error.hint).toMatch(/fresh link/)
})

test('D33 a link that the store accepts only 7 s after it was made', async () => {
  let madeMs = 0
  const notYet: Fault = {
    kind: 'change',
    change: response =>
      harness.clock.now() < madeMs + 7000
        ? { status: 403, body: xml('AuthenticationFailed', '<Message>not valid in the time frame</Message>') }
        : response,
  }
  harness.store.fail('/a', ...times(99, notYet))
  const file = harness.file('/a')
  const refresh = async () => {
    madeMs = harness.clock.now()
    return [file]
  }
  const [local] = await harness.download([file], { ports: { refresh } })
  expect(local?.size).toBe(BYTES.length)
  expect(madeMs).toBe(0)
})

const reversed = (files: readonly RemoteFile[]) => async () => files.toReversed()

test('D10 refreshed links in another order are matched to the same files', async () => {
  const other = randomBytes(300_000)
  harness.store.put('/b', other)
  harness.store.fail('/b', respond(403))
  const files = [harness.file('/a', { name: 'a.bin' }), harness.file('/b', { name: 'b.bin' })]
  const found = await harness.download(files, { ports: { refresh: reversed(files) } })
  const arrived = await Promise.all(found.map(({ path }) => readFile(path)))
  expect(arrived.map((bytes, i) => bytes.equals([BYTES, other][i] ?? BYTES))).toEqual([true, true])
})

/** Two parts with the same name and size in two folders; the second link is rejected once. */
function sameNamedFiles(): readonly RemoteFile[] {
  for (const path of ['/1/part', '/2/part']) harness.store.put(path, randomBytes(300_000))
  harness.store.fail('/2/part', respond(403))
  return ['/1/part', '/2/part'].map(path => harness.file(path, { name: 'part.bin', size: 300_000 }))
}

test('D10 refreshed links to files with the same name are distinguished by path', async () => {
  const files = sameNamedFiles()
  const found = await harness.download(files, { ports: { refresh: reversed(files) } })
  const [one, two] = await Promise.all(found.map(({ path }) => readFile(path)))
  expect(one?.equals(two ?? one)).toBe(false)
})

test('D10 refreshed links to other paths with the same name are not matched', async () => {
  const files = sameNamedFiles()
  const moved = files.map(file => ({ ...file, url: file.url.replace('/part', '/elsewhere') }))
  const error = await harness.failure(files, { ports: { refresh: reversed(moved) } })
  expect(error).toMatchObject({ code: 'download' })
  expect(error.message).toContain('cannot be matched')
})

test('D10 refreshed links to files with other names belong to another export', async () => {
  harness.store.put('/b', BYTES)
  harness.store.fail('/b', respond(403))
  const files = [harness.file('/a', { name: 'a.bin' }), harness.file('/b', { name: 'b.bin' })]
  const refresh = async () => [harness.file('/a', { name: 'a.bin' }), harness.file('/c', { name: 'c.bin' })]
  const error = await harness.failure(files, { ports: { refresh } })
  expect(error.message).toContain('cannot be matched')
})

test('D10 a link that is rejected again and again, with progress in between', async () => {
  const expiring = [1, 2, 3, 4, 5].flatMap((): Fault[] => [
    { kind: 'truncate', afterBytes: 40_000 },
    respond(403),
  ])
  harness.store.fail('/a', ...expiring)
  await harness.download([harness.file('/a', { size: BYTES.length })])
  expect(harness.refreshes()).toBeGreaterThan(0)
  expect(ranges().at(-1)).toBe('bytes=200000-')
})

test('D10 links that expire together are refreshed with one request', async () => {
  const files = Array.from({ length: 6 }, (_, i) => harness.file(`/${i}`, { name: `${i}.bin` }))
  files.forEach((_, i) => {
    harness.store.put(`/${i}`, BYTES)
    harness.store.fail(`/${i}`, {
      kind: 'change',
      change: async () => {
        await until(() => harness.store.requests.length === 6)
        return { status: 403 }
      },
    })
  })
  const requestCounts: number[] = []
  const refresh = async () => {
    requestCounts.push(harness.store.requests.length)
    // The provider responds after every file has been rejected.
    await until(() => harness.events.length >= 7)
    return files
  }
  await harness.download(files, { ports: { refresh } })
  expect(requestCounts).toHaveLength(1)
})

test('a failed link refresh is retried', async () => {
  harness.store.fail('/a', respond(403))
  const file = harness.file('/a')
  let attempts = 0
  const refresh = async () => {
    attempts += 1
    if (attempts === 1) throw new ExportError('network', 'The provider is away.', { remedy: 'retry' })
    return [file]
  }
  await harness.download([file], { ports: { refresh } })
  expect(attempts).toBe(2)
  expect(harness.store.requests).toHaveLength(2)
})

test('a rejected link refresh fails the download', async () => {
  harness.store.fail('/a', respond(403))
  const refused = new ExportError('auth', 'The token is no longer valid.')
  const refresh = () => Promise.reject(refused)
  await expect(harness.failure([harness.file('/a')], { ports: { refresh } })).resolves.toMatchObject({
    code: 'auth',
    message: 'The token is no longer valid.',
  })
})

test.each([
  ['fewer files', () => []],
  ['more files', () => [harness.file('/a'), harness.file('/b')]],
  ['another size', () => [harness.file('/a', { size: 7 })]],
])('refreshed links for %s belong to another export', async (_, refreshed) => {
  harness.store.fail('/a', respond(403))
  const file = harness.file('/a', { size: BYTES.length })
  const error = await harness.failure([file], { ports: { refresh: async () => refreshed() } })
  expect(error.message).toContain('cannot be matched')
})

test('D10 a file stays the same if its declared size appears or disappears', async () => {
  harness.store.fail('/a', respond(403), { kind: 'truncate', afterBytes: 1000 }, ...times(8, respond(403)))
  const declared = [{ size: BYTES.length }, {}]
  const refresh = async () => [harness.file('/a', declared.shift())]
  await harness.download([harness.file('/a')], { ports: { refresh } })
  expect(declared).toEqual([])
})

test('D10 a declared size is checked even if the refreshed link has none', async () => {
  harness.store.fail('/a', respond(403))
  const refresh = async () => [harness.file('/a')]
  const error = await harness.failure([harness.file('/a', { size: BYTES.length + 1 })], {
    ports: { refresh },
  })
  expect(error.message).toContain(`declared ${BYTES.length + 1}`)
})

test.each(WRONG_SIGNATURE)('D12 a wrong signature at %s is retried for a minute', async (_, fault) => {
  harness.store.fail('/a', ...times(99, fault))
  const error = await harness.failure([harness.file('/a')])
  expect(harness.clock.now()).toBe(60_000)
  expect(error.message).toContain('403 SignatureDoesNotMatch')
  expect(`${error.message} ${error.hint}`).not.toMatch(/c2VjcmV0|String to sign/)
})

test('D13 a file that the store does not have yet is retried', async () => {
  const missing = { kind: 'response', response: storeRefusal('s3', 'missing') } as const
  harness.store.fail('/a', missing, missing, missing)
  await harness.download([harness.file('/a')])
  expect(harness.clock.pauses).toEqual([0, 1000, 2000])
  expect(harness.refreshes()).toBe(1)
})

test('D13 a file that is missing at the store for a minute fails', async () => {
  const error = await harness.failure([harness.file('/unknown')])
  expect(harness.clock.now()).toBeGreaterThanOrEqual(60_000)
  expect(harness.clock.now()).toBeLessThan(100_000)
  expect(error).toMatchObject({ code: 'download', httpStatus: 404 })
  expect(error.message).toContain('404 NoSuchKey')
  expect(error.hint).toMatch(/start a new export/)
})

test.each([
  [401, 'auth'],
  [403, 'forbidden'],
  [400, 'download'],
] as const)('D34 a %i of the API fails with its reason and the code %s', async (status, code) => {
  const body = JSON.stringify({
    errorCode: 'E1',
    message: 'The export is gone.',
    remediationMessage: 'Ask an operator.',
    referenceToken: 'REF1',
  })
  harness.store.fail('/a', ...times(99, respond(status, body, { 'content-type': 'application/json' })))
  const ports = { provider: vmware }
  const error = await harness.failure([harness.file('/a', { credential: 'session' })], { ports })
  expect(error).toMatchObject({ code, httpStatus: status, requestId: 'REF1', hint: 'Ask an operator.' })
  expect(error.message).toContain('"The export is gone."')
  expect(harness.clock.now()).toBe(status === 400 ? 0 : 60_000)
  expect(harness.refreshes()).toBe(0)
})

test('D13 a file that the API does not have yet is retried for a minute', async () => {
  const missing = respond(404, '{"message":"The export is gone."}', { 'content-type': 'application/json' })
  harness.store.fail('/a', missing, missing)
  await harness.download([harness.file('/a', { credential: 'session' })])
  harness.store.fail('/a', ...Array(20).fill(missing))
  const startedMs = harness.clock.now()
  const error = await harness.failure([harness.file('/a', { credential: 'session' })])
  expect(harness.clock.now() - startedMs).toBeGreaterThanOrEqual(60_000)
  expect(error).toMatchObject({ code: 'not-found', httpStatus: 404 })
  expect(error.message).toContain('"The export is gone."')
  // The same origin would not count as a redirect.
  expect(harness.refreshes()).toBe(0)
})

test('a rejection after a redirect by the provider counts as one by the store', async () => {
  harness.store.fail('/a', respond(403))
  const api = 'https://api.example/file'
  const redirected = harness.file('/a').url
  await harness.download([harness.file('/a', { credential: 'session', url: api })], {
    ports: {
      open: (file, headers, signal) => plainOpen({ ...file, url: redirected }, headers, signal),
      refresh: async () => [harness.file('/a', { credential: 'session', url: api })],
    },
  })
  expect(harness.store.requests).toHaveLength(2)
})
