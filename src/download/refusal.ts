import type { ExportError } from '../failures/export-error.ts'
import { type FailureRow, failureFrom } from '../failures/rows.ts'
import { parseBody } from '../http/body.ts'
import { problemIn } from '../http/problem.ts'
import { retryAfterMs } from '../http/server-pause.ts'
import type { WireResponse } from '../http/transport.ts'
import type { RemoteFile } from '../providers/provider.ts'
import { storeErrorCode } from './error-document.ts'
import type { FileTask } from './task.ts'

const FAILED = { code: 'download', message: '{label} cannot be downloaded: {what}.' } as const
const DELETED = 'The provider may have deleted the files already: start a new export.'
/** A 2xx without a file, such as 202, means "not yet". S3 rejects a slow reader with a 400 and RequestTimeout. */
const BUSY: FailureRow = {
  ...FAILED,
  when: /^(?:2\d\d|408|425|429|5\d\d)\b|^\d+ (?:RequestTimeout|SlowDown)$/,
  remedy: 'later',
  hint: '',
}
const REFUSED: FailureRow = {
  ...FAILED,
  when: /^/,
  remedy: 'never',
  hint: '',
}

/** What a store means by a status and the code in its error. A link that was just made may be rejected for a while. */
const STORE: readonly FailureRow[] = [
  BUSY,
  {
    ...FAILED,
    when: / SignatureDoesNotMatch$/,
    remedy: 'refresh-link',
    hint: 'A proxy that rewrites URLs between the runner and the store can cause this.',
  },
  // A replica may not have a new file yet.
  { ...FAILED, when: /^404\b/, remedy: 'refresh-link', hint: DELETED },
  {
    code: 'download',
    when: /^(?:401|403|410)\b|^400 (?:ExpiredToken|InvalidToken|TokenRefreshRequired)$/,
    remedy: 'refresh-link',
    message: 'The link to {label} has expired or was rejected: {what}.',
    hint: 'Run the step again with the same export-id: it requests a fresh link.',
  },
  REFUSED,
]

/** The provider's own endpoint may refuse a file for a while. */
const DENIED = { ...FAILED, remedy: 'later', budget: 'missing' } as const

/** What the provider's own endpoint means by a status. */
const API: readonly FailureRow[] = [
  BUSY,
  { ...DENIED, when: /^401\b/, code: 'auth', hint: 'Check that the credential is still valid.' },
  {
    ...DENIED,
    when: /^403\b/,
    code: 'forbidden',
    hint: 'Give the credential the permission to download this export.',
  },
  { ...DENIED, when: /^404\b/, code: 'not-found', hint: DELETED },
  { ...DENIED, when: /^410\b/, hint: DELETED },
  REFUSED,
]

/**
 * The failure of a response that is not the file. `text` is its whole body, or empty. Only the code of a store's text is
 * shown: the rest may contain parts of the signature.
 */
export function refusalOf(
  { label, provider, redact, clock }: Pick<FileTask, 'label' | 'provider' | 'redact' | 'clock'>,
  file: RemoteFile,
  { status, headers, url }: Pick<WireResponse, 'status' | 'headers' | 'url'>,
  text: string,
): ExportError {
  // The provider's own endpoint, where the credential is valid; otherwise a signed link to a store, also after a redirect.
  const isApi = file.credential === 'session' && url.origin === new URL(file.url).origin
  const code = isApi ? storeErrorCode(text) : linkErrorCode(headers, text)
  const { reason, advice, requestId } = problemIn(
    { headers, ...parseBody(isApi ? text : '', redact) },
    provider,
  )
  const detail = isApi ? reason && `, "${reason}"` : code && ` ${code}`
  const hint = isApi ? advice || provider.hints[status] : [401, 403, 404].includes(status) && file.hint
  return failureFrom(
    isApi ? API : STORE,
    `${status} ${code}`.trim(),
    { label, what: `${url.host} returned HTTP ${status}${detail}` },
    {
      ...(hint && { hint }),
      requestId,
      retryAfterMs: retryAfterMs(headers, clock.date()),
      httpStatus: status,
    },
  )
}

function linkErrorCode(headers: WireResponse['headers'], text: string): string {
  // Azure sends "AuthenticationFailed" for a wrong signature as well as for an expired one; only the detail differs.
  if (/signature did not match/i.test(text)) return 'SignatureDoesNotMatch'
  const header = headers['x-ms-error-code'] ?? ''
  return storeErrorCode(text) || (/^\w{1,64}$/.test(header) ? header : '')
}
