import { createHash, randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { type Fault, respond } from '../../simulator/faults.ts'
import { crc32c } from '../../src/download/checksums.ts'
import { ExportError } from '../../src/failures/export-error.ts'
import type { DownloadHarness } from '../support/download-harness.ts'
import { downloadHarness } from '../support/download-harness.ts'
import { plainOpen } from '../support/plain-http.ts'
import { rawResponse } from '../support/server.ts'
import { until } from '../support/until.ts'

const BYTES = randomBytes(300_000)

let harness: DownloadHarness
beforeEach(async () => {
  harness = await downloadHarness()
  harness.store.put('/a', BYTES)
})
afterEach(async () => {
  const left = await harness.list()
  await harness.close()
  expect(left.filter(name => name.startsWith('.await-export-'))).toEqual([])
})

const times = (count: number, fault: Fault) => Array<Fault>(count).fill(fault)

test('D07 a body that is always truncated fails after five minutes without a new byte', async () => {
  harness.store.fail(
    '/a',
    { kind: 'truncate', afterBytes: 1000 },
    ...times(99, { kind: 'truncate', afterBytes: 0 }),
  )
  const error = await harness.failure([harness.file('/a', { size: BYTES.length })])
  // The first failure came after new bytes, and the time is counted from there.
  expect(harness.clock.now()).toBe(300_000)
  expect(error).toMatchObject({ code: 'download', hint: expect.stringMatching(/same export-id/) })
  expect(error.message).toMatch(/Gave up after \d+ failed attempts in 5 min\.$/)
  expect(await harness.list()).toEqual([])
})

/** A body that ends only with its connection. */
const unlimited: Fault = {
  kind: 'raw',
  bytes: Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n'), BYTES]),
}

test('D07 D09 a body without a length and an end is rejected, unless its size was declared', async () => {
  harness.store.fail('/a', unlimited, unlimited, unlimited)
  const error = await harness.failure([harness.file('/a')])
  expect(error.message).toContain('Cannot verify export: the server sent neither its length nor a checksum.')
  expect(await harness.list()).toEqual([])
  harness.store.fail('/a', unlimited)
  expect(await harness.download([harness.file('/a', { size: BYTES.length })])).toHaveLength(1)
})

test('D07 a body that ends early without an error is resumed', async () => {
  const open: typeof plainOpen = async (file, headers, signal) => {
    const whole = await plainOpen(file, headers, signal)
    if (headers.range !== undefined) return whole
    async function* half() {
      for await (const chunk of whole.body) {
        yield chunk
        return
      }
    }
    return { ...whole, body: half() }
  }
  const [file] = await harness.download([harness.file('/a')], { ports: { open } })
  expect(file?.sha256).toBe(createHash('sha256').update(BYTES).digest('hex'))
  expect(harness.events).toContainEqual(expect.objectContaining({ kind: 'retry' }))
})

test('D08 a file with more bytes than declared is requested again, twice', async () => {
  const error = await harness.failure([harness.file('/a', { size: 50, format: 'any' })])
  expect(error.message).toMatch(
    /^export has more bytes than the 50 that the provider declared\. Gave up after/,
  )
  expect(harness.store.requests).toHaveLength(3)
})

test('a file with fewer bytes than declared is requested again, twice', async () => {
  const error = await harness.failure([harness.file('/a', { size: BYTES.length + 1 })])
  expect(error.message).toMatch(/has 300000 bytes, but the provider declared 300001\. Gave up after 3/)
  expect(harness.store.requests.map(({ sent }) => sent.status)).toEqual([200, 200, 200])
})

test('D08 a file with more bytes than its content-length is requested again, twice', async () => {
  const open: typeof plainOpen = async (file, headers, signal) => {
    const { headers: received, ...rest } = await plainOpen(file, headers, signal)
    return { ...rest, headers: { ...received, 'content-length': '7' } }
  }
  const error = await harness.failure([harness.file('/a')], { ports: { open } })
  expect(error.message).toMatch(/^export has more bytes than the 7 that the server announced\. .* after 3/)
})

test('D21 F09 a content-length that exceeds the free disk space fails the download', async () => {
  harness.store.fail('/a', {
    kind: 'raw',
    bytes: rawResponse('', ['content-length: 100000000000000']),
    end: 'never',
  })
  const error = await harness.failure([harness.file('/a')])
  expect(error.message).toMatch(/left, but the download needs 100 TB/)
})

test('F09 declared sizes that exceed the free disk space fail the download before the first request', async () => {
  const error = await harness.failure([harness.file('/a', { size: 5 }), harness.file('/a', { size: 1e15 })])
  expect(error.message).toMatch(/needs 1 PB/)
  expect(harness.store.requests).toEqual([])
})

test('F09 a declared size that exceeds the free disk space counts also if another file has none', async () => {
  const error = await harness.failure([harness.file('/a'), harness.file('/a', { size: 1e15 })])
  expect(error.message).toMatch(/needs 1 PB/)
  expect(harness.store.requests).toEqual([])
})

test('D14 a Retry-After of the store is respected', async () => {
  const slow = '<Error><Code>SlowDown</Code></Error>'
  harness.store.fail('/a', respond(503, slow), respond(429, '', { 'retry-after': '7' }), respond(500))
  await harness.download([harness.file('/a')])
  expect(harness.clock.pauses).toEqual([1000, 7000, 2000])
})

test('D14 only the beginning of an endless error page is read', async () => {
  const page = `<Error><Code>SlowDown</Code>${' '.repeat(70_000)}`
  harness.store.fail('/a', respond(503, page), respond(503, page, { 'content-length': '99999' }))
  await harness.download([harness.file('/a')])
  expect(harness.clock.pauses).toEqual([1000, 1000])
})

test('a truncated error page still counts by its status', async () => {
  harness.store.fail('/a', {
    kind: 'truncate',
    afterBytes: 7,
    response: { status: 500, body: `<Error>${' '.repeat(93)}` },
  })
  await harness.download([harness.file('/a')])
  expect(harness.clock.pauses).toEqual([1000])
})

test('a response without a file is retried', async () => {
  harness.store.fail('/a', respond(202, 'later'))
  await harness.download([harness.file('/a')])
  expect(harness.clock.pauses).toEqual([1000])
})

test('a Retry-After that the transport reports is respected', async () => {
  let attempts = 0
  const open: typeof plainOpen = (file, headers, signal) => {
    attempts += 1
    const busy = new ExportError('network', 'Too many requests.', {
      remedy: 'retry',
      retryAfterMs: 9000,
    })
    return attempts === 1 ? Promise.reject(busy) : plainOpen(file, headers, signal)
  }
  await harness.download([harness.file('/a')], { ports: { open } })
  expect(harness.clock.pauses).toEqual([9000])
})

test('a permanent failure fails the download at once', async () => {
  const untrusted = new ExportError('network', 'The certificate is not trusted.')
  const open = () => Promise.reject(untrusted)
  await expect(harness.failure([harness.file('/a')], { ports: { open } })).resolves.toBe(untrusted)
})

test('a bug in the action is not treated as an outage', async () => {
  const open = () => Promise.reject(new TypeError('x is not a function'))
  const error = await harness.failure([harness.file('/a')], { ports: { open } })
  expect(error.message).toBe('x is not a function')
  expect(harness.clock.pauses).toEqual([])
})

const S3_ERROR = '<?xml version="1.0"?><Error><Code>InternalError</Code></Error>'

test.each([
  ['csv', '<!DOCTYPE html><title>Sign in</title>', 'an HTML page; expected a CSV file'],
  ['csv', S3_ERROR, 'an error message; expected a CSV file'],
  ['csv', '{"error":{"code":"AuthenticationFailed"}}', 'an error message; expected a CSV file'],
  ['zip', 'id,title\n1,one\n', 'a CSV file; expected a zip archive'],
  ['zip', '{"a":1}', 'a JSON document; expected a zip archive'],
  ['gzip', 'PK\u0003\u0004rest', 'a zip archive; expected a gzip file'],
  ['json', 'plain words', 'plain text; expected a JSON document'],
  ['any', '<html>', 'an HTML page; expected an exported file'],
  ['any', '{"errorCode":"NOT_READY","message":"later"}', 'an error message; expected an exported file'],
] as const)(
  'D15 with format %s the document %j is requested twice more and then rejected',
  async (format, body, problem) => {
    harness.store.fail('/a', ...times(3, respond(200, body)))
    const error = await harness.failure([harness.file('/a', { format, name: 'data' })])
    expect(error.message).toBe(`data is ${problem}. Gave up after 3 failed attempts in 1 s.`)
    expect(harness.refreshes()).toBe(1)
    expect(await harness.list()).toEqual([])
  },
)

test('D15 an error page is retried with a refreshed link', async () => {
  harness.store.fail('/a', respond(200, '<html><body>Just a moment'))
  const [file] = await harness.download([harness.file('/a')])
  expect(file?.size).toBe(BYTES.length)
})

test('D16 a file of 0 bytes is requested again for a minute', async () => {
  harness.store.put('/a', Buffer.alloc(0))
  const error = await harness.failure([harness.file('/a')])
  expect(error.message).toMatch(/^export is empty: it has 0 bytes\. Gave up after/)
  expect(harness.clock.now()).toBe(60_000)
})

test('D16 a file that is empty at first', async () => {
  harness.store.fail('/a', ...times(3, respond(200, '')))
  const [file] = await harness.download([harness.file('/a')])
  expect(file?.size).toBe(BYTES.length)
})

const digest = (algorithm: string, bytes: Buffer) => createHash(algorithm).update(bytes).digest('base64')
const number = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes.toString('base64')
}

/** Checksum headers for `bytes`. */
const checksumHeaders = (bytes: Buffer): readonly (readonly [string, string])[] => [
  ['content-md5', digest('md5', bytes)],
  ['x-ms-blob-content-md5', digest('md5', bytes)],
  ['x-goog-hash', `crc32c=${number(crc32c(bytes))}`],
  ['x-goog-hash', `crc32c=${number(crc32c(BYTES))}, md5=${digest('md5', bytes)}`],
  ['x-amz-checksum-sha256', digest('sha256', bytes)],
  ['x-amz-checksum-sha1', digest('sha1', bytes)],
  ['x-amz-checksum-crc32', number(crc32(bytes))],
  ['x-amz-checksum-crc32c', number(crc32c(bytes))],
  ['digest', `SHA-256=${digest('sha256', bytes)},unixsum=30637`],
  ['repr-digest', `sha-512=:${digest('sha512', bytes)}:`],
  ['content-digest', `sha-256=:${digest('sha256', bytes)}:`],
]

test.each(checksumHeaders(BYTES))(
  'D17 a correct %s %s is accepted, even after a resume',
  async (header, value) => {
    harness.store.put('/a', BYTES, { [header]: value })
    harness.store.fail('/a', { kind: 'truncate', afterBytes: 100_000 })
    await harness.download([harness.file('/a', { size: BYTES.length })])
    expect(harness.store.requests.map(({ sent }) => sent.status)).toEqual([200, 206])
  },
)

test.each(checksumHeaders(Buffer.from('other')))(
  'D17 a wrong %s %s is rejected after two more attempts',
  async (header, value) => {
    harness.store.put('/a', BYTES, { [header]: value })
    const error = await harness.failure([harness.file('/a')])
    expect(error.message).toMatch(
      new RegExp(`damaged in transit: its \\w+ does not match the ${header} header`),
    )
    expect(harness.store.requests.map(({ sent }) => sent.status)).toEqual([200, 200, 200])
    expect(await harness.list()).toEqual([])
  },
)

test('D17 a file that was corrupted once is requested again', async () => {
  harness.store.fail('/a', { kind: 'corrupt', atByte: 5 })
  const [file] = await harness.download([harness.file('/a')])
  expect(file?.sha256).toBe(createHash('sha256').update(BYTES).digest('hex'))
})

/** Advances the clock between speed measurements until the store has received `count` requests. */
async function measureUntilRequests(count: number): Promise<number> {
  let looks = 0
  while (harness.store.requests.length < count) {
    harness.measureSpeed()
    looks += 1
    await new Promise(resolve => setTimeout(resolve, 1))
  }
  return looks
}

test('D18 a stalled body ends the attempt after a minute and is resumed', async () => {
  harness.store.fail('/a', { kind: 'stall', afterBytes: 200_000 })
  let receivedBytes = 0
  const open: typeof plainOpen = async (file, headers, signal) => {
    const { body, ...response } = await plainOpen(file, headers, signal)
    async function* counted() {
      for await (const chunk of body) {
        receivedBytes += chunk.length
        yield chunk
      }
    }
    return { ...response, body: counted() }
  }
  const download = harness.download([harness.file('/a')], { ports: { open } })
  await until(() => receivedBytes === 200_000)
  expect(await measureUntilRequests(2)).toBeGreaterThanOrEqual(12)
  await download
  expect(harness.store.requests[1]?.headers.range).toBe('bytes=200000-')
  const retry = harness.events.find(({ kind }) => kind === 'retry')
  expect(retry).toMatchObject({
    error: { message: expect.stringMatching(/stalled: below 1 KiB\/s for 60 s/) },
  })
})

test('D18 N09 a store that never responds ends the attempt, too', async () => {
  harness.store.fail('/a', { kind: 'stall' })
  const download = harness.download([harness.file('/a')])
  await measureUntilRequests(2)
  await expect(download).resolves.toHaveLength(1)
})

test('D18 a body slower than 1 KiB/s ends the attempt', async () => {
  harness.store.fail('/a', { kind: 'trickle', pieceBytes: 1, pauseMs: 0 })
  const download = harness.download([harness.file('/a')])
  while (harness.store.requests.length < 1) await new Promise(setImmediate)
  await measureUntilRequests(2)
  const [file] = await download
  expect(file?.size).toBe(BYTES.length)
})

test('D18 a steady transfer is not interrupted', async () => {
  const bytes = randomBytes(61_440 * 4)
  harness.store.put('/a', bytes)
  // Each measurement finds a twelfth of the required bytes per minute; three minutes pass.
  async function* steady(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += 5_120) {
      yield bytes.subarray(at, at + 5_120)
      await new Promise(resolve => setTimeout(resolve, 2))
      harness.measureSpeed()
    }
  }
  harness.store.fail('/a', { kind: 'change', change: response => ({ ...response, body: steady() }) })
  await harness.download([harness.file('/a')])
  expect(harness.store.requests).toHaveLength(1)
})

test('D14 a store that is busy for 25 s', async () => {
  const busy: Fault = {
    kind: 'change',
    change: response => (harness.clock.now() < 25_000 ? { status: 503, body: 'ServerBusy' } : response),
  }
  harness.store.fail('/a', ...times(99, busy))
  const [file] = await harness.download([harness.file('/a')])
  expect(file?.size).toBe(BYTES.length)
})

test('D14 the five minutes without a new byte are those of a host, not of a file', async () => {
  const large = randomBytes(1_000_000)
  harness.store.put('/large', large)
  const busy: Fault = {
    kind: 'change',
    change: async response => {
      const [isEarly, isOver] = [harness.clock.now() < 270_000, harness.clock.now() >= 400_000]
      // The clock jumps: the bytes of the other file arrive before the five minutes have passed.
      if (!isEarly)
        await until(() => harness.store.requests.some(({ sent }) => sent.bodyBytes === large.length))
      // The other side reads them a moment after they were sent.
      if (!isEarly) await new Promise(resolve => setTimeout(resolve, 50))
      return isOver ? response : { status: 503 }
    },
  }
  harness.store.fail('/a', ...times(999, busy))
  harness.store.fail('/large', {
    kind: 'change',
    change: async response => {
      await until(() => harness.clock.now() > 250_000)
      return response
    },
  })
  await expect(harness.download([harness.file('/a'), harness.file('/large')])).resolves.toHaveLength(2)
})
