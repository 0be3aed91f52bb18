import fc from 'fast-check'
import type { Fault } from '../../simulator/faults.ts'
import { MAX_RESPONSE_BYTES } from '../../src/http/body.ts'
import { hostileText } from '../support/fuzz.ts'

/** A fault of one request: a simulator fault, or one that only the model supports. */
export type ModelFault =
  | Exclude<Fault, { readonly kind: 'change' | 'extra' | 'raw' }>
  /** The connection fails. */
  | { readonly kind: 'refuse'; readonly code: string }
  /** An error that quotes the request, credential included. */
  | { readonly kind: 'echo'; readonly status: number }
  /** The real response, delayed. */
  | { readonly kind: 'late'; readonly ms: number }
  | { readonly kind: 'redirect'; readonly status: number; readonly to: Destination }
  /** The real response with one JSON field replaced, or removed if `value` is undefined. */
  | { readonly kind: 'mutate'; readonly place: number; readonly value: unknown }
  /** The real response with some headers replaced. */
  | { readonly kind: 'headers'; readonly headers: Headers }
  /** All access tokens are revoked before the request is handled. */
  | { readonly kind: 'revoke' }

type Headers = Readonly<Record<string, string>>

/** The target of a redirect. */
export type Destination =
  | 'itself'
  | 'elsewhere on the same host'
  | 'another host'
  | 'another host over http'
  | 'this machine'
  | 'a private network'
  | 'an address with credentials'
  | 'a mail address'
  | 'nothing'

/** Faults in order; `rest` applies to all later requests. */
export interface Script {
  readonly faults: readonly ModelFault[]
  readonly rest: ModelFault
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

const UNUSUAL_HEADERS: readonly Headers[] = [
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
}): fc.Arbitrary<ModelFault> =>
  fc.record({ kind: fc.constant('response' as const), response: fc.record(parts) })

const anyFault: readonly fc.Arbitrary<ModelFault>[] = [
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
  responding({ status, headers: headersOf([...RETRY_AFTER, ...UNUSUAL_HEADERS]), body }),
  responding({ status: fc.constant(200), headers: headersOf(UNUSUAL_HEADERS), body: json }),
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
      'elsewhere on the same host',
      'another host',
      'another host over http',
      'this machine',
      'a private network',
      'an address with credentials',
      'a mail address',
      'nothing',
    ),
  }),
  fc.record({ kind: fc.constant('headers'), headers: fc.constantFrom(...UNUSUAL_HEADERS) }),
]

/** Statuses of all four APIs, and other values. */
const VALUES = [
  'FINISHED',
  'COMPLETE',
  'COMPLETED',
  'failed',
  'PENDING',
  'A_NEW_STATUS',
  '',
  0,
  -1,
  1e308,
  null,
  true,
  [],
  {},
]

const apiFault = fc.oneof(
  ...anyFault,
  fc.record({
    kind: fc.constant('mutate' as const),
    place: fc.nat(),
    value: fc.oneof(
      fc.constantFrom(undefined, 'https://elsewhere.example/data.csv?sig=0123456789abcdef', ...VALUES),
      hostileText,
      fc.jsonValue({ maxDepth: 2 }),
    ),
  }),
  fc.constant<ModelFault>({ kind: 'revoke' }),
)

const storeFault = fc.oneof(
  ...anyFault,
  fc.record({ kind: fc.constant('corrupt' as const), atByte: fc.nat({ max: 300 }) }),
  fc.constant<ModelFault>({ kind: 'ignore-range' }),
)

function scriptOf(fault: fc.Arbitrary<ModelFault>): fc.Arbitrary<Script> {
  const pass = fc.constant<ModelFault>({ kind: 'pass' })
  return fc.record({
    faults: fc.array(fc.oneof({ weight: 2, arbitrary: pass }, { weight: 3, arbitrary: fault }), {
      maxLength: 12,
    }),
    rest: fc.oneof({ weight: 12, arbitrary: pass }, { weight: 1, arbitrary: fault }),
  })
}

/** Faults of the API. */
export const apiScript = scriptOf(apiFault)

/** Faults of the object store. */
export const storeScript = scriptOf(storeFault)
