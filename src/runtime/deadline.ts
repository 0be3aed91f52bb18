import type { ExportError } from '../failures/export-error.ts'
import type { Clock } from './clock.ts'

/**
 * Starts a time limit: `signal` aborts with `error()` after `ms` milliseconds, which begin now or when `after` resolves, or with
 * its parent's reason when that aborts first. `clear` frees the timer.
 */
export function startDeadline(
  clock: Clock,
  limit: {
    readonly ms: number
    readonly after?: Promise<void>
    readonly parent?: AbortSignal
    readonly error: () => ExportError
  },
): { readonly signal: AbortSignal; clear(): void } {
  const expired = new AbortController()
  const cleared = new AbortController()
  const parents = limit.parent ? [limit.parent] : []
  const stopped = AbortSignal.any([...parents, cleared.signal])
  const wait = () => clock.sleep(limit.ms, stopped)
  void (limit.after ? limit.after.then(wait) : wait()).then(() => {
    if (!stopped.aborted) expired.abort(limit.error())
  })
  return { signal: AbortSignal.any([...parents, expired.signal]), clear: () => cleared.abort() }
}

/**
 * Settles like `work`, but rejects with the signal's reason as soon as the signal aborts. For work that cannot be cancelled:
 * it continues, and its result is ignored.
 */
export async function raceAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort)
  if (signal.aborted) abort()
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

/** Time for cancelled work to clean up. Without a limit, a network share that no longer responds would block the step. */
const CLEAN_UP_MS = 10_000

/** Settles like `work`, which must react to the signal; rejects with the signal's reason if it has not done so 10 s after the abort. */
export async function unlessStuck<T>(
  work: Promise<T>,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<T> {
  const settled = new AbortController()
  const stuck = new AbortController()
  const startCleanUp = () => clock.sleep(CLEAN_UP_MS, settled.signal).then(() => stuck.abort(signal.reason))
  signal.addEventListener('abort', startCleanUp, { once: true, signal: settled.signal })
  try {
    return await raceAbort(work, stuck.signal)
  } finally {
    settled.abort()
  }
}
