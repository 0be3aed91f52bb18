import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { DOWNLOAD_LIMITS } from '../../src/download/limits.ts'
import type { DownloadBench } from '../support/download-bench.ts'
import { downloadBench } from '../support/download-bench.ts'
import type { Reaction, StoredObject } from '../support/object-store.ts'
import { answer, chunked, cutAfter, resetAfter, served } from '../support/object-store.ts'
import { plainOpen } from '../support/plain-open.ts'

const BYTES = randomBytes(300_000)

const LONG_AGO = { 'last-modified': 'Thu, 01 Jan 2026 00:00:00 GMT', date: 'Thu, 01 Jan 2026 00:01:00 GMT' }
const JUST_NOW = { 'last-modified': 'Thu, 01 Jan 2026 00:00:01 GMT', date: 'Thu, 01 Jan 2026 00:01:00 GMT' }

let bench: DownloadBench
beforeEach(async () => {
  bench = await downloadBench()
})
afterEach(() => bench.close())

const digestOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

async function digestOnDisk(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

/** Downloads `/a`, checks that the bytes on disk are those of the store, and returns the requests for it. */
async function fetched(object: StoredObject, ...reactions: readonly Reaction[]) {
  bench.store.put('/a', object)
  bench.store.script('/a', ...reactions)
  const [file] = await bench.download([bench.file('/a', { size: object.bytes.length })])
  expect(file).toMatchObject({ size: object.bytes.length, sha256: digestOf(object.bytes) })
  expect(await digestOnDisk(file?.path ?? '')).toBe(digestOf(object.bytes))
  return bench.store.requests.map(({ headers, status, sentBytes }) => ({
    range: headers.range,
    condition: headers['if-range'],
    status,
    sentBytes,
  }))
}

const isResumed = (requests: Awaited<ReturnType<typeof fetched>>) => requests.at(-1)?.status === 206

test('D01 resumes a body that is cut short, if its strong entity tag still matches', async () => {
  const requests = await fetched({ bytes: BYTES, etag: '"v1"' }, cutAfter(200_000))
  expect(requests[1]).toMatchObject({ range: 'bytes=200000-', condition: '"v1"', status: 206 })
  expect(bench.clock.pauses).toEqual([1000])
  expect(bench.events.map(({ kind }) => kind)).toEqual(['downloading', 'retry', 'recovered', 'downloaded'])
})

test('D01 resumes after a reset, however many bytes it loses', async () => {
  const requests = await fetched({ bytes: BYTES }, resetAfter(200_000), resetAfter(50_000))
  expect(requests).toHaveLength(3)
})

test('D02 starts over when the server ignores the range, with nothing left of the longer beginning', async () => {
  const short = BYTES.subarray(0, 1000)
  const other: Reaction = exchange => {
    bench.store.put('/a', { bytes: short, etag: '"v2"' })
    return chunked(short)(exchange)
  }
  bench.store.put('/a', { bytes: BYTES, etag: '"v1"' })
  bench.store.script('/a', cutAfter(200_000), other)
  // Small batches, so that the longer beginning is on disk.
  const limits = { ...DOWNLOAD_LIMITS, batchBytes: 16 * 1024 }
  const [file] = await bench.download([bench.file('/a')], { limits })
  expect(file).toMatchObject({ size: 1000, sha256: digestOf(short) })
  expect(await digestOnDisk(file?.path ?? '')).toBe(digestOf(short))
})

const partial =
  (range: string, headers: Readonly<Record<string, string>> = { etag: '"v1"' }): Reaction =>
  ({ response, record }) => {
    record.status = 206
    response.writeHead(206, { 'content-range': range, 'content-length': 5, ...headers }).end('wrong')
  }

test.each([
  ['start', partial(`bytes 0-4/${BYTES.length}`)],
  ['total', partial(`bytes 200000-200004/${BYTES.length + 1}`)],
  ['unit', partial(`lines 200000-200004/${BYTES.length}`)],
  ['grammar', partial('bytes some')],
  ['form', partial('', { 'content-type': 'multipart/byteranges; boundary=b' })],
  ['entity tag', partial(`bytes 200000-200004/${BYTES.length}`, { etag: '"v2"' })],
  ['version, which it does not state', partial(`bytes 200000-200004/${BYTES.length}`, {})],
])('D03 starts over at once after a part with the wrong %s', async (_, reaction) => {
  const requests = await fetched({ bytes: BYTES, etag: '"v1"' }, cutAfter(200_000), reaction)
  expect(requests.map(({ range, status }) => ({ range, status }))).toEqual([
    { range: undefined, status: 200 },
    { range: 'bytes=200000-', status: 206 },
    { range: undefined, status: 200 },
  ])
  expect(bench.clock.pauses).toEqual([1000, 0])
})

test('D03 starts over after a part of another date', async () => {
  const object = { bytes: BYTES, etag: null, headers: LONG_AGO }
  const later = partial(`bytes 200000-200004/${BYTES.length}`, JUST_NOW)
  const requests = await fetched(object, cutAfter(200_000), later)
  expect(requests.map(({ status }) => status)).toEqual([200, 206, 200])
})

test('D03 starts over after a part of a file of unknown length', async () => {
  const requests = await fetched({ bytes: BYTES, etag: '"v1"' }, endless, partial('bytes 300000-300004/*'))
  expect(requests.map(({ status }) => status)).toEqual([200, 206, 200])
})

/** All bytes, without a length and without the last chunk. */
const endless: Reaction = async ({ response, record }) => {
  record.status = 200
  response.writeHead(200, { etag: '"v1"' })
  await new Promise<void>(resolve => response.write(BYTES, () => resolve()))
  response.destroy()
}

/** Sends only the rest with status 200. */
const restAs200 =
  (headers: Readonly<Record<string, string>>, hasLength = true): Reaction =>
  ({ response, record }) => {
    const rest = BYTES.subarray(200_000)
    record.status = 200
    const length = hasLength && { 'content-length': rest.length }
    response.writeHead(200, { etag: '"v1"', ...length, ...headers }).end(rest)
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
])('D26 a 200 that has only the rest starts the file over: it %s', async (_, reaction) => {
  bench.store.put('/a', { bytes: BYTES, etag: '"v1"' })
  bench.store.script('/a', cutAfter(200_000), reaction)
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
  bench.store.put('/a', { bytes: BYTES, etag: '"v1"' })
  bench.store.script('/a', ...Array<Reaction>(9).fill(part))
  const error = await bench.failure([bench.file('/a')])
  expect(error.code).toBe('download')
  expect(error.message).toContain('the server sent a part with status 200')
  expect(bench.store.requests).toHaveLength(5)
})

test('D26 a 200 that names the whole range is the whole file, and its length is known', async () => {
  bench.store.script('/a', chunked(BYTES, { 'content-range': `bytes 0-299999/${BYTES.length}` }))
  const [file] = await bench.download([bench.file('/a')])
  expect(await digestOnDisk(file?.path ?? '')).toBe(digestOf(BYTES))
  const short = BYTES.subarray(0, 200_000)
  bench.store.script('/a', chunked(short, { 'content-range': `bytes 0-299999/${BYTES.length}` }))
  bench.store.put('/a', BYTES)
  await bench.download([bench.file('/a')])
  expect(bench.events).toContainEqual(
    expect.objectContaining({
      error: expect.objectContaining({ message: 'export ended after 200000 of 300000 bytes.' }),
    }),
  )
})

/** Serves `/b` for a range of `/a`, with an equal entity tag, as a fresh link to another object does. */
async function movedTo(link: string, ...reactions: readonly Reaction[]) {
  const other = randomBytes(BYTES.length)
  bench.store.put('/a', { bytes: BYTES, etag: '"v1"' })
  bench.store.put('/b', { bytes: other, etag: '"v1"' })
  bench.store.script('/a', cutAfter(200_000), ...reactions, answer(403))
  const file = bench.file('/a')
  const refresh = async () => [bench.file(link)]
  const [local] = await bench.download([file], { ports: { refresh } })
  const asked = bench.store.requests.map(({ path, headers }) => `${path} ${headers.range ?? 'whole'}`)
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

test('D30 a fresh link to the same path resumes the file', async () => {
  expect(await movedTo('/a')).toMatchObject({
    asked: ['/a whole', '/a bytes=200000-', '/a bytes=200000-'],
    isSame: true,
  })
})

test.each([
  ['a part', cutAfter(200_000), [200, 206, 200]],
  ['a refused range at the very end', endless, [200, 416, 200]],
])('D30 %s from another origin starts the file over', async (_, beginning, statuses) => {
  const origins = ['http://one.example', 'http://two.example', 'http://two.example']
  const open: typeof plainOpen = async (file, headers, signal) => ({
    ...(await plainOpen(file, headers, signal)),
    url: new URL('/a', origins.shift()),
  })
  bench.store.put('/a', { bytes: BYTES, etag: '"v1"' })
  bench.store.script('/a', beginning)
  await bench.download([bench.file('/a', { size: BYTES.length })], { ports: { open } })
  expect(bench.store.requests.map(({ status }) => status)).toEqual(statuses)
})

test('D30 a file without a known length is started over', async () => {
  const half: Reaction = async ({ response, record }) => {
    record.status = 200
    response.writeHead(200, { etag: '"v1"' })
    await new Promise<void>(resolve => response.write(BYTES.subarray(0, 200_000), () => resolve()))
    response.destroy()
  }
  bench.store.put('/a', { bytes: BYTES, etag: '"v1"' })
  bench.store.script('/a', half)
  const [file] = await bench.download([bench.file('/a')])
  expect(await digestOnDisk(file?.path ?? '')).toBe(digestOf(BYTES))
  expect(bench.store.requests.map(({ headers }) => headers.range)).toEqual([undefined, undefined])
})

test('D30 a declared size is a known length', async () => {
  const requests = await fetched({ bytes: BYTES, etag: '"v1"' }, endless)
  expect(requests.at(-1)?.range).toBe(`bytes=${BYTES.length}-`)
})

test('D03 starts over after a part that was not requested', async () => {
  const requests = await fetched({ bytes: BYTES }, partial('bytes 5-9/300000'))
  expect(requests.map(({ status }) => status)).toEqual([206, 200])
})

test('D03 resumes after a shorter part than requested', async () => {
  const piece = BYTES.subarray(200_000, 250_000)
  const range = `bytes 200000-249999/${BYTES.length}`
  const shortPart: Reaction = ({ response, record }) => {
    record.status = 206
    const headers = { 'content-range': range, 'content-length': piece.length, etag: '"v1"' }
    response.writeHead(206, headers).end(piece)
  }
  const requests = await fetched({ bytes: BYTES, etag: '"v1"' }, cutAfter(200_000), shortPart)
  expect(requests.map(({ range: asked }) => asked)).toEqual([undefined, 'bytes=200000-', 'bytes=250000-'])
})

test('D04 a refused range at the very end means that nothing is missing', async () => {
  const requests = await fetched({ bytes: BYTES, etag: '"v1"' }, endless)
  expect(requests.map(({ range, status }) => ({ range, status }))).toEqual([
    { range: undefined, status: 200 },
    { range: `bytes=${BYTES.length}-`, status: 416 },
  ])
})

test.each([
  ['another length', { 'content-range': 'bytes */12' }],
  ['no length', {}],
])('D04 starts over after a refused range with %s', async (_, headers) => {
  const refusal = answer(416, '', headers as Readonly<Record<string, string>>)
  const requests = await fetched({ bytes: BYTES, etag: '"v1"' }, endless, refusal)
  expect(requests.map(({ status }) => status)).toEqual([200, 416, 200])
})

test.each([
  ['another length than was announced', { etag: '"v1"' }],
  ['another version', { etag: '"v2"' }],
])('D04 a refused range of %s does not complete a cut file', async (title, headers) => {
  const total = title === 'another version' ? BYTES.length : 200_000
  const refusal = answer(416, '', { 'content-range': `bytes */${total}`, ...headers })
  const beginning = title === 'another version' ? endless : cutAfter(200_000)
  const requests = await fetched({ bytes: BYTES, etag: '"v1"' }, beginning, refusal)
  expect(requests.map(({ status }) => status)).toEqual([200, 416, 200])
})

test('D05 starts over after a changed entity tag', async () => {
  const changed = randomBytes(BYTES.length)
  bench.store.put('/a', { bytes: BYTES, etag: '"v1"' })
  bench.store.script('/a', cutAfter(200_000), exchange => {
    bench.store.put('/a', { bytes: changed, etag: '"v2"' })
    return chunked(changed, { etag: '"v2"' })(exchange)
  })
  const [file] = await bench.download([bench.file('/a')])
  expect(await digestOnDisk(file?.path ?? '')).toBe(digestOf(changed))
})

test.each<[string, Omit<StoredObject, 'bytes'>, boolean]>([
  ['a strong entity tag', { etag: '"v1"' }, true],
  ['a weak entity tag', { etag: 'W/"v1"' }, false],
  ['a weak entity tag beside a date', { etag: 'W/"v1"', headers: LONG_AGO }, false],
  ['an entity tag without quotes', { etag: 'v1' }, false],
  ['a settled date', { etag: null, headers: LONG_AGO }, true],
  ['a date younger than a minute', { etag: null, headers: JUST_NOW }, false],
  ['an unreadable date', { etag: null, headers: { ...LONG_AGO, 'last-modified': 'yesterday' } }, false],
  ['no validator', { etag: null }, false],
])('D06 %s', async (_, object, isResumable) => {
  const requests = await fetched({ bytes: BYTES, ...object }, cutAfter(200_000), served)
  expect(isResumed(requests)).toBe(isResumable)
  expect(requests[1]?.condition === undefined).toBe(!isResumable)
})
