/** The time between polls: by the square-root rule, or fixed, in milliseconds. */
export type PollInterval = 'auto' | number

/** The delay in milliseconds that one poll is worth: the c of the square-root rule. */
export const POLL_COST_MS = 160

/**
 * The square-root rule: after a wait of t, the next poll comes 2√(ct) later, 0.8 √t in seconds. A wait costs c for each poll,
 * and the time from the end of the job to the next poll. If the length d of the job were known, the best fixed interval would
 * be √(2cd), at a cost of √(2cd). Gaps of 2√(ct) cost √2 times as much for every d: √(ct) for the polls until t, and half a gap,
 * √(ct), for the delay. So the gap is also the cost of the wait. See docs/decisions/0006.
 */
export function rootGapMs(elapsedMs: number): number {
  return 2 * Math.sqrt(POLL_COST_MS * elapsedMs)
}

/** The shortest gap is that of a wait of one second: a shorter one would only add polls. */
const YOUNG_MS = 1_000
/** The shortest and the longest gap before jitter, in milliseconds. */
export const MIN_GAP_MS = rootGapMs(YOUNG_MS)
export const MAX_GAP_MS = 60_000
/** Separates jobs that started together: up to this share of the gap is added or subtracted. */
const JITTER = 0.2
/** More for the first polls: they are too few to average out, so a short job could end at a bad moment each time. */
const YOUNG_JITTER = 0.5

/** Milliseconds between two polls after a wait of `elapsedMs`; `random` is in [0, 1). */
export function pollDelayMs(interval: PollInterval, elapsedMs: number, random: number): number {
  if (interval !== 'auto') return interval
  const gap = Math.min(Math.max(rootGapMs(elapsedMs), MIN_GAP_MS), MAX_GAP_MS)
  const jitter = elapsedMs < YOUNG_MS ? YOUNG_JITTER : JITTER
  return Math.round(gap * (1 - jitter + 2 * jitter * random))
}
