import { ExportError } from '../failures/export-error.ts'
import type { Clock } from '../runtime/clock.ts'
import type { DownloadLimits } from './limits.ts'

/** A transfer that is watched. */
export interface Flow {
  /** How messages call the file. */
  readonly label: string
  /** Bytes that arrived since the flow began. */
  readonly receivedBytes: () => number
  readonly clock: Clock
  readonly limits: DownloadLimits
  /** Ends the work whatever flows. */
  readonly signal: AbortSignal
}

/** Looks in each window: a stall is noticed at most a twelfth of the window late. */
const LOOKS = 12

function stalled({ label, limits }: Flow): ExportError {
  const seconds = Math.round(limits.windowMs / 1000)
  return new ExportError(
    'network',
    `The transfer of ${label} stalled: less than ${limits.minBytesPerSecond} bytes a second came for ${seconds} s.`,
    { outlook: 'transient' },
  )
}

/** Resolves with true as soon as too little came over a window, with false when `signal` aborts. */
async function hasStalled({ receivedBytes, clock, limits }: Flow, signal: AbortSignal): Promise<boolean> {
  const leastBytes = (limits.minBytesPerSecond * limits.windowMs) / 1000
  const looks = [receivedBytes()]
  for (;;) {
    await clock.sleep(limits.windowMs / LOOKS, signal)
    if (signal.aborted) return false
    const bytes = receivedBytes()
    looks.push(bytes)
    const windowStart = looks.at(-1 - LOOKS)
    if (windowStart !== undefined && bytes - windowStart < leastBytes) return true
    if (looks.length > LOOKS) looks.shift()
  }
}

/**
 * Runs `work` for as long as bytes flow: from the question on, at least `minBytesPerSecond` over each window.
 * A stall aborts the signal that `work` is given; its rejection is then a transient `ExportError`.
 */
export async function whileFlowing<T>(flow: Flow, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stall = new AbortController()
  const done = new AbortController()
  const watch = hasStalled(flow, AbortSignal.any([flow.signal, done.signal])).then(isStalled => {
    if (isStalled) stall.abort(stalled(flow))
  })
  try {
    return await work(AbortSignal.any([flow.signal, stall.signal]))
  } catch (error) {
    // A body that is cut by our own abort may say so in words of its own.
    throw stall.signal.aborted ? stall.signal.reason : error
  } finally {
    done.abort()
    await watch
  }
}
