import type { Clock } from '../clock.ts'
import { startDeadline } from '../deadline.ts'
import { ExportError } from '../errors.ts'
import type { Tell } from '../events.ts'
import type { Credentials } from '../inputs/spec.ts'
import type {
  Exchange,
  HttpAnswer,
  HttpRequest,
  Provider,
  RemoteFile,
  Target,
} from '../providers/provider.ts'
import type { TextAnswer } from './answer-failure.ts'
import { answerFailure } from './answer-failure.ts'
import type { CredentialHeaders } from './auth.ts'
import type { Quoting } from './body.ts'
import { parseJson, readText } from './body.ts'
import type { Credential, SecretKeeper } from './credential.ts'
import { createCredential } from './credential.ts'
import { warnOfDeprecation } from './deprecation.ts'
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
  /** The longest that one question may take, in milliseconds, from connecting to the last byte; 30,000 unless given. */
  readonly attemptMs?: number
}

const ATTEMPT_MS = 30_000

/** Opens the conversation; nothing is sent before the first question. */
export function createSession(terms: SessionTerms): Session {
  const { vault, clock, tell } = terms
  const askBare: AskOne = async (request, signal) =>
    parsed(terms, await attempt(terms, request, { credential: {}, scope: 'none', signal }), 'hidden')
  const credential = createCredential({
    ...terms,
    run: async (exchange, signal) => (await converse(exchange, request => askBare(request, signal))).value,
  })
  const askSigned: AskOne = async (request, signal) => {
    const send: SendSigned<TextAnswer> = headers =>
      attempt(terms, request, { credential: headers, scope: 'same-origin', signal })
    return parsed(terms, await unlessRefused(credential, signal, send), 'quoted')
  }
  return {
    async ask(exchange, signal) {
      const { value, last } = await converse(exchange, request =>
        request.credential === 'session' ? askSigned(request, signal) : askBare(request, signal),
      )
      if (last) warnOfDeprecation(last.headers, tell)
      return { value, pauseMs: last ? rateLimitPauseMs(last.headers, clock.date()) : 0 }
    },
    open({ url, accept = '*/*', credential: kind }, headers, signal) {
      const request: HttpRequest = { method: 'GET', url, headers: { accept, ...headers }, credential: kind }
      const send: SendSigned<WireAnswer> = secret =>
        transmit(terms, request, { credential: secret, scope: 'any-origin', signal })
      if (kind === 'session') return unlessRefused(credential, signal, send)
      vault.keepLink(url)
      return send({})
    },
  }
}

/** Asks one request of an exchange; resolves to a 2xx answer, rejects for every other. */
type AskOne = (request: HttpRequest, signal: AbortSignal) => Promise<HttpAnswer>

/** Sends with the given credential; whatever status comes is an answer. */
type SendSigned<T> = (headers: CredentialHeaders) => Promise<T>

/** Sends with the current credential, and once more when it was refused and there is another one. */
async function unlessRefused<T extends { readonly status: number; close?(): void }>(
  credential: Credential,
  signal: AbortSignal,
  send: SendSigned<T>,
): Promise<T> {
  const headers = await credential.headers(signal)
  const answer = await send(headers)
  if (!credential.learn(headers, answer.status)) return answer
  answer.close?.()
  const others = await credential.headers(signal)
  const second = await send(others)
  credential.learn(others, second.status)
  return second
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
  const apiOrigin = new URL(target.apiUrl).origin
  const rule: RedirectRule = {
    scope,
    credential: url.origin === apiOrigin ? credential : {},
    // A link to elsewhere may be signed; one within the API is an address like any other.
    onHop: next => next.origin === apiOrigin || vault.keepLink(next.href),
  }
  return follow(send, { method, url, headers, ...(body !== undefined && { body }) }, { rule, signal })
}

/** Sends one request and reads its whole answer within the time of one attempt. */
async function attempt(terms: SessionTerms, request: HttpRequest, sending: Sending): Promise<TextAnswer> {
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
    // What a refusal means is in its status; a reason that cannot be read is only missing.
    const text = await readText(answer).catch(error => {
      if (isGood || deadline.signal.aborted) throw error
      return ''
    })
    return { status, headers, text }
  } finally {
    deadline.clear()
  }
}

function parsed({ provider, clock }: SessionTerms, answer: TextAnswer, quoting: Quoting): HttpAnswer {
  const { status, headers, text } = answer
  if (status < 200 || status > 299) throw answerFailure(answer, provider, clock.date())
  return { status, headers, json: parseJson(text, headers['content-type'] ?? '', quoting) }
}
