import { ExportError, type Outlook } from '../failures/export-error.ts'
import { FILES_KEPT, unsupportedServer, unusableToken } from './service.ts'

/** What an upload that failed calls for: another attempt, a look at who holds the name, or nothing. */
export type Remedy = 'again' | 'name-taken' | 'give-up'

/** A failure of the artifact client in our words; none of the server's, which are not ours to print. */
export interface UploadFailure {
  readonly remedy: Remedy
  readonly error: ExportError
}

interface Cause {
  readonly pattern: RegExp
  readonly remedy: Remedy
  /** `$1` is the number or code that the pattern caught. */
  readonly message: string
  readonly next: string
}

const WAIT = 'Run the job again later; githubstatus.com tells whether Actions has an outage.'
const REACH =
  'Let the runner reach *.actions.githubusercontent.com and *.blob.core.windows.net, or run the job again.'
const READ = 'Keep other steps and processes away from the folder while this step runs.'

// First match wins. The client wraps its typed errors in plain ones, so only their texts are left to tell them apart.
const CAUSES: readonly Cause[] = [
  {
    pattern: /storage quota has been hit/,
    remedy: 'give-up',
    message: 'The account has no artifact storage left.',
    next: 'Delete old artifacts or raise the limit under Billing; usage is recounted every few hours.',
  },
  {
    pattern: /^RestError (?:\w+ )?(401|403)\b/,
    remedy: 'give-up',
    message: 'The artifact storage refused the signed link (HTTP $1).',
    next: 'A proxy that alters requests or a wrong clock on the runner does this.',
  },
  {
    pattern: /Failed request: \(409\)/,
    remedy: 'name-taken',
    message: 'The artifact name is taken.',
    next: '',
  },
  {
    pattern: /Failed request: \((401)\)/,
    remedy: 'give-up',
    message: 'The artifact service did not accept the runtime token (HTTP $1).',
    next: 'The token ends with the job: run the job again.',
  },
  {
    pattern: /Failed request: \((403)\)/,
    remedy: 'give-up',
    message: 'The artifact service refused (HTTP $1).',
    next: 'The limit of artifacts per job, or a policy of the organization, may forbid more; otherwise run the job again.',
  },
  {
    pattern: /(?:Failed request: \(|^RestError (?:\w+ )?)(429|5\d\d)\b/,
    remedy: 'again',
    message: 'The artifact service is out of order (HTTP $1).',
    next: WAIT,
  },
  {
    pattern: /Failed request: \((\d{3})\)/,
    remedy: 'give-up',
    message: 'The artifact service refused (HTTP $1).',
    next: WAIT,
  },
  {
    pattern: /\b(E(?:CONN\w+|NOTFOUND|TIMEDOUT|AI_AGAIN|HOSTUNREACH|NETUNREACH|PIPE)|REQUEST_SEND_ERROR)\b/,
    remedy: 'again',
    message: 'The connection to the artifact service failed ($1).',
    next: REACH,
  },
  {
    pattern: /Request timeout|Upload progress stalled/,
    remedy: 'again',
    message: 'The artifact service stopped answering.',
    next: REACH,
  },
  {
    pattern: /not valid JSON|Unexpected (?:token|end of JSON)/,
    remedy: 'again',
    message: 'What answered is not the artifact service.',
    next: `A proxy or a captive portal may answer in its place. ${REACH}`,
  },
  {
    pattern: /\b(ENOENT|EACCES|EPERM|EISDIR|EIO)\b|No files were found|does not exist|during file read/,
    remedy: 'give-up',
    message: 'A file to upload can no longer be read.',
    next: READ,
  },
]

/** Says what a failed call of the client means; the original stays the `cause`. */
export function explainFailure(thrown: unknown): UploadFailure {
  if (thrown instanceof ExportError) return { remedy: remedyOf(thrown.outlook), error: thrown }
  const text = describe(thrown)
  if (/GHESNotSupportedError/.test(text))
    return { remedy: 'give-up', error: unsupportedServer('this server') }
  if (/InvalidTokenError|JWT token is invalid/.test(text))
    return { remedy: 'give-up', error: unusableToken() }
  const cause = CAUSES.find(({ pattern }) => pattern.test(text))
  if (cause === undefined)
    return {
      remedy: 'give-up',
      error: failed('The artifact client gave up for a reason that this action does not know.', WAIT, {
        cause: thrown,
      }),
    }
  const message = cause.message.replace('$1', cause.pattern.exec(text)?.[1] ?? '')
  const outlook = cause.remedy === 'again' ? 'transient' : 'permanent'
  return { remedy: cause.remedy, error: failed(message, cause.next, { outlook, cause: thrown }) }
}

/** An upload failure as the user reads it. */
export function failed(
  message: string,
  next: string,
  facts: { outlook?: Outlook; cause?: unknown } = {},
): ExportError {
  return new ExportError('upload', message, {
    ...facts,
    hint: `${next} ${FILES_KEPT}`.trim(),
  })
}

function remedyOf(outlook: Outlook): Remedy {
  return outlook === 'transient' ? 'again' : 'give-up'
}

function describe(thrown: unknown): string {
  const { name, code, statusCode, message } = Object(thrown) as Readonly<Record<string, unknown>>
  return [name, code, statusCode, message].filter(part => part !== undefined).join(' ')
}
