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

let bench: DownloadHarness

beforeEach(async () => {
  bench = await downloadHarness()
})

afterEach(() => bench.close())

/** A second passes at each look: every connection is slow. */
function slow(): DownloadOptions {
  let nowMs = 0
  const now = () => {
    nowMs += 1000
    return nowMs
  }
  return { ports: { clock: { ...bench.clock, now } }, limits: LIMITS }
}

type Headers = Readonly<Record<string, string | undefined>>

async function downloaded(
  bytes: Buffer = BYTES,
  headers: Headers = {},
  options: DownloadOptions = slow(),
): Promise<Buffer> {
  bench.store.put('/file', bytes, headers)
  const [file] = await bench.download([bench.file('/file')], options)
  return readFile(file?.path ?? '')
}

const changing = (
  change: (
    response: SimulatedResponse,
    request: RecordedRequest,
  ) => Promise<SimulatedResponse> | SimulatedResponse,
): Fault => ({ kind: 'change', change })

const ranges = () => bench.store.requests.map(({ headers }) => headers.range)

test('a slow file is continued over several connections, in order', async () => {
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
  bench.store.fail('/file', PASS, ...Array<Fault>(20).fill(counted))
  expect((await downloaded()).equals(BYTES)).toBe(true)
  expect(most).toBe(LIMITS.parallelRanges)
  const [first, ...rest] = bench.store.requests
  expect(first?.headers.range).toBeUndefined()
  expect(rest.length).toBeGreaterThan(10)
  for (const { sent, headers } of rest) {
    expect(sent.status).toBe(206)
    expect(headers['if-range']).toMatch(/^"\w+"$/)
  }
})

test('the first connection ends before the others are served', async () => {
  const areFirstClosed: (boolean | undefined)[] = []
  const watched = changing(async response => {
    const [first] = bench.store.requests
    for (let turn = 0; turn < 1000 && !first?.sent.isClosed; turn++) await sleep(1)
    areFirstClosed.push(first?.sent.isClosed)
    return response
  })
  bench.store.fail('/file', { kind: 'stall', afterBytes: 600 * KIB }, ...Array<Fault>(20).fill(watched))
  expect((await downloaded()).equals(BYTES)).toBe(true)
  expect(areFirstClosed).not.toContain(false)
})

test('any size comes home in ranges of any size', async () => {
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
    ['for a store that does not say that it serves ranges', { 'accept-ranges': undefined }, slow],
    ['for a store that refuses ranges', { 'accept-ranges': 'none' }, slow],
    ['without a tag', { etag: undefined }, slow],
    ['with a weak tag', { etag: 'W/"1"' }, slow],
    ['when it is fast', {}, () => ({ limits: LIMITS })],
    [
      'when one connection is all that is allowed',
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

  test('when several files are fetched', async () => {
    const paths = ['/a', '/b']
    for (const path of paths) bench.store.put(path, BYTES)
    await bench.download(
      paths.map(path => bench.file(path)),
      slow(),
    )
    expect(ranges()).toEqual([undefined, undefined])
  })

  test('for a file of the API itself', async () => {
    bench.store.put('/file', BYTES)
    await bench.download([bench.file('/file', { credential: 'session' })], slow())
    expect(ranges()).toEqual([undefined])
  })
})

describe('a failed range leads back to one stream', () => {
  const changed = respond(206, '', { etag: '"other"', 'content-range': `bytes 65536-131071/${BYTES.length}` })
  const tooMuch = changing((response, request) => {
    const start = Number(/\d+/.exec(request.headers.range ?? '')?.[0])
    const end = start + 100 * KIB
    const headers = { 'content-range': `bytes ${start}-${end - 1}/${BYTES.length}` }
    return { ...response, headers, body: contentOf(BYTES).read(start, end) }
  })

  test.each([
    ['that is refused', respond(403, 'no')],
    ['whose server is busy', respond(503)],
    ['that is cut short', { kind: 'truncate', afterBytes: 10 * KIB }],
    ['that is of another version', changed],
    ['that is longer than asked for', tooMuch],
    ['that is ignored', { kind: 'ignore-range' }],
  ] satisfies [string, Fault][])('%s', async (_, fault) => {
    bench.store.fail('/file', PASS, PASS, fault)
    expect((await downloaded()).equals(BYTES)).toBe(true)
    expect(ranges().at(-1)).toMatch(/^bytes=\d+-$/)
    expect(bench.clock.pauses).toHaveLength(1)
  })

  test.each([
    [undefined, 1],
    [BYTES.length, 0],
  ])('D28 that has more bytes than it announced, where the declared size is %j', async (size, pauses) => {
    let opened = 0
    const open: typeof plainOpen = async (...given) => {
      opened += 1
      const isThird = opened === 3
      return { ...(await plainOpen(...given)), hasExcess: () => isThird }
    }
    const { ports, ...options } = slow()
    bench.store.put('/file', BYTES)
    const file = bench.file('/file', size === undefined ? {} : { size })
    const [local] = await bench.download([file], { ...options, ports: { ...ports, open } })
    expect((await readFile(local?.path ?? '')).equals(BYTES)).toBe(true)
    expect(bench.clock.pauses).toHaveLength(pauses)
  })

  test('that stays another version: the file is downloaded again', async () => {
    const now = randomBytes(BYTES.length)
    const second = contentOf(now)
    const replacing = changing(() => {
      bench.store.put('/file', now)
      return { status: 200, body: second.read(0, second.size) }
    })
    bench.store.fail('/file', PASS, replacing)
    expect((await downloaded()).equals(now)).toBe(true)
  })
})

test('an abort ends every connection and leaves nothing', async () => {
  const reason = new ExportError('aborted', 'over')
  const abort = changing(response => {
    bench.abort.abort(reason)
    return response
  })
  bench.store.fail('/file', PASS, PASS, abort)
  await expect(downloaded()).rejects.toBe(reason)
  expect(await bench.list()).toEqual([])
})
