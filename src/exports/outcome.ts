import type { UploadedArtifact } from '../artifact/upload.ts'
import type { LocalFile } from '../download/task.ts'
import type { Failure } from '../failures/export-error.ts'
import type { WaitRecord } from '../polling/policy.ts'

/** Every value of the `status` output, in the order of `action.yml`. */
export const OUTCOME_STATUSES = ['succeeded', 'failed', 'cancelled', 'timed-out', 'aborted', 'error'] as const

/** How the step ended. */
export type OutcomeStatus = (typeof OUTCOME_STATUSES)[number]

/** The result of the step, however it ended. */
export interface Outcome extends Results {
  readonly status: OutcomeStatus
  /** Undefined exactly if the step succeeds. */
  readonly failure: Failure | undefined
}

/** What the step has achieved so far. */
export interface Results {
  /** Empty until it is known. */
  readonly exportId: string
  readonly wait: WaitRecord
  /** How long the stages after the wait took, in milliseconds. */
  readonly stageMs: Readonly<Partial<Record<'download' | 'check' | 'upload', number>>>
  readonly files: readonly LocalFile[]
  readonly rowCount: number | undefined
  readonly artifact: UploadedArtifact | undefined
  /** Signed links, only with `download: false`. */
  readonly downloadUrls: readonly string[]
  /** What the inputs have allowed, one sentence each. */
  readonly overrides: readonly string[]
}

/** The results of a step that has done nothing yet. */
export const NO_RESULTS: Results = {
  exportId: '',
  wait: { polls: 0, waitedMs: 0, observed: {}, timeline: [], last: undefined },
  stageMs: {},
  files: [],
  rowCount: undefined,
  artifact: undefined,
  downloadUrls: [],
  overrides: [],
}

/** The outcome of a step that a failure has ended, with its results so far. */
export function failedOutcome(failure: Failure, results = NO_RESULTS): Outcome {
  return { ...results, status: failure.code === 'aborted' ? 'aborted' : 'error', failure }
}
