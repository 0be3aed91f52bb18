import type { FailureCode } from '../failures/export-error.ts'
import { ExportError } from '../failures/export-error.ts'
import { problemOf } from '../http/problem.ts'
import { retryAfterMs } from '../http/retry-after.ts'
import type { WireResponse } from '../http/transport.ts'
import { storeErrorCode } from './error-document.ts'
import type { TransferFailure, TransferFailureKind } from './transfer-failure.ts'

/** An answer that is not the file. */
export interface Refusal extends Pick<WireResponse, 'status' | 'headers'> {
  /** How messages call the file. */
  readonly label: string
  /** Host that answered. */
  readonly host: string
  /** Start of the body. */
  readonly text: string
  /** `link`: a signed link to an object store; `api`: the provider's own endpoint, where the credential speaks. */
  readonly source: 'link' | 'api'
  readonly now: Date
}

const MIS_SIGNED = 'SignatureDoesNotMatch'
/** Codes by which stores say with a 400 what others say with a 403. */
const EXPIRED_CODES = ['ExpiredToken', 'InvalidToken', 'TokenRefreshRequired']
const TRANSIENT_STATUSES = [408, 425, 429]
/** S3 answers a slow reader with a 400 of this code. */
const TRANSIENT_CODES = ['RequestTimeout', 'SlowDown']

function codeOf({ headers, text }: Refusal): string {
  // Azure says "AuthenticationFailed" for a wrong signature as well as for an expired one; the detail tells them apart.
  if (/signature did not match/i.test(text)) return MIS_SIGNED
  const header = headers['x-ms-error-code'] ?? ''
  return storeErrorCode(text) || (/^\w{1,64}$/.test(header) ? header : '')
}

function isTransient(status: number, code: string): boolean {
  // A 2xx without a file, such as 202 or 204, says "not yet".
  return (
    status < 300 || status >= 500 || TRANSIENT_STATUSES.includes(status) || TRANSIENT_CODES.includes(code)
  )
}

function linkKind(status: number, code: string): TransferFailureKind {
  if (code === MIS_SIGNED) return 'signature-mismatch'
  if (isTransient(status, code)) return 'transient'
  if (status === 404) return 'missing'
  const isExpired = [401, 403, 410].includes(status) || (status === 400 && EXPIRED_CODES.includes(code))
  return isExpired ? 'expired' : 'permanent'
}

const LINK_HINTS: Readonly<Partial<Record<TransferFailureKind, string>>> = {
  expired: 'Run the step again with the same export-id: it asks the provider for a fresh link.',
  'signature-mismatch':
    'Something between the provider and the store changes the link; a proxy that rewrites addresses does.',
  missing: 'The provider may have deleted the files already: start a new export.',
}

function linkRefusal(refusal: Refusal): TransferFailure {
  const { label, host, status, headers, now } = refusal
  const code = codeOf(refusal)
  const kind = linkKind(status, code)
  const what =
    kind === 'expired' ? `The link to ${label} has expired or is refused` : `${label} cannot be fetched`
  const message = `${what}: ${host} answers ${status}${code && ` ${code}`}.`
  return {
    kind,
    error: new ExportError('download', message, {
      outlook: kind === 'transient' ? 'transient' : 'permanent',
      hint: LINK_HINTS[kind] ?? '',
      requestId: problemOf('', headers).requestId,
      retryAfterMs: retryAfterMs(headers, now),
      httpStatus: status,
    }),
  }
}

const API_CODES: Readonly<Record<number, FailureCode>> = { 401: 'auth', 403: 'forbidden', 404: 'not-found' }

const API_HINTS: Readonly<Record<number, string>> = {
  401: 'Check that the credential is still valid.',
  403: 'Give the credential the permission to download this export.',
  404: 'The provider may have deleted the file already: start a new export.',
}

function apiRefusal({ label, host, status, headers, text, now }: Refusal): TransferFailure {
  const { reason, remedy, requestId } = problemOf(text, headers)
  const isPassing = isTransient(status, storeErrorCode(text))
  const message = `${label} cannot be fetched: ${host} answers ${status}${reason && `, "${reason}"`}.`
  // A replica may not know yet what has just been finished.
  const lasting = status === 404 ? 'missing' : 'permanent'
  return {
    kind: isPassing ? 'transient' : lasting,
    error: new ExportError(API_CODES[status] ?? 'download', message, {
      outlook: isPassing ? 'transient' : 'permanent',
      hint: remedy || (API_HINTS[status] ?? ''),
      requestId,
      retryAfterMs: retryAfterMs(headers, now),
      httpStatus: status,
    }),
  }
}

/** What a refusal means and what may help. Of a store's text only its code is shown: the rest may hold parts of the signature. */
export function refusalOf(refusal: Refusal): TransferFailure {
  return refusal.source === 'link' ? linkRefusal(refusal) : apiRefusal(refusal)
}
