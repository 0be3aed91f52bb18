import { randomInt, randomUUID } from 'node:crypto'
import type { ObjectStore, SignedLink } from '../store/object-store.ts'
import type { JobPlan, PlanOf, ProviderId } from './plans.ts'
import { type Phase, type Position, positionAfterPoll, positionAt } from './timeline.ts'

/** A simulated job. */
export interface Job<Plan extends JobPlan = JobPlan> {
  readonly id: string
  readonly plan: Plan
  /** When it started. */
  createdAt(): Date
  /** Whether it has started. */
  isStarted(): boolean
  /** When the current phase began. */
  changedAt(): Date
  /** Paths of the files at the object store, in the plan's order. */
  readonly storePaths: readonly string[]
  /** The current phase. */
  phase(): Phase
  /** The current phase, counted as one status response. */
  poll(): Phase
  /** Starts or restarts it at the first phase. */
  start(): void
  /** Ignores the planned phases: from now on the job is in `phase`. */
  enter(phase: Phase): void
  /** A new link for each file. */
  links(): readonly SignedLink[]
}

/** Every job of every API. */
export interface Jobs {
  /** Adds a job; it starts now, unless the plan leaves it unstarted. */
  add<Plan extends JobPlan>(plan: Plan): Job<Plan>
  find<Id extends ProviderId>(provider: Id, id: string): Job<PlanOf<Id>> | undefined
  /** Removes a job, as a provider does after its retention period. */
  remove(job: Job): void
}

const HOUR_MS = 3_600_000
const SHORT_ID_ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

/** Creates an empty collection; `now` is in milliseconds since 1970. */
export function createJobs(store: ObjectStore, now: () => number): Jobs {
  const jobs = new Map<string, Job>()
  const keyOf = (provider: string, id: string) => `${provider} ${id.toLowerCase()}`
  return {
    add(plan) {
      const job = createJob(plan, { store, now })
      jobs.set(keyOf(plan.provider, job.id), job)
      return job
    },
    find: <Id extends ProviderId>(provider: Id, id: string) =>
      jobs.get(keyOf(provider, id)) as Job<PlanOf<Id>> | undefined,
    remove: job => {
      jobs.delete(keyOf(job.plan.provider, job.id))
    },
  }
}

function createJob<Plan extends JobPlan>(
  plan: Plan,
  { store, now }: { store: ObjectStore; now: () => number },
): Job<Plan> {
  const id = plan.id ?? (plan.provider === 'closient' ? shortId() : randomUUID())
  const isStarted = plan.provider !== 'vmware' || (plan.started ?? true)
  return Object.assign(createProgress({ phases: plan.phases, isStarted, now }), linksOf(plan, store), {
    id,
    plan,
  })
}

type Progress = Omit<Job, 'id' | 'plan' | 'storePaths' | 'links'>

interface ProgressOptions {
  readonly phases: readonly Phase[]
  readonly isStarted: boolean
  readonly now: () => number
}

function createProgress({ now, ...options }: ProgressOptions): Progress {
  let { phases, isStarted } = options
  let createdMs = now()
  let position: Position = { index: 0, sinceMs: createdMs, polls: 0 }
  const currentPhase = () => {
    position = positionAt(phases, position, now())
    const phase = phases[position.index]
    if (!phase) throw new Error('A job needs at least one phase.')
    return phase
  }
  return {
    isStarted: () => isStarted,
    createdAt: () => new Date(createdMs),
    changedAt() {
      currentPhase()
      return new Date(position.sinceMs)
    },
    phase: currentPhase,
    start() {
      isStarted = true
      createdMs = now()
      position = { index: 0, sinceMs: createdMs, polls: 0 }
    },
    poll() {
      position = positionAfterPoll(phases, position, now())
      return currentPhase()
    },
    enter(phase) {
      phases = [phase]
      position = { index: 0, sinceMs: now(), polls: 0 }
    },
  }
}

function linksOf(plan: JobPlan, store: ObjectStore): Pick<Job, 'storePaths' | 'links'> {
  const isLinked = plan.provider === 'snyk' || plan.provider === 'closient'
  const style = (isLinked ? plan.store : undefined) ?? 'gcs'
  const livesMs = (isLinked ? plan.linkLivesMs : undefined) ?? [HOUR_MS]
  const objects = isLinked ? (plan.files ?? []).map(file => store.put(file, style)) : []
  let responses = 0
  return {
    storePaths: objects.map(object => object.path),
    links() {
      const lifeMs = livesMs[Math.min(responses++, livesMs.length - 1)] ?? HOUR_MS
      return objects.map(object => object.link(lifeMs))
    },
  }
}

function shortId(): string {
  return Array.from({ length: 22 }, () => SHORT_ID_ALPHABET[randomInt(SHORT_ID_ALPHABET.length)]).join('')
}
