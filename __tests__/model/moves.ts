import fc from 'fast-check'
import type { Fault } from '../../simulator/faults.ts'
import { MAX_RESPONSE_BYTES } from '../../src/http/body.ts'
import { hostileText } from '../support/fuzz.ts'

/** What becomes of one request: a fault of the simulator, or something that only the world of the model can do. */
export type Move =
  | Exclude<Fault, { readonly kind: 'change' | 'extra' | 'raw' }>
  /** No connection. */
  | { readonly kind: 'refuse'; readonly code: string }
  /** An error that quotes the request, credential included. */
  | { readonly kind: 'echo'; readonly status: number }
  /** The real response, its head so much later. */
  | { readonly kind: 'late'; readonly ms: number }
  | { readonly kind: 'redirect'; readonly status: number; readonly to: Destination }
  /** The real response with one field of its JSON replaced, or taken away where `value` is undefined. */
  | { readonly kind: 'mutate'; readonly place: number; readonly value: unknown }
  /** The real response with headers laid over its own. */
  | { readonly kind: 'headers'; readonly headers: Headers }
  /** Every access token ends before the request is looked at. */
  | { readonly kind: 'revoke' }

type Headers = Readonly<Record<string, string>>

/** Where a redirect leads. */
export type Destination =
  | 'itself'
  | 'elsewhere at home'
  | 'another host'
  | 'another host over http'
  | 'this machine'
  | 'a private network'
  | 'an address with credentials'
  | 'a mail address'
  | 'nothing'

/** Moves in order; behind the last one `rest` is what becomes of every request. */
export interface Script {
  readonly moves: readonly Move[]
  readonly rest: Move
}

const RETRY_AFTER = ['0', '1', '7', '120', '86400', '99999999999999999999', '-1', '1.5', 'soon', '']
  .map(value => ({ 'retry-after': value }))
  .concat(
    { 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT' },
    { 'retry-after': 'Fri, 31 Dec 9999 23:59:59 GMT' },
  )

const RATE_LIMITS: readonly Headers[] = [
  { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '60' },
  { 'ratelimit-remaining': '3', 'ratelimit-reset': '9' },
  { 'ratelimit-remaining': '0', 'ratelimit-reset': '99999999' },
  { 'x-ratelimit-remaining': 'none', 'x-ratelimit-reset': '-5' },
]

const ODD_HEADERS: readonly Headers[] = [
  ...RATE_LIMITS,
  { deprecation: '@1735689600', sunset: 'Thu, 31 Dec 2026 23:59:59 GMT' },
  { 'x-deprecated': 'true' },
  { 'content-type': 'text/html' },
  { 'snyk-request-id': '::error::\u001b[31m' },
  { 'content-disposition': 'attachment; filename="../../::set-output name=a::b.csv"' },
  { etag: 'W/"weak"' },
  { etag: '"other"' },
  { 'content-md5': 'AAAAAAAAAAAAAAAAAAAAAA==' },
]

const STATUSES = [
  202, 204, 206, 304, 400, 401, 403, 404, 408, 409, 410, 416, 418, 422, 425, 429, 500, 502, 503, 504,
]

const STORE_ERRORS = ['AccessDenied', 'ExpiredToken', 'SignatureDoesNotMatch', 'NoSuchKey', 'SlowDown'].map(
  code => `<?xml version="1.0"?><Error><Code>${code}</Code><Message>Request has expired</Message></Error>`,
)

const status = fc.constantFrom(...STATUSES)
const bytes = fc.nat({ max: 700 })
const headersOf = (choices: readonly Headers[]) => fc.oneof(fc.constant({}), fc.constantFrom(...choices))
const json = fc.oneof(
  fc.json({ maxDepth: 4 }),
  hostileText.map(message => JSON.stringify({ message, errors: [{ detail: message }] })),
)
const body = fc.oneof(
  { weight: 33, arbitrary: json },
  { weight: 33, arbitrary: hostileText },
  {
    weight: 33,
    arbitrary: fc.constantFrom('', '{"a":', '<html><title>Sign in</title></html>', ...STORE_ERRORS),
  },
  { weight: 1, arbitrary: fc.constant('x'.repeat(MAX_RESPONSE_BYTES + 1)) },
)

const responding = (parts: {
  readonly status: fc.Arbitrary<number>
  readonly headers: fc.Arbitrary<Headers>
  readonly body: fc.Arbitrary<string>
}): fc.Arbitrary<Move> => fc.record({ kind: fc.constant('response' as const), response: fc.record(parts) })

const anyMove: readonly fc.Arbitrary<Move>[] = [
  fc.record({
    kind: fc.constant('refuse'),
    code: fc.constantFrom(
      'ECONNREFUSED',
      'ECONNRESET',
      'ENOTFOUND',
      'EAI_AGAIN',
      'ETIMEDOUT',
      'EPROTO',
      'HPE_INVALID_CONSTANT',
    ),
  }),
  responding({ status: status, headers: headersOf([...RETRY_AFTER, ...ODD_HEADERS]), body: body }),
  responding({ status: fc.constant(200), headers: headersOf(ODD_HEADERS), body: json }),
  responding({
    status: fc.constantFrom(429, 503),
    headers: fc.constantFrom(...RETRY_AFTER),
    body: fc.constant('{}'),
  }),
  fc.record({ kind: fc.constant('echo'), status }),
  fc.constant({ kind: 'stall' }),
  fc.record({ kind: fc.constant('stall'), afterBytes: bytes }),
  fc.record({ kind: fc.constant('late'), ms: fc.constantFrom(1, 999, 5_000, 29_999, 31_000, 400_000) }),
  fc.record({ kind: fc.constant('truncate'), afterBytes: bytes }),
  fc.record({
    kind: fc.constant('trickle'),
    pieceBytes: fc.constantFrom(20, 64, 4096),
    pauseMs: fc.constantFrom(1, 400, 10_000),
  }),
  fc.record({
    kind: fc.constant('redirect'),
    status: fc.constantFrom(301, 302, 303, 307, 308),
    to: fc.constantFrom<Destination[]>(
      'itself',
      'elsewhere at home',
      'another host',
      'another host over http',
      'this machine',
      'a private network',
      'an address with credentials',
      'a mail address',
      'nothing',
    ),
  }),
  fc.record({ kind: fc.constant('headers'), headers: fc.constantFrom(...ODD_HEADERS) }),
]

/** Words of all four APIs, and what else may stand where something was expected. */
const VALUES = [
  'FINISHED',
  'COMPLETE',
  'COMPLETED',
  'failed',
  'PENDING',
  'A_NEW_WORD',
  '',
  0,
  -1,
  1e308,
  null,
  true,
  [],
  {},
]

const apiMove = fc.oneof(
  ...anyMove,
  fc.record({
    kind: fc.constant('mutate' as const),
    place: fc.nat(),
    value: fc.oneof(
      fc.constantFrom(undefined, 'https://elsewhere.example/data.csv?sig=0123456789abcdef', ...VALUES),
      hostileText,
      fc.jsonValue({ maxDepth: 2 }),
    ),
  }),
  fc.constant<Move>({ kind: 'revoke' }),
)

const storeMove = fc.oneof(
  ...anyMove,
  fc.record({ kind: fc.constant('corrupt' as const), atByte: fc.nat({ max: 300 }) }),
  fc.constant<Move>({ kind: 'ignore-range' }),
)

function scriptOf(move: fc.Arbitrary<Move>): fc.Arbitrary<Script> {
  const pass = fc.constant<Move>({ kind: 'pass' })
  return fc.record({
    moves: fc.array(fc.oneof({ weight: 2, arbitrary: pass }, { weight: 3, arbitrary: move }), {
      maxLength: 12,
    }),
    rest: fc.oneof({ weight: 12, arbitrary: pass }, { weight: 1, arbitrary: move }),
  })
}

/** What an API does to the requests that it gets. */
export const apiScript = scriptOf(apiMove)

/** What an object store does to them. */
export const storeScript = scriptOf(storeMove)
