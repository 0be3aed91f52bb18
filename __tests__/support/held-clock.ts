import type { Clock } from '../../src/runtime/clock.ts'

/** A clock whose time passes only when told, for work on real sockets. */
export interface HeldClock extends Clock {
  /** Moves time on and wakes whoever slept until then. */
  pass(ms: number): void
  /** How many sleep. */
  asleep(): number
}

/** Starts at 0 and at the beginning of 2026. */
export function heldClock(): HeldClock {
  let nowMs = 0
  let sleepers: readonly { readonly atMs: number; wake(): void }[] = []
  return {
    now: () => nowMs,
    asleep: () => sleepers.length,
    date: () => new Date(Date.UTC(2026, 0, 1) + nowMs),
    sleep: (ms, signal) =>
      new Promise(resolve => {
        if (signal.aborted) return resolve()
        const wake = () => {
          sleepers = sleepers.filter(sleeper => sleeper.wake !== wake)
          signal.removeEventListener('abort', wake)
          resolve()
        }
        sleepers = [...sleepers, { atMs: nowMs + ms, wake }]
        signal.addEventListener('abort', wake)
      }),
    pass(ms) {
      nowMs += ms
      for (const { atMs, wake } of sleepers) if (atMs <= nowMs) wake()
    },
  }
}
