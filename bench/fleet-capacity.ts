import { busiestWindow, simulateFleet } from './fleet.ts'
import { span } from './format.ts'
import { table } from './part.ts'
import type { RateLimit, Window } from './rate-limit.ts'
import { documentedLimits, unlimited } from './rate-limit.ts'

/** Time in milliseconds after which the polls stay within a window; undefined if they never do. */
function withinLimitFromMs(timesMs: readonly number[], { requests, windowMs }: Window) {
  let first = 0
  let lastMs = 0
  timesMs.forEach((atMs, last) => {
    while ((timesMs[first] ?? 0) <= atMs - windowMs) first++
    if (last - first + 1 > requests) lastMs = atMs
  })
  return lastMs >= (timesMs.at(-1) ?? 0) * 0.99 ? undefined : lastMs
}

const LONG_MS = 6 * 3_600_000

/** Times of the polls of the first 6 h, without a rate limit or a deadline. */
function pollTimesMs(waits: number): readonly number[] {
  const jobMs = 2 * LONG_MS
  const fleet = { waits, limit: unlimited, startsWithinMs: 0, seed: 1, jobMs, timeoutMs: LONG_MS + 120_000 }
  return simulateFleet(fleet)
    .polls.map(({ atMs }) => atMs)
    .filter(atMs => atMs <= LONG_MS)
}

/** How many waits of 6 h, started at the same instant, a limit allows without rejecting a request. */
function maxWaits(limit: RateLimit): number {
  const fits = (waits: number) => {
    const timesMs = pollTimesMs(waits)
    return limit.windows.every(({ requests, windowMs }) => busiestWindow(timesMs, windowMs) <= requests)
  }
  let waits = 0
  while (fits(waits + 1)) waits++
  return waits
}

/** When 256 waits get within each documented limit, and how many waits it allows without a rejection. */
export function capacityTable(): string {
  const timesMs = pollTimesMs(256)
  const rows = documentedLimits.flatMap(limit =>
    limit.windows.map(window => {
      const fromMs = withinLimitFromMs(timesMs, window)
      return [
        limit.title,
        `${window.requests.toLocaleString('en')} in ${span(window.windowMs)}`,
        busiestWindow(timesMs, window.windowMs).toLocaleString('en'),
        fromMs === undefined ? 'not within 6 h' : span(fromMs),
        String(maxWaits({ ...limit, windows: [window] })),
      ]
    }),
  )
  return table(
    [
      'API',
      'Limit',
      'Most requests of 256 waits',
      'Within the limit from',
      'Waits of 6 h without a rejection',
    ],
    rows,
  )
}
