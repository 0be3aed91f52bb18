import type { Emit, Warning } from '../failures/events.ts'
import { ExportError } from '../failures/export-error.ts'
import type {
  CredentialHeaders,
  Credentials,
  Exchange,
  HttpRequest,
  HttpResponse,
  Provider,
  RemoteFile,
} from '../providers/provider.ts'
import { MALFORMED } from '../providers/response.ts'
import type { Clock } from '../runtime/clock.ts'
import { startDeadline } from '../runtime/deadline.ts'
import { notJsonFailure, parseBody, readText } from './body.ts'
import type { Credential, LoginOptions, Reaction } from './credential.ts'
import { fixedCredential, loginCredential } from './credential.ts'
import type { RequestContext } from './failure.ts'
import { CHECK_ADDRESS, errorOf, responseFailure } from './failure.ts'
import { problemIn } from './problem.ts'
import type { RedirectOptions } from './redirects.ts'
import { followRedirects } from './redirects.ts'
import { rateLimitPauseMs, retryAfterMs } from './server-pause.ts'
import type { StartAttempt } from './start.ts'
import { startFailure } from './start.ts'
import type { Send, WireResponse } from './transport.ts'

/** What a session is made from. */
export interface SessionOptions extends LoginOptions {
  readonly provider: Provider
  readonly credentials: Credentials
  readonly send: Send
  readonly emit: Emit<Warning>
  /** The time limit of one request, in milliseconds, from connecting to the last byte; 30,000 by default. */
  readonly attemptMs?: number
}

/** The result of an exchange. */
export interface ExchangeResult<T> {
  readonly value: T
  /** How long `Retry-After` and the rate-limit headers ask to pause, in milliseconds, at least 0. */
  readonly pauseMs: number
}

/**
 * Requests a file and returns the response after redirects, whatever its status. The credential goes to the API's own
 * origin only.
 */
export type OpenFile = (
  file: RemoteFile,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
) => Promise<WireResponse>

/** Sends the requests to one API; the only place that holds its secrets. */
export interface Session {
  /**
   * Runs an exchange; rejects with an `ExportError`, after whose code `start-unknown` the exchange must not be repeated. `pending`
   * returns the value for a response to a poll that the provider classifies as pending; without it, the exchange starts an export
   * or looks for one.
   */
  run<T>(
    exchange: Exchange<T>,
    signal: AbortSignal,
    pending?: (response: HttpResponse) => T,
  ): Promise<ExchangeResult<T>>
  readonly open: OpenFile
}

const ATTEMPT_MS = 30_000
/** A start may take its time, and a second one may do harm. */
const START_ATTEMPT_MS = 300_000

/** A response with what it means for the provider, if the general rules do not apply. */
interface ClassifiedResponse extends HttpResponse {
  readonly meaning?: ReturnType<Classify>
}

type Classify = NonNullable<Provider['classify']>

interface RequestOptions {
  readonly classify?: Classify | undefined
  readonly purpose: RequestContext['purpose']
  /** Set for the request that starts a job. */
  readonly start?: StartAttempt | undefined
}

/** Creates a session; it sends nothing before the first request. */
export function createSession(options: SessionOptions): Session {
  const { send, provider, place, credentials, vault, clock, emit, attemptMs = ATTEMPT_MS } = options
  const apiOrigin = new URL(place.apiUrl).origin

  const transmit = (
    { method, url: address, headers = {}, body }: HttpRequest,
    credentialHeaders: CredentialHeaders,
    { scope, isFinal }: Pick<RedirectOptions, 'scope' | 'isFinal'>,
    signal: AbortSignal,
    onConnected?: () => void,
  ): Promise<WireResponse> => {
    const url = new URL(address)
    const redirects: RedirectOptions = {
      scope,
      isFinal,
      credential: url.origin === apiOrigin ? credentialHeaders : {},
      // Only a link to another origin may be signed.
      onRedirect: next => next.origin === apiOrigin || vault.maskLink(next.href),
    }
    return followRedirects(send, { method, url, headers, body, onConnected }, redirects, signal)
  }

  /** Sends a request and reads the whole response within the time limit. */
  const attempt = async (
    request: HttpRequest,
    credentialHeaders: CredentialHeaders,
    signal: AbortSignal,
    { classify, start }: RequestOptions,
  ): Promise<ClassifiedResponse> => {
    const { host } = new URL(request.url)
    const limitMs = start ? START_ATTEMPT_MS : attemptMs
    const error = () =>
      new ExportError('network', `${host} did not respond within ${limitMs / 1000} s.`, {
        remedy: 'retry',
        hint: CHECK_ADDRESS,
      })
    const deadline = startDeadline(clock, { ms: limitMs, parent: signal, error })
    const scope: RedirectOptions['scope'] =
      request.credential === 'session' && !start ? 'same-origin' : 'none'
    const read = async (response: WireResponse): Promise<ClassifiedResponse> => {
      const { status, headers } = response
      const text = await (isGood(status) ? readText(response) : readErrorBody(response, clock, signal))
      const whole = { status, headers, ...parseBody(text, vault.redact), receivedAt: clock.date() }
      return { ...whole, meaning: classify?.(whole, request) }
    }
    const last: { redirect?: ClassifiedResponse } = {}
    const isFinal = async (redirect: WireResponse) => {
      last.redirect = await read(redirect)
      return last.redirect.meaning !== undefined
    }
    try {
      const redirects = { scope, isFinal: classify && isFinal }
      if (start) Object.assign(start, { isConnected: false, response: undefined })
      const onConnected =
        start &&
        (() => {
          start.isConnected = true
        })
      const response = await transmit(request, credentialHeaders, redirects, deadline.signal, onConnected)
      const whole = last.redirect?.meaning ? last.redirect : await read(response)
      if (start) start.response = whole
      return whole
    } finally {
      deadline.clear()
    }
  }

  /** Throws the failure of a request. */
  const failed =
    (request: Pick<HttpRequest, 'section' | 'url'>, signal: AbortSignal) =>
    (error: unknown): never => {
      const isOwn = error instanceof ExportError && !signal.aborted
      throw isOwn ? errorOf(error, request, options) : error
    }

  /** Resolves to a 2xx response with JSON or to one that `classify` accepts; every other response is a failure. */
  const requestJson = async (
    request: HttpRequest,
    signal: AbortSignal,
    requestOptions: RequestOptions,
  ): Promise<ClassifiedResponse> => {
    const hasCredential = request.credential === 'session'
    const fail = failed(request, signal)
    const sendWith = (headers: CredentialHeaders) =>
      attempt(request, headers, signal, requestOptions).catch(fail)
    const { response, reaction } = hasCredential
      ? await withCredential(credential, apiOrigin, signal, sendWith)
      : { response: await sendWith({}), reaction: 'kept' as const }
    if (response.meaning) return response
    if (!isGood(response.status)) {
      const context = { provider, place, credentials, reaction, purpose: requestOptions.purpose }
      fail(responseFailure(response, context, clock.date()))
    }
    // The response to a login may contain a token in any form.
    if (response.json === undefined)
      fail(
        notJsonFailure(response, {
          host: new URL(request.url).host,
          redactBody: !hasCredential,
          hint: provider.hints.malformed,
        }),
      )
    return response
  }

  const credential =
    credentials.kind === 'headers'
      ? fixedCredential(credentials.headers)
      : loginCredential(credentials, options, async (exchange, signal) => {
          const { value } = await runExchange(exchange, undefined, request =>
            requestJson({ ...request, credential: 'none' }, signal, { purpose: 'for a login' }),
          )
          return value
        })

  return {
    async run(exchange, signal, pending) {
      const classify: Classify = (response, request) => {
        const meaning = provider.classify?.(response, request)
        return meaning === 'pending' && !pending ? undefined : meaning
      }
      let start: StartAttempt | undefined
      const sendRequest = (request: HttpRequest, last: HttpResponse | undefined) => {
        // Without this header, an intermediate cache could serve the first status for hours.
        const headers = { 'cache-control': 'no-cache', ...request.headers }
        if (request.starts) start = { isConnected: false, response: undefined }
        return requestJson({ ...request, headers }, signal, {
          classify: provider.classify && classify,
          // A poll has further requests only for a job that has succeeded.
          purpose: pending ? (last ? 'for the results' : 'for the status') : 'for a start',
          start: request.starts && start,
        })
      }
      const { value, last } = await runExchange(exchange, provider, sendRequest, pending).catch(
        (error: unknown) => {
          throw start && error instanceof ExportError ? startFailure(error, start, provider) : error
        },
      )
      if (!last) return { value, pauseMs: 0 }
      const { headers } = last
      const now = clock.date()
      warnAboutDeprecation(headers, provider, now, emit)
      return { value, pauseMs: Math.max(retryAfterMs(headers, now), rateLimitPauseMs(headers, now)) }
    },
    async open(file, headers, signal) {
      const { url, accept = '*/*', credential: kind } = file
      const request: HttpRequest = { method: 'GET', url, headers: { accept, ...headers }, credential: kind }
      const sendFile = (credentialHeaders: CredentialHeaders) =>
        transmit(request, credentialHeaders, { scope: 'any-origin' }, signal).catch(failed(file, signal))
      if (kind === 'session') return (await withCredential(credential, apiOrigin, signal, sendFile)).response
      vault.maskLink(url)
      return sendFile({})
    },
  }
}

function isGood(status: number): boolean {
  return status >= 200 && status <= 299
}

/** The status says what failed; the reason in the body is not worth a long wait. */
const ERROR_BODY_MS = 5_000

/** The body of an error response; empty if it cannot be read within 5 s. */
async function readErrorBody(response: WireResponse, clock: Clock, signal: AbortSignal): Promise<string> {
  const done = new AbortController()
  void clock.sleep(ERROR_BODY_MS, AbortSignal.any([signal, done.signal])).then(response.close)
  try {
    return await readText(response)
  } catch {
    signal.throwIfAborted()
    return ''
  } finally {
    done.abort()
  }
}

/** Sends with the current credential, and once more if it is refused and another one may be accepted. */
async function withCredential<
  T extends {
    readonly status: number
    readonly meaning?: ClassifiedResponse['meaning']
    readonly url?: URL
    close?(): void
  },
>(
  credential: Credential,
  apiOrigin: string,
  signal: AbortSignal,
  send: (headers: CredentialHeaders) => Promise<T>,
): Promise<{ readonly response: T; readonly reaction: Reaction }> {
  const attempt = async () => {
    const headers = await credential.headers(signal)
    const response = await send(headers)
    // A store to which the API has redirected the request has not seen the credential.
    const isOwn = response.url === undefined || response.url.origin === apiOrigin
    return { response, reaction: isOwn ? credential.onStatus(headers, response.status) : ('kept' as const) }
  }
  const first = await attempt()
  if (first.reaction !== 'replaced' || first.response.meaning) return first
  first.response.close?.()
  return attempt()
}

/**
 * Sends the requests of an exchange until it returns its value; `last` is the last response. Without a `provider`, no good
 * response is quoted: that to a login contains tokens.
 */
async function runExchange<T>(
  exchange: Exchange<T>,
  provider: Provider | undefined,
  send: (request: HttpRequest, last: HttpResponse | undefined) => Promise<ClassifiedResponse>,
  pending?: (response: HttpResponse) => T,
): Promise<{ readonly value: T; readonly last: HttpResponse | undefined }> {
  let last: HttpResponse | undefined
  for (;;) {
    const step = last ? resume(exchange, last, provider) : exchange.next()
    if (step.done) return { value: step.value, last }
    const response = await send(step.value, last)
    if (response.meaning === 'pending' && pending) return { value: pending(response), last: response }
    last = response
  }
}

/** A response that the provider cannot read may say why: some APIs report errors with status 200. */
function resume<T>(
  exchange: Exchange<T>,
  response: HttpResponse,
  provider: Provider | undefined,
): IteratorResult<HttpRequest, T> {
  try {
    return exchange.next(response)
  } catch (error) {
    if (!(error instanceof ExportError) || error.budget !== 'malformed' || !provider) throw error
    const { reason, requestId } = problemIn(response, provider)
    // A bare text is not an error report, and may be a token.
    const quote = reason === '' || typeof response.json === 'string' ? '' : ` The response says: ${reason}`
    // Without the cause: the stack of an error from a generator keeps the generator, and with it the response.
    throw new ExportError(error.code, `${error.message}${quote}`, {
      ...error,
      hint: (error.hint === MALFORMED && provider.hints.malformed) || error.hint,
      requestId,
    })
  }
}

/** Warns if a response says that its endpoint is deprecated: `Deprecation`, `Sunset`, `X-Deprecated`, or a header of the provider. */
function warnAboutDeprecation(
  headers: HttpResponse['headers'],
  { lifecycleHeader = '' }: Provider,
  now: Date,
  emit: Emit<Warning>,
): void {
  const { deprecation, sunset } = headers
  const stage = headers[lifecycleHeader] ?? ''
  const isDeprecated =
    deprecation !== undefined || headers['x-deprecated'] === 'true' || /^(deprecated|sunset)$/i.test(stage)
  if (!isDeprecated && sunset === undefined) return
  const isPast = Date.parse(sunset ?? '') < now.getTime()
  const when = sunset === undefined ? '' : `, and its shutdown date ${isPast ? 'was' : 'is'} ${sunset}`
  emit({
    kind: 'warning',
    topic: 'deprecation',
    text: `The provider has deprecated this version of its API${when}. Look for a newer api-version.`,
  })
}
