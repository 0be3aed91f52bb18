import type { BudgetName, FailureCode, Remedy } from '../failures/export-error.ts'
import { ExportError } from '../failures/export-error.ts'
import { sentence } from '../failures/plain.ts'
import { type FailureRow, failureFrom } from '../failures/rows.ts'
import type { Credentials, HttpRequest, HttpResponse, Place, Provider } from '../providers/provider.ts'
import { isPage } from './body.ts'
import type { Reaction } from './credential.ts'
import { problemIn } from './problem.ts'
import { rateLimitPauseMs, retryAfterMs } from './server-pause.ts'

/** The hint if nothing responds. */
export const CHECK_ADDRESS =
  'Check api-url and the proxy settings. A host in a private network needs a self-hosted runner in that network.'

const connection = (when: RegExp, why: string): FailureRow => ({
  when,
  code: 'network',
  remedy: 'retry',
  message: `{host} could not be reached: ${why}{code}.`,
  hint: CHECK_ADDRESS,
})
/** Nothing responds at that address, more often because it is wrong than because of an outage. */
const unreachable = (when: RegExp, why: string): FailureRow => ({
  ...connection(when, why),
  budget: 'unreachable',
})
const proxy = (when: RegExp, why: string, meaning: Partial<FailureRow> = {}): FailureRow => ({
  when,
  code: 'network',
  remedy: 'retry',
  message: `The proxy did not open a connection to {host}: ${why}.`,
  hint: 'Check https_proxy with its username and password, and that the proxy allows connections to this host.',
  ...meaning,
})

/** Errors of a connection, as `<code> <message>`. Those about a proxy are texts of the client's agent. */
const CONNECTION_FAILURES: readonly FailureRow[] = [
  proxy(/tunneling socket could not be established, statusCode=(407|403)/, 'it returned HTTP {1}', {
    remedy: 'never',
  }),
  proxy(/tunneling socket could not be established, statusCode=(\d+)/, 'it returned HTTP {1}'),
  proxy(
    /tunneling socket could not be established, cause=((?:\w{1,40} )?(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)\b.*)/,
    '{1}',
    { budget: 'unreachable' },
  ),
  proxy(/tunneling socket could not be established, cause=(.+)/, '{1}'),
  proxy(/tunneling socket could not be established, cause=/, 'it could not be reached'),
  proxy(/(illegal response body) from proxy/, 'it sent an {1}'),
  {
    when: /^(UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|CERT_|ERR_TLS_CERT|HOSTNAME_MISMATCH|INVALID_)/,
    code: 'network',
    remedy: 'never',
    message: 'The certificate of {host} is not trusted{code}.',
    hint: 'If a private CA issued it, pass the CA certificate as ca-certificate. Otherwise check api-url and the clock of the runner.',
  },
  {
    // Node refuses to send such a header; the error does not contain its value.
    when: /^ERR_(INVALID_CHAR|INVALID_HTTP_TOKEN|HTTP_INVALID_HEADER_VALUE)\b/,
    code: 'protocol',
    remedy: 'never',
    message: 'A header for {host} contains characters that are not allowed in HTTP{code}.',
    hint: 'Check the credential for line breaks and non-ASCII characters.',
  },
  {
    when: /^HPE_/,
    code: 'protocol',
    remedy: 'retry',
    budget: 'malformed',
    message: '{host} sent an invalid HTTP response{code}.',
    hint: 'Check api-url, and whether a proxy responds in place of the API.',
  },
  unreachable(/^ENOTFOUND\b/, 'the host name was not found'),
  unreachable(/^EAI_AGAIN\b/, 'the host name lookup failed'),
  unreachable(/^ECONNREFUSED\b/, 'the connection was refused'),
  unreachable(/^EHOSTUNREACH\b/, 'no route to the host'),
  unreachable(/^ENETUNREACH\b/, 'no route to its network'),
  unreachable(/^EADDRNOTAVAIL\b/, 'this machine has no suitable local address'),
  connection(/^ECONNRESET\b/, 'the connection was lost'),
  connection(/^ETIMEDOUT\b/, 'the connection timed out'),
  connection(/^EPIPE\b/, 'the connection was closed'),
  connection(/^(EPROTO|ERR_SSL_)/, 'the TLS handshake failed'),
  connection(/(?:)/, 'the connection failed'),
]

/** Failures of the connection. The texts name the host and nothing else of the address, which may contain secrets. */
export function transportFailure(error: unknown, { host }: URL): ExportError {
  if (error instanceof ExportError) return error
  const { code, message } = rootCause(error)
  const values = { host, code: inBrackets(code) }
  return failureFrom(CONNECTION_FAILURES, `${code} ${message}`, values, { cause: error })
}

/** A response that ended before its body was complete. */
export function brokenBody(error: unknown, { host }: URL): ExportError {
  const message = `The connection to ${host} was lost during the response${inBrackets(rootCause(error).code)}.`
  return new ExportError('network', message, { remedy: 'retry', hint: CHECK_ADDRESS, cause: error })
}

/** What is known of a request besides its response. */
export interface RequestContext {
  readonly provider: Provider
  readonly place: Place
  readonly credentials: Credentials
  /** What the status says about the credential. */
  readonly reaction: Reaction
  /** `for a start` also looks for a running export, `for the results` follows the status of a job that has succeeded. */
  readonly purpose: 'for a login' | 'for a start' | 'for the status' | 'for the results'
}

const returned = (
  when: RegExp,
  code: FailureCode,
  [remedy, budget]: readonly [Remedy, BudgetName?],
  hint: string,
): FailureRow => ({
  when,
  code,
  remedy,
  ...(budget && { budget }),
  message: '{title} returned HTTP {status}{reason}',
  hint,
})
const OUTAGE = 'The service may be down: check its status page, then run the step again{sameExport}.'
const CREDENTIAL = 'Check that the credential is valid for the host in api-url.'
const PERMISSION = 'Give the credential the permission to read this export.'
const START_PERMISSION = 'Give the credential the permission to start exports.'
const LIMITED = 'The service limits requests: start fewer steps at once, or set a longer poll-interval.'
const RESULTS =
  'The export has succeeded, but its results are missing: they may have expired. Start a new export.'
const UNKNOWN = 'Check {inputs}. The export may have been deleted.'
const REDIRECT = 'Check api-url: the response is a redirect, which was not followed.'
const CONFLICT =
  'The state of the export does not allow the request: check the export in the service, or start a new one.'
const RUNNING = 'Check the exports in the service: if one is running, {adopt}without start: true.'
const GONE = 'The export is gone: start a new one.'
const NO_LOGIN = 'There is no login at this address. Check api-url.'
const INVALID = 'Check {inputs}: the service rejects the request itself.'

/** Error statuses of an API, as `<status>`, ` with Retry-After` if there is one, the reaction and the purpose. The hint of a provider takes precedence. */
const STATUS_FAILURES: readonly FailureRow[] = [
  // The token of a login may be accepted later, or a new one may.
  returned(/^401 .*(replaced|unsettled)/, 'auth', ['renew-credential'], CREDENTIAL),
  // Neither that token nor a second one was accepted.
  returned(/^401 .*refused/, 'auth', ['never', 'refused'], CREDENTIAL),
  returned(/^401/, 'auth', ['never'], CREDENTIAL),
  // A secondary rate limit.
  returned(/^403 with Retry-After/, 'forbidden', ['later', 'throttled'], LIMITED),
  returned(/^403 .*for a start/, 'forbidden', ['never'], START_PERMISSION),
  returned(/^403/, 'forbidden', ['never'], PERMISSION),
  returned(/^(?!400|408|425|429)[1-4]\d\d .*for a login/, 'rejected', ['never'], NO_LOGIN),
  returned(/^404 .*for the results/, 'not-found', ['later', 'results'], RESULTS),
  returned(/^404 .*for a start/, 'not-found', ['later', 'missing'], INVALID),
  returned(/^404/, 'not-found', ['later', 'missing'], UNKNOWN),
  returned(/^(408|425)/, 'network', ['retry'], OUTAGE),
  returned(/^429/, 'network', ['later'], LIMITED),
  returned(/^409 .*for a start/, 'rejected', ['never'], RUNNING),
  returned(/^409/, 'rejected', ['never'], CONFLICT),
  returned(/^410/, 'rejected', ['never'], GONE),
  returned(/^4/, 'rejected', ['never'], INVALID),
  returned(/^[1-3]/, 'rejected', ['never'], REDIRECT),
  // A server that asks for a pause is available.
  returned(/^5\d\d with Retry-After/, 'network', ['later'], OUTAGE),
  returned(/(?:)/, 'network', ['retry'], OUTAGE),
]

/** The failure of a response with an error status, with the provider's message and hints. */
export function responseFailure(response: HttpResponse, context: RequestContext, now: Date): ExportError {
  const { provider, reaction, purpose } = context
  const { status, headers } = response
  const { reason, advice, requestId } = problemIn(response, provider)
  const shown = reason.startsWith(`${status} `) ? reason.slice(4).trimStart() : reason
  const why = shown && `: ${shown}`
  const requestedMs = retryAfterMs(headers, now)
  const meaning = provider.isRateLimit?.(response) ? 429 : status
  const isThrottled = status === 403 && requestedMs > 0
  const text = `${meaning}${requestedMs > 0 ? ' with Retry-After' : ''} ${reaction} ${purpose}`
  const values = {
    title: provider.title,
    status: String(status),
    reason: sentence(why || '.'),
    inputs: inputsOf(context),
    adopt: provider.isNamedByResource ? 'wait for it ' : 'pass its ID as export-id ',
    sameExport: /login|start/.test(purpose) ? '' : ' with the same export-id',
  }
  return failureFrom(STATUS_FAILURES, text, values, {
    hint: [sentence(advice), ownHint(isThrottled ? 429 : meaning, context)].filter(Boolean).join(' '),
    requestId,
    httpStatus: status,
    retryAfterMs: Math.max(requestedMs, rateLimitPauseMs(headers, now)),
    isPage: isPage(response),
  })
}

/**
 * The error of a request. In place of the input `api-url`, its hint names what has set the address; the message names the
 * section of a user's definition that describes the request.
 */
export function errorOf(
  error: ExportError,
  { section, url }: Pick<HttpRequest, 'section' | 'url'>,
  { place, provider }: Pick<RequestContext, 'place' | 'provider'>,
): ExportError {
  const isApi = new URL(url).origin === new URL(place.apiUrl).origin
  // A host that responds exists, so that only the path of the login can be wrong.
  const isHost = isApi && !(section === 'login' && error.httpStatus !== undefined)
  const key = isHost ? 'api' : `${section}.url`
  const input = provider.inputs.tenant ? 'tenant or api-url' : 'api-url'
  const address = section ? `${key} in the definition` : isApi ? input : 'the download link'
  const { code, message, cause } = error
  const named = section ? `${sentence(message)} Request: ${section}.` : message
  return new ExportError(code, named, { ...error, cause, hint: error.hint.replace('api-url', address) })
}

/** The hint of the provider, unless it is about an input that the step does not use. */
function ownHint(
  status: number,
  { provider: { hints, isNamedByResource }, credentials, purpose }: RequestContext,
): string | undefined {
  if (purpose === 'for the results' || purpose === 'for a login') return undefined
  const hint = (purpose === 'for a start' && hints.start?.[status]) || hints[status]
  const unused = [
    ...(purpose === 'for a start' && !isNamedByResource ? ['export-id'] : []),
    ...(status === 401 && credentials.kind === 'login' ? ['token'] : []),
  ]
  return unused.some(name => hint?.includes(name)) ? undefined : hint
}

/** The inputs that say what is requested and where. */
function inputsOf({ provider, place, purpose }: RequestContext): string {
  const { inputs, isNamedByResource, request = 'none' } = provider
  const isStart = purpose === 'for a start'
  const names = [
    purpose === 'for a login' || (isStart && !isNamedByResource) ? '' : 'export-id',
    ...Object.keys(inputs.ids ?? {}).filter(name => place.ids[name]),
    isStart && request !== 'none' ? 'request' : '',
    'api-url',
    inputs.apiVersion ? 'api-version' : '',
  ]
  const listed = names.filter(Boolean).join(', ')
  return listed.replace(/, ([^,]*)$/, ' and $1')
}

const MAX_CAUSES = 5

/** The outermost error with a code, searched in the first of several errors and in causes. */
function rootCause(error: unknown, depth = 0): { readonly code: string; readonly message: string } {
  const { code, message, errors, cause } = Object(error) as Readonly<Record<string, unknown>>
  if (typeof code === 'string') return { code, message: String(message) }
  const inner = Array.isArray(errors) ? errors[0] : cause
  return inner !== undefined && depth < MAX_CAUSES
    ? rootCause(inner, depth + 1)
    : { code: '', message: String(message) }
}

function inBrackets(code: string): string {
  return code === '' ? '' : ` (${code})`
}
