import type { Emit } from '../exports/events.ts'
import type { Verdict } from '../exports/outcome.ts'
import { ExportError } from '../failures/export-error.ts'
import type { PollInterval } from '../inputs/request.ts'
import type { JobStatus } from '../providers/provider.ts'
import type { Clock } from '../runtime/clock.ts'
import { startDeadline } from '../runtime/deadline.ts'
import type { PollEvent, PollState } from './policy.ts'
import { abortedVerdict, advance, begin } from './policy.ts'

/** What waiting needs from the world. */
export interface PollPorts {
  /** Asks the provider once; rejects with an `ExportError`. */
  poll(signal: AbortSignal): Promise<{ readonly value: JobStatus; readonly pauseMs: number }>
  readonly clock: Clock
  /** Uniform in [0, 1). */
  random(): number
  readonly emit: Emit
  readonly signal: AbortSignal
}

/** How long and how often to look. */
export interface PollOptions {
  readonly interval: PollInterval
  readonly timeoutMs: number
  /** A good answer from before: the address and the credential have worked, and only another status is news. */
  readonly known?: JobStatus
}

const HEARTBEAT_MS = 60_000
/** What the last look gets to be answered: it starts at the deadline, or later when the machine was suspended meanwhile. */
const LAST_LOOK_MS = 2_000

/** Asks until the job has ended, the deadline has passed, a failure is hopeless or the signal aborts. Never rejects for those. */
export async function awaitJob(terms: PollOptions, ports: PollPorts): Promise<Verdict> {
  const { clock, signal } = ports
  let state = begin(clock.now(), terms.known)
  const deadlineMs = state.startedMs + terms.timeoutMs
  let spokeMs = state.startedMs
  for (;;) {
    const event = await pollOnce(ports, Math.max(0, deadlineMs - clock.now()) + LAST_LOOK_MS)
    if (signal.aborted) return abortedVerdict(state, signal.reason)
    const moment = { interval: terms.interval, nowMs: clock.now(), deadlineMs, random: ports.random() }
    const before = state
    const { state: next, decision } = advance(before, event, moment)
    state = next
    if (announce({ before, state, event, decision }, ports.emit)) spokeMs = clock.now()
    if (decision.kind === 'stop') return decision.verdict
    spokeMs = await pause(decision.delayMs, { ports, state, deadlineMs, spokeMs })
    if (signal.aborted) return abortedVerdict(state, signal.reason)
  }
}

async function pollOnce({ poll: ask, clock, signal }: PollPorts, limitMs: number): Promise<PollEvent> {
  const late = () =>
    new ExportError('timed-out', 'The last question was not answered in time.', { outlook: 'transient' })
  const deadline = startDeadline(clock, { ms: limitMs, parent: signal, error: late })
  try {
    const { value: status, pauseMs } = await ask(deadline.signal)
    return { kind: 'answer', status, pauseMs }
  } catch (error) {
    if (error instanceof ExportError) return { kind: 'failure', error }
    throw error
  } finally {
    deadline.clear()
  }
}

interface Turn {
  readonly before: PollState
  readonly state: PollState
  readonly event: PollEvent
  readonly decision: ReturnType<typeof advance>['decision']
}

/** Tells what changed; returns whether there was anything. */
function announce({ before, state, event, decision }: Turn, emit: Emit): boolean {
  const { polls, waitedMs } = state
  if (event.kind === 'failure') {
    // One line for each kind of trouble, not for each repetition of it.
    const isNew = before.streak?.lastError.message !== event.error.message
    if (isNew && decision.kind === 'ask')
      emit({ kind: 'retry', error: event.error, retryInMs: decision.delayMs })
    return isNew
  }
  if (before.streak) emit({ kind: 'recovered', afterMs: waitedMs - before.streak.sinceMs })
  const { status } = event
  if (!status.known)
    emit({
      kind: 'warning',
      topic: `unknown status ${status.providerStatus}`,
      text: `The provider says "${status.providerStatus}", a status that its documentation does not name. Waiting goes on.`,
    })
  const isNew = before.last?.providerStatus !== status.providerStatus
  if (isNew) emit({ kind: 'status', status, polls, elapsedMs: waitedMs })
  return isNew
}

interface Pause {
  readonly ports: PollPorts
  readonly state: PollState
  readonly deadlineMs: number
  readonly spokeMs: number
}

/** Sleeps in slices, so that a line is written each minute; returns when one was written last. */
async function pause(delayMs: number, { ports, state, deadlineMs, spokeMs }: Pause): Promise<number> {
  const { clock, emit, signal } = ports
  const endMs = clock.now() + delayMs
  let lastMs = spokeMs
  while (!signal.aborted && clock.now() < endMs) {
    await clock.sleep(Math.min(endMs, lastMs + HEARTBEAT_MS) - clock.now(), signal)
    if (signal.aborted || clock.now() < lastMs + HEARTBEAT_MS) continue
    lastMs = clock.now()
    const { polls, startedMs, last } = state
    const elapsedMs = lastMs - startedMs
    emit({
      kind: 'heartbeat',
      word: last?.providerStatus ?? '',
      polls,
      elapsedMs,
      remainingMs: Math.max(0, deadlineMs - lastMs),
    })
    if (last && last.hint !== '')
      emit({
        kind: 'warning',
        topic: last.hint,
        text: `Still ${last.providerStatus} after a minute. ${last.hint}`,
      })
  }
  return lastMs
}
