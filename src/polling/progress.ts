import { MAX_GAP_MS, MIN_GAP_MS, POLL_COST_MS, rootGapMs } from './schedule.ts'

/** What a counter of progress showed when it last moved. */
interface Sighting {
  readonly atMs: number
  /** 0 to 100. */
  readonly percent: number
}

/** A counter of progress as far as it is remembered. */
export interface Progress {
  /** The first move since the counter last started over. */
  readonly anchor: Sighting | undefined
  readonly latest: Sighting
  /** When the counter reaches 100 at its pace from the first move to the last; undefined before the second. */
  readonly endMs: number | undefined
  /** How far off the prediction may be, by how far it moved of late. */
  readonly spreadMs: number
}

/** A counter that goes back by more points than this counts something else now; less is noise. */
const NOISE = 10

/**
 * What is remembered after a look at `atMs`, or undefined where no progress from 0 to 100 is told. Only moves count: seen
 * equally late each, they tell the pace without a bias, also where the counter rests in a queue first or goes in coarse steps.
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
 * What the plain rule may be exceeded by, as shares of its cost: by looks that come sooner, and by such that come later.
 * Chosen by `npm run bench`, which shows what counters that are stuck, jump, slow down or lie then cost.
 */
const MAX_LOSS = { sooner: 0.08, later: 0.03 }
/** A look a moment before the end is worth nothing: looks aim this share of the plain gap behind the prediction. */
const AIM = 0.05

/**
 * Where looks have gathered before an end that comes a little later, a whole gap would begin at the worst moment each time:
 * this share of it is what is left, on average, of a gap that began at any moment.
 */
const MISSED = 0.5

/** What a wait has cost so far, and what its counter of progress showed. */
interface Wait {
  readonly waitedMs: number
  readonly polls: number
  readonly progress: Progress | undefined
}

/** The moments of a prediction, in milliseconds from now, and the gap of the plain rule. */
interface Aim {
  readonly remainingMs: number
  readonly spreadMs: number
  readonly plainMs: number
}

/** The gap that suits a prediction best, without regard to what it may cost. */
function wantedGapMs({ remainingMs, spreadMs, plainMs }: Aim): number {
  const earliestMs = remainingMs - spreadMs
  if (earliestMs > 0) return earliestMs + AIM * plainMs
  // The best fixed interval for an end somewhere between the earliest and the latest; behind them ever longer gaps.
  const searchMs = Math.sqrt(2 * POLL_COST_MS * 2 * spreadMs)
  return Math.min(Math.max(searchMs, -remainingMs - spreadMs), plainMs)
}

/**
 * The gap in milliseconds that lets looks gather around the predicted end; `plainMs`, the gap of the plain rule, where none
 * is predicted. The plain rule sets the budget: what was not spent on questions may go into a longer gap, and looks come
 * sooner while the plain gap could still be paid after them, the surer the prediction the more of them. That bounds what a counter can cost by lying.
 */
export function progressAwareDelayMs(plainMs: number, { waitedMs, polls, progress }: Wait): number {
  if (progress?.endMs === undefined) return plainMs
  const { endMs, spreadMs } = progress
  const plainCostMs = rootGapMs(waitedMs)
  const spentMs = POLL_COST_MS * polls
  const longestMs = Math.min(2 * (plainCostMs * (1 + MAX_LOSS.later) - spentMs), MAX_GAP_MS)
  const trust = Math.max(0, 1 - (2 * spreadMs) / plainMs)
  const canAskSooner = spentMs + POLL_COST_MS + plainMs / 2 <= plainCostMs * (1 + MAX_LOSS.sooner * trust)
  const behindMs = waitedMs - endMs - spreadMs
  if (!canAskSooner && behindMs > 0 && behindMs < plainMs * MISSED)
    return Math.round(Math.max(plainMs * MISSED, MIN_GAP_MS))
  const wantedMs = wantedGapMs({ remainingMs: endMs - waitedMs, spreadMs, plainMs })
  const shortestMs = canAskSooner ? MIN_GAP_MS : plainMs
  return Math.round(Math.min(Math.max(wantedMs, shortestMs), Math.max(longestMs, plainMs)))
}
