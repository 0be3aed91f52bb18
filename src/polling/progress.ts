import { MAX_GAP_MS, MIN_GAP_MS, POLL_COST_MS, rootGapMs } from './schedule.ts'

/** The observed progress of a job. */
export interface Progress {
  /** The latest value, 0 to 100, and when it was first observed. */
  readonly latest: { readonly atMs: number; readonly percent: number }
  /** The first change since the counter last started over. */
  readonly anchor: Progress['latest'] | undefined
  /** When the counter reaches 100 at its pace from the first change to the last; undefined before the second change. */
  readonly endMs: number | undefined
  /** How wrong the prediction may be, by how far it moved recently. */
  readonly spreadMs: number
}

/** A counter that decreases by more points than this has started over; a smaller decrease is noise. */
const NOISE = 10

/**
 * The progress after a poll at `atMs`; undefined without a value from 0 to 100. Only changes count: each is observed equally
 * late, so they show the pace without a bias, even if the counter waits in a queue first or increases in coarse steps.
 */
export function updateProgress(
  before: Progress | undefined,
  percent: number | undefined,
  atMs: number,
): Progress | undefined {
  if (percent === undefined || !(percent >= 0 && percent <= 100)) return undefined
  const latest = { atMs, percent }
  if (before === undefined || percent < before.latest.percent - NOISE)
    return { anchor: undefined, latest, endMs: undefined, spreadMs: 0 }
  if (percent <= before.latest.percent) return before
  if (before.anchor === undefined) return { ...before, anchor: latest, latest }
  const msPerPercent = (atMs - before.anchor.atMs) / (percent - before.anchor.percent)
  const endMs = atMs + (100 - percent) * msPerPercent
  const movedMs = before.endMs === undefined ? 0 : Math.abs(endMs - before.endMs)
  return { anchor: before.anchor, latest, endMs, spreadMs: Math.max(movedMs, before.spreadMs / 2) }
}

/**
 * How much more than the square-root rule a wait may cost, as shares of its cost: by earlier polls, and by later ones.
 * `npm run bench` shows the cost for counters that are stuck, jump, slow down or lie.
 */
const MAX_LOSS = { sooner: 0.08, later: 0.03 }
/** A poll a moment before the end is useless: polls aim for this share of the plain gap after the prediction. */
const AIM = 0.05

/**
 * After polls around a predicted end that the job has missed, a whole gap would be the worst choice each time. This share
 * of it is left, on average, of a gap that started at any moment.
 */
const MISSED = 0.5

/**
 * The gap in milliseconds that gathers polls around the predicted end; without a prediction it is `plainMs`, the gap of the
 * square-root rule. That rule is also the budget: saved polls may pay for a longer gap, and polls come sooner as long as the
 * plain gap is still affordable after them, more of them the better the prediction. This limits the cost of a wrong counter.
 */
export function progressAwareDelayMs(
  plainMs: number,
  { waitedMs, polls }: { readonly waitedMs: number; readonly polls: number },
  progress: Progress | undefined,
): number {
  if (progress?.endMs === undefined) return plainMs
  const { endMs, spreadMs } = progress
  const plainCostMs = rootGapMs(waitedMs)
  const spentMs = POLL_COST_MS * polls
  const longestMs = Math.min(2 * (plainCostMs * (1 + MAX_LOSS.later) - spentMs), MAX_GAP_MS)
  const trust = Math.max(0, 1 - (2 * spreadMs) / plainMs)
  const canPollSooner = spentMs + POLL_COST_MS + plainMs / 2 <= plainCostMs * (1 + MAX_LOSS.sooner * trust)
  const behindMs = waitedMs - endMs - spreadMs
  if (!canPollSooner && behindMs > 0 && behindMs < plainMs * MISSED)
    return Math.round(Math.max(plainMs * MISSED, MIN_GAP_MS))
  const shortestMs = canPollSooner ? MIN_GAP_MS : plainMs
  const bestMs = bestGapMs(endMs - waitedMs, spreadMs, plainMs)
  return Math.round(Math.min(Math.max(bestMs, shortestMs), Math.max(longestMs, plainMs)))
}

/** The best gap for a prediction, whatever it costs. */
function bestGapMs(remainingMs: number, spreadMs: number, plainMs: number): number {
  const earliestMs = remainingMs - spreadMs
  if (earliestMs > 0) return earliestMs + AIM * plainMs
  // The best fixed interval for an end between the earliest and the latest moment, and ever longer gaps after that.
  const searchMs = Math.sqrt(2 * POLL_COST_MS * 2 * spreadMs)
  return Math.min(Math.max(searchMs, -remainingMs - spreadMs), plainMs)
}
