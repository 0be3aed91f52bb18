import type { BudgetName, Remedy } from './export-error.ts'
import { ExportError } from './export-error.ts'
import { sentence } from './plain.ts'
import { durationText, quantityText } from './quantity.ts'

/** How long failures are retried: until every limit that is set is reached. Without a limit, they are retried indefinitely. */
export interface Budget {
  /** Milliseconds since the first of these failures. */
  readonly ms?: number
  /** The number of these failures. */
  readonly times?: number
  /**
   * Which failures count: those since the last progress (the default), those in a row without another failure in between, or
   * all of them.
   */
  readonly counted?: 'in a row' | 'always'
}

/** Budgets by the name in a failure; without that one, the budget of its remedy applies. A failure without a budget is not retried. */
export type Budgets = Readonly<Partial<Record<BudgetName, Budget>>>

interface Tally {
  readonly count: number
  readonly sinceMs: number
}

/** The failed attempts since the last progress. Times are on one monotonic clock. */
export interface FailureRecord extends Tally {
  readonly last: ExportError
  /** The failures counted against each budget. */
  readonly tallies: ReadonlyMap<Budget, Tally>
}

/** What follows a failed attempt: another one after a delay, or nothing. */
export type NextAttempt = { readonly record: FailureRecord } & (
  | { readonly kind: 'retry'; readonly delayMs: number }
  /** The last failure; if it was retried, with how often and for how long. */
  | { readonly kind: 'end'; readonly error: ExportError }
)

const NOT_RETRIED: Budget = { times: 1 }

/** Nothing but the remedy itself is worth waiting for, so the first retry is immediate. */
const IMMEDIATE: readonly Remedy[] = ['renew-credential', 'refresh-link', 'start-over']

/**
 * Decides what follows a failed attempt, for polls, transfers and uploads. A delay is the backoff, is never shorter than the
 * server asked for, and otherwise never exceeds the time that is left of the budget.
 */
export function nextAttempt(
  before: FailureRecord | undefined,
  error: ExportError,
  moment: {
    readonly nowMs: number
    /** In [0, 1). */
    readonly random: number
    /** When the failure began, in milliseconds of the clock of `nowMs`; `nowMs` by default. */
    readonly sinceMs?: number
    /** Whether the attempt achieved something before it failed. */
    readonly hasProgressed?: boolean
    /** The shortest delay, in milliseconds; 0 by default. */
    readonly minDelayMs?: number
  },
  budgets: Budgets,
): NextAttempt {
  const { nowMs, random, sinceMs = nowMs, hasProgressed = false, minDelayMs = 0 } = moment
  const budget = budgets[error.budget] ?? budgets[error.remedy] ?? NOT_RETRIED
  const tallies = new Map(
    [...(before?.tallies ?? [])].filter(
      ([other]) =>
        other.counted === 'always' || (!hasProgressed && (other.counted !== 'in a row' || other === budget)),
    ),
  )
  const own = extended(tallies.get(budget), sinceMs)
  tallies.set(budget, own)
  const record = { ...extended(hasProgressed ? undefined : before, sinceMs), last: error, tallies }
  const limitMs = budget.ms ?? (budget.times === undefined ? Number.POSITIVE_INFINITY : 0)
  const leftMs = own.sinceMs + limitMs - nowMs
  if (leftMs <= 0 && own.count >= (budget.times ?? 1))
    return { kind: 'end', record, error: own.count === 1 ? error : lastFailure(record, nowMs) }
  const isImmediate = own.count === 1 && IMMEDIATE.includes(error.remedy)
  const wantedMs = Math.max(isImmediate ? 0 : backoffMs(record.count, random), minDelayMs)
  const withinBudgetMs = leftMs > 0 ? Math.min(wantedMs, leftMs) : wantedMs
  const delayMs = Math.max(withinBudgetMs, serverPauseMs(error.retryAfterMs, random))
  return { kind: 'retry', record, delayMs }
}

function extended(before: Tally | undefined, sinceMs: number): Tally {
  return { count: (before?.count ?? 0) + 1, sinceMs: before?.sinceMs ?? sinceMs }
}

/** The last failure, whose message says how often and for how long attempts have failed, if there were several. */
export function lastFailure(
  { last, count, sinceMs }: Omit<FailureRecord, 'tallies'>,
  nowMs: number,
): ExportError {
  if (count < 2) return last
  const attempts = `${quantityText(count, 'failed attempt')} in ${durationText(nowMs - sinceMs)}`
  return new ExportError(last.code, `${sentence(last.message)} Gave up after ${attempts}.`, last)
}

const MIN_BACKOFF_MS = 1_000
const MAX_BACKOFF_MS = 30_000

/** Milliseconds of backoff after the nth failure in a row (n from 1): doubles from 1 s to 30 s, half of it random. */
export function backoffMs(failures: number, random: number): number {
  const ceiling = Math.min(MIN_BACKOFF_MS * 2 ** (failures - 1), MAX_BACKOFF_MS)
  return Math.round(Math.max(MIN_BACKOFF_MS, ceiling * (0.5 + 0.5 * random)))
}

/** The longest pause in milliseconds between two polls or attempts, whatever a server asks for. */
const MAX_PAUSE_MS = 300_000
/** Steps that a server has paused together resume over this share of the pause; with less, 256 of them resume in one burst. */
const PAUSE_SPREAD = 0.25

/**
 * The pause in milliseconds after a server has asked for one: extended by up to a quarter at random, and at most 300,000. If it
 * asks for that or more, the pause ends at random in the last minute before.
 */
export function serverPauseMs(pauseMs: number, random: number): number {
  if (!(pauseMs > 0)) return 0
  const shortestMs = pauseMs < MAX_PAUSE_MS ? pauseMs : MAX_PAUSE_MS / (1 + PAUSE_SPREAD)
  const longestMs = Math.min(shortestMs * (1 + PAUSE_SPREAD), MAX_PAUSE_MS)
  return Math.round(shortestMs + (longestMs - shortestMs) * random)
}
