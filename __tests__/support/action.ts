import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Job } from '../../simulator/jobs/jobs.ts'
import type { JobPlan } from '../../simulator/jobs/plans.ts'
import type { Simulator, SimulatorOptions } from '../../simulator/simulator.ts'
import type { RunningStep, StepResult } from '../../simulator/step.ts'
import { expectInvariants, unescaped } from './action-invariants.ts'
import { renderMarkdown, visibleText } from './markdown.ts'
import { useSteps } from './step.ts'
import { useSimulator } from './use-simulator.ts'

/** A step's `with`. */
export type Inputs = Readonly<Record<string, string>>

/** A job that is played, and who plays it. */
export interface Cast<Plan extends JobPlan = JobPlan> {
  readonly simulator: Simulator
  readonly job: Job<Plan>
}

/** One step of the built action that is to be run against the simulator. */
export interface Scene<Plan extends JobPlan = JobPlan> {
  readonly plan: Plan
  /** Laid over those of a complete step for the job; the empty string takes one away. */
  readonly inputs?: Inputs | ((cast: Cast<Plan>) => Inputs)
  readonly env?: Inputs
  /** How many times faster the step's clock runs. */
  readonly factor?: number
  readonly simulator?: SimulatorOptions
  /** Adds faults before the step starts. */
  readonly prepare?: (cast: Cast<Plan>) => void
}

/** A step that has ended, seen from outside. */
export interface Run<Plan extends JobPlan = JobPlan> extends Cast<Plan> {
  readonly result: StepResult
  /** The error annotation as a reader sees it; empty when the step succeeds. */
  readonly error: string
  /** The job summary as a reader sees it. */
  readonly summary: string
  readonly env: Inputs
}

/** A step that is running. */
export interface Playing<Plan extends JobPlan = JobPlan> extends Cast<Plan> {
  readonly step: RunningStep
  /** The step's `with`. */
  readonly inputs: Inputs
  /** Settles when the step has ended and everything that holds for each ending was found to hold. */
  ended(): Promise<Run<Plan>>
}

/** Steps of the built action; whatever a test starts is ended after it. */
export interface Action {
  start<Plan extends JobPlan>(scene: Scene<Plan>): Promise<Playing<Plan>>
  /** Runs a step to its end and checks what holds for each ending. */
  play<Plan extends JobPlan>(scene: Scene<Plan>): Promise<Run<Plan>>
}

/** Example ids. */
export const ORG_ID = '70ba96dd-160e-445c-adec-3fe070e1dea5'
export const GROUP_ID = 'a1cbf11b-aa99-4434-b4e7-1bb47fc86db1'
export const SHORT_ORG_ID = 'N5FhWvfL6ukg8E4jfWiZTG'

const ERROR = '::error::'

/** Hundreds of steps compile the same bundle: what one has compiled the next finds there. */
const COMPILED = { NODE_COMPILE_CACHE: join(tmpdir(), 'await-export-compiled') }

/** A step takes a fraction of a second; a busy machine makes it several. */
const TEST_LIMIT_MS = 30_000

/** Registers the cleaning up; call it at the top level of a test file. */
export function useAction(): Action {
  import.meta.jest.setTimeout(TEST_LIMIT_MS)
  const steps = useSteps()
  const startSimulator = useSimulator()
  const start = async <Plan extends JobPlan>(scene: Scene<Plan>): Promise<Playing<Plan>> => {
    const { plan, prepare, env = {}, factor } = scene
    const simulator = await startSimulator(scene.simulator)
    const cast = { simulator, job: simulator.jobs.add(plan) }
    prepare?.(cast)
    const changes = typeof scene.inputs === 'function' ? scene.inputs(cast) : scene.inputs
    const inputs = { ...completeStep(cast), ...changes }
    const step = await steps.start({ inputs, env: { ...COMPILED, ...env } }, factor)
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

function runOf<Plan extends JobPlan>(result: StepResult, cast: Cast<Plan> & Pick<Run, 'env'>): Run<Plan> {
  const error = result.log.split('\n').find(line => line.startsWith(ERROR)) ?? ''
  const summary = visibleText(renderMarkdown(result.summary))
  return { ...cast, result, error: unescaped(error.slice(ERROR.length)), summary }
}

/** Everything that the step for a job needs, with the pair where the provider takes one. */
function completeStep(cast: Cast): Inputs {
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

function secretsOf({ job, simulator: { credentials } }: Cast): Inputs {
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

/** Calls of the API in order, method and address, repeated ones once. */
export function apiCalls({ simulator }: Pick<Run, 'simulator'>): readonly string[] {
  const calls = simulator.requests
    .filter(({ server }) => server === 'api')
    .map(({ method, url }) => `${method} ${url.pathname}${url.search}`)
  return calls.filter((call, index) => call !== calls[index - 1])
}

/** The wait lasted from so many seconds to fewer than so many, by what the step itself says. */
export function expectWaited(
  { result }: Pick<Run, 'result'>,
  [least, below]: readonly [number, number],
): void {
  const waitedSeconds = Number(result.outputs['waited-seconds'])
  expect(waitedSeconds).toBeGreaterThanOrEqual(least)
  expect(waitedSeconds).toBeLessThan(below)
}

/** Paths requested from the object store, sorted since files are fetched in parallel. */
export function storeCalls({ simulator }: Pick<Run, 'simulator'>): readonly string[] {
  return simulator.requests
    .filter(({ server }) => server === 'store')
    .map(({ method, url }) => `${method} ${url.pathname}`)
    .sort()
}
