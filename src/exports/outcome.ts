import type { UploadedArtifact } from '../artifact/upload.ts'
import type { LocalFile } from '../download/publish.ts'
import type { Failure } from '../failures/export-error.ts'
import type { WaitRecord } from '../polling/policy.ts'

/** Every value of the `status` output, in the order of `action.yml`. */
export const OUTCOME_STATUSES = ['succeeded', 'failed', 'cancelled', 'timed-out', 'aborted', 'error'] as const

/** How the step ended. */
export type OutcomeStatus = (typeof OUTCOME_STATUSES)[number]

/** What the step achieved, on every ending. */
export interface Outcome {
  readonly status: OutcomeStatus
  /** Undefined exactly when the step is green. */
  readonly failure: Failure | undefined
  readonly wait: WaitRecord
  readonly files: readonly LocalFile[]
  readonly rowCount: number | undefined
  readonly artifact: UploadedArtifact | undefined
  /** Signed links, only with `download: false`. */
  readonly downloadUrls: readonly string[]
  /** Why the step is green although the invariant does not hold: each is something that the user wrote into the step. */
  readonly overrides: readonly string[]
}

type Achieved = Omit<Outcome, 'status' | 'failure'>

const NOTHING: Achieved = {
  wait: { polls: 0, waitedMs: 0, observed: {}, last: undefined },
  files: [],
  rowCount: undefined,
  artifact: undefined,
  downloadUrls: [],
  overrides: [],
}

/** The outcome of a step that a failure of its own ends, with what was achieved before; nothing unless given. */
export function failedOutcome(failure: Failure, checkpoint: Achieved = NOTHING): Outcome {
  return { ...checkpoint, status: failure.code === 'aborted' ? 'aborted' : 'error', failure }
}
