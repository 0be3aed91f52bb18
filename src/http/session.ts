import type { Clock } from '../clock.ts'
import { startDeadline } from '../deadline.ts'
import { ExportError } from '../errors.ts'
import type { Tell } from '../events.ts'
import type { Credentials } from '../inputs/spec.ts'
import type { Exchange, HttpRequest, Provider, RemoteFile, Target } from '../providers/provider.ts'
import { answerFailure } from './answer-failure.ts'
import type { CredentialHeaders } from './auth.ts'
import { parseJson, readText } from './body.ts'
import type { Credential, SecretKeeper } from './credential.ts'
import { createCredential } from './credential.ts'
import { warnOfDeprecation } from './deprecation.ts'
import type { ReadAnswer } from './exchange.ts'
import { converse } from './exchange.ts'
import type { RedirectRule } from './redirects.ts'
import { follow } from './redirects.ts'
import { rateLimitPauseMs } from './retry-after.ts'
import type { Send, WireAnswer } from './transport.ts'

/** What an exchange brought. */
export interface Asked<T> {
  readonly value: T
  /** How long the API asks to be left alone by its rate-limit headers, in milliseconds, 0 to 300,000. */
  readonly pauseMs: number
}

/** The conversation with one API; the only place that holds its secrets. */
export interface Session {
  /** Runs an exchange; rejects with an `ExportError`. */
  ask<T>(exchange: Exchange<T>, signal: AbortSignal): Promise<Asked<T>>
  /** Opens a file, whatever status comes; the credential goes to the API's own origin only. */
  open(file: RemoteFile, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<WireAnswer>
}

/** What a session is made from. */
export interface SessionTerms {
  readonly send: Send
  readonly provider: Provider
  readonly target: Target
  readonly credentials: Credentials
  readonly vault: SecretKeeper
  readonly clock: Clock
  readonly tell: Tell
}

/** The longest that one question may take, in milliseconds, from connecting to the last byte. */
const ATTEMPT_MS = 30_000

/** How one request is sent on. */
type Transmit = (request: HttpRequest, signal: AbortSignal) => Promise<WireAnswer>

/** Opens the conversation; nothing is sent before the first question. */
export function createSession(terms: SessionTerms): Session {
  const { vault, clock, tell } = terms
  const bare: Transmit = (request, signal) =>
    transmit(terms, request, { credential: {}, scope: 'none', signal })
  const credential = createCredential({
    ...terms,
    run: async (exchange, signal) =>
      (await converse(exchange, request => readAnswer(terms, { request, transmit: bare, signal }))).value,
  })
  const signed: Transmit = (request, signal) =>
    retryRefused(credential, signal, headers =>
      transmit(terms, request, { credential: headers, scope: 'same-origin', signal }),
    )
  return {
    async ask(exchange, signal) {
      const { value, last } = await converse(exchange, request =>
        readAnswer(terms, { request, transmit: request.credential === 'session' ? signed : bare, signal }),
      )
      if (last) warnOfDeprecation(last.headers, tell)
      return { value, pauseMs: last ? rateLimitPauseMs(last.headers, clock.date()) : 0 }
    },
    open({ url, accept = '*/*', credential: kind }, headers, signal) {
      const request: HttpRequest = { method: 'GET', url, headers: { accept, ...headers }, credential: kind }
      const send = (secret: CredentialHeaders) =>
        transmit(terms, request, { credential: secret, scope: 'any-origin', signal })
      if (kind === 'session') return retryRefused(credential, signal, send)
      vault.keepLink(url)
      return send({})
    },
  }
}

interface Sending {
  readonly credential: CredentialHeaders
  readonly scope: RedirectRule['scope']
  readonly signal: AbortSignal
}

function transmit(
  { send, target, vault }: SessionTerms,
  { method, url: address, headers = {}, body }: HttpRequest,
  { credential, scope, signal }: Sending,
): Promise<WireAnswer> {
  const url = new URL(address)
  const isHome = url.origin === new URL(target.apiUrl).origin
  const rule: RedirectRule = {
    scope,
    credential: isHome ? credential : {},
    onHop: next => next.origin === url.origin || vault.keepLink(next.href),
  }
  return follow(send, { method, url, headers, ...(body !== undefined && { body }) }, { rule, signal })
}

/** Sends with the current credential, and once more when it was refused and there is another one. */
async function retryRefused(
  credential: Credential,
  signal: AbortSignal,
  send: (headers: CredentialHeaders) => Promise<WireAnswer>,
): Promise<WireAnswer> {
  const headers = await credential.headers(signal)
  const answer = await send(headers)
  if (answer.status !== 401) {
    credential.accepted(headers)
    return answer
  }
  if (!credential.refused(headers)) return answer
  answer.close()
  const others = await credential.headers(signal)
  const second = await send(others)
  if (second.status !== 401) credential.accepted(others)
  return second
}

interface Reading {
  readonly request: HttpRequest
  readonly transmit: Transmit
  readonly signal: AbortSignal
}

/** Sends one request of an exchange within the time of one attempt; returns a 2xx answer, rejects for every other. */
async function readAnswer(
  { clock, provider, target }: SessionTerms,
  { request, transmit: send, signal }: Reading,
): Promise<ReadAnswer> {
  const { host } = new URL(target.apiUrl)
  const late = () =>
    new ExportError('network', `${host} did not answer within ${ATTEMPT_MS / 1000} s.`, {
      outlook: 'transient',
      hint: 'Check api-url and the proxy settings; a host of a private network needs a self-hosted runner in it.',
    })
  const deadline = startDeadline(clock, { ms: ATTEMPT_MS, parent: signal, error: late })
  try {
    const answer = await send(request, deadline.signal)
    const { status, headers } = answer
    const text = await readText(answer)
    if (status < 200 || status > 299) throw answerFailure({ status, headers, text }, provider, clock.date())
    return { status, headers, text, json: parseJson(text, headers['content-type'] ?? '') }
  } finally {
    deadline.clear()
  }
}
