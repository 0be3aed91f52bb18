import type { ExportError, FailureCode } from '../failures/export-error.ts'
import type { JobStatus } from '../providers/provider.ts'
import type { LocalFile, UploadedArtifact } from './events.ts'

/** What was heard and asked while waiting. */
export interface WaitRecord {
  /** Questions asked. */
  readonly polls: number
  /** Milliseconds from the first question to the last. */
  readonly waitedMs: number
  /** Status words and failures, and how often each was heard, in order of first appearance. */
  readonly observed: Readonly<Record<string, number>>
  /** The last good answer. */
  readonly last: JobStatus | undefined
}

/** Why polling stopped. */
export type Verdict = WaitRecord &
  (
    | { readonly kind: 'ended'; readonly status: JobStatus }
    | { readonly kind: 'timed-out'; readonly lastError: ExportError | undefined }
    | { readonly kind: 'aborted'; readonly error: ExportError }
    | { readonly kind: 'error'; readonly error: ExportError }
  )

/** Value of the `status` output. */
export type OutcomeStatus = 'succeeded' | 'failed' | 'cancelled' | 'timed-out' | 'aborted' | 'error'

/** Why the step is red. */
export interface Failure {
  readonly code: FailureCode
  /** What happened and why: one line. */
  readonly reason: string
  /** What to do next. */
  readonly hint: string
  readonly requestId: string
}

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
