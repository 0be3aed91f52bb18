import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { inputVariables } from './action-inputs.ts'
import { readEnvFile } from './env-file.ts'
import { createStepFolder, type StepFolder } from './step-folder.ts'
import { readLog } from './step-log.ts'

/** One step of a workflow. */
export interface StepOptions {
  /** The step's `with`. */
  readonly inputs: Readonly<Record<string, string>>
  /** The step's `env`, in addition to the variables of every step. */
  readonly env?: Readonly<Record<string, string>>
  /** Arguments for Node before the bundle, for example `--import`. */
  readonly nodeArguments?: readonly string[]
  /** `dist/index.js` by default. */
  readonly bundle?: string
  /** `action.yml` by default. */
  readonly manifest?: string
  /** By default the step's workspace. */
  readonly cwd?: string
  /** Called with each line of the log as it is written. */
  readonly onLine?: (line: string) => void
}

/** The results of a step. */
export interface StepResult {
  /** `null` if a signal ended the process. */
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  /** Standard output and standard error, interleaved. */
  readonly log: string
  readonly outputs: Readonly<Record<string, string>>
  readonly summary: string
  /** Absolute paths of the files under `RUNNER_TEMP` and the workspace. */
  readonly files: readonly string[]
  /** Folder with all files of the step. */
  readonly temp: string
  /** Milliseconds from start to end of the process. */
  readonly durationMs: number
  /** Removes `temp`. */
  cleanup(): Promise<void>
}

/** A running step. */
export interface RunningStep {
  readonly child: ChildProcess
  readonly folder: StepFolder
  /** Settles when the process has ended and its log was read. */
  readonly result: Promise<StepResult>
  kill(signal: NodeJS.Signals): void
  /** Resolves with the first matching line, including earlier ones; rejects if the step ends without one. */
  untilLog(pattern: RegExp): Promise<string>
}

const fromRoot = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url))

/** Runs the action's bundle as the runner would. */
export async function runStep(options: StepOptions): Promise<StepResult> {
  const { result, folder } = await startStep(options)
  try {
    return await result
  } catch (error) {
    await folder.remove()
    throw error
  }
}

/** Starts the action's bundle with only the environment that the runner provides to a step. */
export async function startStep(options: StepOptions): Promise<RunningStep> {
  const folder = await createStepFolder()
  const env = await environmentOf(options, folder).catch(async error => {
    await folder.remove()
    throw error
  })
  const startedAt = performance.now()
  const bundle = options.bundle ?? fromRoot('dist/index.js')
  const child = spawn(process.execPath, [...(options.nodeArguments ?? []), bundle], {
    cwd: options.cwd ?? folder.workspace,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const log = readLog(child, options.onLine)
  const ended = new Promise<Pick<StepResult, 'exitCode' | 'signal'>>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal }))
  })
  return {
    child,
    folder,
    result: ended.then(end =>
      resultOf(folder, { ...end, log: log.text(), durationMs: performance.now() - startedAt }),
    ),
    kill: signal => void child.kill(signal),
    untilLog: log.until,
  }
}

async function environmentOf(options: StepOptions, folder: StepFolder): Promise<Record<string, string>> {
  const { PATH = '', HOME = '' } = process.env
  return {
    PATH,
    HOME,
    GITHUB_OUTPUT: folder.outputFile,
    GITHUB_STEP_SUMMARY: folder.summaryFile,
    RUNNER_TEMP: folder.runnerTemp,
    GITHUB_WORKSPACE: folder.workspace,
    ...(await inputVariables(options.manifest ?? fromRoot('action.yml'), options.inputs)),
    ...options.env,
  }
}

type Ending = Pick<StepResult, 'exitCode' | 'signal' | 'log' | 'durationMs'>

async function resultOf(folder: StepFolder, ending: Ending): Promise<StepResult> {
  return {
    ...ending,
    outputs: readEnvFile(await folder.readText(folder.outputFile)),
    summary: await folder.readText(folder.summaryFile),
    files: await folder.files(),
    temp: folder.temp,
    cleanup: folder.remove,
  }
}
