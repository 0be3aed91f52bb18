import { join } from 'node:path'
import { inputVariables } from '../../simulator/action-inputs.ts'
import type { SimulatedFile } from '../../simulator/files/content.ts'
import { planFor } from '../../simulator/jobs/examples.ts'
import type { Job } from '../../simulator/jobs/jobs.ts'
import type { Phase } from '../../simulator/jobs/timeline.ts'
import { type Simulator, type SimulatorOptions, startSimulator } from '../../simulator/simulator.ts'
import type { StepFolder } from '../../simulator/step-folder.ts'
import type { Command } from './measure.ts'

// Example ids.
const ORG_ID = '70ba96dd-160e-445c-adec-3fe070e1dea5'
const SHORT_ORG_ID = 'N5FhWvfL6ukg8E4jfWiZTG'

const ROOT = join(import.meta.dirname, '..', '..')
/** The released bundle. */
export const BUNDLE = join(ROOT, 'dist', 'index.js')

/** A finished export, and how to download it. */
export interface Export {
  readonly simulator: Simulator
  readonly job: Job
  /** A signed link for each file. */
  links(): readonly string[]
  /** The step's `with`, without `path`. */
  readonly inputs: Readonly<Record<string, string>>
}

/** Serves a finished export while `work` runs. */
export async function withExport<T>(
  add: (simulator: Simulator) => Export,
  work: (at: Export) => Promise<T>,
  options: SimulatorOptions = {},
): Promise<T> {
  const simulator = await startSimulator(options)
  try {
    return await work(add(simulator))
  } finally {
    await simulator.close()
  }
}

/** A finished Snyk export of these files; `fields` are added to its status response. */
export const snykExport =
  (files: readonly SimulatedFile[], fields: NonNullable<Phase['fields']> = {}) =>
  (simulator: Simulator): Export => {
    const plan = planFor('snyk', 'succeeded', { files: files.map(file => ({ rowCount: 1, ...file })) })
    const phases = [{ word: 'FINISHED', fields }]
    const job = simulator.jobs.add({ ...plan, phases, scopeId: ORG_ID })
    const { token } = simulator.credentials.snyk
    const inputs = { provider: 'snyk', 'org-id': ORG_ID, token, ...commonInputs(simulator, job) }
    return { simulator, job, inputs, links: () => linksOf(job) }
  }

/** A finished Closient export of one archive. */
export const closientExport =
  (file: SimulatedFile) =>
  (simulator: Simulator): Export => {
    const plan = planFor('closient', 'succeeded', { files: [file] })
    const job = simulator.jobs.add({ ...plan, orgId: SHORT_ORG_ID })
    const token = simulator.credentials.closient.apiKey
    const inputs = { provider: 'closient', 'org-id': SHORT_ORG_ID, token, ...commonInputs(simulator, job) }
    return { simulator, job, inputs, links: () => linksOf(job) }
  }

function commonInputs(simulator: Simulator, job: Job) {
  return { 'export-id': job.id, 'api-url': simulator.apiUrl }
}

function linksOf(job: Job): readonly string[] {
  return job.links().map(link => link.url)
}

/** The command with which the runner starts the action; files go to the folder's `runnerTemp`. */
export async function actionCommand(inputs: Export['inputs'], folder: StepFolder): Promise<Command> {
  const path = join(folder.runnerTemp, 'files')
  return {
    argv: [process.execPath, BUNDLE],
    env: {
      GITHUB_OUTPUT: folder.outputFile,
      GITHUB_STEP_SUMMARY: folder.summaryFile,
      GITHUB_WORKSPACE: folder.workspace,
      RUNNER_TEMP: folder.runnerTemp,
      ...(await inputVariables(join(ROOT, 'action.yml'), { path, ...inputs })),
    },
  }
}
