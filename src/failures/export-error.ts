import type { Failure } from '../exports/outcome.ts'

/** Closed list of the reasons for a red step; the value of the `failure-code` output. */
export type FailureCode =
  | 'input'
  | 'auth'
  | 'forbidden'
  | 'not-found'
  | 'rejected'
  | 'network'
  | 'protocol'
  | 'export-failed'
  | 'export-cancelled'
  | 'timed-out'
  | 'aborted'
  | 'empty'
  | 'partial'
  | 'download'
  | 'upload'
  | 'internal'

/**
 * What asking again may bring, which decides how long a failure is ridden out:
 * `hopeless` never heals, `unreachable` means that nothing answered at that address, `transient` is an outage or a
 * throttle, `malformed` an answer that cannot be read, `unauthorized` a refused credential, `missing` an unknown job.
 */
export type Outlook = 'permanent' | 'unreachable' | 'transient' | 'malformed' | 'unauthorized' | 'missing'

/** What is known about a failure beyond its message. */
export interface FailureDetails {
  readonly outlook?: Outlook
  /** What the user can do next: whole sentences. */
  readonly hint?: string
  /** The provider's reference for its support. */
  readonly requestId?: string
  /** How long the server asked to be left alone, in milliseconds, 0 to 300,000. */
  readonly retryAfterMs?: number
  readonly httpStatus?: number
  readonly cause?: unknown
}

/** The one error class: everything that is thrown on purpose, with a code from the closed list. */
export class ExportError extends Error {
  override readonly name = 'ExportError'
  readonly code: FailureCode
  readonly outlook: Outlook
  readonly hint: string
  readonly requestId: string
  readonly retryAfterMs: number
  readonly httpStatus: number | undefined

  constructor(code: FailureCode, message: string, facts: FailureDetails = {}) {
    super(message, { cause: facts.cause })
    this.code = code
    this.outlook = facts.outlook ?? 'permanent'
    this.hint = facts.hint ?? ''
    this.requestId = facts.requestId ?? ''
    this.retryAfterMs = facts.retryAfterMs ?? 0
    this.httpStatus = facts.httpStatus
  }
}

/** Anything that was thrown as an `ExportError`; what was not thrown on purpose is a defect of ours. */
export function toExportError(thrown: unknown): ExportError {
  if (thrown instanceof ExportError) return thrown
  const message = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)
  const hint = 'This is a defect of the action: please report it with this message.'
  return new ExportError('internal', message, { hint, cause: thrown })
}

/** What is told about anything that was thrown. */
export function toFailure(thrown: unknown): Failure {
  const { code, message: reason, hint, requestId } = toExportError(thrown)
  return { code, reason, hint, requestId }
}
