import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { type Fault, respond } from '../../simulator/faults.ts'
import { contentOf } from '../../simulator/files/content.ts'
import { DOWNLOAD_LIMITS } from '../../src/download/limits.ts'
import type { DownloadHarness } from '../support/download-harness.ts'
import { downloadHarness } from '../support/download-harness.ts'
import { plainOpen } from '../support/plain-http.ts'

const BYTES = randomBytes(300_000)

const LONG_AGO = { 'last-modified': 'Thu, 01 Jan 2026 00:00:00 GMT', date: 'Thu, 01 Jan 2026 00:01:00 GMT' }
const JUST_NOW = { 'last-modified': 'Thu, 01 Jan 2026 00:00:01 GMT', date: 'Thu, 01 Jan 2026 00:01:00 GMT' }

let harness: DownloadHarness
beforeEach(async () => {
  harness = await downloadHarness()
})
afterEach(() => harness.close())

const digestOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

async function digestOnDisk(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

type Headers = Readonly<Record<string, string | undefined>>

/** Downloads `/a` with faults, checks the file on disk, and returns the requests for it. */
async function fetched(headers: Headers, ...faults: readonly Fault[]) {
  harness.store.put('/a', BYTES, headers)
  harness.store.fail('/a', ...faults)
  const [file] = await harness.download([harness.file('/a', { size: BYTES.length })])
  expect(file).toMatchObject({ size: BYTES.length, sha256: digestOf(BYTES) })
  expect(await digestOnDisk(file?.path ?? '')).toBe(digestOf(BYTES))
  return harness.store.requests.map(({ headers: requested, sent }) => ({
    range: requested.range,
    condition: requested['if-range'],
    status: sent.status,
  }))
}

/** The first bytes without a length and without a final chunk; by default all bytes. */
const endless = (afterBytes = BYTES.length): Fault => ({
  kind: 'truncate',
  afterBytes,
  response: { status: 200, headers: { etag: '"v1"' }, body: [BYTES] },
})

const isResumed = (requests: Awaited<ReturnType<typeof fetched>>) => requests.at(-1)?.status === 206

test('D01 resumes a truncated body, with its strong entity tag as condition', async () => {
  const requests = await fetched({ etag: '"v1"' }, { kind: 'truncate', afterBytes: 200_000 })
  expect(requests[1]).toMatchObject({ range: 'bytes=200000-', condition: '"v1"', status: 206 })
  expect(harness.clock.pauses).toEqual([1000])
  expect(harness.events.map(({ kind }) => kind)).toEqual(['downloading', 'retry', 'recovered', 'downloaded'])
})

test('D01 recovers from a reset, however many received bytes are lost', async () => {
  const requests = await fetched(
    {},
    { kind: 'reset', afterBytes: 200_000 },
    { kind: 'reset', afterBytes: 50_000 },
  )
  expect(requests).toHaveLength(3)
})

test('D02 restarts if the server ignores the range, without leftovers of the longer first part', async () => {
  const short = BYTES.subarray(0, 1000)
  harness.store.put('/a', BYTES, { etag: '"v1"' })
  const other = respond(200, short)
  harness.store.fail('/a', { kind: 'truncate', afterBytes: 200_000 }, other, other)
  // Small batches, so that the longer beginning is on disk.
  const limits = { ...DOWNLOAD_LIMITS, batchBytes: 16 * 1024 }
  const [file] = await harness.download([harness.file('/a')], { limits })
  expect(file).toMatchObject({ size: 1000, sha256: digestOf(short) })
  expect(await digestOnDisk(file?.path ?? '')).toBe(digestOf(short))
})

const partial = (range: string, headers: Readonly<Record<string, string>> = { etag: '"v1"' }) =>
  respond(206, 'wrong', { 'content-range': range, ...headers })

test.each([
  ['start', partial(`bytes 0-4/${BYTES.length}`)],
  ['total', partial(`bytes 200000-200004/${BYTES.length + 1}`)],
  ['unit', partial(`lines 200000-200004/${BYTES.length}`)],
  ['grammar', partial('bytes some')],
  ['form', partial('', { 'content-type': 'multipart/byteranges; boundary=b' })],
  ['entity tag', partial(`bytes 200000-200004/${BYTES.length}`, { etag: '"v2"' })],
  ['missing version', partial(`bytes 200000-200004/${BYTES.length}`, {})],
])('D03 restarts after a part with the wrong %s', async (_, fault) => {
  const requests = await fetched({ etag: '"v1"' }, { kind: 'truncate', afterBytes: 200_000 }, fault)
  expect(requests.map(({ range, status }) => ({ range, status }))).toEqual([
    { range: undefined, status: 200 },
    { range: 'bytes=200000-', status: 206 },
    { range: undefined, status: 200 },
  ])
  expect(harness.clock.pauses).toEqual([1000, 1000])
})

test('D03 restarts after a part with another date', async () => {
  const later = partial(`bytes 200000-200004/${BYTES.length}`, JUST_NOW)
  const requests = await fetched(
    { etag: undefined, ...LONG_AGO },
    { kind: 'truncate', afterBytes: 200_000 },
    later,
  )
  expect(requests.map(({ status }) => status)).toEqual([200, 206, 200])
})

test('D03 restarts after a part of a file of unknown length', async () => {
  const requests = await fetched({ etag: '"v1"' }, endless(), partial('bytes 300000-300004/*'))
  expect(requests.map(({ status }) => status)).toEqual([200, 206, 200])
})

/** With a checksum, no other rule would be needed to detect bytes of another file. */
const WITHOUT_CHECKSUM = { etag: '"v1"', 'content-md5': undefined }
const CUT: Fault = { kind: 'truncate', afterBytes: 200_000 }

/** Only the rest of the file, with status 200. */
function restAs200(headers: Readonly<Record<string, string>>, hasLength = true): Fault {
  const rest = BYTES.subarray(200_000)
  const length = hasLength && { 'content-length': String(rest.length) }
  return respond(200, rest, { etag: '"v1"', ...length, ...headers })
}

test.each([
  ['has the range of the part', restAs200({ 'content-range': `bytes 200000-299999/${BYTES.length}` })],
  [
    'has the range of the part without a length',
    restAs200({ 'content-range': 'bytes 200000-299999/*' }, false),
  ],
  ['has the range of the beginning', restAs200({ 'content-range': `bytes 0-99999/${BYTES.length}` })],
  ['has no byte range', restAs200({ 'content-range': `bytes */${BYTES.length}` })],
  ['has another unit', restAs200({ 'content-range': 'lines 0-9/10' })],
  ['contradicts its length', restAs200({ 'content-range': `bytes 0-299999/${BYTES.length}` })],
  ['has the same version in another length', restAs200({})],
  ['has the same version without a length', restAs200({}, false)],
  ['has another version in another length', restAs200({ etag: '"v2"' })],
  ['has another version without a length', restAs200({ etag: 'W/"v1"' }, false)],
])('D26 a 200 that has only the rest starts the file over: it %s', async (_, fault) => {
  harness.store.put('/a', BYTES, WITHOUT_CHECKSUM)
  harness.store.fail('/a', CUT, fault)
  const [file] = await harness.download([harness.file('/a')])
  expect(await digestOnDisk(file?.path ?? '')).toBe(digestOf(BYTES))
  expect(harness.store.requests.map(({ headers }) => headers.range)).toEqual([
    undefined,
    'bytes=200000-',
    undefined,
  ])
})

test('D26 a 200 with a partial range for a complete request fails after three attempts', async () => {
  const part = restAs200({ 'content-range': `bytes 200000-299999/${BYTES.length}` })
  harness.store.put('/a', BYTES, WITHOUT_CHECKSUM)
  harness.store.fail('/a', ...Array<Fault>(9).fill(part))
  const error = await harness.failure([harness.file('/a')])
  expect(error.code).toBe('download')
  expect(error.message).toContain('the server sent a part with status 200')
  expect(harness.store.requests).toHaveLength(3)
})

test('D26 a 200 with the complete range is the complete file, and its length is known', async () => {
  harness.store.fail('/a', respond(200, BYTES, { 'content-range': `bytes 0-299999/${BYTES.length}` }))
  const [file] = await harness.download([harness.file('/a')])
  expect(await digestOnDisk(file?.path ?? '')).toBe(digestOf(BYTES))
  const short = BYTES.subarray(0, 200_000)
  harness.store.fail('/a', respond(200, short, { 'content-range': `bytes 0-299999/${BYTES.length}` }))
  harness.store.put('/a', BYTES)
  await harness.download([harness.file('/a')])
  expect(harness.events).toContainEqual(
    expect.objectContaining({
      error: expect.objectContaining({ message: 'export ended after 200000 of 300000 bytes.' }),
    }),
  )
})

/** Serves `/b` for a range of `/a` with an equal entity tag, like a refreshed link to another object. */
async function movedTo(link: string) {
  const other = randomBytes(BYTES.length)
  harness.store.put('/a', BYTES, WITHOUT_CHECKSUM)
  harness.store.put('/b', other, WITHOUT_CHECKSUM)
  harness.store.fail('/a', CUT, respond(403))
  const file = harness.file('/a')
  const refresh = async () => [harness.file(link)]
  const [local] = await harness.download([file], { ports: { refresh } })
  const requests = harness.store.requests.map(
    ({ url, headers }) => `${url.pathname} ${headers.range ?? 'complete'}`,
  )
  const digest = await digestOnDisk(local?.path ?? '')
  return { requests, isOther: digest === digestOf(other), isSame: digest === digestOf(BYTES) }
}

test('D30 a refreshed link to another path restarts the file, even with an equal entity tag', async () => {
  expect(await movedTo('/b')).toEqual({
    requests: ['/a complete', '/a bytes=200000-', '/b bytes=200000-', '/b complete'],
    isOther: true,
    isSame: false,
  })
})

test('D30 a refreshed link to the same path resumes the file', async () => {
  expect(await movedTo('/a')).toMatchObject({
    requests: ['/a complete', '/a bytes=200000-', '/a bytes=200000-'],
    isSame: true,
  })
})

test.each([
  ['a part', CUT, [200, 206, 200]],
  ['a rejected range at the end', endless(), [200, 416, 200]],
])('D30 %s from another origin restarts the file', async (_, beginning, statuses) => {
  const origins = ['http://one.example', 'http://two.example', 'http://two.example']
  const open: typeof plainOpen = async (file, headers, signal) => ({
    ...(await plainOpen(file, headers, signal)),
    url: new URL('/a', origins.shift()),
  })
  harness.store.put('/a', BYTES, WITHOUT_CHECKSUM)
  harness.store.fail('/a', beginning)
  await harness.download([harness.file('/a', { size: BYTES.length })], { ports: { open } })
  expect(harness.store.requests.map(({ sent }) => sent.status)).toEqual(statuses)
})

test('D30 a file without a known length is restarted', async () => {
  harness.store.put('/a', BYTES, WITHOUT_CHECKSUM)
  harness.store.fail('/a', endless(200_000))
  const [file] = await harness.download([harness.file('/a')])
  expect(await digestOnDisk(file?.path ?? '')).toBe(digestOf(BYTES))
  expect(harness.store.requests.map(({ headers }) => headers.range)).toEqual([undefined, undefined])
})

test('D30 a declared size counts as a known length', async () => {
  const requests = await fetched({ etag: '"v1"' }, endless())
  expect(requests.at(-1)?.range).toBe(`bytes=${BYTES.length}-`)
})

test('D03 restarts after a part that was not requested', async () => {
  const requests = await fetched({}, partial('bytes 5-9/300000'))
  expect(requests.map(({ status }) => status)).toEqual([206, 200])
})

test('D03 a part shorter than requested is continued', async () => {
  const piece = BYTES.subarray(200_000, 250_000)
  const range = `bytes 200000-249999/${BYTES.length}`
  const shortPart: Fault = {
    kind: 'response',
    response: {
      status: 206,
      headers: { 'content-range': range, 'content-length': String(piece.length), etag: '"v1"' },
      body: contentOf(piece).read(0, piece.length),
    },
  }
  const requests = await fetched({ etag: '"v1"' }, { kind: 'truncate', afterBytes: 200_000 }, shortPart)
  expect(requests.map(({ range }) => range)).toEqual([undefined, 'bytes=200000-', 'bytes=250000-'])
})

test('D04 a rejected range at the end means that the file is complete', async () => {
  const requests = await fetched({ etag: '"v1"' }, endless())
  expect(requests.map(({ range, status }) => ({ range, status }))).toEqual([
    { range: undefined, status: 200 },
    { range: `bytes=${BYTES.length}-`, status: 416 },
  ])
})

test.each([
  ['another length', { 'content-range': 'bytes */12' }],
  ['no length', {}],
])('D04 restarts after a rejected range with %s', async (_, headers) => {
  const refusal = respond(416, '', headers as Readonly<Record<string, string>>)
  const requests = await fetched({ etag: '"v1"' }, endless(), refusal)
  expect(requests.map(({ status }) => status)).toEqual([200, 416, 200])
})

test.each([
  ['another length than before', { etag: '"v1"' }],
  ['another version', { etag: '"v2"' }],
])('D04 a rejected range of %s does not make a truncated file complete', async (title, headers) => {
  const total = title === 'another version' ? BYTES.length : 200_000
  const refusal = respond(416, '', { 'content-range': `bytes */${total}`, ...headers })
  const beginning =
    title === 'another version' ? endless() : ({ kind: 'truncate', afterBytes: 200_000 } as const)
  const requests = await fetched({ etag: '"v1"' }, beginning, refusal)
  expect(requests.map(({ status }) => status)).toEqual([200, 416, 200])
})

test('D05 restarts after a changed entity tag', async () => {
  const changed = randomBytes(BYTES.length)
  harness.store.put('/a', BYTES, { etag: '"v1"' })
  const second = respond(200, changed, { etag: '"v2"', 'content-length': String(changed.length) })
  harness.store.fail('/a', { kind: 'truncate', afterBytes: 200_000 }, second)
  const [file] = await harness.download([harness.file('/a')])
  expect(await digestOnDisk(file?.path ?? '')).toBe(digestOf(changed))
})

test.each<[string, Headers, boolean]>([
  ['a strong entity tag', { etag: '"v1"' }, true],
  ['a weak entity tag', { etag: 'W/"v1"' }, false],
  ['a weak entity tag with a date', { etag: 'W/"v1"', ...LONG_AGO }, false],
  ['an entity tag without quotes', { etag: 'v1' }, false],
  ['an old date', { etag: undefined, ...LONG_AGO }, true],
  ['a date younger than a minute', { etag: undefined, ...JUST_NOW }, false],
  ['an unreadable date', { etag: undefined, ...LONG_AGO, 'last-modified': 'yesterday' }, false],
  ['no validator', { etag: undefined }, false],
])('D06 %s', async (_, headers, isResumable) => {
  const requests = await fetched(headers, { kind: 'truncate', afterBytes: 200_000 })
  expect(isResumed(requests)).toBe(isResumable)
  expect(requests[1]?.condition === undefined).toBe(!isResumable)
})

test.each([
  ['repeats the entity tag', '"v1"', [200, 200, 206]],
  ['has another version by then', '"v2"', [200, 200, 206, 200]],
])('D38 a store ignores a range with a condition, and the part %s', async (_, etag, statuses) => {
  const changed = randomBytes(BYTES.length)
  const ignoring: Fault = {
    kind: 'change',
    change: (response, request) => {
      if (request.headers['if-range'] === undefined) return response
      return { status: 200, headers: { etag: '"v1"', 'accept-ranges': 'bytes' }, body: '' }
    },
  }
  harness.store.put('/a', BYTES, WITHOUT_CHECKSUM)
  const second: Fault = {
    kind: 'change',
    change: response => {
      if (etag === '"v2"') harness.store.put('/a', changed, { ...WITHOUT_CHECKSUM, etag })
      return { ...response, headers: { ...response.headers, etag } }
    },
  }
  harness.store.fail('/a', CUT, ignoring, second)
  const [file] = await harness.download([harness.file('/a')])
  expect(await digestOnDisk(file?.path ?? '')).toBe(digestOf(etag === '"v2"' ? changed : BYTES))
  expect(harness.store.requests.map(({ sent }) => sent.status)).toEqual(statuses)
})
