import type { CredentialHeaders } from '../providers/auth.ts'
import type { Exchange, HttpRequest, HttpResponse, RemoteFile } from '../providers/provider.ts'
import type { SessionOptions } from './attempt.ts'
import { attempt, parsed, transmit } from './attempt.ts'
import type { Credential } from './credential.ts'
import { createCredential } from './credential.ts'
import { warnAboutDeprecation } from './deprecation.ts'
import { runExchange } from './exchange.ts'
import type { TextResponse } from './response-failure.ts'
import { rateLimitPauseMs } from './retry-after.ts'
import type { WireResponse } from './transport.ts'

/** What an exchange brought. */
export interface ExchangeResult<T> {
  readonly value: T
  /** How long the API asks to be left alone by its rate-limit headers, in milliseconds, 0 to 300,000. */
  readonly pauseMs: number
}

/** The conversation with one API; the only place that holds its secrets. */
export interface Session {
  /** Runs an exchange; rejects with an `ExportError`. */
  run<T>(exchange: Exchange<T>, signal: AbortSignal): Promise<ExchangeResult<T>>
  /** Opens a file, whatever status comes; the credential goes to the API's own origin only. */
  open(
    file: RemoteFile,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<WireResponse>
}

/** Opens the conversation; nothing is sent before the first question. */
export function createSession(terms: SessionOptions): Session {
  const { vault, clock, emit } = terms
  const askBare: AskOne = async (request, signal) =>
    parsed(terms, await attempt(terms, request, { credential: {}, scope: 'none', signal }), 'hidden')
  const credential = createCredential({
    ...terms,
    run: async (exchange, signal) => (await runExchange(exchange, request => askBare(request, signal))).value,
  })
  const askSigned: AskOne = async (request, signal) => {
    const send: SendSigned<TextResponse> = headers =>
      attempt(terms, request, { credential: headers, scope: 'same-origin', signal })
    return parsed(terms, await unlessRefused(credential, signal, send), 'quoted')
  }
  return {
    async run(exchange, signal) {
      const { value, last } = await runExchange(exchange, request =>
        request.credential === 'session' ? askSigned(request, signal) : askBare(request, signal),
      )
      if (last) warnAboutDeprecation(last.headers, emit)
      return { value, pauseMs: last ? rateLimitPauseMs(last.headers, clock.date()) : 0 }
    },
    open({ url, accept = '*/*', credential: kind }, headers, signal) {
      const request: HttpRequest = { method: 'GET', url, headers: { accept, ...headers }, credential: kind }
      const send: SendSigned<WireResponse> = secret =>
        transmit(terms, request, { credential: secret, scope: 'any-origin', signal })
      if (kind === 'session') return unlessRefused(credential, signal, send)
      vault.addLink(url)
      return send({})
    },
  }
}

/** Asks one request of an exchange; resolves to a 2xx answer, rejects for every other. */
type AskOne = (request: HttpRequest, signal: AbortSignal) => Promise<HttpResponse>

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
  if (!credential.onStatus(headers, answer.status)) return answer
  answer.close?.()
  const others = await credential.headers(signal)
  const second = await send(others)
  credential.onStatus(others, second.status)
  return second
}
