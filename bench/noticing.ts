import { seeded } from './random.ts'
import type { NextGap, Schedule } from './schedules.ts'

/** Lateness in milliseconds that one question is worth. */
export const QUESTION_MS = 160
/** The longest wait that is looked at: the limit of a job on a hosted runner. */
export const LONGEST_MS = 6 * 3_600_000

const STEPS = 40
/** Job lengths in milliseconds: 41 points from 1 s to 6 h at equal distances on a logarithmic scale. */
export const GRID_MS: readonly number[] = Array.from(
  { length: STEPS + 1 },
  (_, i) => 1_000 * (LONGEST_MS / 1_000) ** (i / STEPS),
)
/** Half the distance between two points, as a factor: the end of a job is spread evenly over its cell. */
const HALF_CELL = (LONGEST_MS / 1_000) ** (0.5 / STEPS)

/** A job to wait for: when it ends, and what its counter shows until then. */
export interface Job {
  readonly endMs: number
  progress(elapsedMs: number): number | undefined
}

/** What noticing the end of one job took. */
export interface Noticed {
  readonly questions: number
  readonly latenessMs: number
}

/** Looks at once and then as the schedule says, until a look comes after the end. Questions take no time. */
export function notice(next: NextGap, { endMs, progress }: Job): Noticed {
  let nowMs = 0
  let questions = 1
  while (nowMs < endMs) {
    nowMs += next(nowMs, progress(nowMs))
    questions++
  }
  return { questions, latenessMs: nowMs - endMs }
}

/** Cost of a wait over that of the best fixed interval chosen in hindsight. */
export function ratioOf({ questions, latenessMs }: Noticed, endMs: number): number {
  return (latenessMs + QUESTION_MS * questions) / Math.sqrt(2 * QUESTION_MS * endMs)
}

/** What many waits for jobs of about one length came to. */
export interface Noticing {
  readonly durationMs: number
  readonly meanRatio: number
  /** 95 of 100 waits stay below it. */
  readonly p95Ratio: number
  readonly meanQuestions: number
  readonly mostQuestions: number
  readonly meanLatenessMs: number
  /** The longest lateness over what is allowed for that length, the larger of 1.2 s and √t. */
  readonly worstAllowedShare: number
  readonly mostLatenessMs: number
}

/** How a job that ends at `endMs` shows its progress; `random` is the job's own. */
export type Counter = (endMs: number, random: () => number) => Job['progress']

const silent: Counter = () => () => undefined

/** A series of simulated waits. */
export interface Trial {
  readonly schedule: Schedule
  readonly samples: number
  readonly counter?: Counter
}

/** Waits for `samples` jobs whose ends are spread over the cell around `durationMs`; the same ends for every schedule. */
export function noticing({ schedule, samples, counter = silent }: Trial, durationMs: number): Noticing {
  const waits = Array.from({ length: samples }, (_, sample) => {
    const offset = (sample + 0.5) / samples
    const endMs = durationMs * HALF_CELL ** (2 * offset - 1)
    const seed = Math.round(durationMs) + sample * 1_000_003
    const progress = counter(endMs, seeded(seed + 1))
    return { endMs, ...notice(schedule.begin(seeded(seed)), { endMs, progress }) }
  })
  const ratios = waits.map(wait => ratioOf(wait, wait.endMs)).sort((a, b) => a - b)
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / samples
  const lateness = waits.map(wait => wait.latenessMs)
  return {
    durationMs,
    meanRatio: mean(ratios),
    p95Ratio: ratios[Math.floor(0.95 * samples)] ?? 0,
    meanQuestions: mean(waits.map(wait => wait.questions)),
    mostQuestions: Math.max(...waits.map(wait => wait.questions)),
    meanLatenessMs: mean(lateness),
    worstAllowedShare: Math.max(
      ...waits.map(wait => wait.latenessMs / Math.max(1_200, Math.sqrt(wait.endMs * 1000))),
    ),
    mostLatenessMs: Math.max(...lateness),
  }
}

/** A trial over the whole grid. */
export function overGrid(trial: Trial): readonly Noticing[] {
  return GRID_MS.map(durationMs => noticing(trial, durationMs))
}
