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

let bench: DownloadHarness
beforeEach(async () => {
  bench = await downloadHarness()
})
afterEach(() => bench.close())

const digestOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

async function digestOnDisk(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

type Headers = Readonly<Record<string, string | undefined>>

/** Downloads `/a` through faults, checks that what is on disk is what the store keeps, and returns the requests for it. */
async function fetched(headers: Headers, ...faults: readonly Fault[]) {
  bench.store.put('/a', BYTES, headers)
  bench.store.fail('/a', ...faults)
  const [file] = await bench.download([bench.file('/a', { size: BYTES.length })])
  expect(file).toMatchObject({ size: BYTES.length, sha256: digestOf(BYTES) })
  expect(await digestOnDisk(file?.path ?? '')).toBe(digestOf(BYTES))
  return bench.store.requests.map(({ headers: asked, sent }) => ({
    range: asked.range,
    condition: asked['if-range'],
    status: sent.status,
  }))
}

/** The first bytes without a length, and without the end that says so; all bytes unless given. */
const endless = (afterBytes = BYTES.length): Fault => ({
  kind: 'truncate',
  afterBytes,
  response: { status: 200, headers: { etag: '"v1"' }, body: [BYTES] },
})

const isResumed = (requests: Awaited<ReturnType<typeof fetched>>) => requests.at(-1)?.status === 206

test('D01 resumes a body that is cut short, on the condition of its strong entity tag', async () => {
  const requests = await fetched({ etag: '"v1"' }, { kind: 'truncate', afterBytes: 200_000 })
  expect(requests[1]).toMatchObject({ range: 'bytes=200000-', condition: '"v1"', status: 206 })
  expect(bench.clock.pauses).toEqual([1000])
  expect(bench.events.map(({ kind }) => kind)).toEqual(['downloading', 'retry', 'recovered', 'downloaded'])
})

test('D01 survives a reset, however much of the body it takes along', async () => {
  const requests = await fetched(
    {},
    { kind: 'reset', afterBytes: 200_000 },
    { kind: 'reset', afterBytes: 50_000 },
  )
  expect(requests).toHaveLength(3)
})

test('D02 begins again when the server ignores the range, with nothing left of the longer beginning', async () => {
  const short = BYTES.subarray(0, 1000)
  bench.store.put('/a', BYTES, { etag: '"v1"' })
  const other = respond(200, short)
  bench.store.fail('/a', { kind: 'truncate', afterBytes: 200_000 }, other, other)
  // Small batches, so that the longer beginning is on disk.
  const limits = { ...DOWNLOAD_LIMITS, batchBytes: 16 * 1024 }
  const [file] = await bench.download([bench.file('/a')], { limits })
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
  ['silence about its version', partial(`bytes 200000-200004/${BYTES.length}`, {})],
])('D03 begins again at once after a part with the wrong %s', async (_, fault) => {
  const requests = await fetched({ etag: '"v1"' }, { kind: 'truncate', afterBytes: 200_000 }, fault)
  expect(requests.map(({ range, status }) => ({ range, status }))).toEqual([
    { range: undefined, status: 200 },
    { range: 'bytes=200000-', status: 206 },
    { range: undefined, status: 200 },
  ])
  expect(bench.clock.pauses).toEqual([1000, 0])
})

test('D03 begins again after a part of another date', async () => {
  const later = partial(`bytes 200000-200004/${BYTES.length}`, JUST_NOW)
  const requests = await fetched(
    { etag: undefined, ...LONG_AGO },
    { kind: 'truncate', afterBytes: 200_000 },
    later,
  )
  expect(requests.map(({ status }) => status)).toEqual([200, 206, 200])
})

test('D03 begins again after a part of a file of unknown length', async () => {
  const requests = await fetched({ etag: '"v1"' }, endless(), partial('bytes 300000-300004/*'))
  expect(requests.map(({ status }) => status)).toEqual([200, 206, 200])
})

/** With a checksum, no other rule would be needed to find bytes of another file. */
const WITHOUT_CHECKSUM = { etag: '"v1"', 'content-md5': undefined }
const CUT: Fault = { kind: 'truncate', afterBytes: 200_000 }

/** Only the rest, with status 200. */
function restAs200(headers: Readonly<Record<string, string>>, hasLength = true): Fault {
  const rest = BYTES.subarray(200_000)
  const length = hasLength && { 'content-length': String(rest.length) }
  return respond(200, rest, { etag: '"v1"', ...length, ...headers })
}

test.each([
  ['names the part', restAs200({ 'content-range': `bytes 200000-299999/${BYTES.length}` })],
  ['names the part without a length', restAs200({ 'content-range': 'bytes 200000-299999/*' }, false)],
  ['names a part of the beginning', restAs200({ 'content-range': `bytes 0-99999/${BYTES.length}` })],
  ['names no range of bytes', restAs200({ 'content-range': `bytes */${BYTES.length}` })],
  ['names another unit', restAs200({ 'content-range': 'lines 0-9/10' })],
  ['contradicts its length', restAs200({ 'content-range': `bytes 0-299999/${BYTES.length}` })],
  ['has the same version in another length', restAs200({})],
  ['has the same version without a length', restAs200({}, false)],
  ['has another version in another length', restAs200({ etag: '"v2"' })],
  ['has another version without a length', restAs200({ etag: 'W/"v1"' }, false)],
])('D26 a 200 that has only the rest starts the file over: it %s', async (_, fault) => {
  bench.store.put('/a', BYTES, WITHOUT_CHECKSUM)
  bench.store.fail('/a', CUT, fault)
  const [file] = await bench.download([bench.file('/a')])
  expect(await digestOnDisk(file?.path ?? '')).toBe(digestOf(BYTES))
  expect(bench.store.requests.map(({ headers }) => headers.range)).toEqual([
    undefined,
    'bytes=200000-',
    undefined,
  ])
})

test('D26 a 200 that names a part although the whole was requested fails after five attempts', async () => {
  const part = restAs200({ 'content-range': `bytes 200000-299999/${BYTES.length}` })
  bench.store.put('/a', BYTES, WITHOUT_CHECKSUM)
  bench.store.fail('/a', ...Array<Fault>(9).fill(part))
  const error = await bench.failure([bench.file('/a')])
  expect(error.code).toBe('download')
  expect(error.message).toContain('the server sent a part with status 200')
  expect(bench.store.requests).toHaveLength(5)
})

test('D26 a 200 that names the whole range is the whole file, and its length is known', async () => {
  bench.store.fail('/a', respond(200, BYTES, { 'content-range': `bytes 0-299999/${BYTES.length}` }))
  const [file] = await bench.download([bench.file('/a')])
  expect(await digestOnDisk(file?.path ?? '')).toBe(digestOf(BYTES))
  const short = BYTES.subarray(0, 200_000)
  bench.store.fail('/a', respond(200, short, { 'content-range': `bytes 0-299999/${BYTES.length}` }))
  bench.store.put('/a', BYTES)
  await bench.download([bench.file('/a')])
  expect(bench.events).toContainEqual(
    expect.objectContaining({
      error: expect.objectContaining({ message: 'export ended after 200000 of 300000 bytes.' }),
    }),
  )
})

/** Serves `/b` to a range of `/a`, with an equal entity tag: as a fresh link to another object does. */
async function movedTo(link: string) {
  const other = randomBytes(BYTES.length)
  bench.store.put('/a', BYTES, WITHOUT_CHECKSUM)
  bench.store.put('/b', other, WITHOUT_CHECKSUM)
  bench.store.fail('/a', CUT, respond(403))
  const file = bench.file('/a')
  const refresh = async () => [bench.file(link)]
  const [local] = await bench.download([file], { ports: { refresh } })
  const asked = bench.store.requests.map(({ url, headers }) => `${url.pathname} ${headers.range ?? 'whole'}`)
  const digest = await digestOnDisk(local?.path ?? '')
  return { asked, isOther: digest === digestOf(other), isSame: digest === digestOf(BYTES) }
}

test('D30 a fresh link to another path starts the file over, even with an equal entity tag', async () => {
  expect(await movedTo('/b')).toEqual({
    asked: ['/a whole', '/a bytes=200000-', '/b bytes=200000-', '/b whole'],
    isOther: true,
    isSame: false,
  })
})

test('D30 a fresh link to the same path continues the file', async () => {
  expect(await movedTo('/a')).toMatchObject({
    asked: ['/a whole', '/a bytes=200000-', '/a bytes=200000-'],
    isSame: true,
  })
})

test.each([
  ['a part', CUT, [200, 206, 200]],
  ['a refused range at the very end', endless(), [200, 416, 200]],
])('D30 %s from another origin starts the file over', async (_, beginning, statuses) => {
  const origins = ['http://one.example', 'http://two.example', 'http://two.example']
  const open: typeof plainOpen = async (file, headers, signal) => ({
    ...(await plainOpen(file, headers, signal)),
    url: new URL('/a', origins.shift()),
  })
  bench.store.put('/a', BYTES, WITHOUT_CHECKSUM)
  bench.store.fail('/a', beginning)
  await bench.download([bench.file('/a', { size: BYTES.length })], { ports: { open } })
  expect(bench.store.requests.map(({ sent }) => sent.status)).toEqual(statuses)
})

test('D30 a file without a known length is started over', async () => {
  bench.store.put('/a', BYTES, WITHOUT_CHECKSUM)
  bench.store.fail('/a', endless(200_000))
  const [file] = await bench.download([bench.file('/a')])
  expect(await digestOnDisk(file?.path ?? '')).toBe(digestOf(BYTES))
  expect(bench.store.requests.map(({ headers }) => headers.range)).toEqual([undefined, undefined])
})

test('D30 a declared size is a known length', async () => {
  const requests = await fetched({ etag: '"v1"' }, endless())
  expect(requests.at(-1)?.range).toBe(`bytes=${BYTES.length}-`)
})

test('D03 begins again after a part that was not asked for', async () => {
  const requests = await fetched({}, partial('bytes 5-9/300000'))
  expect(requests.map(({ status }) => status)).toEqual([206, 200])
})

test('D03 a shorter part than asked for is continued', async () => {
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
  expect(requests.map(({ range: asked }) => asked)).toEqual([undefined, 'bytes=200000-', 'bytes=250000-'])
})

test('D04 a refused range at the very end means that nothing is missing', async () => {
  const requests = await fetched({ etag: '"v1"' }, endless())
  expect(requests.map(({ range, status }) => ({ range, status }))).toEqual([
    { range: undefined, status: 200 },
    { range: `bytes=${BYTES.length}-`, status: 416 },
  ])
})

test.each([
  ['another length', { 'content-range': 'bytes */12' }],
  ['no length', {}],
])('D04 a refused range with %s begins again', async (_, headers) => {
  const refusal = respond(416, '', headers as Readonly<Record<string, string>>)
  const requests = await fetched({ etag: '"v1"' }, endless(), refusal)
  expect(requests.map(({ status }) => status)).toEqual([200, 416, 200])
})

test.each([
  ['another length than was announced', { etag: '"v1"' }],
  ['another version', { etag: '"v2"' }],
])('D04 a refused range of %s does not make a cut file whole', async (title, headers) => {
  const total = title === 'another version' ? BYTES.length : 200_000
  const refusal = respond(416, '', { 'content-range': `bytes */${total}`, ...headers })
  const beginning =
    title === 'another version' ? endless() : ({ kind: 'truncate', afterBytes: 200_000 } as const)
  const requests = await fetched({ etag: '"v1"' }, beginning, refusal)
  expect(requests.map(({ status }) => status)).toEqual([200, 416, 200])
})

test('D05 a changed entity tag begins again', async () => {
  const changed = randomBytes(BYTES.length)
  bench.store.put('/a', BYTES, { etag: '"v1"' })
  const second = respond(200, changed, { etag: '"v2"', 'content-length': String(changed.length) })
  bench.store.fail('/a', { kind: 'truncate', afterBytes: 200_000 }, second)
  const [file] = await bench.download([bench.file('/a')])
  expect(await digestOnDisk(file?.path ?? '')).toBe(digestOf(changed))
})

test.each<[string, Headers, boolean]>([
  ['a strong entity tag', { etag: '"v1"' }, true],
  ['a weak entity tag', { etag: 'W/"v1"' }, false],
  ['a weak entity tag beside a date', { etag: 'W/"v1"', ...LONG_AGO }, false],
  ['an entity tag without quotes', { etag: 'v1' }, false],
  ['a settled date', { etag: undefined, ...LONG_AGO }, true],
  ['a date younger than a minute', { etag: undefined, ...JUST_NOW }, false],
  ['an unreadable date', { etag: undefined, ...LONG_AGO, 'last-modified': 'yesterday' }, false],
  ['no validator', { etag: undefined }, false],
])('D06 %s', async (_, headers, isResumable) => {
  const requests = await fetched(headers, { kind: 'truncate', afterBytes: 200_000 })
  expect(isResumed(requests)).toBe(isResumable)
  expect(requests[1]?.condition === undefined).toBe(!isResumable)
})
