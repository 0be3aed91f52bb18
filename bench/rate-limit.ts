import { rateLimitPauseMs, retryAfterMs } from '../src/http/retry-after.ts'

/** At most `requests` in any `windowMs`. */
export interface Window {
  readonly requests: number
  readonly windowMs: number
}

/** How an API limits one key, according to its documentation. */
export interface RateLimit {
  readonly title: string
  readonly windows: readonly Window[]
  /** Whether rejected requests count too, so that a key stays blocked until it pauses. */
  readonly countsRejected: boolean
  /** Whether a 429 has a `Retry-After` header. */
  readonly sendsRetryAfter: boolean
  /** Whether each response has the remaining requests of the tightest window and its reset time in its headers. */
  readonly sendsRateLimit: boolean
}

/** A response as the session reads it: whether it is a 429, and the pause that its headers request in milliseconds. */
export interface LimiterResponse {
  readonly isRejected: boolean
  readonly pauseMs: number
}

/** Requests of one window that still count, oldest first. */
function rollingCounter({ windowMs }: Window): {
  current(nowMs: number): number
  add(nowMs: number): void
  oldestMs(): number
} {
  const timesMs: number[] = []
  let first = 0
  return {
    current(nowMs) {
      while (first < timesMs.length && (timesMs[first] ?? 0) <= nowMs - windowMs) first++
      return timesMs.length - first
    },
    add: nowMs => void timesMs.push(nowMs),
    oldestMs: () => timesMs[first] ?? 0,
  }
}

/** A server with rolling windows. Calls must be in chronological order. The action's own functions compute the pauses. */
export function limiter(limit: RateLimit): (nowMs: number) => LimiterResponse {
  const counts = limit.windows.map(window => ({ window, count: rollingCounter(window) }))
  return nowMs => {
    const date = new Date(nowMs)
    const full = counts.filter(({ window, count }) => count.current(nowMs) >= window.requests)
    const isRejected = full.length > 0
    if (!isRejected || limit.countsRejected) for (const { count } of counts) count.add(nowMs)
    if (isRejected) {
      const freeMs = Math.max(...full.map(({ window, count }) => count.oldestMs() + window.windowMs - nowMs))
      const seconds = String(Math.ceil(freeMs / 1000))
      return {
        isRejected,
        pauseMs: limit.sendsRetryAfter ? retryAfterMs({ 'retry-after': seconds }, date) : 0,
      }
    }
    if (!limit.sendsRateLimit) return { isRejected, pauseMs: 0 }
    const left = counts.map(({ window, count }) => ({
      remaining: window.requests - count.current(nowMs),
      share: 1 - count.current(nowMs) / window.requests,
      resetMs: count.oldestMs() + window.windowMs - nowMs,
    }))
    const tightest = left.reduce((a, b) => (b.share < a.share ? b : a))
    const headers = {
      'ratelimit-remaining': String(tightest.remaining),
      'ratelimit-reset': String(Math.ceil(tightest.resetMs / 1000)),
    }
    return { isRejected, pauseMs: rateLimitPauseMs(headers, date) }
  }
}

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** A server without a limit. */
export const unlimited: RateLimit = {
  title: 'no limit',
  windows: [],
  countsRejected: false,
  sendsRetryAfter: false,
  sendsRateLimit: false,
}

const snyk: RateLimit = {
  ...unlimited,
  title: 'Snyk, 1,620 a minute',
  windows: [{ requests: 1_620, windowMs: MINUTE_MS }],
  countsRejected: true,
  sendsRetryAfter: true,
}

const sailpoint: RateLimit = {
  ...unlimited,
  title: 'SailPoint, 100 per 10 s',
  windows: [{ requests: 100, windowMs: 10_000 }],
  sendsRetryAfter: true,
}

const closient: RateLimit = {
  ...unlimited,
  title: 'Closient, 300 a minute and 10,000 a day',
  windows: [
    { requests: 300, windowMs: MINUTE_MS },
    { requests: 10_000, windowMs: DAY_MS },
  ],
  sendsRetryAfter: true,
  sendsRateLimit: true,
}

/** The documented limits, and two of them without `Retry-After`. */
export const rateLimits: readonly RateLimit[] = [
  snyk,
  { ...snyk, title: 'Snyk, 429 without Retry-After', sendsRetryAfter: false },
  sailpoint,
  { ...sailpoint, title: 'SailPoint, 429 without Retry-After', sendsRetryAfter: false },
  closient,
]

/** The documented limits, each with `Retry-After`. */
export const documentedLimits: readonly RateLimit[] = [snyk, sailpoint, closient]
