import type { PollInterval } from '../inputs/request.ts'

/** Lateness in milliseconds that one question is worth: the c of the square-root rule. */
export const POLL_COST_MS = 160

/**
 * The square-root rule: after t of waiting the next look comes 2√(ct) later, 0.8 √t in seconds. A job of length d is best
 * watched at the fixed interval √(2cd), at a cost of √(2cd); gaps of 2√(ct) cost √2 times that for every d without knowing d:
 * √(ct) for the questions until t and, half a gap, √(ct) for the lateness to come. So the gap is also what the wait costs.
 */
export function rootGapMs(elapsedMs: number): number {
  return 2 * Math.sqrt(POLL_COST_MS * elapsedMs)
}

/** Below it the root would only count questions: the least gap is that of one second. */
const YOUNG_MS = 1_000
/** The shortest and the longest gap before it is spread, in milliseconds. */
export const MIN_GAP_MS = rootGapMs(YOUNG_MS)
export const MAX_GAP_MS = 60_000
/** Spreads jobs that started together; a share of the gap to both sides. */
const JITTER = 0.2
/** The first looks are spread wider: with few of them behind it, no length of a short job is met at a bad moment each time. */
const YOUNG_JITTER = 0.5

/** The shortest back-off, in milliseconds. */
const MIN_BACK_OFF_MS = 1_000

/** The longest that any answer can make us wait, in milliseconds: what a server asks for beyond it is not obeyed. */
export const MAX_PAUSE_MS = 300_000

/** Milliseconds from one look to the next after `elapsedMs` of waiting; `random` is in [0, 1). */
export function pollDelayMs(interval: PollInterval, elapsedMs: number, random: number): number {
  if (interval !== 'auto') return interval
  const gap = Math.min(Math.max(rootGapMs(elapsedMs), MIN_GAP_MS), MAX_GAP_MS)
  const jitter = elapsedMs < YOUNG_MS ? YOUNG_JITTER : JITTER
  return Math.round(gap * (1 - jitter + 2 * jitter * random))
}

/** Milliseconds of back-off after the nth failure in a row (n from 1): doubling from 1 s to 30 s, half of it random. */
export function backoffMs(failures: number, random: number): number {
  const ceiling = Math.min(1000 * 2 ** (failures - 1), 30_000)
  return Math.round(Math.max(MIN_BACK_OFF_MS, ceiling * (0.5 + 0.5 * random)))
}

/** Waits that a server held back come back spread over this share of the pause; with less, 256 of them come as one burst. */
const PAUSE_SPREAD = 0.25

/** A pause in milliseconds that a server asked for, bounded, and lengthened by up to a quarter at random. */
export function serverPauseMs(pauseMs: number, random: number): number {
  return pauseMs > 0 ? Math.round(Math.min(pauseMs, MAX_PAUSE_MS) * (1 + PAUSE_SPREAD * random)) : 0
}
