import prettyBytes from 'pretty-bytes'
import { ExportError } from '../failures/export-error.ts'
import type { FileTask } from './task.ts'

/** Samples per window: a stall is noticed at most a twelfth of the window late. */
const SAMPLES = 12

/** What work that is watched receives. */
export interface Flow {
  /** Aborts if the flow stalls, or with the download. */
  readonly signal: AbortSignal
  /** Adds bytes that have arrived or were read. */
  add(bytes: number): void
}

/**
 * Runs `work` as long as bytes flow: from its start on, at least `minBytesPerSecond` over each window. A stall aborts its
 * signal; the rejection is then an `ExportError` that is worth a retry.
 */
export async function whileFlowing<T>(
  { label, clock, limits, signal }: FileTask,
  work: (flow: Flow) => Promise<T>,
): Promise<T> {
  const { windowMs, minBytesPerSecond } = limits
  const stall = new AbortController()
  const done = new AbortController()
  const stopped = AbortSignal.any([signal, done.signal])
  let bytes = 0

  async function watch(): Promise<void> {
    const samples = [bytes]
    for (;;) {
      await clock.sleep(windowMs / SAMPLES, stopped)
      if (stopped.aborted) return
      samples.push(bytes)
      if (samples.length <= SAMPLES) continue
      const windowStart = samples.shift() ?? 0
      if (bytes - windowStart < (minBytesPerSecond * windowMs) / 1000) break
    }
    const speed = `below ${prettyBytes(minBytesPerSecond, { binary: true })}/s for ${Math.round(windowMs / 1000)} s`
    stall.abort(
      new ExportError('network', `The download of ${label} stalled: ${speed}.`, { remedy: 'retry' }),
    )
  }

  const watching = watch()
  try {
    return await work({
      signal: AbortSignal.any([signal, stall.signal]),
      add(more) {
        bytes += more
      },
    })
  } catch (error) {
    // A body that our own abort cuts may report a different error.
    throw stall.signal.aborted ? stall.signal.reason : error
  } finally {
    done.abort()
    await watching
  }
}
