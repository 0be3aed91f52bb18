import { DOWNLOAD_LIMITS } from '../../src/download/limits.ts'
import type { Clock } from '../../src/runtime/clock.ts'

const LOOK_MS = DOWNLOAD_LIMITS.windowMs / 12

/** A clock that leaves the transfers their own time. */
export interface DownloadClock extends Clock {
  /** Every pause that was slept through, in milliseconds. */
  readonly pauses: readonly number[]
  /** Lets the time between two looks at the speed pass. */
  look(): void
}

/** Pauses pass at once; the watch over the speed sleeps until `look` is called, for bytes come in real time. */
export function downloadClock(): DownloadClock {
  let nowMs = 0
  let watchers: (() => void)[] = []
  const pauses: number[] = []
  return {
    now: () => nowMs,
    date: () => new Date(),
    pauses,
    look() {
      nowMs += LOOK_MS
      for (const wake of watchers) wake()
    },
    sleep: (ms, signal) =>
      new Promise(resolve => {
        if (signal.aborted) return resolve()
        if (ms !== LOOK_MS) {
          pauses.push(ms)
          nowMs += ms
          return resolve()
        }
        const wake = () => {
          watchers = watchers.filter(other => other !== wake)
          signal.removeEventListener('abort', wake)
          resolve()
        }
        watchers.push(wake)
        signal.addEventListener('abort', wake)
      }),
  }
}
