import { ExportError, type Remedy } from '../failures/export-error.ts'
import { FILES_KEPT, unsupportedServer, unusableToken } from './preconditions.ts'

/** A failure of the artifact client, and what to do next. The error contains no text of the server. */
export interface UploadFailure {
  readonly remedy: 'retry' | 'name-taken' | 'give-up'
  readonly error: ExportError
}

const RETRY_LATER = 'Run the job again later; githubstatus.com shows whether Actions has an outage.'
const CHECK_NETWORK =
  'Let the runner reach *.actions.githubusercontent.com and *.blob.core.windows.net, or run the job again.'

/**
 * The first matching row counts. The client wraps its typed errors in plain ones, so only their texts distinguish them.
 * `$1` in a message is the first group of its pattern.
 */
const FAILURES: readonly {
  readonly pattern: RegExp
  readonly remedy: UploadFailure['remedy']
  readonly message: string
  readonly hint: string
}[] = [
  {
    pattern: /storage quota has been hit/,
    remedy: 'give-up',
    message: 'The account has no artifact storage left.',
    hint: 'Delete old artifacts or raise the limit under Billing; usage is recalculated every few hours.',
  },
  {
    pattern: /^RestError (?:\w+ )?(401|403)\b/,
    remedy: 'give-up',
    message: 'The artifact storage rejected the signed URL (HTTP $1).',
    hint: 'A proxy that changes requests or a wrong clock on the runner causes this.',
  },
  {
    pattern: /Failed request: \(409\)/,
    remedy: 'name-taken',
    message: 'The artifact name is already in use.',
    hint: '',
  },
  {
    pattern: /Failed request: \((401)\)/,
    remedy: 'give-up',
    message: 'The artifact service did not accept the runtime token (HTTP $1).',
    hint: 'The token expires with the job: run the job again.',
  },
  {
    pattern: /Failed request: \((403)\)/,
    remedy: 'give-up',
    message: 'The artifact service rejected the request (HTTP $1).',
    hint: 'The limit of artifacts per job or a policy of the organization may forbid the upload; otherwise run the job again.',
  },
  {
    pattern: /(?:Failed request: \(|^RestError (?:\w+ )?)(429|5\d\d)\b/,
    remedy: 'retry',
    message: 'The artifact service returned HTTP $1.',
    hint: RETRY_LATER,
  },
  {
    pattern: /Failed request: \((\d{3})\)/,
    remedy: 'give-up',
    message: 'The artifact service rejected the request (HTTP $1).',
    hint: RETRY_LATER,
  },
  {
    pattern: /\b(E(?:CONN\w+|NOTFOUND|TIMEDOUT|AI_AGAIN|HOSTUNREACH|NETUNREACH|PIPE)|REQUEST_SEND_ERROR)\b/,
    remedy: 'retry',
    message: 'The connection to the artifact service failed ($1).',
    hint: CHECK_NETWORK,
  },
  {
    pattern: /Request timeout|Upload progress stalled/,
    remedy: 'retry',
    message: 'The artifact service stopped responding.',
    hint: CHECK_NETWORK,
  },
  {
    pattern: /not valid JSON|Unexpected (?:token|end of JSON)/,
    remedy: 'retry',
    message: "The response did not come from GitHub's artifact service.",
    hint: `A proxy or a captive portal may respond in its place. ${CHECK_NETWORK}`,
  },
  {
    pattern: /\b(ENOENT|EACCES|EPERM|EISDIR|EIO)\b|No files were found|does not exist|during file read/,
    remedy: 'give-up',
    message: 'A file to upload can no longer be read.',
    hint: 'Keep other steps and processes away from the folder while this step runs.',
  },
]

/** Explains a failed call of the client; the original error is the `cause`. */
export function explainFailure(thrown: unknown): UploadFailure {
  if (thrown instanceof ExportError) return { remedy: 'give-up', error: thrown }
  const { name, code, statusCode, message } = Object(thrown) as Readonly<Record<string, unknown>>
  const text = [name, code, statusCode, message].filter(part => part !== undefined).join(' ')
  if (/GHESNotSupportedError/.test(text))
    return { remedy: 'give-up', error: unsupportedServer('this server') }
  if (/InvalidTokenError|JWT token is invalid/.test(text))
    return { remedy: 'give-up', error: unusableToken() }
  const failure = FAILURES.find(({ pattern }) => pattern.test(text))
  if (failure === undefined)
    return {
      remedy: 'give-up',
      error: uploadError('The artifact client failed for an unknown reason.', RETRY_LATER, { cause: thrown }),
    }
  return {
    remedy: failure.remedy,
    error: uploadError(failure.message.replace('$1', failure.pattern.exec(text)?.[1] ?? ''), failure.hint, {
      remedy: failure.remedy === 'retry' ? 'retry' : 'never',
      cause: thrown,
    }),
  }
}

/** An error of code `upload`, with the place of the downloaded files in its hint. */
export function uploadError(
  message: string,
  hint: string,
  details: { readonly remedy?: Remedy; readonly cause?: unknown } = {},
): ExportError {
  return new ExportError('upload', message, { ...details, hint: `${hint} ${FILES_KEPT}`.trim() })
}
