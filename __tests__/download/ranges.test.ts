import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { DOWNLOAD_LIMITS } from '../../src/download/limits.ts'
import { ExportError } from '../../src/failures/export-error.ts'
import { type DownloadBench, type DownloadOptions, downloadBench } from '../support/download-bench.ts'
import { answer, cutAfter, type Exchange, type StoredObject, served } from '../support/object-store.ts'
import { plainOpen } from '../support/plain-open.ts'

const KIB = 1024
const LIMITS = {
  ...DOWNLOAD_LIMITS,
  parallelRanges: 4,
  rangeBytes: 64 * KIB,
  probedBytes: 64 * KIB,
  undividedBytes: 128 * KIB,
}
const BYTES = randomBytes(1000 * KIB + 123)
const DIVISIBLE = { 'accept-ranges': 'bytes' }

let bench: DownloadBench

beforeEach(async () => {
  bench = await downloadBench()
})

afterEach(() => bench.close())

/** A second passes at each reading of the clock: every connection is slow. */
function slow(): DownloadOptions {
  let nowMs = 0
  const now = () => {
    nowMs += 1000
    return nowMs
  }
  return { ports: { clock: { ...bench.clock, now } }, limits: LIMITS }
}

async function downloaded(object: Partial<StoredObject>, options: DownloadOptions = slow()): Promise<Buffer> {
  bench.store.put('/file', { bytes: BYTES, headers: DIVISIBLE, ...object })
  const [file] = await bench.download([bench.file('/file')], options)
  return readFile(file?.path ?? '')
}

const ranges = () => bench.store.requests.map(({ headers }) => headers.range)

test('a slow file is continued over several connections, in order', async () => {
  let [open, most] = [0, 0]
  const allOpen = Promise.withResolvers<void>()
  const counted = async ({ serve }: Exchange) => {
    open += 1
    most = Math.max(most, open)
    if (open === LIMITS.parallelRanges) allOpen.resolve()
    await allOpen.promise
    await serve()
    open -= 1
  }
  bench.store.script('/file', served, ...Array(20).fill(counted))
  expect((await downloaded({})).equals(BYTES)).toBe(true)
  expect(most).toBe(LIMITS.parallelRanges)
  const [first, ...rest] = bench.store.requests
  expect(first?.headers.range).toBeUndefined()
  expect(rest.length).toBeGreaterThan(10)
  for (const { status, headers } of rest) {
    expect(status).toBe(206)
    expect(headers['if-range']).toMatch(/^"\w+"$/)
  }
})

test('the first connection ends before the others are served', async () => {
  const closed = Promise.withResolvers<string>()
  const first = async ({ response, serve }: Exchange) => {
    response.once('close', () => closed.resolve('closed'))
    await serve(600 * KIB)
  }
  const fates: string[] = []
  const watched = async ({ serve }: Exchange) => {
    fates.push(await Promise.race([closed.promise, sleep(1000, 'open')]))
    await serve()
  }
  bench.store.script('/file', first, ...Array(20).fill(watched))
  expect((await downloaded({})).equals(BYTES)).toBe(true)
  expect(fates).not.toContain('open')
})

test('any size is downloaded in ranges of any size', async () => {
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
        expect((await downloaded({ bytes }, { ...options, limits })).equals(bytes)).toBe(true)
      },
    ),
    { numRuns: 20 },
  )
})

describe('one stream is enough', () => {
  test.each<[string, Partial<StoredObject>, () => DownloadOptions]>([
    ['for a store that does not announce ranges', { headers: {} }, slow],
    ['for a store that refuses ranges', { headers: { 'accept-ranges': 'none' } }, slow],
    ['without a tag', { etag: null }, slow],
    ['with a weak tag', { etag: 'W/"1"' }, slow],
    ['when it is fast', {}, () => ({ limits: LIMITS })],
    ['for a small file', { bytes: BYTES.subarray(0, 150 * KIB) }, slow],
    [
      'when only one connection is allowed',
      {},
      () => ({ ...slow(), limits: { ...LIMITS, parallelRanges: 1 } }),
    ],
  ])('%s', async (_, object, options) => {
    const file = await downloaded(object, options())
    expect(file.equals(object.bytes ?? BYTES)).toBe(true)
    expect(ranges()).toEqual([undefined])
  })

  test('when several files are downloaded', async () => {
    const paths = ['/a', '/b']
    for (const path of paths) bench.store.put(path, { bytes: BYTES, headers: DIVISIBLE })
    await bench.download(
      paths.map(path => bench.file(path)),
      slow(),
    )
    expect(ranges()).toEqual([undefined, undefined])
  })

  test('for a file of the API itself', async () => {
    bench.store.put('/file', { bytes: BYTES, headers: DIVISIBLE })
    await bench.download([bench.file('/file', { credential: 'session' })], slow())
    expect(ranges()).toEqual([undefined])
  })
})

describe('an error of a range leads back to one stream', () => {
  const changed = ({ response, record }: Exchange) => {
    record.status = 206
    const head = { etag: '"other"', 'content-range': `bytes 65536-131071/${BYTES.length}` }
    response.writeHead(206, head).end(BYTES.subarray(0, 65536))
  }
  const tooMuch = ({ request, response, record }: Exchange) => {
    record.status = 206
    const start = Number(/\d+/.exec(request.headers.range ?? '')?.[0])
    const body = BYTES.subarray(start, start + 100 * KIB)
    const place = `bytes ${start}-${start + body.length - 1}/${BYTES.length}`
    response.writeHead(206, { 'content-range': place }).end(body)
  }

  test.each([
    ['that is refused', answer(403, 'no')],
    ['whose server is busy', answer(503)],
    ['that is cut short', cutAfter(10 * KIB)],
    ['that is of another version', changed],
    ['that is longer than requested', tooMuch],
    ['that is ignored', ignored],
  ])('%s', async (_, reaction) => {
    bench.store.script('/file', served, served, reaction)
    expect((await downloaded({})).equals(BYTES)).toBe(true)
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
    bench.store.put('/file', { bytes: BYTES, headers: DIVISIBLE })
    const file = bench.file('/file', size === undefined ? {} : { size })
    const [local] = await bench.download([file], { ...options, ports: { ...ports, open } })
    expect((await readFile(local?.path ?? '')).equals(BYTES)).toBe(true)
    expect(bench.clock.pauses).toHaveLength(pauses)
  })

  test('that is of another version for good: the file is downloaded again', async () => {
    const now = randomBytes(BYTES.length)
    bench.store.script('/file', served, ({ serve }) => {
      bench.store.put('/file', { bytes: now, headers: DIVISIBLE })
      return serve()
    })
    expect((await downloaded({})).equals(now)).toBe(true)
  })
})

/** The whole file, as a server that does not support ranges sends it. */
function ignored({ response, record }: Exchange): void {
  record.status = 200
  response.writeHead(200, { 'content-length': BYTES.length }).end(BYTES)
}

test('an abort ends every connection and leaves nothing', async () => {
  const reason = new ExportError('aborted', 'over')
  const abort = () => bench.abort.abort(reason)
  bench.store.script('/file', served, served, abort)
  await expect(downloaded({})).rejects.toBe(reason)
  expect(await bench.list()).toEqual([])
})
