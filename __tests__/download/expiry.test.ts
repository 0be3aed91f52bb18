import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { type Fault, respond } from '../../simulator/faults.ts'
import { storeRefusal } from '../../simulator/store/refusals.ts'
import { ExportError } from '../../src/failures/export-error.ts'
import type { RemoteFile } from '../../src/providers/provider.ts'
import type { DownloadHarness } from '../support/download-harness.ts'
import { downloadHarness } from '../support/download-harness.ts'
import { plainOpen } from '../support/plain-http.ts'
import { until } from '../support/until.ts'

const BYTES = randomBytes(300_000)

let bench: DownloadHarness
beforeEach(async () => {
  bench = await downloadHarness()
  bench.store.put('/a', BYTES)
})
afterEach(() => bench.close())

const xml = (code: string, rest: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code>${rest}</Error>`

/** A link that has expired, in the forms of the stores. */
const EXPIRED: readonly (readonly [string, Fault])[] = [
  ['S3', { kind: 'response', response: storeRefusal('s3', 'expired') }],
  [
    'S3 with temporary credentials',
    respond(400, xml('ExpiredToken', '<Message>The provided token has expired.</Message>')),
  ],
  ['Cloud Storage', { kind: 'response', response: storeRefusal('gcs', 'expired') }],
  ['Azure', { kind: 'response', response: storeRefusal('azure', 'expired') }],
  ['CloudFront', respond(403, xml('AccessDenied', '<Message>Access denied</Message>'))],
  ['a store that deletes', respond(410)],
  ['a store with logins', respond(401)],
]

/** A signature that is wrong, in the forms of the stores. */
const WRONGLY_SIGNED: readonly (readonly [string, Fault])[] = [
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

const kinds = () => bench.events.map(({ kind }) => kind)
const ranges = () => bench.store.requests.map(({ headers }) => headers.range)

test.each(EXPIRED)('D10 D11 a link that expired at %s is replaced', async (_, fault) => {
  bench.store.fail('/a', fault)
  const [file] = await bench.download([bench.file('/a')])
  expect(file?.size).toBe(BYTES.length)
  expect(bench.refreshes()).toBe(1)
  expect(bench.clock.pauses).toEqual([0])
  expect(kinds()).toEqual(['downloading', 'retry', 'recovered', 'downloaded'])
})

test('D10 a link that expires on the way is replaced and the transfer resumed', async () => {
  bench.store.fail('/a', { kind: 'truncate', afterBytes: 200_000 }, respond(403))
  await bench.download([bench.file('/a', { size: BYTES.length })])
  expect(bench.refreshes()).toBe(1)
  expect(ranges()).toEqual([undefined, 'bytes=200000-', 'bytes=200000-'])
})

test('D10 three refused fresh links in a row end the download', async () => {
  bench.store.fail('/a', ...Array.from({ length: 9 }, () => respond(403)))
  const error = await bench.failure([bench.file('/a', { name: 'data.csv' })])
  expect(bench.refreshes()).toBe(3)
  expect(bench.store.requests).toHaveLength(4)
  expect(error).toMatchObject({ code: 'download', httpStatus: 403 })
  expect(error.message).toMatch(
    /^The link to data\.csv has expired or was rejected: 127\.0\.0\.1:\d+ returned HTTP 403\. Gave up after 4 attempts\.$/,
  )
  expect(error.hint).toMatch(/fresh link/)
})

const reversed = (files: readonly RemoteFile[]) => async () => files.toReversed()

test('D10 fresh links in another order are matched to the same files', async () => {
  const other = randomBytes(300_000)
  bench.store.put('/b', other)
  bench.store.fail('/b', respond(403))
  const files = [bench.file('/a', { name: 'a.bin' }), bench.file('/b', { name: 'b.bin' })]
  const found = await bench.download(files, { ports: { refresh: reversed(files) } })
  const arrived = await Promise.all(found.map(({ path }) => readFile(path)))
  expect(arrived.map((bytes, i) => bytes.equals([BYTES, other][i] ?? BYTES))).toEqual([true, true])
})

/** Two parts of one name and size in two folders; the second link is refused once. */
function namesakes(): readonly RemoteFile[] {
  for (const path of ['/1/part', '/2/part']) bench.store.put(path, randomBytes(300_000))
  bench.store.fail('/2/part', respond(403))
  return ['/1/part', '/2/part'].map(path => bench.file(path, { name: 'part.bin', size: 300_000 }))
}

test('D10 fresh links to files of one name are distinguished by their path', async () => {
  const files = namesakes()
  const found = await bench.download(files, { ports: { refresh: reversed(files) } })
  const [one, two] = await Promise.all(found.map(({ path }) => readFile(path)))
  expect(one?.equals(two ?? one)).toBe(false)
})

test('D10 fresh links elsewhere with the same name are matched to no file', async () => {
  const files = namesakes()
  const moved = files.map(file => ({ ...file, url: file.url.replace('/part', '/elsewhere') }))
  const error = await bench.failure(files, { ports: { refresh: reversed(moved) } })
  expect(error).toMatchObject({ code: 'download' })
  expect(error.message).toContain('cannot be matched')
})

test('D10 fresh links to files of other names are those of another export', async () => {
  bench.store.put('/b', BYTES)
  bench.store.fail('/b', respond(403))
  const files = [bench.file('/a', { name: 'a.bin' }), bench.file('/b', { name: 'b.bin' })]
  const refresh = async () => [bench.file('/a', { name: 'a.bin' }), bench.file('/c', { name: 'c.bin' })]
  const error = await bench.failure(files, { ports: { refresh } })
  expect(error.message).toContain('cannot be matched')
})

test('D10 progress earns further fresh links', async () => {
  const expiring = [1, 2, 3, 4, 5].flatMap((): Fault[] => [
    { kind: 'truncate', afterBytes: 40_000 },
    respond(403),
  ])
  bench.store.fail('/a', ...expiring)
  await bench.download([bench.file('/a', { size: BYTES.length })])
  expect(bench.refreshes()).toBe(5)
})

test('D10 links that expire together are refreshed by one request', async () => {
  const files = Array.from({ length: 6 }, (_, i) => bench.file(`/${i}`, { name: `${i}.bin` }))
  files.forEach((_, i) => {
    bench.store.put(`/${i}`, BYTES)
    bench.store.fail(`/${i}`, {
      kind: 'change',
      change: async () => {
        await until(() => bench.store.requests.length === 6)
        return { status: 403 }
      },
    })
  })
  const asked: number[] = []
  const refresh = async () => {
    asked.push(bench.store.requests.length)
    // The provider responds when every file has been refused.
    await until(() => bench.events.length >= 7)
    return files
  }
  await bench.download(files, { ports: { refresh } })
  expect(asked).toHaveLength(1)
})

test('a refresh of links that fails is retried', async () => {
  bench.store.fail('/a', respond(403))
  const file = bench.file('/a')
  let asked = 0
  const refresh = async () => {
    asked += 1
    if (asked === 1) throw new ExportError('network', 'The provider is away.', { outlook: 'transient' })
    return [file]
  }
  await bench.download([file], { ports: { refresh } })
  expect(asked).toBe(2)
  expect(bench.store.requests).toHaveLength(2)
})

test('a refresh of links that is refused ends the download', async () => {
  bench.store.fail('/a', respond(403))
  const refused = new ExportError('auth', 'The token is no longer valid.', { outlook: 'unauthorized' })
  const refresh = () => Promise.reject(refused)
  await expect(bench.failure([bench.file('/a')], { ports: { refresh } })).resolves.toBe(refused)
})

test.each([
  ['fewer files', () => []],
  ['more files', () => [bench.file('/a'), bench.file('/b')]],
  ['another size', () => [bench.file('/a', { size: 7 })]],
])('fresh links for %s are another export', async (_, refreshed) => {
  bench.store.fail('/a', respond(403))
  const file = bench.file('/a', { size: BYTES.length })
  const error = await bench.failure([file], { ports: { refresh: async () => refreshed() } })
  expect(error.message).toContain('cannot be matched')
})

test('D10 a size that is declared later, or no longer, is still the same file', async () => {
  bench.store.fail('/a', respond(403), { kind: 'truncate', afterBytes: 1000 }, respond(403))
  const declared = [{ size: BYTES.length }, {}]
  const refresh = async () => [bench.file('/a', declared.shift())]
  await bench.download([bench.file('/a')], { ports: { refresh } })
  expect(declared).toEqual([])
})

test('D10 a declared size is checked, also when the fresh link comes without one', async () => {
  bench.store.fail('/a', respond(403))
  const refresh = async () => [bench.file('/a')]
  const error = await bench.failure([bench.file('/a', { size: BYTES.length + 1 })], { ports: { refresh } })
  expect(error.message).toContain(`declared ${BYTES.length + 1}`)
})

test.each(WRONGLY_SIGNED)('D12 a wrong signature at %s is retried with one fresh link', async (_, fault) => {
  bench.store.fail('/a', fault, fault)
  const error = await bench.failure([bench.file('/a')])
  expect(bench.refreshes()).toBe(1)
  expect(bench.store.requests).toHaveLength(2)
  expect(error.message).toContain('403 SignatureDoesNotMatch')
  expect(`${error.message} ${error.hint}`).not.toMatch(/c2VjcmV0|String to sign/)
})

test('D13 a file that the store does not know yet is retried', async () => {
  const missing = { kind: 'response', response: storeRefusal('s3', 'missing') } as const
  bench.store.fail('/a', missing, missing, missing)
  await bench.download([bench.file('/a')])
  expect(bench.clock.pauses).toEqual([1000, 2000, 4000])
  expect(bench.refreshes()).toBe(1)
})

test('D13 a file that the store does not know for a minute fails', async () => {
  const error = await bench.failure([bench.file('/unknown')])
  expect(bench.clock.now()).toBeGreaterThanOrEqual(60_000)
  expect(bench.clock.now()).toBeLessThan(100_000)
  expect(error).toMatchObject({ code: 'download', httpStatus: 404 })
  expect(error.message).toContain('404 NoSuchKey')
  expect(error.hint).toMatch(/start a new export/)
})

test.each([
  [401, 'auth'],
  [403, 'forbidden'],
  [400, 'download'],
] as const)('a %i of the API itself ends with its reason and the code %s', async (status, code) => {
  const body = JSON.stringify({
    errorCode: 'E1',
    message: 'The export is gone.',
    remediationMessage: 'Ask an operator.',
    referenceToken: 'REF1',
  })
  bench.store.fail('/a', respond(status, body, { 'content-type': 'application/json' }))
  const error = await bench.failure([bench.file('/a', { credential: 'session' })])
  expect(error).toMatchObject({ code, httpStatus: status, requestId: 'REF1', hint: 'Ask an operator.' })
  expect(error.message).toContain('"The export is gone."')
  expect(bench.store.requests).toHaveLength(1)
  expect(bench.refreshes()).toBe(0)
})

test('D13 a file that the API does not know yet is retried for a minute', async () => {
  const missing = respond(404, '{"message":"The export is gone."}', { 'content-type': 'application/json' })
  bench.store.fail('/a', missing, missing)
  await bench.download([bench.file('/a', { credential: 'session' })])
  bench.store.fail('/a', ...Array(20).fill(missing))
  const startedMs = bench.clock.now()
  const error = await bench.failure([bench.file('/a', { credential: 'session' })])
  expect(bench.clock.now() - startedMs).toBeGreaterThanOrEqual(60_000)
  expect(error).toMatchObject({ code: 'not-found', httpStatus: 404 })
  expect(error.message).toContain('"The export is gone."')
  // The provider's own address would not be another one.
  expect(bench.refreshes()).toBe(0)
})

test('a refusal after a redirect of the provider is one of the store', async () => {
  bench.store.fail('/a', respond(403))
  const api = 'https://api.example/file'
  const redirected = bench.file('/a').url
  await bench.download([bench.file('/a', { credential: 'session', url: api })], {
    ports: {
      open: (file, headers, signal) => plainOpen({ ...file, url: redirected }, headers, signal),
      refresh: async () => [bench.file('/a', { credential: 'session', url: api })],
    },
  })
  expect(bench.store.requests).toHaveLength(2)
})
