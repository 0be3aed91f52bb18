import type { Clock } from '../../src/runtime/clock.ts'

/** How time passes. */
export interface VirtualClockOptions {
  /**
   * - `idle`: the earliest sleeper wakes once everything else is idle: promises have settled, and the disk is not busy.
   * - `manual`: only `advance` moves time. For work on real sockets.
   * - `on-sleep`: a sleep moves time at once. For retries whose pauses do not matter.
   */
  readonly advance: 'idle' | 'manual' | 'on-sleep'
  /** With `on-sleep`, sleeps that wait for `advance` nevertheless: limits of work that takes real time. */
  readonly holds?: (ms: number) => boolean
  /** Sleeps after which the code under test counts as an endless loop. */
  readonly maxSleeps?: number
}

/** Time that passes without waiting. It starts at 0 and at the beginning of 2026. */
export interface VirtualClock extends Clock {
  /** Advances time and wakes all sleepers due by then, the earliest first. */
  advance(ms: number): void
  /** The number of sleepers. */
  sleeping(): number
  /** Resolves once there are at least `count` sleepers. */
  untilSleeping(count?: number): Promise<void>
  /** Milliseconds of the sleeps that moved time at once, in order. */
  readonly pauses: readonly number[]
}

interface Sleeper {
  readonly atMs: number
  wake(): void
}

const MAX_SLEEPS = 1_000_000
/** Real time; no working disk is busy for longer. */
const MAX_DISK_MS = 30_000
const DISK_WORK = ['FSReqPromise', 'FSReqCallback', 'CloseReq']

/** Starts a clock. */
export function virtualClock(options: VirtualClockOptions): VirtualClock {
  const { advance, holds = () => advance !== 'on-sleep', maxSleeps = MAX_SLEEPS } = options
  let nowMs = 0
  let sleeps = 0
  const pauses: number[] = []
  const sleepers = new Set<Sleeper>()
  const watchers = new Set<() => void>()

  const next = () => {
    let first: Sleeper | undefined
    for (const sleeper of sleepers) if (!first || sleeper.atMs < first.atMs) first = sleeper
    return first
  }
  const wakeNext = whenIdle(() => {
    const sleeper = next()
    if (!sleeper) return
    nowMs = Math.max(nowMs, sleeper.atMs)
    sleeper.wake()
    if (sleepers.size > 0) wakeNext()
  })

  const sleep: Clock['sleep'] = (ms, signal) => {
    sleeps += 1
    if (sleeps > maxSleeps)
      return Promise.reject(
        new Error(`The code under test slept ${maxSleeps} times; it does not seem to end.`),
      )
    if (signal.aborted) return Promise.resolve()
    if (!holds(ms)) {
      pauses.push(ms)
      nowMs += ms
      return Promise.resolve()
    }
    if (!(ms > 0)) return Promise.resolve()
    return new Promise(resolve => {
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
      for (const watch of watchers) watch()
      if (advance === 'idle') wakeNext()
    })
  }

  return {
    now: () => nowMs,
    date: () => new Date(Date.UTC(2026, 0, 1) + nowMs),
    sleep,
    pauses,
    sleeping: () => sleepers.size,
    untilSleeping: (count = 1) =>
      new Promise(resolve => {
        const watch = () => {
          if (sleepers.size < count) return
          watchers.delete(watch)
          resolve()
        }
        watchers.add(watch)
        watch()
      }),
    advance(ms) {
      nowMs += ms
      for (let sleeper = next(); sleeper && sleeper.atMs <= nowMs; sleeper = next()) sleeper.wake()
    },
  }
}

/**
 * Returns a function that runs `work` after two turns of the event loop, which settle promises and finished I/O, and once
 * the disk is idle. A slow disk must not look like a stall.
 */
function whenIdle(work: () => void): () => void {
  let isScheduled = false
  const attempt = (sinceMs: number) => {
    if (process.getActiveResourcesInfo().some(name => DISK_WORK.includes(name))) {
      if (performance.now() - sinceMs > MAX_DISK_MS)
        throw new Error(`The disk has been busy for ${MAX_DISK_MS / 1000} s; virtual time cannot pass.`)
      setImmediate(attempt, sinceMs)
      return
    }
    isScheduled = false
    work()
  }
  return () => {
    if (isScheduled) return
    isScheduled = true
    setImmediate(() => setImmediate(attempt, performance.now()))
  }
}
