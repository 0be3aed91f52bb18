import type { WireResponse } from './transport.ts'

const DIGITS = /^\d{1,10}$/
const SECONDS = /^\d+(\.\d*)?$/
/** The three forms of an HTTP date (RFC 9110, 5.6.7) begin with a day name; `Date.parse` alone accepts `-1`. */
const HTTP_DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/

/** An absurd number of seconds is as good as never. */
const MAX_SECONDS = 1e10

function atLeast0(ms: number): number {
  return Math.max(ms, 0) || 0
}

function dateMs(text: string | undefined): number {
  if (text === undefined || !HTTP_DATE.test(text)) return Number.NaN
  // The oldest form has no zone, and is in GMT like the others.
  return Date.parse(text.endsWith('GMT') ? text : `${text} GMT`)
}

/** The time by the server's own `Date`, so that a wrong clock on either side does not matter. */
function serverNowMs({ date }: WireResponse['headers'], now: Date): number {
  const ms = dateMs(date)
  return Number.isNaN(ms) ? now.getTime() : ms
}

/** Milliseconds that `Retry-After` asks for; 0 if it is absent, past or invalid. Fractions of a second are rounded up. */
export function retryAfterMs(headers: WireResponse['headers'], now: Date): number {
  const text = headers['retry-after']?.trim()
  if (text === undefined) return 0
  if (SECONDS.test(text)) return Math.ceil(Math.min(Number(text), MAX_SECONDS)) * 1000
  return atLeast0(dateMs(text) - serverNowMs(headers, now))
}

/** A reset of this value or more (2001-09-09 in Unix seconds) is a point in time, not a number of seconds. */
const MIN_UNIX_TIME = 1_000_000_000

function integerIn(text: string | undefined): number | undefined {
  const digits = text?.trim() ?? ''
  return DIGITS.test(digits) ? Number(digits) : undefined
}

/**
 * Milliseconds to pause by the rate-limit headers (`RateLimit-*`, `X-RateLimit-*`): with r requests left
 * and s seconds until the reset, s / max(r, 1). 0 if they are absent.
 */
export function rateLimitPauseMs(headers: WireResponse['headers'], now: Date): number {
  const remaining = integerIn(headers['ratelimit-remaining'] ?? headers['x-ratelimit-remaining'])
  const reset = integerIn(headers['ratelimit-reset'] ?? headers['x-ratelimit-reset'])
  if (remaining === undefined || reset === undefined) return 0
  const seconds = reset >= MIN_UNIX_TIME ? reset - serverNowMs(headers, now) / 1000 : reset
  return atLeast0((seconds * 1000) / Math.max(remaining, 1))
}
