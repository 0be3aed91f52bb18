import fc from 'fast-check'
import { promisedChecksums } from '../../src/download/checksums.ts'
import { classifyRangeResponse } from '../../src/download/resume.ts'
import { rateLimitPauseMs, retryAfterMs } from '../../src/http/server-pause.ts'
import { campaign } from '../support/campaign.ts'
import { hostileText } from '../support/fuzz.ts'

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

function isPause(ms: number): boolean {
  return ms >= 0 && Number.isFinite(ms)
}

/** The three formats of a date (RFC 9110, 5.6.7). */
function spellings(date: Date): readonly string[] {
  const [, day = '', month = '', year = '', time = ''] =
    /^\w+, (\d+) (\w+) (\d+) ([\d:]+) GMT$/.exec(date.toUTCString()) ?? []
  const weekday = DAYS[date.getUTCDay()] ?? ''
  return [
    date.toUTCString(),
    `${weekday}, ${day}-${month}-${year.slice(2)} ${time} GMT`,
    `${weekday.slice(0, 3)} ${month} ${day.replace(/^0/, ' ')} ${time} ${year}`,
  ]
}

// A two-digit year is ambiguous: only dates around now are well-defined in the RFC 850 format.
const moment = fc
  .integer({ min: Date.UTC(2000, 0, 1) / 1000, max: Date.UTC(2049, 11, 31) / 1000 })
  .map(seconds => new Date(seconds * 1000))
const nearNumber = fc.constantFrom(
  '',
  ' ',
  '-1',
  '+1',
  '1.5',
  '1e3',
  '0x10',
  'Infinity',
  'NaN',
  '1,2',
  '٣',
  '9'.repeat(400),
)

campaign('Retry-After', {
  full: 100_000,
  property: fc.property(
    moment,
    fc.integer({ min: -1000, max: 1000 }),
    fc.bigInt({ min: 0n, max: 10n ** 30n }),
    fc.oneof(hostileText, nearNumber),
    (now, offset, seconds, noise) => {
      const ask = (text: string, headers = {}) => retryAfterMs({ 'retry-after': text, ...headers }, now)
      const then = new Date(now.getTime() + offset * 1000)
      const ahead = Math.max(offset * 1000, 0)
      return (
        spellings(then).every(text => ask(text) === ahead) &&
        ask(then.toUTCString(), { date: new Date(then.getTime() - 7000).toUTCString() }) === 7000 &&
        ask(String(seconds)) === Math.min(Number(seconds), 1e10) * 1000 &&
        isPause(ask(noise)) &&
        (/^\s*\d/.test(noise) || /^\s*(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(noise) || ask(noise) === 0)
      )
    },
  ),
})

campaign('rate-limit headers', {
  full: 100_000,
  property: fc.property(
    fc.nat({ max: 10_000 }),
    fc.nat({ max: 999_999_999 }),
    fc.oneof(hostileText, nearNumber),
    fc.constantFrom('', 'x-'),
    (remaining, reset, noise, prefix) => {
      const now = new Date(1_770_000_000_000)
      const ask = (left: unknown, at: unknown) =>
        rateLimitPauseMs(
          { [`${prefix}ratelimit-remaining`]: `${left}`, [`${prefix}ratelimit-reset`]: `${at}` },
          now,
        )
      const ms = (reset * 1000) / Math.max(remaining, 1)
      return (
        ask(remaining, reset) === ms &&
        ask(0, 1_770_000_000 + (reset % 1000)) === (reset % 1000) * 1000 &&
        isPause(ask(noise, reset)) &&
        isPause(ask(remaining, noise)) &&
        isPause(ask(noise, noise))
      )
    },
  ),
})

const url = new URL('https://store.example/a?signature=x')
const held = {
  bytes: 100,
  representation: {
    resource: 'https://store.example/a',
    validator: '"v1"',
    totalBytes: 1000,
    isEndDelimited: true,
    checksums: [],
    disposition: '',
    mediaType: '',
  },
  size: undefined,
  ignoresConditions: false,
}
const nearRange = fc
  .array(fc.constantFrom('bytes', ' ', '100', '0', '999', '1000', '-', '/', '*', ',', 'e', '9'.repeat(20)), {
    maxLength: 8,
  })
  .map(pieces => pieces.join(''))

campaign('Content-Range', {
  full: 100_000,
  property: fc.property(
    fc.oneof(
      hostileText,
      nearRange,
      fc.constantFrom('', 'bytes 100-999/1000', 'bytes 100-999/*', 'bytes 0-999/1000'),
    ),
    fc.constantFrom(200, 206, 416),
    (range, status) => {
      const etag = status === 200 ? '"v2"' : '"v1"'
      const headers = { 'content-range': range, etag }
      const kind = classifyRangeResponse({ status, url, headers }, held)?.kind
      if (status === 416) return kind === 'unresumable' || kind === undefined
      if (status === 200) {
        const [, last, total] = /^bytes 0-(\d{1,15})\/(\d{1,15})$/i.exec(range) ?? []
        // Another length, or none, may be that of the rest.
        return (kind === 'whole') === (Number(last) === 999 && Number(total) === 1000)
      }
      // Only a range that starts at byte 100 and matches the length is appended.
      return (kind === 'rest') === /^bytes 100-\d{1,15}\/(1000|\*)$/i.test(range)
    },
  ),
})

const CHECKSUM_HEADERS = [
  'x-goog-hash',
  'digest',
  'repr-digest',
  'content-md5',
  'x-amz-checksum-sha256',
  'x-amz-checksum-crc32c',
]
const BYTES = { sha256: 32, sha512: 64, sha1: 20, md5: 16, crc32: 4, crc32c: 4 }
const nearChecksum = fc
  .array(
    fc.oneof(
      fc.constantFrom('md5=', 'sha-256=', 'SHA-256=:', 'crc32c=', ':', ',', '; q=1', '-3', '=', ' '),
      fc.uint8Array({ minLength: 0, maxLength: 64 }).map(bytes => Buffer.from(bytes).toString('base64')),
    ),
    { maxLength: 6 },
  )
  .map(pieces => pieces.join(''))

campaign('checksum headers', {
  full: 100_000,
  property: fc.property(
    fc.constantFrom(...CHECKSUM_HEADERS),
    fc.oneof(hostileText, nearChecksum),
    fc.uint8Array({ minLength: 32, maxLength: 32 }),
    (header, value, digest) => {
      const bytes = Buffer.from(digest)
      const found = promisedChecksums({ digest: `sha-256=${bytes.toString('base64')}` })
      return (
        found[0]?.expected === bytes.toString('hex') &&
        promisedChecksums({ [header]: value }).every(
          ({ algorithm, expected }) =>
            /^[0-9a-f]+$/.test(expected) && expected.length === 2 * BYTES[algorithm],
        )
      )
    },
  ),
})
