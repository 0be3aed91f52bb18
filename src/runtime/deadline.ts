import type { ExportError } from '../failures/export-error.ts'
import type { Clock } from './clock.ts'

/** A signal that aborts with `error` after `ms` milliseconds, or with its parent; `clear` frees its timer. */
export interface Deadline {
  readonly signal: AbortSignal
  clear(): void
}

/** What a deadline is made of. */
export interface DeadlineOptions {
  readonly ms: number
  readonly parent: AbortSignal
  /** Becomes the signal's reason. */
  readonly error: () => ExportError
}

/** Bounds work by time: what heeds the signal ends with its reason. */
export function startDeadline(clock: Clock, { ms, parent, error }: DeadlineOptions): Deadline {
  const expiry = new AbortController()
  const cleared = new AbortController()
  void clock.sleep(ms, AbortSignal.any([parent, cleared.signal])).then(() => {
    if (!parent.aborted && !cleared.signal.aborted) expiry.abort(error())
  })
  return { signal: AbortSignal.any([parent, expiry.signal]), clear: () => cleared.abort() }
}

/** What is left of a step may clean up for so long once its signal has aborted: a network share that is gone never answers. */
const CLEAN_UP_MS = 10_000

/** Work that heeds the signal, left behind where it does not: 10 s after the abort this rejects with the signal's reason. */
export async function unlessStuck<T>(
  work: Promise<T>,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<T> {
  const settled = new AbortController()
  const { promise: stuck, reject } = Promise.withResolvers<never>()
  const giveUp = () => clock.sleep(CLEAN_UP_MS, settled.signal).then(() => reject(signal.reason))
  signal.addEventListener('abort', giveUp, { once: true, signal: settled.signal })
  try {
    return await Promise.race([work, stuck])
  } finally {
    settled.abort()
  }
}
