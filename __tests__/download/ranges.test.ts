import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { type Fault, respond } from '../../simulator/faults.ts'
import { contentOf } from '../../simulator/files/content.ts'
import type { RecordedRequest, SimulatedResponse } from '../../simulator/messages.ts'
import { DOWNLOAD_LIMITS } from '../../src/download/limits.ts'
import { ExportError } from '../../src/failures/export-error.ts'
import { type DownloadHarness, type DownloadOptions, downloadHarness } from '../support/download-harness.ts'
import { plainOpen } from '../support/plain-http.ts'

const KIB = 1024
const LIMITS = {
  ...DOWNLOAD_LIMITS,
  parallelRanges: 4,
  rangeBytes: 64 * KIB,
  probedBytes: 64 * KIB,
  undividedBytes: 128 * KIB,
}
const BYTES = randomBytes(1000 * KIB + 123)
const PASS: Fault = { kind: 'pass' }

let harness: DownloadHarness

beforeEach(async () => {
  harness = await downloadHarness()
})

afterEach(() => harness.close())

/** A second passes at each clock reading, so every connection is slow. */
function slow(): DownloadOptions {
  let nowMs = 0
  const now = () => {
    nowMs += 1000
    return nowMs
  }
  return { ports: { clock: { ...harness.clock, now } }, limits: LIMITS }
}

type Headers = Readonly<Record<string, string | undefined>>

async function downloaded(
  bytes: Buffer = BYTES,
  headers: Headers = {},
  options: DownloadOptions = slow(),
): Promise<Buffer> {
  harness.store.put('/file', bytes, headers)
  const [file] = await harness.download([harness.file('/file')], options)
  return readFile(file?.path ?? '')
}

const changing = (
  change: (
    response: SimulatedResponse,
    request: RecordedRequest,
  ) => Promise<SimulatedResponse> | SimulatedResponse,
): Fault => ({ kind: 'change', change })

const ranges = () => harness.store.requests.map(({ headers }) => headers.range)

test('a slow file continues over several connections, in order', async () => {
  let [open, most] = [0, 0]
  const allOpen = Promise.withResolvers<void>()
  const counted = changing(async response => {
    open += 1
    most = Math.max(most, open)
    if (open === LIMITS.parallelRanges) allOpen.resolve()
    await allOpen.promise
    const { body } = response
    async function* countedBody(): AsyncGenerator<Uint8Array> {
      if (typeof body === 'object') yield* body
      open -= 1
    }
    return { ...response, body: countedBody() }
  })
  harness.store.fail('/file', PASS, ...Array<Fault>(20).fill(counted))
  expect((await downloaded()).equals(BYTES)).toBe(true)
  expect(most).toBe(LIMITS.parallelRanges)
  const [first, ...rest] = harness.store.requests
  expect(first?.headers.range).toBeUndefined()
  expect(rest.length).toBeGreaterThan(10)
  for (const { sent, headers } of rest) {
    expect(sent.status).toBe(206)
    expect(headers['if-range']).toMatch(/^"\w+"$/)
  }
})

test('the first connection ends before the others start', async () => {
  const areFirstClosed: (boolean | undefined)[] = []
  const watched = changing(async response => {
    const [first] = harness.store.requests
    for (let turn = 0; turn < 1000 && !first?.sent.isClosed; turn++) await sleep(1)
    areFirstClosed.push(first?.sent.isClosed)
    return response
  })
  harness.store.fail('/file', { kind: 'stall', afterBytes: 600 * KIB }, ...Array<Fault>(20).fill(watched))
  expect((await downloaded()).equals(BYTES)).toBe(true)
  expect(areFirstClosed).not.toContain(false)
})

test('files of any size are downloaded in ranges of any size', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        size: fc.integer({ min: 1, max: 600 * KIB }),
        rangeBytes: fc.integer({ min: 20 * KIB, max: 300 * KIB }),
      }),
      async ({ size, rangeBytes }) => {
        const bytes = BYTES.subarray(0, size)
        const options = slow()
        const limits = { ...LIMITS, rangeBytes, probedBytes: 1, undividedBytes: 0 }
        expect((await downloaded(bytes, {}, { ...options, limits })).equals(bytes)).toBe(true)
      },
    ),
    { numRuns: 20 },
  )
})

describe('one stream is enough', () => {
  test.each<[string, Headers, () => DownloadOptions]>([
    ['for a store that does not advertise ranges', { 'accept-ranges': undefined }, slow],
    ['for a store that rejects ranges', { 'accept-ranges': 'none' }, slow],
    ['without an entity tag', { etag: undefined }, slow],
    ['with a weak entity tag', { etag: 'W/"1"' }, slow],
    ['when it is fast', {}, () => ({ limits: LIMITS })],
    [
      'when only one connection is allowed',
      {},
      () => ({ ...slow(), limits: { ...LIMITS, parallelRanges: 1 } }),
    ],
  ])('%s', async (_, headers, options) => {
    const file = await downloaded(BYTES, headers, options())
    expect(file.equals(BYTES)).toBe(true)
    expect(ranges()).toEqual([undefined])
  })

  test('for a small file', async () => {
    await downloaded(BYTES.subarray(0, 150 * KIB))
    expect(ranges()).toEqual([undefined])
  })

  test('when several files are downloaded', async () => {
    const paths = ['/a', '/b']
    for (const path of paths) harness.store.put(path, BYTES)
    await harness.download(
      paths.map(path => harness.file(path)),
      slow(),
    )
    expect(ranges()).toEqual([undefined, undefined])
  })

  test('for a file served by the API', async () => {
    harness.store.put('/file', BYTES)
    await harness.download([harness.file('/file', { credential: 'session' })], slow())
    expect(ranges()).toEqual([undefined])
  })
})

describe('D35 a failed range is fetched again, and the others go on: a range', () => {
  const contentRange = (bytes: number) => `bytes 65536-131071/${bytes}`
  const other = randomBytes(64 * KIB)
  const longer = changing((response, request) => {
    const start = Number(/\d+/.exec(request.headers.range ?? '')?.[0])
    const end = start + 100 * KIB
    const headers = { 'content-range': `bytes ${start}-${end - 1}/${BYTES.length}` }
    return { ...response, headers, body: contentOf(BYTES).read(start, end) }
  })

  test.each([
    ['that is rejected', respond(403, 'no'), 0],
    ['with a busy server', respond(503), 1000],
    ['that is truncated', { kind: 'truncate', afterBytes: 10 * KIB }, 1000],
    ['that is lost', { kind: 'reset' }, 1000],
    ['that is a page', respond(200, '<html>Try again</html>'), 1000],
    ['that is another one', respond(206, other, { 'content-range': `bytes 0-65535/${BYTES.length}` }), 1000],
    ['of a file of another length', respond(206, other, { 'content-range': contentRange(1) }), 1000],
    [
      'that is of another version',
      respond(206, other, { etag: '"other"', 'content-range': contentRange(BYTES.length) }),
      1000,
    ],
    ['that is longer than requested', longer, 1000],
  ] satisfies [string, Fault, number][])('%s', async (_, fault, pauseMs) => {
    harness.store.fail('/file', PASS, PASS, fault)
    expect((await downloaded()).equals(BYTES)).toBe(true)
    expect(harness.clock.pauses).toEqual([pauseMs])
    expect(harness.refreshes()).toBe(pauseMs === 0 ? 1 : 0)
    // Nothing but the failed range is requested twice.
    const first = ranges()
      .slice(1)
      .map(range => Number(/\d+/.exec(range ?? '')?.[0]))
    const count = Math.ceil((BYTES.length - 64 * KIB) / LIMITS.rangeBytes)
    expect(first.length).toBeLessThanOrEqual(count + 2)
    expect(ranges().filter(range => /^bytes=\d+-$/.test(range ?? ''))).toEqual([])
  })

  test.each([
    [undefined, [1000]],
    [BYTES.length, []],
  ])('D28 with more bytes than its content-length, with the declared size %j', async (size, pauses) => {
    let opened = 0
    const open: typeof plainOpen = async (...given) => {
      opened += 1
      const isThird = opened === 3
      return { ...(await plainOpen(...given)), hasExcess: () => isThird }
    }
    const { ports, ...options } = slow()
    harness.store.put('/file', BYTES)
    const file = harness.file('/file', size === undefined ? {} : { size })
    const [local] = await harness.download([file], { ...options, ports: { ...ports, open } })
    expect((await readFile(local?.path ?? '')).equals(BYTES)).toBe(true)
    expect(harness.clock.pauses).toEqual(pauses)
  })
})

test('D38 a store that ignores a range with a condition serves the ranges without it', async () => {
  const ignoring = changing((response, { headers }) =>
    headers['if-range'] === undefined
      ? response
      : { ...response, status: 200, headers: { etag: '"1"', 'accept-ranges': 'bytes' }, body: '' },
  )
  harness.store.fail('/file', PASS, ...Array<Fault>(30).fill(ignoring))
  expect((await downloaded(BYTES, { etag: '"1"' })).equals(BYTES)).toBe(true)
  expect(harness.clock.pauses).toEqual([])
})

describe('after three responses that are not the range, the download continues as one stream: a range', () => {
  test('that the server does not serve', async () => {
    const page = changing((response, { headers }) =>
      /^bytes=\d+-\d+$/.test(headers.range ?? '')
        ? { status: 200, body: '<html>Try again</html>' }
        : response,
    )
    harness.store.fail('/file', ...Array<Fault>(100).fill(page))
    expect((await downloaded()).equals(BYTES)).toBe(true)
    expect(ranges().at(-1)).toMatch(/^bytes=\d+-$/)
    expect(ranges().filter(range => range === ranges()[1])).toHaveLength(3)
  })

  test('of a version that no longer exists: the file is downloaded again', async () => {
    const now = randomBytes(BYTES.length)
    const second = contentOf(now)
    const replacing = changing(() => {
      harness.store.put('/file', now)
      return { status: 200, body: second.read(0, second.size) }
    })
    harness.store.fail('/file', PASS, replacing)
    expect((await downloaded()).equals(now)).toBe(true)
  })
})

test('an abort ends every connection and leaves no files', async () => {
  const reason = new ExportError('aborted', 'over')
  const abort = changing(response => {
    harness.abort.abort(reason)
    return response
  })
  harness.store.fail('/file', PASS, PASS, abort)
  await expect(downloaded()).rejects.toBe(reason)
  expect(await harness.list()).toEqual([])
})
