import type { Verdict, WaitRecord } from '../exports/outcome.ts'
import type { ExportError } from '../failures/export-error.ts'
import type { PollInterval } from '../inputs/request.ts'
import type { JobStatus } from '../providers/provider.ts'
import type { Progress } from './progress.ts'
import { progressAwareDelayMs, updateProgress } from './progress.ts'
import { backoffMs, pollDelayMs, serverPauseMs } from './schedule.ts'
import { tally } from './tally.ts'

/** What one question brought. `pauseMs`: how long the answer asks to be left alone, 0 when it does not. */
export type PollEvent =
  | { readonly kind: 'answer'; readonly status: JobStatus; readonly pauseMs: number }
  | { readonly kind: 'failure'; readonly error: ExportError }

/** The moment of a decision; milliseconds on one monotonic clock, `random` in [0, 1). */
export interface Moment {
  readonly interval: PollInterval
  readonly nowMs: number
  readonly deadlineMs: number
  readonly random: number
}

/** Failures since the last good answer. */
interface FailureStreak {
  /** Of the wait: when the first of them came. */
  readonly sinceMs: number
  readonly count: number
  readonly malformed: number
  readonly unauthorized: number
  readonly lastError: ExportError
}

/** Everything the policy remembers between two questions. */
export interface PollState extends WaitRecord {
  readonly startedMs: number
  readonly streak: FailureStreak | undefined
  readonly progress: Progress | undefined
}

/** Ask again after `delayMs`, or stop. */
export type Decision =
  | { readonly kind: 'ask'; readonly delayMs: number }
  | { readonly kind: 'stop'; readonly verdict: Verdict }

/** Before the first good answer a wrong address is more likely than an outage, so these end soon. */
const UNREACHABLE_PATIENCE_MS = 15_000
const FIRST_ANSWER_PATIENCE_MS = 60_000
/** A job may be a moment younger than the replica that is asked about it. */
const MISSING_GRACE_MS = 10_000
const MAX_MALFORMED_IN_A_ROW = 3

/** The state before the first question, which is asked at once; `last` is a good answer from before, where there is one. */
export function begin(nowMs: number, last?: JobStatus): PollState {
  return {
    startedMs: nowMs,
    polls: 0,
    waitedMs: 0,
    observed: {},
    last,
    streak: undefined,
    progress: undefined,
  }
}

function labelOf(event: PollEvent): string {
  if (event.kind === 'answer') return event.status.providerStatus
  return event.error.httpStatus === undefined ? event.error.code : `HTTP ${event.error.httpStatus}`
}

function updateStreak({ streak }: PollState, error: ExportError, waitedMs: number): FailureStreak {
  return {
    sinceMs: streak?.sinceMs ?? waitedMs,
    count: (streak?.count ?? 0) + 1,
    malformed: error.outlook === 'malformed' ? (streak?.malformed ?? 0) + 1 : 0,
    unauthorized: error.outlook === 'unauthorized' ? (streak?.unauthorized ?? 0) + 1 : 0,
    lastError: error,
  }
}

function remember(state: PollState, event: PollEvent, nowMs: number): PollState {
  const waitedMs = nowMs - state.startedMs
  const { progress } = state
  return {
    startedMs: state.startedMs,
    polls: state.polls + 1,
    waitedMs,
    observed: tally(state.observed, labelOf(event)),
    last: event.kind === 'answer' ? event.status : state.last,
    streak: event.kind === 'answer' ? undefined : updateStreak(state, event.error, waitedMs),
    progress: event.kind === 'answer' ? updateProgress(progress, event.status.progress, waitedMs) : progress,
  }
}

/** Whether a failure is to be ridden out: design section 4. */
function isRetryable(state: PollState, streak: FailureStreak): boolean {
  const { code, outlook, httpStatus, retryAfterMs } = streak.lastError
  // Only the last question runs out of time, and then it is the deadline that ends the wait.
  if (code === 'timed-out') return true
  const patient = (limitMs: number) => state.last !== undefined || state.waitedMs < limitMs
  switch (outlook) {
    case 'permanent':
      return false
    case 'unauthorized':
      // A credential that has worked is asked once more before its refusal is believed.
      return state.last !== undefined && streak.unauthorized < 2
    case 'missing':
      return state.waitedMs < MISSING_GRACE_MS
    case 'malformed':
      return streak.malformed < MAX_MALFORMED_IN_A_ROW && patient(FIRST_ANSWER_PATIENCE_MS)
    case 'unreachable':
      return patient(UNREACHABLE_PATIENCE_MS)
    case 'transient':
      // A server that throttles is alive.
      return httpStatus === 429 || retryAfterMs > 0 || patient(FIRST_ANSWER_PATIENCE_MS)
  }
}

function delayMs(state: PollState, event: PollEvent, { interval, random }: Moment): number {
  const gap = pollDelayMs(interval, state.waitedMs, random)
  if (event.kind === 'answer') {
    const bent = interval === 'auto' ? progressAwareDelayMs(gap, state) : gap
    return Math.max(bent, serverPauseMs(event.pauseMs, random))
  }
  const backOff = backoffMs(state.streak?.count ?? 1, random)
  return Math.max(gap, backOff, serverPauseMs(event.error.retryAfterMs, random))
}

function recordOf({ polls, waitedMs, observed, last }: PollState): WaitRecord {
  return { polls, waitedMs, observed: observed, last }
}

function verdictOf(state: PollState, event: PollEvent, moment: Moment): Verdict | undefined {
  const record = recordOf(state)
  if (event.kind === 'answer' && event.status.phase !== 'waiting')
    return { kind: 'ended', status: event.status, ...record }
  if (state.streak && !isRetryable(state, state.streak))
    return { kind: 'error', error: state.streak.lastError, ...record }
  if (moment.nowMs >= moment.deadlineMs)
    return { kind: 'timed-out', lastError: state.streak?.lastError, ...record }
  return undefined
}

/**
 * The whole policy of waiting: what a state becomes by an event, and whether and when to ask again.
 * The last question lands on the deadline.
 */
export function advance(
  before: PollState,
  event: PollEvent,
  moment: Moment,
): { readonly state: PollState; readonly decision: Decision } {
  const state = remember(before, event, moment.nowMs)
  const verdict = verdictOf(state, event, moment)
  if (verdict) return { state, decision: { kind: 'stop', verdict } }
  const remainingMs = moment.deadlineMs - moment.nowMs
  return { state, decision: { kind: 'ask', delayMs: Math.min(delayMs(state, event, moment), remainingMs) } }
}

/** The verdict when the step is ended from outside. */
export function abortedVerdict(state: PollState, error: ExportError): Verdict {
  return { kind: 'aborted', error, ...recordOf(state) }
}
