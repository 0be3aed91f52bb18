import type { Emit } from '../exports/events.ts'
import { ExportError } from '../failures/export-error.ts'
import type { Clock } from '../runtime/clock.ts'
import { type ClientLog, EMPTY_LOG, follow, type Phase, readRepeat } from './client-log.ts'
import { explainFailure, failed } from './failure.ts'
import { captureStdout } from './stdout.ts'

/** What a call of the artifact client needs around it. */
export interface CallPorts {
  readonly clock: Clock
  readonly emit: Emit
  readonly signal: AbortSignal
}

/** How a call ended and what the client told until then. */
export type CallEnding<T> =
  | { readonly kind: 'done'; readonly value: T; readonly narration: ClientLog }
  | { readonly kind: 'failed'; readonly thrown: unknown; readonly narration: ClientLog }

interface Heard {
  readonly atMs: number
  readonly narration: ClientLog
}

// The client waits for ever for the rest of an answer that was cut short. Between two requests that do end it says
// something every 3.3 minutes at least (socket timeout of 3 minutes, then a pause of up to 16 s). While it sends
// blocks it looks every 5 minutes whether one arrived in the last 5, so it speaks up within 10 by itself.
const SILENCE_LIMIT_MS: Readonly<Record<Phase, number>> = {
  asking: 5 * 60_000,
  sending: 11 * 60_000,
  finalizing: 5 * 60_000,
}

/**
 * Runs one call of the artifact client and gives it up when it has been silent for too long. Nothing can stop the
 * client itself: what it still does after that is neither awaited nor printed.
 * Rejects with the signal's reason only.
 */
export async function callClient<T>(call: () => Promise<T>, ports: CallPorts): Promise<CallEnding<T>> {
  const { clock, emit, signal } = ports
  signal.throwIfAborted()
  const unheard: Heard = { atMs: clock.now(), narration: EMPTY_LOG }
  let observed = unheard
  const hear = (text: string) => {
    observed = { atMs: clock.now(), narration: follow(observed.narration, text) }
    tellRepeat(text, emit)
  }
  const over = new AbortController()
  const ending = captureStdout(call, hear)
  // A client that says nothing at its start is not being heard, and then its silence means nothing.
  const watch = observed === unheard ? [] : [silence(() => observed, clock, over.signal)]
  try {
    const value = await Promise.race([ending, aborted(signal, over.signal), ...watch])
    return { kind: 'done', value, narration: observed.narration }
  } catch (thrown) {
    signal.throwIfAborted()
    return { kind: 'failed', thrown, narration: observed.narration }
  } finally {
    over.abort()
  }
}

function aborted(signal: AbortSignal, over: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true, signal: over })
  })
}

async function silence(last: () => Heard, clock: Clock, over: AbortSignal): Promise<never> {
  while (!over.aborted) {
    const { atMs, narration } = last()
    const leftMs = atMs + SILENCE_LIMIT_MS[narration.phase] - clock.now()
    if (leftMs <= 0) throw silent(narration.phase)
    await clock.sleep(leftMs, over)
  }
  return new Promise(() => {})
}

function silent(phase: Phase): ExportError {
  const minutes = SILENCE_LIMIT_MS[phase] / 60_000
  const { message, hint } = failed(
    `The artifact service did not answer for ${minutes} minutes.`,
    'Run the job again.',
  )
  return new ExportError('upload', message, { hint, outlook: 'transient' })
}

function tellRepeat(text: string, emit: Emit): void {
  const repeat = readRepeat(text)
  if (repeat === undefined) return
  emit({
    kind: 'retry',
    error: explainFailure(new Error(repeat.reason)).error,
    retryInMs: repeat.retryInMs,
  })
}
