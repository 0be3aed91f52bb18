import prettyBytes from 'pretty-bytes'
import { ExportError } from '../failures/export-error.ts'
import type { FileTask } from './task.ts'

/** Samples per window: a stall is noticed at most a twelfth of the window late. */
const SAMPLES = 12

/**
 * Runs `work` as long as bytes arrive: from the request on, at least `minBytesPerSecond` over each window. A stall aborts
 * the signal that `work` is given; its rejection is then a transient `ExportError`.
 */
export async function whileFlowing<T>(task: FileTask, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { clock, signal } = task
  const { windowMs, minBytesPerSecond } = task.limits
  const stall = new AbortController()
  const done = new AbortController()
  const stopped = AbortSignal.any([signal, done.signal])

  async function watch(): Promise<void> {
    const samples = [task.receivedBytes]
    for (;;) {
      await clock.sleep(windowMs / SAMPLES, stopped)
      if (stopped.aborted) return
      samples.push(task.receivedBytes)
      if (samples.length <= SAMPLES) continue
      const windowStart = samples.shift() ?? 0
      if (task.receivedBytes - windowStart < (minBytesPerSecond * windowMs) / 1000) break
    }
    const speed = `below ${prettyBytes(minBytesPerSecond, { binary: true })}/s for ${Math.round(windowMs / 1000)} s`
    stall.abort(
      new ExportError('network', `The download of ${task.label} stalled: ${speed}.`, {
        remedy: 'retry',
      }),
    )
  }

  const watching = watch()
  try {
    return await work(AbortSignal.any([signal, stall.signal]))
  } catch (error) {
    // A body that our own abort cuts may report a different error.
    throw stall.signal.aborted ? stall.signal.reason : error
  } finally {
    done.abort()
    await watching
  }
}
