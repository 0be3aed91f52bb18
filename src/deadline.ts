import type { Clock } from './clock.ts'
import type { ExportError } from './errors.ts'

/** A signal that aborts with `error` after `ms` milliseconds, or with its parent; `clear` frees its timer. */
export interface Deadline {
  readonly signal: AbortSignal
  clear(): void
}

/** What a deadline is made of. */
export interface DeadlineTerms {
  readonly ms: number
  readonly parent: AbortSignal
  /** Becomes the signal's reason. */
  readonly error: () => ExportError
}

/** Bounds work by time; everything that takes the signal rejects with its reason. */
export function startDeadline(clock: Clock, { ms, parent, error }: DeadlineTerms): Deadline {
  const expiry = new AbortController()
  const cleared = new AbortController()
  void clock.sleep(ms, AbortSignal.any([parent, cleared.signal])).then(() => {
    if (!parent.aborted && !cleared.signal.aborted) expiry.abort(error())
  })
  return { signal: AbortSignal.any([parent, expiry.signal]), clear: () => cleared.abort() }
}
