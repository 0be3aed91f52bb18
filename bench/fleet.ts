import { ExportError } from '../src/failures/export-error.ts'
import type { PollEvent, PollState } from '../src/polling/policy.ts'
import { advance, begin } from '../src/polling/policy.ts'
import { jobStatus } from '../src/providers/response.ts'
import { vmware } from '../src/providers/vmware.ts'
import { seeded } from './random.ts'
import type { LimiterResponse, RateLimit } from './rate-limit.ts'
import { limiter } from './rate-limit.ts'

/** Workflow jobs that share one API key. */
export interface Fleet {
  readonly waits: number
  readonly limit: RateLimit
  /** Each wait starts at a random time within this many milliseconds; 0 starts all of them at the same instant. */
  readonly startsWithinMs: number
  readonly seed: number
  /** Mean length of the exports in milliseconds; each is up to a fifth shorter or longer. */
  readonly jobMs: number
  readonly timeoutMs: number
}

/** A poll of the fleet. */
export interface Poll {
  readonly atMs: number
  readonly wait: number
  readonly isRejected: boolean
  readonly delayMs: number
}

/** The polls of a fleet, and the lateness of each wait that detected the end of its export. */
export interface FleetResult {
  readonly polls: readonly Poll[]
  readonly latenessMs: readonly number[]
  readonly timedOut: number
}

const waiting = jobStatus(vmware.statuses, { providerStatus: 'IN_PROGRESS' })
const ended = jobStatus(vmware.statuses, { providerStatus: 'COMPLETED' })

function eventOf({ isRejected, pauseMs }: LimiterResponse, hasEnded: boolean): PollEvent {
  if (!isRejected) return { kind: 'response', value: hasEnded ? ended : waiting, pauseMs }
  const facts = { remedy: 'later', httpStatus: 429, retryAfterMs: pauseMs } as const
  return { kind: 'failure', error: new ExportError('network', 'HTTP 429', facts) }
}

interface Wait {
  readonly id: number
  readonly startMs: number
  readonly endMs: number
  readonly random: () => number
  state: PollState
  nextMs: number
}

function createWaits({ waits, startsWithinMs, seed, jobMs }: Fleet): Wait[] {
  const fleetRandom = seeded(seed)
  return Array.from({ length: waits }, (_, id) => {
    const startMs = Math.round(startsWithinMs * fleetRandom())
    const endMs = startMs + Math.round(jobMs * (0.8 + 0.4 * fleetRandom()))
    const random = seeded(seed * 1_009 + id + 1)
    return { id, startMs, endMs, random, state: begin(startMs), nextMs: startMs }
  })
}

function earliest(waits: readonly Wait[]): Wait | undefined {
  return waits.reduce<Wait | undefined>(
    (first, wait) => (!first || wait.nextMs < first.nextMs ? wait : first),
    undefined,
  )
}

/** Simulates a fleet in virtual time with the action's own polling policy. Polls take no time. */
export function simulateFleet(fleet: Fleet): FleetResult {
  const respond = limiter(fleet.limit)
  const polls: Poll[] = []
  const latenessMs: number[] = []
  let active = createWaits(fleet)
  for (let wait = earliest(active); wait; wait = earliest(active)) {
    const nowMs = wait.nextMs
    const response = respond(nowMs)
    const moment = {
      interval: 'auto',
      nowMs,
      deadlineMs: wait.startMs + fleet.timeoutMs,
      random: wait.random(),
    } as const
    const { state, decision } = advance(wait.state, eventOf(response, nowMs >= wait.endMs), moment)
    wait.state = state
    const delayMs = decision.kind === 'poll' ? decision.delayMs : 0
    polls.push({ atMs: nowMs, wait: wait.id, isRejected: response.isRejected, delayMs })
    if (decision.kind === 'poll') {
      wait.nextMs = nowMs + delayMs
      continue
    }
    active = active.filter(other => other !== wait)
    if (decision.verdict.kind === 'ended') latenessMs.push(nowMs - wait.endMs)
  }
  return { polls, latenessMs, timedOut: fleet.waits - latenessMs.length }
}

/** The largest number of polls in any `windowMs` between two times; `timesMs` must be sorted. */
export function busiestWindow(
  timesMs: readonly number[],
  windowMs: number,
  fromMs = 0,
  toMs = Infinity,
): number {
  let first = 0
  let most = 0
  timesMs.forEach((atMs, last) => {
    while ((timesMs[first] ?? 0) <= atMs - windowMs) first++
    if ((timesMs[first] ?? 0) >= fromMs && atMs <= toMs) most = Math.max(most, last - first + 1)
  })
  return most
}

/**
 * The times of the polls as if the waits had started independently: each wait has a random share, and each of its polls is
 * delayed by that share of the delay that follows it. Rates stay the same; only the common start is removed.
 */
export function scattered(polls: readonly Poll[], random: () => number): readonly number[] {
  const shares = new Map<number, number>()
  const shareOf = (wait: number) => {
    const share = shares.get(wait) ?? random()
    shares.set(wait, share)
    return share
  }
  return polls.map(({ atMs, wait, delayMs }) => atMs + shareOf(wait) * delayMs).sort((a, b) => a - b)
}
