import type { Emit } from '../exports/events.ts'
import { ExportError } from '../failures/export-error.ts'
import type { CredentialHeaders } from '../providers/auth.ts'
import type { Credentials } from '../providers/inputs.ts'
import type { HttpRequest, HttpResponse, Provider, Target } from '../providers/provider.ts'
import type { Clock } from '../runtime/clock.ts'
import { startDeadline } from '../runtime/deadline.ts'
import type { Quoting } from './body.ts'
import { parseJson, readText } from './body.ts'
import type { Masker } from './credential.ts'
import type { RedirectRule } from './redirects.ts'
import { follow } from './redirects.ts'
import type { TextResponse } from './response-failure.ts'
import { responseFailure } from './response-failure.ts'
import type { Send, WireResponse } from './transport.ts'

/** What a session is made from. */
export interface SessionOptions {
  readonly send: Send
  readonly provider: Provider
  readonly target: Target
  readonly credentials: Credentials
  readonly vault: Masker
  readonly clock: Clock
  readonly emit: Emit
  /** The longest that one question may take, in milliseconds, from connecting to the last byte; 30,000 unless given. */
  readonly attemptMs?: number
}

const ATTEMPT_MS = 30_000
/** What a refusal means is in its status; its reason is not worth waiting long for. */
const REASON_MS = 5_000

/** How one request is sent. */
export interface SendOptions {
  readonly credential: CredentialHeaders
  readonly scope: RedirectRule['scope']
  readonly signal: AbortSignal
}

/** Sends one request with the credential at the API's own origin, and follows redirects within the scope. */
export function transmit(
  { send, target, vault }: SessionOptions,
  { method, url: address, headers = {}, body }: HttpRequest,
  { credential, scope, signal }: SendOptions,
): Promise<WireResponse> {
  const url = new URL(address)
  const apiOrigin = new URL(target.apiUrl).origin
  const rule: RedirectRule = {
    scope,
    credential: url.origin === apiOrigin ? credential : {},
    // A link to elsewhere may be signed; one within the API is an address like any other.
    onHop: next => next.origin === apiOrigin || vault.addLink(next.href),
  }
  return follow(send, { method, url, headers, ...(body !== undefined && { body }) }, { rule, signal })
}

/** The text of a refusal; one that cannot be read, or does not come soon, is only missing. */
async function reasonOf(answer: WireResponse, clock: Clock, signal: AbortSignal): Promise<string> {
  const done = new AbortController()
  void clock.sleep(REASON_MS, AbortSignal.any([signal, done.signal])).then(answer.close)
  try {
    return await readText(answer)
  } catch {
    signal.throwIfAborted()
    return ''
  } finally {
    done.abort()
  }
}

/** Sends one request and reads its whole answer within the time of one attempt. */
export async function attempt(
  terms: SessionOptions,
  request: HttpRequest,
  sending: SendOptions,
): Promise<TextResponse> {
  const { clock, attemptMs: ms = ATTEMPT_MS } = terms
  const { host } = new URL(request.url)
  const late = () =>
    new ExportError('network', `${host} did not answer within ${ms / 1000} s.`, {
      outlook: 'transient',
      hint: 'Check api-url and the proxy settings; a host of a private network needs a self-hosted runner in it.',
    })
  const deadline = startDeadline(clock, { ms, parent: sending.signal, error: late })
  try {
    const answer = await transmit(terms, request, { ...sending, signal: deadline.signal })
    const { status, headers } = answer
    const isGood = status >= 200 && status <= 299
    const text = await (isGood ? readText(answer) : reasonOf(answer, clock, sending.signal))
    return { status, headers, text }
  } finally {
    deadline.clear()
  }
}

/** The JSON of a 2xx answer; every other status is a failure. */
export function parsed(
  { provider, clock }: SessionOptions,
  answer: TextResponse,
  quoting: Quoting,
): HttpResponse {
  const { status, headers, text } = answer
  if (status < 200 || status > 299) throw responseFailure(answer, provider, clock.date())
  return { status, headers, json: parseJson(text, headers['content-type'] ?? '', quoting) }
}
