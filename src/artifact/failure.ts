import { ExportError, type FailureDetails } from '../failures/export-error.ts'
import { type FailureRow, failureFrom } from '../failures/rows.ts'
import { unsupportedServer, unusableToken } from './preconditions.ts'

/** Ends the hint of every failed upload: the download is not lost. */
const FILES_KEPT = 'The downloaded files are kept in the folder in the output path.'

const RETRY_LATER = 'Run the job again later; githubstatus.com shows whether Actions has an outage.'
const CHECK_NETWORK =
  'Let the runner reach *.actions.githubusercontent.com and *.blob.core.windows.net, or run the job again.'

/** The client wraps its typed errors in plain ones, so only their texts distinguish them. Only the reason of a 403 is shown from the server's texts. */
const CLIENT_FAILURES: readonly FailureRow[] = (
  [
    {
      when: /storage quota has been hit/,
      remedy: 'never',
      message: 'The account has no artifact storage left.',
      hint: 'Delete old artifacts or raise the limit under Billing; usage is recalculated every few hours.',
    },
    {
      when: /^RestError (?:\w+ )?(401|403)\b/,
      remedy: 'never',
      message: 'The artifact storage rejected the signed URL (HTTP {1}).',
      hint: 'A proxy that changes requests or a wrong clock on the runner causes this.',
    },
    {
      when: /Failed request: \(409\)/,
      remedy: 'start-over',
      message: 'The artifact name is already in use.',
      hint: 'Use another artifact-name.',
    },
    {
      when: /Failed request: \((401)\)/,
      remedy: 'never',
      message: 'The artifact service did not accept the runtime token (HTTP {1}).',
      hint: 'The token expires with the job: run the job again.',
    },
    {
      // The gateway sends this for a few seconds: https://github.com/actions/toolkit/pull/2452.
      when: /Failed request: \(403\) Forbidden: Error from intermediary/,
      remedy: 'retry',
      message: 'A gateway in front of the artifact service rejected the request (HTTP 403).',
      hint: CHECK_NETWORK,
    },
    {
      when: /Failed request: \(403\)[^:]*(: .*[^.])?/s,
      remedy: 'never',
      message: 'The artifact service rejected the request (HTTP 403){1}.',
      hint: 'A policy of the organization, the permissions of the job, its limit of artifacts or the storage quota may forbid the upload.',
    },
    {
      when: /(?:Failed request: \(|^RestError (?:\w+ )?)(429|5\d\d)\b/,
      remedy: 'retry',
      message: 'The artifact service returned HTTP {1}.',
      hint: RETRY_LATER,
    },
    {
      when: /Failed request: \((\d{3})\)/,
      remedy: 'never',
      message: 'The artifact service rejected the request (HTTP {1}).',
      hint: RETRY_LATER,
    },
    {
      when: /\b(E(?:CONN\w+|NOTFOUND|TIMEDOUT|AI_AGAIN|HOSTUNREACH|NETUNREACH|PIPE)|REQUEST_SEND_ERROR)\b/,
      remedy: 'retry',
      message: 'The connection to the artifact service failed ({1}).',
      hint: CHECK_NETWORK,
    },
    {
      when: /Request timeout|Upload progress stalled/,
      remedy: 'retry',
      message: 'The artifact service stopped responding.',
      hint: CHECK_NETWORK,
    },
    {
      when: /not valid JSON|Unexpected (?:token|end of JSON)/,
      remedy: 'retry',
      message: "The response did not come from GitHub's artifact service.",
      hint: `A proxy or a captive portal may respond in its place. ${CHECK_NETWORK}`,
    },
    {
      when: /\b(ENOENT|EACCES|EPERM|EISDIR|EIO)\b|No files were found|does not exist|during file read/,
      remedy: 'never',
      message: 'A file to upload can no longer be read.',
      hint: 'Keep other steps and processes away from the folder while this step runs.',
    },
    {
      when: /(?:)/,
      remedy: 'never',
      message: 'The artifact client failed for an unknown reason.',
      hint: RETRY_LATER,
    },
  ] as const
).map(row => ({ ...row, code: 'upload', hint: `${row.hint} ${FILES_KEPT}` }))

/** Explains a failed call of the client; the original error is the `cause`. */
export function explainFailure(thrown: unknown): ExportError {
  if (thrown instanceof ExportError) return thrown
  const { name, code, statusCode, message } = Object(thrown) as Readonly<Record<string, unknown>>
  const text = [name, code, statusCode, message].filter(part => part !== undefined).join(' ')
  if (/GHESNotSupportedError/.test(text)) return afterDownload(unsupportedServer('this server'))
  if (/InvalidTokenError|JWT token is invalid/.test(text)) return afterDownload(unusableToken())
  return failureFrom(CLIENT_FAILURES, text, {}, { cause: thrown })
}

/** An error that was found only after the download. */
export function afterDownload({ message, hint }: ExportError): ExportError {
  return uploadError(message, hint)
}

/** An error of code `upload`, with the place of the downloaded files in its hint. */
export function uploadError(message: string, hint: string, details: FailureDetails = {}): ExportError {
  return new ExportError('upload', message, { ...details, hint: `${hint} ${FILES_KEPT}` })
}
