import type { Clock } from '../../src/runtime/clock.ts'

/** Time that passes only by sleeping: the earliest sleeper wakes when everything else is idle. */
export function virtualClock(): Clock & { advance(ms: number): void } {
  let nowMs = 0
  let sleepers: { readonly atMs: number; wake(): void }[] = []
  let isTicking = false
  const tick = () => {
    if (isTicking || sleepers.length === 0) return
    isTicking = true
    // Two turns of the event loop let promises and finished I/O settle before time moves on.
    setImmediate(() =>
      setImmediate(() => {
        isTicking = false
        const next = sleepers.reduce<(typeof sleepers)[number] | undefined>(
          (first, sleeper) => (!first || sleeper.atMs < first.atMs ? sleeper : first),
          undefined,
        )
        if (next) {
          nowMs = Math.max(nowMs, next.atMs)
          next.wake()
        }
        tick()
      }),
    )
  }
  return {
    now: () => nowMs,
    date: () => new Date(Date.UTC(2026, 0, 1) + nowMs),
    advance: ms => {
      nowMs += ms
    },
    sleep: (ms, signal) =>
      new Promise(resolve => {
        if (signal.aborted || !(ms > 0)) return resolve()
        const wake = () => {
          sleepers = sleepers.filter(sleeper => sleeper.wake !== wake)
          signal.removeEventListener('abort', wake)
          resolve()
        }
        sleepers.push({ atMs: nowMs + ms, wake })
        signal.addEventListener('abort', wake)
        tick()
      }),
  }
}
