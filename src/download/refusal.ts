import { ExportError, type FailureCode } from '../failures/export-error.ts'
import { problemOf } from '../http/problem.ts'
import { retryAfterMs } from '../http/server-pause.ts'
import type { WireResponse } from '../http/transport.ts'
import { storeErrorCode } from './error-document.ts'
import type { TransferFailure, TransferFailureKind } from './retry.ts'
import type { FileTask } from './task.ts'

const WRONG_SIGNATURE = 'SignatureDoesNotMatch'
/** Codes that some stores send with a 400 for what others reject with a 403. */
const EXPIRED_CODES = ['ExpiredToken', 'InvalidToken', 'TokenRefreshRequired']
const TRANSIENT_STATUSES = [408, 425, 429]
/** S3 rejects a slow reader with a 400 and this code. */
const TRANSIENT_CODES = ['RequestTimeout', 'SlowDown']

const LINK_HINTS: Readonly<Partial<Record<TransferFailureKind, string>>> = {
  expired: 'Run the step again with the same export-id: it requests a fresh link.',
  'signature-mismatch': 'A proxy that rewrites URLs between the runner and the store can cause this.',
  missing: 'The provider may have deleted the files already: start a new export.',
}

const API_CODES: Readonly<Record<number, FailureCode>> = { 401: 'auth', 403: 'forbidden', 404: 'not-found' }

const API_HINTS: Readonly<Record<number, string>> = {
  401: 'Check that the credential is still valid.',
  403: 'Give the credential the permission to download this export.',
  404: 'The provider may have deleted the file already: start a new export.',
}

/**
 * What a response that is not the file means, and what may help. `text` is the start of its body. Of a store's text only
 * the code is shown: the rest may contain parts of the signature.
 */
export function refusalOf(
  { label, file, errorFormat, clock }: Pick<FileTask, 'label' | 'file' | 'errorFormat' | 'clock'>,
  { status, headers, url }: Pick<WireResponse, 'status' | 'headers' | 'url'>,
  text: string,
): TransferFailure {
  // The provider's own endpoint, where the credential counts; otherwise a signed link to a store, also after a redirect.
  const isApi = file.credential === 'session' && url.origin === new URL(file.url).origin
  const code = isApi ? storeErrorCode(text) : linkErrorCode(headers, text)
  const kind = kindOf(isApi, status, code)
  const { reason, remedy, requestId } = problemOf(isApi ? text : '', headers, errorFormat)
  const detail = isApi ? reason && `, "${reason}"` : code && ` ${code}`
  const what =
    kind === 'expired' ? `The link to ${label} has expired or was rejected` : `${label} cannot be downloaded`
  const error = new ExportError(
    (isApi && API_CODES[status]) || 'download',
    `${what}: ${url.host} returned HTTP ${status}${detail}.`,
    {
      remedy: kind === 'transient' ? 'retry' : 'never',
      hint: (isApi ? remedy || API_HINTS[status] : LINK_HINTS[kind]) ?? '',
      requestId,
      retryAfterMs: retryAfterMs(headers, clock.date()),
      httpStatus: status,
    },
  )
  return { kind, error }
}

function linkErrorCode(headers: WireResponse['headers'], text: string): string {
  // Azure sends "AuthenticationFailed" for a wrong signature as well as for an expired one; only the detail differs.
  if (/signature did not match/i.test(text)) return WRONG_SIGNATURE
  const header = headers['x-ms-error-code'] ?? ''
  return storeErrorCode(text) || (/^\w{1,64}$/.test(header) ? header : '')
}

function kindOf(isApi: boolean, status: number, code: string): TransferFailureKind {
  if (!isApi && code === WRONG_SIGNATURE) return 'signature-mismatch'
  // A 2xx without a file, such as 202 or 204, means "not yet".
  if (status < 300 || status >= 500 || TRANSIENT_STATUSES.includes(status) || TRANSIENT_CODES.includes(code))
    return 'transient'
  // A replica may not have a new file yet.
  if (status === 404) return 'missing'
  const isExpired = [401, 403, 410].includes(status) || (status === 400 && EXPIRED_CODES.includes(code))
  return !isApi && isExpired ? 'expired' : 'permanent'
}
