import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Job } from '../../simulator/jobs/jobs.ts'
import type { JobPlan } from '../../simulator/jobs/plans.ts'
import type { Simulator, SimulatorOptions } from '../../simulator/simulator.ts'
import type { RunningStep, StepResult } from '../../simulator/step.ts'
import { expectInvariants, unescaped } from './action-invariants.ts'
import { useSimulator } from './cleanup.ts'
import { renderMarkdown, visibleText } from './markdown.ts'
import { useSteps } from './step.ts'

/** A step's `with`. */
export type Inputs = Readonly<Record<string, string>>

/** A simulated job and its simulator. */
export interface SimulatedJob<Plan extends JobPlan = JobPlan> {
  readonly simulator: Simulator
  readonly job: Job<Plan>
}

/** A step of the built action to run against the simulator. */
export interface Scene<Plan extends JobPlan = JobPlan> {
  readonly plan: Plan
  /** Override the inputs of a complete step for the job; an empty string removes one. */
  readonly inputs?: Inputs | ((cast: SimulatedJob<Plan>) => Inputs)
  readonly env?: Inputs
  /** How many times faster the step's clock runs. */
  readonly factor?: number
  readonly simulator?: SimulatorOptions
  /** Adds faults before the step starts. */
  readonly prepare?: (cast: SimulatedJob<Plan>) => void
}

/** A finished step and everything it produced. */
export interface Run<Plan extends JobPlan = JobPlan> extends SimulatedJob<Plan> {
  readonly result: StepResult
  /** The error annotation as a reader sees it; empty when the step succeeds. */
  readonly error: string
  /** The job summary as a reader sees it. */
  readonly summary: string
  readonly env: Inputs
}

/** A running step. */
export interface RunningAction<Plan extends JobPlan = JobPlan> extends SimulatedJob<Plan> {
  readonly step: RunningStep
  /** The step's `with`. */
  readonly inputs: Inputs
  /** Resolves when the step has ended, after checking the invariants of every run. */
  ended(): Promise<Run<Plan>>
}

/** Runs steps of the built action; they are stopped after each test. */
export interface Action {
  start<Plan extends JobPlan>(scene: Scene<Plan>): Promise<RunningAction<Plan>>
  /** Runs a step to its end and checks the invariants of every run. */
  play<Plan extends JobPlan>(scene: Scene<Plan>): Promise<Run<Plan>>
}

/** Example ids. */
export const ORG_ID = '70ba96dd-160e-445c-adec-3fe070e1dea5'
export const GROUP_ID = 'a1cbf11b-aa99-4434-b4e7-1bb47fc86db1'
export const SHORT_ORG_ID = 'N5FhWvfL6ukg8E4jfWiZTG'

const ERROR = '::error::'

/** Hundreds of steps compile the same bundle, so they share a compile cache. */
const COMPILE_CACHE = { NODE_COMPILE_CACHE: join(tmpdir(), 'await-export-compiled') }

/** A step takes a fraction of a second, but several on a busy machine. */
const TEST_LIMIT_MS = 30_000

/** Registers the cleanup; call it at the top level of a test file. */
export function useAction(): Action {
  import.meta.jest.setTimeout(TEST_LIMIT_MS)
  const steps = useSteps()
  const startSimulator = useSimulator()
  const start = async <Plan extends JobPlan>(scene: Scene<Plan>): Promise<RunningAction<Plan>> => {
    const { plan, prepare, env = {}, factor } = scene
    const simulator = await startSimulator(scene.simulator)
    const cast = { simulator, job: simulator.jobs.add(plan) }
    prepare?.(cast)
    const overrides = typeof scene.inputs === 'function' ? scene.inputs(cast) : scene.inputs
    const inputs = { ...completeStep(cast), ...overrides }
    const step = await steps.start({ inputs, env: { ...COMPILE_CACHE, ...env } }, factor)
    return {
      ...cast,
      step,
      inputs,
      ended: async () => {
        const run = runOf(await step.result, { ...cast, env })
        expectInvariants(run)
        return run
      },
    }
  }
  return { start, play: async scene => (await start(scene)).ended() }
}

function runOf<Plan extends JobPlan>(
  result: StepResult,
  cast: SimulatedJob<Plan> & Pick<Run, 'env'>,
): Run<Plan> {
  const error = result.log.split('\n').find(line => line.startsWith(ERROR)) ?? ''
  const summary = visibleText(renderMarkdown(result.summary))
  return { ...cast, result, error: unescaped(error.slice(ERROR.length)), summary }
}

/** All inputs that a step for the job needs, with a credential pair if the provider supports one. */
function completeStep(cast: SimulatedJob): Inputs {
  const { job, simulator } = cast
  return {
    provider: job.plan.provider,
    'export-id': job.id,
    'api-url': simulator.apiUrl,
    ...scopeOf(job.plan),
    ...secretsOf(cast),
  }
}

function scopeOf(plan: JobPlan): Inputs {
  if (plan.provider === 'closient') return { 'org-id': plan.orgId ?? SHORT_ORG_ID }
  if (plan.provider !== 'snyk') return {}
  return plan.scope === 'groups'
    ? { 'group-id': plan.scopeId ?? GROUP_ID }
    : { 'org-id': plan.scopeId ?? ORG_ID }
}

function secretsOf({ job, simulator: { credentials } }: SimulatedJob): Inputs {
  const { snyk, sailpoint, vmware, closient } = credentials
  switch (job.plan.provider) {
    case 'snyk':
      return { token: snyk.token }
    case 'sailpoint':
      return { 'client-id': sailpoint.clientId, 'client-secret': sailpoint.clientSecret }
    case 'vmware':
      return { username: vmware.username, password: vmware.password }
    case 'closient':
      return { token: closient.apiKey }
  }
}

/** Makes each waiting status of a plan last for one poll. */
export function onePollEach<Plan extends JobPlan>(plan: Plan): Plan {
  return { ...plan, phases: plan.phases.map(({ forMs: _, ...phase }) => ({ ...phase, polls: 1 })) }
}

/** API requests in order, as method and path; consecutive repetitions are listed once. */
export function apiCalls({ simulator }: Pick<Run, 'simulator'>): readonly string[] {
  const calls = simulator.requests
    .filter(({ server }) => server === 'api')
    .map(({ method, url }) => `${method} ${url.pathname}${url.search}`)
  return calls.filter((call, index) => call !== calls[index - 1])
}

/** Expects `waited-seconds` to be in the range from `min` to below `max`. */
export function expectWaited({ result }: Pick<Run, 'result'>, [min, max]: readonly [number, number]): void {
  const waitedSeconds = Number(result.outputs['waited-seconds'])
  expect(waitedSeconds).toBeGreaterThanOrEqual(min)
  expect(waitedSeconds).toBeLessThan(max)
}

/** Requests to the object store, sorted because files are downloaded in parallel. */
export function storeCalls({ simulator }: Pick<Run, 'simulator'>): readonly string[] {
  return simulator.requests
    .filter(({ server }) => server === 'store')
    .map(({ method, url }) => `${method} ${url.pathname}`)
    .sort()
}
