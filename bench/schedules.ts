import { advance, begin } from '../src/polling/policy.ts'
import { jobStatus } from '../src/providers/response.ts'
import { vmware } from '../src/providers/vmware.ts'

/** Milliseconds until the next poll, after a poll at `elapsedMs` that returned `progress` (0 to 100, if reported). */
export type NextDelay = (elapsedMs: number, progress: number | undefined) => number

/** When to poll. Each wait starts its own schedule with its own random numbers. */
export interface Schedule {
  readonly title: string
  begin(random: () => number): NextDelay
}

/** The action's own polling policy, called as by its driver. */
export const ours: Schedule = {
  title: 'square root (ours)',
  begin: random => {
    let state = begin(0)
    return (elapsedMs, progress) => {
      const value = jobStatus(vmware.statuses, { providerStatus: 'IN_PROGRESS', progress })
      const event = { kind: 'response', value, pauseMs: 0 } as const
      const moment = { interval: 'auto', nowMs: elapsedMs, deadlineMs: Infinity, random: random() } as const
      const step = advance(state, event, moment)
      state = step.state
      return step.decision.kind === 'poll' ? step.decision.delayMs : Infinity
    }
  },
}

function fixed(seconds: number): Schedule {
  return { title: `every ${seconds} s`, begin: () => () => seconds * 1000 }
}

const doubling: Schedule = {
  title: 'doubling from 1 s',
  begin: () => {
    let delayMs = 500
    return () => {
      delayMs *= 2
      return delayMs
    }
  },
}

const doublingWithJitter: Schedule = {
  title: 'doubling 15 s to 600 s, full jitter',
  begin: random => {
    let ceilingMs = 7_500
    return () => {
      ceilingMs = Math.min(ceilingMs * 2, 600_000)
      return ceilingMs * random()
    }
  },
}

const fibonacci: Schedule = {
  title: 'Fibonacci 2 s to 7 s',
  begin: () => {
    let [beforeMs, delayMs] = [1_000, 1_000]
    return () => {
      ;[beforeMs, delayMs] = [delayMs, beforeMs + delayMs]
      return Math.min(delayMs, 7_000)
    }
  },
}

/** The schedules of other tools. */
export const peers: readonly Schedule[] = [
  fixed(1),
  fixed(5),
  fixed(10),
  fixed(30),
  doubling,
  doublingWithJitter,
  fibonacci,
]
