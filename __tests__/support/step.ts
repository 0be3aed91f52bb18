import { fileURLToPath } from 'node:url'
import { type RunningStep, type StepOptions, type StepResult, startStep } from '../../simulator/step.ts'

/** Steps of a test file; running steps are killed and their folders removed after each test. */
export interface Steps {
  /** Starts a step; with a `factor` its clock runs that many times faster (see preload/fast-clock.mjs). */
  start(options: StepOptions, factor?: number): Promise<RunningStep>
  /** Runs a step to its end. */
  run(options: StepOptions, factor?: number): Promise<StepResult>
}

const FAST_CLOCK = fileURLToPath(new URL('preload/fast-clock.mjs', import.meta.url))

/** Registers the cleanup; call it at the top level of a test file. */
export function useSteps(): Steps {
  const started: RunningStep[] = []
  afterEach(async () => {
    for (const step of started.splice(0)) {
      step.kill('SIGKILL')
      await step.result.catch(() => undefined)
      await step.folder.remove()
    }
  })
  const start: Steps['start'] = async (options, factor) => {
    const step = await startStep(factor === undefined ? options : spedUp(options, factor))
    started.push(step)
    return step
  }
  return { start, run: async (options, factor) => (await start(options, factor)).result }
}

function spedUp(options: StepOptions, factor: number): StepOptions {
  return {
    ...options,
    nodeArguments: ['--import', FAST_CLOCK, ...(options.nodeArguments ?? [])],
    env: { ...options.env, FAST_CLOCK: String(factor) },
  }
}
