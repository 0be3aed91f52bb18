import type { Emit, Warning } from '../failures/events.ts'
import { ExportError } from '../failures/export-error.ts'
import type {
  CredentialHeaders,
  Credentials,
  ErrorFormat,
  Exchange,
  HttpRequest,
  HttpResponse,
  Provider,
  RemoteFile,
} from '../providers/provider.ts'
import type { Clock } from '../runtime/clock.ts'
import { startDeadline } from '../runtime/deadline.ts'
import { notJsonFailure, parseBody, readText } from './body.ts'
import type { Credential, LoginOptions } from './credential.ts'
import { fixedCredential, loginCredential } from './credential.ts'
import { CHECK_ADDRESS, responseFailure } from './failure.ts'
import { problemIn } from './problem.ts'
import type { RedirectOptions } from './redirects.ts'
import { followRedirects } from './redirects.ts'
import { rateLimitPauseMs } from './server-pause.ts'
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
  /** How long the rate-limit headers ask to pause, in milliseconds, 0 to 300,000. */
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
   * Runs an exchange; rejects with an `ExportError`. `pending` returns the value for a response that the provider classifies as
   * pending; without it, there are none.
   */
  run<T>(
    exchange: Exchange<T>,
    signal: AbortSignal,
    pending?: (response: HttpResponse) => T,
  ): Promise<ExchangeResult<T>>
  readonly open: OpenFile
}

const ATTEMPT_MS = 30_000

/** A response with what it means for the provider, if the general rules do not apply. */
interface ClassifiedResponse extends HttpResponse {
  readonly meaning?: ReturnType<Classify>
}

type Classify = NonNullable<Provider['classify']>

/** Creates a session; it sends nothing before the first request. */
export function createSession(options: SessionOptions): Session {
  const { send, provider, place, credentials, vault, clock, emit, attemptMs = ATTEMPT_MS } = options
  const apiOrigin = new URL(place.apiUrl).origin

  const transmit = (
    { method, url: address, headers = {}, body }: HttpRequest,
    credentialHeaders: CredentialHeaders,
    { scope, isFinal }: Pick<RedirectOptions, 'scope' | 'isFinal'>,
    signal: AbortSignal,
  ): Promise<WireResponse> => {
    const url = new URL(address)
    const redirects: RedirectOptions = {
      scope,
      ...(isFinal && { isFinal }),
      credential: url.origin === apiOrigin ? credentialHeaders : {},
      // Only a link to another origin may be signed.
      onRedirect: next => next.origin === apiOrigin || vault.addLink(next.href),
    }
    const request = { method, url, headers, ...(body !== undefined && { body }) }
    return followRedirects(send, request, redirects, signal)
  }

  /** Sends a request and reads the whole response within the time limit. */
  const attempt = async (
    request: HttpRequest,
    credentialHeaders: CredentialHeaders,
    signal: AbortSignal,
    classify?: Classify,
  ): Promise<ClassifiedResponse> => {
    const { host } = new URL(request.url)
    const error = () =>
      new ExportError('network', `${host} did not respond within ${attemptMs / 1000} s.`, {
        remedy: 'retry',
        hint: CHECK_ADDRESS,
      })
    const deadline = startDeadline(clock, { ms: attemptMs, parent: signal, error })
    const scope: RedirectOptions['scope'] = request.credential === 'session' ? 'same-origin' : 'none'
    const read = async (response: WireResponse): Promise<ClassifiedResponse> => {
      const { status, headers } = response
      const text = await (isGood(status) ? readText(response) : readErrorBody(response, clock, signal))
      const whole = { status, headers, ...parseBody(text) }
      return { ...whole, meaning: classify?.(whole, request) }
    }
    const last: { redirect?: ClassifiedResponse } = {}
    const isFinal = async (redirect: WireResponse) => {
      last.redirect = await read(redirect)
      return last.redirect.meaning !== undefined
    }
    try {
      const options = classify ? { scope, isFinal } : { scope }
      const response = await transmit(request, credentialHeaders, options, deadline.signal)
      return last.redirect?.meaning ? last.redirect : await read(response)
    } finally {
      deadline.clear()
    }
  }

  /** Resolves to a 2xx response with JSON or to one that `classify` accepts; every other response is a failure. */
  const requestJson = async (
    request: HttpRequest,
    signal: AbortSignal,
    classify?: Classify,
  ): Promise<ClassifiedResponse> => {
    const hasCredential = request.credential === 'session'
    const response = hasCredential
      ? await withCredential(credential, signal, headers => attempt(request, headers, signal, classify))
      : await attempt(request, {}, signal, classify)
    if (response.meaning) return response
    if (!isGood(response.status)) throw responseFailure(response, provider, clock.date())
    // The response to a login may contain a token in any form.
    if (response.json === undefined) throw notJsonFailure(response, { redactBody: !hasCredential })
    return response
  }

  const credential =
    credentials.kind === 'headers'
      ? fixedCredential(credentials.headers)
      : loginCredential(credentials, options, async (exchange, signal) => {
          const { value } = await runExchange(exchange, provider, request =>
            requestJson({ ...request, credential: 'none' }, signal),
          )
          return value
        })

  return {
    async run(exchange, signal, pending) {
      const classify: Classify | undefined =
        provider.classify &&
        ((response, request) => {
          const meaning = provider.classify?.(response, request)
          return meaning === 'pending' && !pending ? undefined : meaning
        })
      const send = (request: HttpRequest) => requestJson(request, signal, classify)
      const { value, last } = await runExchange(exchange, provider, send, pending)
      if (last) warnAboutDeprecation(last.headers, provider, emit)
      return { value, pauseMs: last ? rateLimitPauseMs(last.headers, clock.date()) : 0 }
    },
    open({ url, accept = '*/*', credential: kind }, headers, signal) {
      const request: HttpRequest = { method: 'GET', url, headers: { accept, ...headers }, credential: kind }
      const sendFile = (credentialHeaders: CredentialHeaders) =>
        transmit(request, credentialHeaders, { scope: 'any-origin' }, signal)
      if (kind === 'session') return withCredential(credential, signal, sendFile)
      vault.addLink(url)
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
  T extends { readonly status: number; readonly meaning?: ClassifiedResponse['meaning']; close?(): void },
>(credential: Credential, signal: AbortSignal, send: (headers: CredentialHeaders) => Promise<T>): Promise<T> {
  const headers = await credential.headers(signal)
  const response = await send(headers)
  if (credential.onStatus(headers, response.status) === 'keep' || response.meaning) return response
  response.close?.()
  const otherHeaders = await credential.headers(signal)
  const otherResponse = await send(otherHeaders)
  credential.onStatus(otherHeaders, otherResponse.status)
  return otherResponse
}

/** Sends the requests of an exchange until it returns its value; `last` is the last response. */
async function runExchange<T>(
  exchange: Exchange<T>,
  format: ErrorFormat,
  send: (request: HttpRequest) => Promise<ClassifiedResponse>,
  pending?: (response: HttpResponse) => T,
): Promise<{ readonly value: T; readonly last: HttpResponse | undefined }> {
  let last: HttpResponse | undefined
  for (;;) {
    const step = last ? resume(exchange, last, format) : exchange.next()
    if (step.done) return { value: step.value, last }
    const response = await send(step.value)
    if (response.meaning === 'pending' && pending) return { value: pending(response), last: response }
    last = response
  }
}

/** A response that the provider cannot read may say why: some APIs report errors with status 200. */
function resume<T>(
  exchange: Exchange<T>,
  response: HttpResponse,
  format: ErrorFormat,
): IteratorResult<HttpRequest, T> {
  try {
    return exchange.next(response)
  } catch (error) {
    if (!(error instanceof ExportError) || error.budget !== 'malformed') throw error
    const { reason, requestId } = problemIn(response, format)
    const { message, code, remedy, budget, hint } = error
    // A bare text is no error report, and may be a token.
    const quote = reason === '' || typeof response.json === 'string' ? '' : ` The response says: ${reason}`
    // Without the cause: the stack of an error from a generator keeps the generator, and with it the response.
    throw new ExportError(code, `${message}${quote}`, { remedy, budget, hint, requestId })
  }
}

/** Warns if a response says that its endpoint is deprecated: `Deprecation`, `Sunset`, `X-Deprecated`, or a header of the provider. */
function warnAboutDeprecation(
  headers: HttpResponse['headers'],
  { lifecycleHeader = '' }: Provider,
  emit: Emit<Warning>,
): void {
  const { deprecation, sunset } = headers
  const stage = headers[lifecycleHeader] ?? ''
  const isDeprecated =
    deprecation !== undefined || headers['x-deprecated'] === 'true' || /^(deprecated|sunset)$/i.test(stage)
  if (!isDeprecated && sunset === undefined) return
  const when = sunset === undefined ? '' : `, and will switch it off on ${sunset}`
  emit({
    kind: 'warning',
    topic: 'deprecation',
    text: `The provider has deprecated this version of its API${when}. Look for a newer api-version.`,
  })
}
