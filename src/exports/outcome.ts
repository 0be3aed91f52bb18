import type { UploadedArtifact } from '../artifact/upload.ts'
import type { LocalFile } from '../download/task.ts'
import type { Failure } from '../failures/export-error.ts'
import type { WaitRecord } from '../polling/policy.ts'

/** Every value of the `status` output, in the order of `action.yml`. */
export const OUTCOME_STATUSES = ['succeeded', 'failed', 'cancelled', 'timed-out', 'aborted', 'error'] as const

/** How an export or the step ended. */
export type OutcomeStatus = (typeof OUTCOME_STATUSES)[number]

/** The result of one export, however it ended. */
export interface Outcome extends Results {
  readonly status: OutcomeStatus
  /** Undefined exactly if the export succeeds. */
  readonly failure: Failure | undefined
}

/** What has been achieved for one export so far. */
export interface Results {
  /** Empty until it is known. */
  readonly exportId: string
  /** It existed already, or an earlier request may have started it. */
  readonly isAdopted: boolean
  readonly wait: WaitRecord
  /** How long the download took, in milliseconds. */
  readonly downloadMs: number
  /** Absolute folder of the files; empty if there are none. */
  readonly folder: string
  readonly files: readonly LocalFile[]
  readonly rowCount: number | undefined
  /** Signed links, only with `download: false`. */
  readonly downloadUrls: readonly string[]
  /** What the inputs have allowed, one sentence each. */
  readonly overrides: readonly string[]
}

/** The result of the step: that of its export, or the sum of several, and the artifact. */
export interface StepOutcome extends Outcome {
  /** In the order of the input; none if the inputs were wrong. */
  readonly exports: readonly Outcome[]
  readonly artifact: UploadedArtifact | undefined
  /** How long the upload took, in milliseconds. */
  readonly uploadMs: number
}

/** The results of an export for which nothing has been done yet. */
export const NO_RESULTS: Results = {
  exportId: '',
  isAdopted: false,
  wait: { polls: 0, waitedMs: 0, observed: {}, timeline: [], last: undefined },
  downloadMs: 0,
  folder: '',
  files: [],
  rowCount: undefined,
  downloadUrls: [],
  overrides: [],
}

/** The outcome of an export that a failure has ended, with its results so far. */
export function failedOutcome(failure: Failure, results = NO_RESULTS): Outcome {
  return { ...results, ...failedWith(failure) }
}

/** The fields of a failed outcome. */
export function failedWith(failure: Failure): Pick<Outcome, 'status' | 'failure'> {
  return { status: failure.code === 'aborted' ? 'aborted' : 'error', failure }
}

/** The outcome of a step that a failure has ended before any export. */
export function failedStep(failure: Failure): StepOutcome {
  return { ...failedOutcome(failure), exports: [], artifact: undefined, uploadMs: 0 }
}

const WORST_FIRST: readonly OutcomeStatus[] = [
  'aborted',
  'error',
  'failed',
  'timed-out',
  'cancelled',
  'succeeded',
]

/** A reason that says which export it is about. The ID may also occur as a number, such as that of an HTTP status. */
function named(reason: string, exportId: string): string {
  return exportId === '' || reason.includes(` ${exportId} `) ? reason : `${exportId}: ${reason}`
}

/**
 * The result of a step without its artifact: that of its only export, or the sum of several, whose files are below `folder`. The
 * worst export decides; of equals, the first.
 */
export function stepOutcome(exports: readonly Outcome[], folder: string): StepOutcome {
  const step = { exports, artifact: undefined, uploadMs: 0 }
  const rank = ({ status }: Outcome) => WORST_FIRST.indexOf(status)
  const worst = exports.reduce((one, other) => (rank(other) < rank(one) ? other : one))
  if (exports.length === 1) return { ...worst, ...step }
  const { status, failure, exportId } = worst
  const failed = exports.filter(one => one.failure).length
  const files = exports.flatMap(one => one.files)
  const sum = (count: (one: Outcome) => number) => exports.reduce((total, one) => total + count(one), 0)
  return {
    ...step,
    status,
    failure: failure && {
      ...failure,
      reason: `${failed} of ${exports.length} exports failed: ${named(failure.reason, exportId)}`,
    },
    exportId: exports.map(one => one.exportId).join('\n'),
    isAdopted: false,
    wait: {
      ...NO_RESULTS.wait,
      polls: sum(one => one.wait.polls),
      waitedMs: Math.max(...exports.map(one => one.wait.waitedMs)),
    },
    downloadMs: 0,
    folder: files.length > 0 ? folder : '',
    files,
    rowCount: exports.some(one => one.rowCount === undefined) ? undefined : sum(one => one.rowCount ?? 0),
    downloadUrls: exports.flatMap(one => one.downloadUrls),
    overrides: [...new Set(exports.flatMap(one => one.overrides))],
  }
}
