/** Every value of the `failure-code` output, in the order of `action.yml`; empty means success. */
export const FAILURE_CODES = [
  'input',
  'auth',
  'forbidden',
  'not-found',
  'rejected',
  'network',
  'protocol',
  'start-unknown',
  'export-failed',
  'export-cancelled',
  'timed-out',
  'aborted',
  'empty',
  'partial',
  'download',
  'upload',
  'internal',
] as const

/** Why the step failed, as a code. */
export type FailureCode = (typeof FAILURE_CODES)[number]

/**
 * What may help after a failure: nothing, another attempt, another attempt after a while, another credential, a new link to
 * the file, or discarding what was received so far.
 */
export type Remedy = 'never' | 'retry' | 'later' | 'renew-credential' | 'refresh-link' | 'start-over'

/**
 * The budget that limits the retries of a failure; see `Budgets`. Failures with the same remedy have several: nothing responds
 * at an address (`unreachable`), an unknown job or file (`missing`), a response that cannot be read
 * (`malformed`), a refusal that the server itself calls temporary (`throttled`), missing results of a job that has succeeded
 * (`results`), a credential that is refused although it was renewed (`refused`).
 */
export type BudgetName =
  | Remedy
  | 'unreachable'
  | 'missing'
  | 'malformed'
  | 'throttled'
  | 'results'
  | 'refused'

/** What is known about a failure besides its code and message. */
export interface FailureDetails {
  /** `never` by default. */
  readonly remedy?: Remedy
  /** The one with the name of the remedy by default. */
  readonly budget?: BudgetName
  /** What the user can do next, in whole sentences; to run the step again by default. */
  readonly hint?: string
  /** The provider's reference for its support. */
  readonly requestId?: string
  /** How long the server asked the client to wait, in milliseconds, at least 0. */
  readonly retryAfterMs?: number
  readonly httpStatus?: number | undefined
  /** The response is a web page or plain text, as a gateway sends it in place of the API. */
  readonly isPage?: boolean
  /** The underlying error; the debug log shows it. */
  readonly cause?: unknown
}

const RUN_AGAIN =
  'Run the step again with the same export-id. If it fails in the same way, start a new export.'

/** The only error that is thrown on purpose, with a code from the closed list. */
export class ExportError extends Error {
  override readonly name = 'ExportError'
  readonly code: FailureCode
  readonly remedy: Remedy
  readonly budget: BudgetName
  readonly hint: string
  readonly requestId: string
  readonly retryAfterMs: number
  readonly httpStatus: number | undefined
  readonly isPage: boolean

  constructor(code: FailureCode, message: string, details: FailureDetails = {}) {
    super(message, { cause: details.cause })
    this.code = code
    this.remedy = details.remedy ?? 'never'
    this.budget = details.budget ?? this.remedy
    this.hint = details.hint || RUN_AGAIN
    this.requestId = details.requestId ?? ''
    this.retryAfterMs = details.retryAfterMs ?? 0
    this.httpStatus = details.httpStatus
    this.isPage = details.isPage ?? false
  }
}

/** Anything that was thrown as an `ExportError`; everything else is a bug of the action. */
export function toExportError(thrown: unknown): ExportError {
  if (thrown instanceof ExportError) return thrown
  const message = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)
  const hint = 'This is a bug in the action. Please report it with this message.'
  return new ExportError('internal', message, { hint, cause: thrown })
}

/** Why the step failed, as the user reads it. */
export interface Failure {
  readonly code: FailureCode
  /** What happened and why, in one line. */
  readonly reason: string
  /** What to do next. */
  readonly hint: string
  readonly requestId: string
  /** The underlying error, for the debug log. */
  readonly cause?: unknown
}

/** Describes anything that was thrown. */
export function toFailure(thrown: unknown): Failure {
  const { code, message: reason, hint, requestId, cause } = toExportError(thrown)
  return { code, reason, hint, requestId, cause }
}
