import { seeded } from './random.ts'
import type { NextDelay, Schedule } from './schedules.ts'

/** Lateness in milliseconds that one poll is worth. */
export const POLL_COST_MS = 160
/** The longest wait that is measured: the limit of a job on a hosted runner. */
export const LONGEST_MS = 6 * 3_600_000

const STEPS = 40
/** Job lengths in milliseconds: 41 points from 1 s to 6 h, evenly spaced on a logarithmic scale. */
export const GRID_MS: readonly number[] = Array.from(
  { length: STEPS + 1 },
  (_, i) => 1_000 * (LONGEST_MS / 1_000) ** (i / STEPS),
)
/** Half the distance between two points, as a factor: the end of a job is spread evenly over its cell. */
const HALF_CELL = (LONGEST_MS / 1_000) ** (0.5 / STEPS)

/** A job to wait for: its end, and its progress until then. */
export interface Job {
  readonly endMs: number
  progress(elapsedMs: number): number | undefined
}

/** Cost of detecting the end of one job. */
export interface Detection {
  readonly polls: number
  readonly latenessMs: number
}

/** Polls at once and then on schedule, until a poll comes after the end. Polls take no time. */
export function detect(next: NextDelay, { endMs, progress }: Job): Detection {
  let nowMs = 0
  let polls = 1
  while (nowMs < endMs) {
    nowMs += next(nowMs, progress(nowMs))
    polls++
  }
  return { polls, latenessMs: nowMs - endMs }
}

/** Cost of a wait over that of the best fixed interval chosen in hindsight. */
export function ratioOf({ polls, latenessMs }: Detection, endMs: number): number {
  return (latenessMs + POLL_COST_MS * polls) / Math.sqrt(2 * POLL_COST_MS * endMs)
}

/** Statistics over many waits for jobs of about one length. */
export interface DetectionStats {
  readonly durationMs: number
  readonly meanRatio: number
  /** 95 of 100 waits have a lower ratio. */
  readonly p95Ratio: number
  readonly meanPolls: number
  readonly maxPolls: number
  readonly meanLatenessMs: number
  /** The largest lateness as a share of what is allowed for that length: the larger of 1.2 s and √t. */
  readonly worstAllowedShare: number
  readonly maxLatenessMs: number
}

/** Progress of a job that ends at `endMs`; each job has its own `random`. */
export type Counter = (endMs: number, random: () => number) => Job['progress']

const noProgress: Counter = () => () => undefined

/** A series of simulated waits. */
export interface Trial {
  readonly schedule: Schedule
  readonly samples: number
  readonly counter?: Counter
}

/** Simulates waits for `samples` jobs whose ends are spread over the cell around `durationMs`; the ends are the same for every schedule. */
export function detectionStats(
  { schedule, samples, counter = noProgress }: Trial,
  durationMs: number,
): DetectionStats {
  const waits = Array.from({ length: samples }, (_, sample) => {
    const offset = (sample + 0.5) / samples
    const endMs = durationMs * HALF_CELL ** (2 * offset - 1)
    const seed = Math.round(durationMs) + sample * 1_000_003
    const progress = counter(endMs, seeded(seed + 1))
    return { endMs, ...detect(schedule.begin(seeded(seed)), { endMs, progress }) }
  })
  const ratios = waits.map(wait => ratioOf(wait, wait.endMs)).sort((a, b) => a - b)
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / samples
  const lateness = waits.map(wait => wait.latenessMs)
  return {
    durationMs,
    meanRatio: mean(ratios),
    p95Ratio: ratios[Math.floor(0.95 * samples)] ?? 0,
    meanPolls: mean(waits.map(wait => wait.polls)),
    maxPolls: Math.max(...waits.map(wait => wait.polls)),
    meanLatenessMs: mean(lateness),
    worstAllowedShare: Math.max(
      ...waits.map(wait => wait.latenessMs / Math.max(1_200, Math.sqrt(wait.endMs * 1000))),
    ),
    maxLatenessMs: Math.max(...lateness),
  }
}

/** A trial over all lengths of the grid. */
export function overGrid(trial: Trial): readonly DetectionStats[] {
  return GRID_MS.map(durationMs => detectionStats(trial, durationMs))
}
