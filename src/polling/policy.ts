import type { ExportError } from '../failures/export-error.ts'
import { backoffMs, serverPauseMs } from '../failures/retry.ts'
import type { ExchangeResult } from '../http/session.ts'
import type { JobStatus, Phase } from '../providers/provider.ts'
import type { Progress } from './progress.ts'
import { progressAwareDelayMs, updateProgress } from './progress.ts'
import type { PollInterval } from './schedule.ts'
import { pollDelayMs } from './schedule.ts'

/** Polls in a row with the same result. */
export interface Span {
  readonly label: string
  readonly isFailure: boolean
  readonly polls: number
  /** Milliseconds from the first poll of the wait to the first one of the span. */
  readonly fromMs: number
}

/** The polls of a wait. */
export interface WaitRecord {
  readonly polls: number
  /** Milliseconds between the first and the last poll. */
  readonly waitedMs: number
  /** How often each status and each failure was observed, in order of first appearance. */
  readonly observed: Readonly<Record<string, number>>
  /** At most 13 spans in order; the last of 13 has the label `others` and contains all later polls. */
  readonly timeline: readonly Span[]
  /** The last good response. */
  readonly last: JobStatus | undefined
}

/** Why polling stopped. */
export type Verdict = { readonly wait: WaitRecord } & (
  | { readonly kind: 'ended'; readonly phase: Exclude<Phase, 'waiting'>; readonly status: JobStatus }
  | { readonly kind: 'timed-out'; readonly lastError: ExportError | undefined }
  | { readonly kind: 'aborted' | 'error'; readonly error: ExportError }
)

/** The result of one poll. */
export type PollEvent =
  | ({ readonly kind: 'response' } & ExchangeResult<JobStatus>)
  | { readonly kind: 'failure'; readonly error: ExportError }

/** When a decision is made: milliseconds of one monotonic clock, and a random number in [0, 1). */
export interface Moment {
  readonly interval: PollInterval
  readonly nowMs: number
  readonly deadlineMs: number
  readonly random: number
}

/** Failures since the last good response. */
interface FailureStreak {
  /** Milliseconds from the first poll to the first failure. */
  readonly sinceMs: number
  readonly count: number
  /** Failures in a row of this kind. */
  readonly malformed: number
  readonly unauthorized: number
  readonly lastError: ExportError
}

/** What the policy remembers between two polls. */
export interface PollState {
  readonly startedMs: number
  readonly wait: WaitRecord
  readonly streak: FailureStreak | undefined
  /** A success that its own response contradicts, and the polls since its first response, failed ones included. */
  readonly doubt: { readonly status: JobStatus; readonly polls: number } | undefined
  readonly progress: Progress | undefined
}

/** Poll again after `delayMs`, or stop. */
export type Decision =
  | { readonly kind: 'poll'; readonly delayMs: number }
  | { readonly kind: 'stop'; readonly verdict: Verdict }

/** Before the first good response, a wrong address is more likely than an outage. */
const UNREACHABLE_LIMIT_MS = 15_000
const FIRST_RESPONSE_LIMIT_MS = 60_000
/** A replica of the API may not know a new job yet. */
const MISSING_LIMIT_MS = 10_000
const MAX_MALFORMED = 3
/** A list of files that lags behind the status is complete within these polls, or will stay incomplete. */
const MAX_DOUBT_POLLS = 3
const DOUBT_PAUSE_MS = 10_000

/** The state before the first poll, which has no delay; `last` is a good response from an earlier wait. */
export function begin(nowMs: number, last?: JobStatus): PollState {
  return {
    startedMs: nowMs,
    wait: { polls: 0, waitedMs: 0, observed: {}, timeline: [], last },
    streak: undefined,
    doubt: undefined,
    progress: undefined,
  }
}

/** The policy of waiting: the next state, and whether and when to poll again. The last poll is at the deadline. */
export function advance(
  before: PollState,
  event: PollEvent,
  moment: Moment,
): { readonly state: PollState; readonly decision: Decision } {
  const state = nextState(before, event, moment.nowMs)
  const verdict = verdictOf(state, event, moment)
  if (verdict) return { state, decision: { kind: 'stop', verdict } }
  const delayMs = Math.min(nextDelayMs(state, event, moment), moment.deadlineMs - moment.nowMs)
  return { state, decision: { kind: 'poll', delayMs } }
}

function nextState(before: PollState, event: PollEvent, nowMs: number): PollState {
  const { startedMs, streak, doubt, progress } = before
  const polls = before.wait.polls + 1
  const waitedMs = nowMs - startedMs
  const recordOf = (label: string, isFailure: boolean) => ({
    polls,
    waitedMs,
    observed: tally(before.wait.observed, label),
    timeline: extend(before.wait.timeline, {
      label: label.slice(0, MAX_LABEL_CHARS),
      isFailure,
      polls: 1,
      fromMs: waitedMs,
    }),
  })
  if (event.kind === 'response') {
    const { value: status } = event
    return {
      startedMs,
      wait: { ...recordOf(status.providerStatus, false), last: status },
      streak: undefined,
      doubt: doubtOf(status, before),
      progress: updateProgress(progress, status.progress, waitedMs),
    }
  }
  const { error } = event
  const { code, budget, httpStatus } = error
  const record = recordOf(httpStatus === undefined ? code : `HTTP ${httpStatus}`, true)
  return {
    startedMs,
    wait: { ...record, last: before.wait.last },
    streak: {
      sinceMs: streak?.sinceMs ?? waitedMs,
      count: (streak?.count ?? 0) + 1,
      malformed: budget === 'malformed' ? (streak?.malformed ?? 0) + 1 : 0,
      unauthorized: budget === 'renew-credential' ? (streak?.unauthorized ?? 0) + 1 : 0,
      lastError: error,
    },
    doubt: doubt && { ...doubt, polls: doubt.polls + 1 },
    progress,
  }
}

/** A server that sends a new status in each response must not fill the memory. */
const MAX_LABELS = 24
const MAX_LABEL_CHARS = 60

/** Counts a label. Long labels are cut; those after the 24th are counted as `others`. */
function tally(observed: WaitRecord['observed'], label: string): WaitRecord['observed'] {
  const short = label.slice(0, MAX_LABEL_CHARS)
  const isFull = Object.keys(observed).length >= MAX_LABELS
  const key = isFull && !Object.hasOwn(observed, short) ? 'others' : short
  return { ...observed, [key]: (Object.hasOwn(observed, key) ? (observed[key] ?? 0) : 0) + 1 }
}

const MAX_SPANS = 12

/** Adds a poll to the last span, or begins a new one. */
function extend(timeline: readonly Span[], next: Span): readonly Span[] {
  const last = timeline.at(-1)
  if (last === undefined || (last.label !== next.label && timeline.length <= MAX_SPANS))
    return [
      ...timeline,
      timeline.length === MAX_SPANS ? { ...next, label: 'others', isFailure: false } : next,
    ]
  return [...timeline.slice(0, -1), { ...last, polls: last.polls + 1 }]
}

function doubtOf(status: JobStatus, { doubt, wait }: PollState): PollState['doubt'] {
  if (status.phase !== 'succeeded' || status.doubt === '') return undefined
  if (doubt) return { status, polls: doubt.polls + 1 }
  // An earlier wait has accepted the success with the same doubt.
  return status.doubt === wait.last?.doubt ? undefined : { status, polls: 0 }
}

function verdictOf(
  { wait, streak, doubt }: PollState,
  event: PollEvent,
  { nowMs, deadlineMs }: Moment,
): Verdict | undefined {
  const isOver = nowMs >= deadlineMs
  if (doubt) {
    const isAccepted = isOver || doubt.polls >= MAX_DOUBT_POLLS
    return isAccepted ? { kind: 'ended', phase: 'succeeded', status: doubt.status, wait } : undefined
  }
  if (event.kind === 'response' && event.value.phase !== 'waiting')
    return { kind: 'ended', phase: event.value.phase, status: event.value, wait }
  if (streak && !isRetryable(streak, wait)) return { kind: 'error', error: streak.lastError, wait }
  return isOver ? { kind: 'timed-out', lastError: streak?.lastError, wait } : undefined
}

function isRetryable({ lastError, malformed, unauthorized }: FailureStreak, wait: WaitRecord): boolean {
  // Only the last poll has this code, and then the deadline ends the wait.
  if (lastError.code === 'timed-out') return true
  const hasResponded = wait.last !== undefined
  const isWithin = (limitMs: number) => hasResponded || wait.waitedMs < limitMs
  switch (lastError.budget) {
    case 'renew-credential':
      // A credential that was accepted before gets a second poll.
      return hasResponded && unauthorized < 2
    case 'missing':
      return wait.waitedMs < MISSING_LIMIT_MS
    case 'malformed':
      return malformed < MAX_MALFORMED && isWithin(FIRST_RESPONSE_LIMIT_MS)
    case 'unreachable':
      return isWithin(UNREACHABLE_LIMIT_MS)
    case 'retry':
      return isWithin(FIRST_RESPONSE_LIMIT_MS)
    default:
      // A server that throttles is available.
      return lastError.budget === 'later'
  }
}

function nextDelayMs(state: PollState, event: PollEvent, { interval, random }: Moment): number {
  const { wait, streak, doubt, progress } = state
  const requestedMs = event.kind === 'response' ? event.pauseMs : event.error.retryAfterMs
  if (doubt) return serverPauseMs(Math.max(DOUBT_PAUSE_MS, requestedMs), random)
  const pauseMs = serverPauseMs(requestedMs, random)
  const gapMs = pollDelayMs(interval, wait.waitedMs, random)
  if (streak) return Math.max(gapMs, backoffMs(streak.count, random), pauseMs)
  return Math.max(interval === 'auto' ? progressAwareDelayMs(gapMs, wait, progress) : gapMs, pauseMs)
}
