import type { ExportError } from '../failures/export-error.ts'
import type { Budget, Budgets, FailureRecord, NextAttempt } from '../failures/retry.ts'
import { lastFailure, nextAttempt, serverPauseMs } from '../failures/retry.ts'
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
  /** See `awaitJob`; 0 by default. */
  readonly minGapMs?: number
  readonly nowMs: number
  /** When the last poll began; `nowMs` by default. */
  readonly polledMs?: number
  readonly deadlineMs: number
  readonly random: number
}

/** What the policy remembers between two polls. */
export interface PollState {
  readonly startedMs: number
  /** Address and credential have worked before this wait. */
  readonly hasWorked: boolean
  readonly wait: WaitRecord
  /** Since the last good response. */
  readonly failures: FailureRecord | undefined
  /** A success that its own response contradicts, and the polls since its first response, failed ones included. */
  readonly doubt: { readonly status: JobStatus; readonly polls: number } | undefined
  readonly progress: Progress | undefined
}

/** Poll again after `delayMs`, or stop. */
export type Decision =
  | { readonly kind: 'poll'; readonly delayMs: number }
  | { readonly kind: 'stop'; readonly verdict: Verdict }

/** A refusal after a good response may be temporary, and one with `Retry-After` is. */
const CONFIRMED: Budget = { times: 3, ms: 30_000, counted: 'in a row' }
/** A gateway sends pages while the API behind it restarts. */
const CONFIRMED_PAGE: Budget = { times: 3, ms: 300_000, counted: 'in a row' }

const ALWAYS: Budgets = {
  later: {},
  // One of several exports may be refused with a token that the others use.
  'renew-credential': { times: 3, ms: 60_000, counted: 'in a row' },
  throttled: CONFIRMED,
  results: { ms: 60_000 },
}

/** Before the first good response, a wrong address or credential is more likely than an outage. */
export const BEFORE_RESPONSE: Budgets = {
  ...ALWAYS,
  // A response in between shows that the address is right.
  unreachable: { ms: 15_000, counted: 'in a row' },
  retry: { ms: 60_000 },
  // A replica of the API may not know a new job yet.
  missing: { ms: 10_000 },
  malformed: { times: 3, counted: 'in a row' },
}

const AFTER_RESPONSE: Budgets = {
  ...ALWAYS,
  retry: {},
  missing: CONFIRMED,
  malformed: CONFIRMED,
  never: CONFIRMED,
  refused: { times: 1 },
}

const AFTER_RESPONSE_PAGE: Budgets = {
  ...AFTER_RESPONSE,
  missing: CONFIRMED_PAGE,
  malformed: CONFIRMED_PAGE,
  never: CONFIRMED_PAGE,
  throttled: CONFIRMED_PAGE,
}

/** A list of files that lags behind the status is complete within these polls, or will stay incomplete. */
const MAX_DOUBT_POLLS = 3
const DOUBT_PAUSE_MS = 10_000

/**
 * The state before the first poll. `last` is a good response from an earlier wait; `hasWorked` says whether another request of
 * the step has had one.
 */
export function begin(nowMs: number, last?: JobStatus, hasWorked = false): PollState {
  return {
    startedMs: nowMs,
    hasWorked,
    wait: { polls: 0, waitedMs: 0, observed: {}, timeline: [], last },
    failures: undefined,
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
  const next = event.kind === 'failure' ? nextPoll(before, event.error, moment) : undefined
  const state = nextState(before, event, moment.nowMs, next)
  const verdict = verdictOf(state, event, moment, next)
  if (verdict) return { state, decision: { kind: 'stop', verdict } }
  const { minGapMs = 0 } = moment
  const leftMs = moment.deadlineMs - moment.nowMs
  const wantedMs = Math.max(nextDelayMs(state, event, moment, next), event.kind === 'response' ? minGapMs : 0)
  // A poll just before the last one would take the turn of another export.
  const delayMs = leftMs - wantedMs < minGapMs ? leftMs : wantedMs
  return { state, decision: { kind: 'poll', delayMs } }
}

function nextPoll(
  { startedMs, hasWorked, wait, failures }: PollState,
  error: ExportError,
  moment: Moment,
): NextAttempt {
  const { nowMs, polledMs = nowMs, random, interval } = moment
  const minDelayMs = pollDelayMs(interval, nowMs - startedMs, random)
  const responded = error.isPage ? AFTER_RESPONSE_PAGE : AFTER_RESPONSE
  const budgets = wait.last || hasWorked ? responded : BEFORE_RESPONSE
  return nextAttempt(failures, error, { nowMs, sinceMs: polledMs, random, minDelayMs }, budgets)
}

function nextState(before: PollState, event: PollEvent, nowMs: number, next?: NextAttempt): PollState {
  const { failures, doubt, progress } = before
  const waitedMs = nowMs - before.startedMs
  if (event.kind === 'response') {
    const { value: status } = event
    return {
      ...before,
      wait: { ...recorded(before.wait, status.providerStatus, false, waitedMs), last: status },
      failures: undefined,
      doubt: doubtOf(status, before),
      progress: updateProgress(progress, status.progress, waitedMs),
    }
  }
  const { code, httpStatus } = event.error
  const label = httpStatus === undefined ? code : `HTTP ${httpStatus}`
  return {
    ...before,
    wait: recorded(before.wait, label, true, waitedMs),
    // The short last poll says less than the failures before it.
    failures: (code === 'timed-out' && failures) || next?.record,
    doubt: doubt && { ...doubt, polls: doubt.polls + 1 },
  }
}

/** A server that sends a new status in each response must not fill the memory. */
const MAX_LABELS = 24
const MAX_LABEL_CHARS = 60
const MAX_SPANS = 12

/** The record with one more poll. Long labels are cut; those after the 24th are counted as `others`. */
function recorded(before: WaitRecord, text: string, isFailure: boolean, waitedMs: number): WaitRecord {
  const { observed, timeline } = before
  const label = text.slice(0, MAX_LABEL_CHARS)
  const isFull = Object.keys(observed).length >= MAX_LABELS
  const key = isFull && !Object.hasOwn(observed, label) ? 'others' : label
  const count = Object.hasOwn(observed, key) ? (observed[key] ?? 0) : 0
  const span = { label, isFailure, polls: 1, fromMs: waitedMs }
  const last = timeline.at(-1)
  const isOthers = timeline.length === MAX_SPANS
  const isNew = last === undefined || (last.label !== label && timeline.length <= MAX_SPANS)
  return {
    ...before,
    polls: before.polls + 1,
    waitedMs,
    observed: { ...observed, [key]: count + 1 },
    timeline: isNew
      ? [...timeline, isOthers ? { ...span, label: 'others', isFailure: false } : span]
      : [...timeline.slice(0, -1), { ...last, polls: last.polls + 1 }],
  }
}

function doubtOf(status: JobStatus, { doubt, wait }: PollState): PollState['doubt'] {
  if (status.phase !== 'succeeded' || status.doubt === '') return undefined
  if (doubt) return { status, polls: doubt.polls + 1 }
  // An earlier wait has accepted the success with the same doubt.
  return status.doubt === wait.last?.doubt ? undefined : { status, polls: 0 }
}

function verdictOf(
  { wait, failures, doubt }: PollState,
  event: PollEvent,
  { nowMs, deadlineMs }: Moment,
  next?: NextAttempt,
): Verdict | undefined {
  const isOver = nowMs >= deadlineMs
  if (doubt) {
    const isAccepted = isOver || doubt.polls >= MAX_DOUBT_POLLS
    return isAccepted ? { kind: 'ended', phase: 'succeeded', status: doubt.status, wait } : undefined
  }
  if (event.kind === 'response' && event.value.phase !== 'waiting')
    return { kind: 'ended', phase: event.value.phase, status: event.value, wait }
  // Only the last poll has this code, and then the deadline ends the wait.
  const isLate = event.kind === 'failure' && event.error.code === 'timed-out'
  if (next?.kind === 'end' && !isLate) return { kind: 'error', error: next.error, wait }
  if (!isOver) return undefined
  return { kind: 'timed-out', lastError: failures && lastFailure(failures, nowMs), wait }
}

function nextDelayMs(
  { wait, doubt, progress }: PollState,
  event: PollEvent,
  { interval, random }: Moment,
  next?: NextAttempt,
): number {
  const requestedMs = event.kind === 'response' ? event.pauseMs : event.error.retryAfterMs
  if (doubt) return serverPauseMs(Math.max(DOUBT_PAUSE_MS, requestedMs), random)
  if (next?.kind === 'retry') return next.delayMs
  const gapMs = pollDelayMs(interval, wait.waitedMs, random)
  const plainMs = interval === 'auto' ? progressAwareDelayMs(gapMs, wait, progress) : gapMs
  return Math.max(plainMs, serverPauseMs(requestedMs, random))
}
