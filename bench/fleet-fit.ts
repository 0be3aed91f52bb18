import { fullest, sail } from './fleet.ts'
import { table } from './part.ts'
import { span } from './quantity.ts'
import type { RateLimit, Window } from './rate-limit.ts'
import { documented, unlimited } from './rate-limit.ts'

/** When questions come to fit a window for good, in milliseconds; undefined when they do not within their time. */
function fitsFromMs(timesMs: readonly number[], { requests, windowMs }: Window) {
  let first = 0
  let lastMs = 0
  timesMs.forEach((atMs, last) => {
    while ((timesMs[first] ?? 0) <= atMs - windowMs) first++
    if (last - first + 1 > requests) lastMs = atMs
  })
  return lastMs >= (timesMs.at(-1) ?? 0) * 0.99 ? undefined : lastMs
}

const LONG_MS = 6 * 3_600_000

/** The questions of 6 h that nobody refuses and no deadline ends. */
function undisturbed(waits: number): readonly number[] {
  const jobMs = 2 * LONG_MS
  const fleet = { waits, limit: unlimited, startsWithinMs: 0, seed: 1, jobMs, timeoutMs: LONG_MS + 120_000 }
  return sail(fleet)
    .questions.map(({ atMs }) => atMs)
    .filter(atMs => atMs <= LONG_MS)
}

/** How many waits of 6 h a limit bears without refusing one question, all started at the same instant. */
function bearable(limit: RateLimit): number {
  const fits = (waits: number) => {
    const timesMs = undisturbed(waits)
    return limit.windows.every(({ requests, windowMs }) => fullest(timesMs, windowMs) <= requests)
  }
  let waits = 0
  while (fits(waits + 1)) waits++
  return waits
}

/** From when on 256 waits fit each documented limit, and how many waits it bears. */
export function fitTable(): string {
  const timesMs = undisturbed(256)
  const rows = documented.flatMap(limit =>
    limit.windows.map(window => {
      const fromMs = fitsFromMs(timesMs, window)
      return [
        limit.title,
        `${window.requests.toLocaleString('en')} in ${span(window.windowMs)}`,
        fullest(timesMs, window.windowMs).toLocaleString('en'),
        fromMs === undefined ? 'not within 6 h' : span(fromMs),
        String(bearable({ ...limit, windows: [window] })),
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
