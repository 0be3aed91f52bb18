import { rateLimitPauseMs, retryAfterMs } from '../src/http/retry-after.ts'

/** At most `requests` in any `windowMs`. */
export interface Window {
  readonly requests: number
  readonly windowMs: number
}

/** How an API limits one key, as documented. */
export interface RateLimit {
  readonly title: string
  readonly windows: readonly Window[]
  /** Whether refused requests count too, so that a key is refused until it has been quiet. */
  readonly countsRefused: boolean
  /** Whether a 429 says how long to wait. */
  readonly sendsRetryAfter: boolean
  /** Whether each answer tells what is left of the tightest window, and when it ends. */
  readonly sendsRateLimit: boolean
}

/** An answer as the session reads it: whether it is a 429, and the pause that its headers ask for in milliseconds. */
export interface Answer {
  readonly isRefused: boolean
  readonly pauseMs: number
}

/** Requests of one window that still count, oldest first. */
function countIn({ windowMs }: Window): {
  at(nowMs: number): number
  add(nowMs: number): void
  oldestMs(): number
} {
  const timesMs: number[] = []
  let first = 0
  return {
    at(nowMs) {
      while (first < timesMs.length && (timesMs[first] ?? 0) <= nowMs - windowMs) first++
      return timesMs.length - first
    },
    add: nowMs => void timesMs.push(nowMs),
    oldestMs: () => timesMs[first] ?? 0,
  }
}

/** A server with rolling windows; called in the order of time. Its pauses are read by the action's own functions. */
export function limiter(limit: RateLimit): (nowMs: number) => Answer {
  const counts = limit.windows.map(window => ({ window, count: countIn(window) }))
  return nowMs => {
    const date = new Date(nowMs)
    const full = counts.filter(({ window, count }) => count.at(nowMs) >= window.requests)
    const isRefused = full.length > 0
    if (!isRefused || limit.countsRefused) for (const { count } of counts) count.add(nowMs)
    if (isRefused) {
      const freeMs = Math.max(...full.map(({ window, count }) => count.oldestMs() + window.windowMs - nowMs))
      const seconds = String(Math.ceil(freeMs / 1000))
      return {
        isRefused,
        pauseMs: limit.sendsRetryAfter ? retryAfterMs({ 'retry-after': seconds }, date) : 0,
      }
    }
    if (!limit.sendsRateLimit) return { isRefused, pauseMs: 0 }
    const left = counts.map(({ window, count }) => ({
      remaining: window.requests - count.at(nowMs),
      share: 1 - count.at(nowMs) / window.requests,
      resetMs: count.oldestMs() + window.windowMs - nowMs,
    }))
    const tightest = left.reduce((a, b) => (b.share < a.share ? b : a))
    const headers = {
      'ratelimit-remaining': String(tightest.remaining),
      'ratelimit-reset': String(Math.ceil(tightest.resetMs / 1000)),
    }
    return { isRefused, pauseMs: rateLimitPauseMs(headers, date) }
  }
}

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** A server that refuses nobody. */
export const unlimited: RateLimit = {
  title: 'no limit',
  windows: [],
  countsRefused: false,
  sendsRetryAfter: false,
  sendsRateLimit: false,
}

const snyk: RateLimit = {
  ...unlimited,
  title: 'Snyk, 1,620 a minute',
  windows: [{ requests: 1_620, windowMs: MINUTE_MS }],
  countsRefused: true,
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

/** The documented limits, and two of them without the header that says how long to wait. */
export const rateLimits: readonly RateLimit[] = [
  snyk,
  { ...snyk, title: 'Snyk, 429 without Retry-After', sendsRetryAfter: false },
  sailpoint,
  { ...sailpoint, title: 'SailPoint, 429 without Retry-After', sendsRetryAfter: false },
  closient,
]

/** The limits as documented, with the header that says how long to wait. */
export const documented: readonly RateLimit[] = [snyk, sailpoint, closient]
