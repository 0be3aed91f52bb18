import type { Clock } from '../../src/clock.ts'

interface Sleeper {
  readonly atMs: number
  wake(): void
}

const DISK_WORK = ['FSReqPromise', 'FSReqCallback', 'CloseReq']

/** Whether the disk is still at work: virtual time must not pass meanwhile, or a slow disk would look like a stall. */
function isDiskBusy(): boolean {
  return process.getActiveResourcesInfo().some(name => DISK_WORK.includes(name))
}

function earliest(sleepers: ReadonlySet<Sleeper>): Sleeper | undefined {
  let first: Sleeper | undefined
  for (const sleeper of sleepers) if (!first || sleeper.atMs < first.atMs) first = sleeper
  return first
}

/**
 * Virtual time that passes by sleeping alone. The earliest sleeper wakes once every promise has settled that can and the
 * disk is at rest; of those for the same moment the first that fell asleep.
 */
export function idleClock(): Clock {
  let nowMs = 0
  let isTicking = false
  const sleepers = new Set<Sleeper>()
  const tick = () => {
    if (isDiskBusy()) return void setImmediate(tick)
    isTicking = false
    const next = earliest(sleepers)
    if (!next) return
    nowMs = next.atMs
    next.wake()
    schedule()
  }
  const schedule = () => {
    if (isTicking || sleepers.size === 0) return
    isTicking = true
    setImmediate(tick)
  }
  return {
    now: () => nowMs,
    date: () => new Date(Date.UTC(2026, 0, 1) + nowMs),
    sleep: (ms, signal) =>
      new Promise(resolve => {
        if (signal.aborted || !(ms > 0)) return resolve()
        const sleeper = {
          atMs: nowMs + ms,
          wake() {
            sleepers.delete(sleeper)
            signal.removeEventListener('abort', sleeper.wake)
            resolve()
          },
        }
        sleepers.add(sleeper)
        signal.addEventListener('abort', sleeper.wake)
        schedule()
      }),
  }
}
