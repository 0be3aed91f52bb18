import type { Clock } from '../../src/runtime/clock.ts'

/** A clock for work that really takes its time beside limits that must not. */
export interface PatientClock extends Clock {
  /** Resolves once somebody sleeps for a minute or longer, and lets that time pass. */
  skipLongSleep(): Promise<void>
}

const LONG_MS = 60_000

/** Sleeps of less than a minute (pauses) take no time, longer ones (limits) until they are skipped. */
export function patientClock(): PatientClock {
  let nowMs = 0
  const waiting = Promise.withResolvers<() => void>()
  return {
    now: () => nowMs,
    date: () => new Date(nowMs),
    sleep: (ms, signal) => {
      const { promise, resolve } = Promise.withResolvers<void>()
      const wake = () => {
        nowMs += ms
        resolve()
      }
      signal.addEventListener('abort', () => resolve(), { once: true })
      if (signal.aborted) resolve()
      else if (ms < LONG_MS) wake()
      else waiting.resolve(wake)
      return promise
    },
    skipLongSleep: async () => (await waiting.promise)(),
  }
}
