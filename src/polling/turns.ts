import pLimit from 'p-limit'
import type { Clock } from '../runtime/clock.ts'

/** Shares the rate limit of an API between the exports of a step. */
export interface Turns {
  /** Runs a poll when it is its turn, in the order of the calls. Rejects with the reason of the signal if that aborts before. */
  take<T>(poll: () => Promise<T>, signal: AbortSignal): Promise<T>
  /** Delays the polls of all exports by so many milliseconds; if `isRepeated`, only if no poll has succeeded since the last pause. */
  pause(ms: number, isRepeated: boolean): void
}

/** Requests of one step to an API at the same time. */
const MAX_IN_FLIGHT = 4

/** Turns for polls that begin at least `gapMs` milliseconds apart, at most 4 at once. */
export function createTurns(clock: Clock, gapMs: number): Turns {
  const limit = pLimit(MAX_IN_FLIGHT)
  let freeMs = Number.NEGATIVE_INFINITY
  let pauses = 0
  let hasSucceeded = false
  return {
    take: (poll, signal) =>
      limit(async () => {
        while (clock.now() < freeMs && !signal.aborted) await clock.sleep(freeMs - clock.now(), signal)
        signal.throwIfAborted()
        freeMs = Math.max(freeMs, clock.now() + gapMs)
        const pausesBefore = pauses
        const result = await poll()
        hasSucceeded ||= pauses === pausesBefore
        return result
      }),
    pause: (ms, isRepeated) => {
      // Only this export is limited.
      if (isRepeated && hasSucceeded) return
      hasSucceeded = false
      pauses += 1
      freeMs = Math.max(freeMs, clock.now() + ms)
    },
  }
}
