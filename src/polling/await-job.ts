import type { Emit, Note, Recovered, Retry, Warning } from '../failures/events.ts'
import { ExportError } from '../failures/export-error.ts'
import type { ExchangeResult } from '../http/session.ts'
import type { JobStatus } from '../providers/provider.ts'
import type { Clock } from '../runtime/clock.ts'
import { startDeadline } from '../runtime/deadline.ts'
import type { Decision, PollEvent, PollState, Verdict } from './policy.ts'
import { advance, begin } from './policy.ts'
import type { PollInterval } from './schedule.ts'

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
  /** Requests the status once; rejects with an `ExportError`. */
  poll(signal: AbortSignal): Promise<ExchangeResult<JobStatus>>
  readonly clock: Clock
  /** Uniform in [0, 1). */
  random(): number
  readonly emit: Emit<PollingEvent>
  readonly signal: AbortSignal
}

const HEARTBEAT_MS = 60_000
/** The time limit of the last poll, which is at the deadline, or later if the machine was suspended. */
const LAST_POLL_MS = 2_000

/** Polls until the job has ended, the deadline has passed, a failure is permanent or the signal aborts. Rejects for none of these. */
export async function awaitJob(
  options: {
    readonly interval: PollInterval
    readonly timeoutMs: number
    /** A good response from an earlier wait: address and credential have worked, and only another status is emitted. */
    readonly known?: JobStatus
  },
  ports: PollPorts,
): Promise<Verdict> {
  const { interval, timeoutMs, known } = options
  const { clock, emit, signal } = ports
  let state = begin(clock.now(), known)
  const deadlineMs = state.startedMs + timeoutMs
  let lastLineMs = state.startedMs
  const abortedVerdict = (): Verdict => ({ kind: 'aborted', error: signal.reason, wait: state.wait })
  for (;;) {
    const event = await pollOnce(ports, Math.max(0, deadlineMs - clock.now()) + LAST_POLL_MS)
    if (signal.aborted) return abortedVerdict()
    const before = state
    const moment = { interval, nowMs: clock.now(), deadlineMs, random: ports.random() }
    const { state: after, decision } = advance(before, event, moment)
    state = after
    for (const news of newsOf(before, event, after, decision)) {
      emit(news)
      if (news.kind === 'status' || news.kind === 'retry') lastLineMs = clock.now()
    }
    if (decision.kind === 'stop') {
      warnOfDoubt(decision.verdict, emit)
      return decision.verdict
    }
    lastLineMs = await pause(ports, state, { delayMs: decision.delayMs, deadlineMs, lastLineMs })
    if (signal.aborted) return abortedVerdict()
  }
}

async function pollOnce({ poll, clock, signal }: PollPorts, limitMs: number): Promise<PollEvent> {
  const error = () =>
    new ExportError('timed-out', 'The last poll got no response in time.', { remedy: 'retry' })
  const deadline = startDeadline(clock, { ms: limitMs, parent: signal, error })
  try {
    return { kind: 'response', ...(await poll(deadline.signal)) }
  } catch (error) {
    if (error instanceof ExportError) return { kind: 'failure', error }
    throw error
  } finally {
    deadline.clear()
  }
}

/** What a poll has changed. */
function newsOf(
  { streak, wait: { last } }: PollState,
  event: PollEvent,
  state: PollState,
  decision: Decision,
): readonly PollingEvent[] {
  const { wait, doubt } = state
  if (event.kind === 'failure') {
    // One line for each kind of failure, not for each repetition.
    const isNew = streak?.lastError.message !== event.error.message
    return isNew && decision.kind === 'poll'
      ? [{ kind: 'retry', error: event.error, retryInMs: decision.delayMs, count: state.streak?.count ?? 1 }]
      : []
  }
  const { value: status } = event
  const { providerStatus } = status
  const news: PollingEvent[] = []
  if (streak) {
    const { lastError: error, count, sinceMs } = streak
    news.push({ kind: 'recovered', subject: 'polling', error, count, afterMs: wait.waitedMs - sinceMs })
  }
  if (!status.known)
    news.push({
      kind: 'warning',
      topic: `unknown status ${providerStatus}`,
      text: `The provider reported "${providerStatus}", which is not a documented status. The wait continues.`,
    })
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
