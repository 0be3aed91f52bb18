import { ExportError } from '../src/failures/export-error.ts'
import type { PollEvent, PollState } from '../src/polling/policy.ts'
import { advance, begin } from '../src/polling/policy.ts'
import { jobStatus } from '../src/providers/response.ts'
import { vmware } from '../src/providers/vmware.ts'
import { seeded } from './random.ts'
import type { Answer, RateLimit } from './rate-limit.ts'
import { limiter } from './rate-limit.ts'

/** Workflow jobs that share one key. */
export interface Fleet {
  readonly waits: number
  readonly limit: RateLimit
  /** Each wait starts at a random moment of this many milliseconds; 0 starts all of them at the same instant. */
  readonly startsWithinMs: number
  readonly seed: number
  /** Mean length of the exports in milliseconds; each is up to a fifth shorter or longer. */
  readonly jobMs: number
  readonly timeoutMs: number
}

/** A question of the fleet. */
export interface Question {
  readonly atMs: number
  readonly wait: number
  readonly isRefused: boolean
  readonly gapMs: number
}

/** What became of a fleet. Lateness is in milliseconds, one for each wait that noticed its end. */
export interface Voyage {
  readonly questions: readonly Question[]
  readonly latenessMs: readonly number[]
  readonly timedOut: number
}

const waiting = jobStatus(vmware.statuses, { providerStatus: 'IN_PROGRESS' })
const ended = jobStatus(vmware.statuses, { providerStatus: 'COMPLETED' })

function eventOf({ isRefused, pauseMs }: Answer, hasEnded: boolean): PollEvent {
  if (!isRefused) return { kind: 'response', value: hasEnded ? ended : waiting, pauseMs }
  const facts = { outlook: 'transient', httpStatus: 429, retryAfterMs: pauseMs } as const
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

function embark({ waits, startsWithinMs, seed, jobMs }: Fleet): Wait[] {
  const chance = seeded(seed)
  return Array.from({ length: waits }, (_, id) => {
    const startMs = Math.round(startsWithinMs * chance())
    const endMs = startMs + Math.round(jobMs * (0.8 + 0.4 * chance()))
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

/** Plays the whole fleet in virtual time, by the action's own policy. Questions take no time. */
export function sail(fleet: Fleet): Voyage {
  const answer = limiter(fleet.limit)
  const questions: Question[] = []
  const latenessMs: number[] = []
  let atSea = embark(fleet)
  for (let wait = earliest(atSea); wait; wait = earliest(atSea)) {
    const nowMs = wait.nextMs
    const observed = answer(nowMs)
    const moment = {
      interval: 'auto',
      nowMs,
      deadlineMs: wait.startMs + fleet.timeoutMs,
      random: wait.random(),
    } as const
    const { state, decision } = advance(wait.state, eventOf(observed, nowMs >= wait.endMs), moment)
    wait.state = state
    const gapMs = decision.kind === 'poll' ? decision.delayMs : 0
    questions.push({ atMs: nowMs, wait: wait.id, isRefused: observed.isRefused, gapMs })
    if (decision.kind === 'poll') {
      wait.nextMs = nowMs + gapMs
      continue
    }
    atSea = atSea.filter(other => other !== wait)
    if (decision.verdict.kind === 'ended') latenessMs.push(nowMs - wait.endMs)
  }
  return { questions, latenessMs, timedOut: fleet.waits - latenessMs.length }
}

/** Most questions in any `windowMs` between two moments; `timesMs` ascending. */
export function fullest(timesMs: readonly number[], windowMs: number, fromMs = 0, toMs = Infinity): number {
  let first = 0
  let most = 0
  timesMs.forEach((atMs, last) => {
    while ((timesMs[first] ?? 0) <= atMs - windowMs) first++
    if ((timesMs[first] ?? 0) >= fromMs && atMs <= toMs) most = Math.max(most, last - first + 1)
  })
  return most
}

/**
 * The same waits as if each had begun by itself: every question moves on by one share of its gap, random for each wait. Gaps
 * and rates stay as they are; only what the common start had aligned is gone.
 */
export function scattered(questions: readonly Question[], random: () => number): readonly number[] {
  const shares = new Map<number, number>()
  const shareOf = (wait: number) => {
    const share = shares.get(wait) ?? random()
    shares.set(wait, share)
    return share
  }
  return questions.map(({ atMs, wait, gapMs }) => atMs + shareOf(wait) * gapMs).sort((a, b) => a - b)
}
