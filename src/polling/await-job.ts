import type { Emit, Note, Recovered, Retry, Warning } from '../failures/events.ts'
import { ExportError } from '../failures/export-error.ts'
import { CHECK_ADDRESS } from '../http/failure.ts'
import type { ExchangeResult } from '../http/session.ts'
import type { JobStatus } from '../providers/provider.ts'
import type { Clock } from '../runtime/clock.ts'
import { startDeadline } from '../runtime/deadline.ts'
import type { Decision, PollEvent, PollState, Verdict } from './policy.ts'
import { advance, begin } from './policy.ts'
import type { PollInterval } from './schedule.ts'
import type { Turns } from './turns.ts'

/** Emitted while the job is polled. */
export type PollingEvent =
  | {
      readonly kind: 'status'
      readonly status: JobStatus
      readonly polls: number
      readonly elapsedMs: number
    }
  | {
      readonly kind: 'heartbeat'
      readonly providerStatus: string
      readonly polls: number
      readonly elapsedMs: number
      readonly remainingMs: number
    }
  | Note
  | Retry
  | Recovered
  | Warning

/** What polling needs from outside. */
export interface PollPorts {
  /** Requests the status once; `before` is the last one. Rejects with an `ExportError`. */
  poll(signal: AbortSignal, before?: JobStatus): Promise<ExchangeResult<JobStatus>>
  /** Shared by all exports of the step. */
  readonly turns: Turns
  readonly clock: Clock
  /** Uniform in [0, 1). */
  random(): number
  readonly emit: Emit<PollingEvent>
  readonly signal: AbortSignal
}

const HEARTBEAT_MS = 60_000
/** The time limit of the last poll, which is at the deadline, or later if the machine was suspended. */
const LAST_POLL_MS = 2_000

/** Polls until the job has ended, the deadline has passed, a failure is permanent or the signal aborts. It rejects in none of these cases. */
export async function awaitJob(
  options: {
    readonly interval: PollInterval
    /** Milliseconds from a good response to the next poll at least, and from the poll before to the last one; 0 by default. */
    readonly minGapMs?: number
    readonly timeoutMs: number
    /** A good response from an earlier wait: address and credential have worked, and only another status is emitted. */
    readonly known?: JobStatus
    /** Another request of the step has had a good response. */
    readonly hasWorked?: boolean
  },
  ports: PollPorts,
): Promise<Verdict> {
  const { interval, minGapMs = 0, timeoutMs, known, hasWorked } = options
  const { clock, emit, signal } = ports
  let state = begin(clock.now(), known, hasWorked)
  const deadlineMs = state.startedMs + timeoutMs
  let lastLineMs = state.startedMs
  const abortedVerdict = (): Verdict => ({ kind: 'aborted', error: signal.reason, wait: state.wait })
  for (;;) {
    const limitMs = Math.max(0, deadlineMs - clock.now()) + LAST_POLL_MS
    const { polledMs, event } = await pollOnce(ports, limitMs, state.wait.last)
    if (signal.aborted) return abortedVerdict()
    const before = state
    const moment = { interval, minGapMs, nowMs: clock.now(), polledMs, deadlineMs, random: ports.random() }
    const { state: after, decision } = advance(before, event, moment)
    state = after
    for (const news of newsOf(before, event, after, decision)) {
      emit(news)
      if (news.kind === 'status' || (news.kind === 'retry' && !news.repeated)) lastLineMs = clock.now()
    }
    if (decision.kind === 'stop') {
      warnOfDoubt(decision.verdict, emit)
      return decision.verdict
    }
    lastLineMs = await pause(ports, state, { delayMs: decision.delayMs, deadlineMs, lastLineMs })
    if (signal.aborted) return abortedVerdict()
  }
}

/** Polls when it is the turn of the job. The wait for the turn is a part of the limit. */
async function pollOnce(
  { poll, turns, clock, signal }: PollPorts,
  limitMs: number,
  before: JobStatus | undefined,
): Promise<{ readonly polledMs: number; readonly event: PollEvent }> {
  let polledMs = clock.now()
  const error = () =>
    new ExportError('timed-out', 'The last poll got no response in time.', { hint: CHECK_ADDRESS })
  const deadline = startDeadline(clock, { ms: limitMs, parent: signal, error })
  try {
    const result = await turns.take(() => {
      polledMs = clock.now()
      return poll(deadline.signal, before)
    }, deadline.signal)
    return { polledMs, event: { kind: 'response', ...result } }
  } catch (error) {
    if (error instanceof ExportError) return { polledMs, event: { kind: 'failure', error } }
    throw error
  } finally {
    deadline.clear()
  }
}

/** What a poll has changed. */
function newsOf(
  before: PollState,
  event: PollEvent,
  { wait, failures, doubt }: PollState,
  decision: Decision,
): readonly PollingEvent[] {
  const { last } = before.wait
  if (event.kind === 'failure') {
    if (decision.kind === 'stop') return []
    const { error } = event
    // The log has one line for each kind of failure, not for each repetition.
    const isRepeated = before.failures?.last.message === error.message
    const count = failures?.count ?? 1
    return [
      {
        kind: 'retry',
        subject: 'polling',
        error,
        retryInMs: decision.delayMs,
        count,
        ...(isRepeated && { repeated: true }),
      },
    ]
  }
  const { value: status } = event
  const { providerStatus } = status
  const news: PollingEvent[] = []
  if (before.failures) {
    const { last: error, count, sinceMs } = before.failures
    const afterMs = before.startedMs + wait.waitedMs - sinceMs
    news.push({ kind: 'recovered', subject: 'polling', error, count, afterMs })
  }
  if (!status.known)
    news.push({
      kind: 'warning',
      topic: `unknown status ${providerStatus}`,
      text: `The provider reported "${providerStatus}", which is not a documented status. ${
        status.phase === 'waiting' ? 'The wait continues.' : `It counts as ${status.phase}.`
      }`,
    })
  news.push(...status.warnings.map(text => ({ kind: 'warning', topic: text, text }) as const))
  if (providerStatus !== last?.providerStatus)
    news.push({ kind: 'status', status, polls: wait.polls, elapsedMs: wait.waitedMs })
  if (doubt && status.doubt !== last?.doubt && decision.kind === 'poll')
    news.push({ kind: 'note', text: `${status.doubt} Polling again.` })
  return news
}

/** Warns about a success that is accepted although its own response contradicts it. */
function warnOfDoubt(verdict: Verdict, emit: Emit<PollingEvent>): void {
  if (verdict.kind !== 'ended' || verdict.status.doubt === '') return
  const text = `${verdict.status.doubt} The export may be incomplete.`
  emit({ kind: 'warning', topic: text, text, always: true })
}

/** Sleeps until the next poll, with a heartbeat a minute after the last log line; returns the time of the last line. */
async function pause(
  { clock, emit, signal }: PollPorts,
  { startedMs, wait: { polls, last } }: PollState,
  times: { readonly delayMs: number; readonly deadlineMs: number; readonly lastLineMs: number },
): Promise<number> {
  const endMs = clock.now() + times.delayMs
  let { lastLineMs } = times
  while (!signal.aborted && clock.now() < endMs) {
    await clock.sleep(Math.min(endMs, lastLineMs + HEARTBEAT_MS) - clock.now(), signal)
    if (signal.aborted || clock.now() < lastLineMs + HEARTBEAT_MS) continue
    lastLineMs = clock.now()
    const { providerStatus, hint } = last ?? { providerStatus: '', hint: '' }
    const elapsedMs = lastLineMs - startedMs
    const remainingMs = Math.max(0, times.deadlineMs - lastLineMs)
    emit({ kind: 'heartbeat', providerStatus, polls, elapsedMs, remainingMs })
    if (hint !== '')
      emit({ kind: 'warning', topic: hint, text: `Still ${providerStatus} after a minute. ${hint}` })
  }
  return lastLineMs
}
