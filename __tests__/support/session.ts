import type { ExportEvent } from '../../src/exports/events.ts'
import { createAddressGuard } from '../../src/http/addresses.ts'
import { createSend } from '../../src/http/client.ts'
import type { Session } from '../../src/http/session.ts'
import { createSession } from '../../src/http/session.ts'
import type { Send } from '../../src/http/transport.ts'
import type {
  Credentials,
  Exchange,
  HttpRequest,
  HttpResponse,
  Login,
  Provider,
} from '../../src/providers/provider.ts'
import type { Clock } from '../../src/runtime/clock.ts'
import { jobOf } from './fixtures.ts'
import { virtualClock } from './virtual-clock.ts'

/** Sends as the action does, to the API at `apiUrl` and to the hosts of its links. */
export function sendTo(apiUrl: string, caCertificate = ''): Send {
  return createSend({
    userAgent: 'await-export-test',
    addresses: createAddressGuard(new URL(apiUrl)),
    ...(caCertificate && { caCertificate }),
  })
}

/** The credentials that a token, or an ID and a secret, give for a provider. */
export function credentialsOf({ id, auth }: Provider, first: string, secret?: string): Credentials {
  for (const way of auth) {
    if (way.inputs.length === 1 && secret === undefined) return way.use(first)
    if (way.inputs.length === 2 && secret !== undefined) return way.use(first, secret)
  }
  throw new Error(`${id} has no such way to authenticate.`)
}

/** The login that an ID and a secret give for a provider. */
export function loginOf(provider: Provider, id = 'example-client', secret = 'example-secret'): Login {
  const credentials = credentialsOf(provider, id, secret)
  if (credentials.kind !== 'login') throw new Error(`${provider.id} has no login.`)
  return credentials
}

/** Options of a test session; the rest is as in the action. */
export interface SessionOptions {
  readonly provider: Provider
  readonly apiUrl: string
  readonly credentials?: Credentials
  readonly clock?: Clock
  readonly send?: Send
  readonly attemptMs?: number
}

/** A session on real sockets, with its events and the secrets that it has masked. */
export interface OpenedSession extends Session {
  readonly masked: readonly string[]
  readonly events: readonly ExportEvent[]
}

/** Opens a session, by default with example credentials and a clock that stands still. */
export function openSession(options: SessionOptions): OpenedSession {
  const { provider, apiUrl, send = sendTo(apiUrl), attemptMs } = options
  const { clock = virtualClock({ advance: 'manual' }) } = options
  const secret = provider.auth.some(({ inputs }) => inputs.length === 1) ? undefined : 'example-secret'
  const masked: string[] = []
  const events: ExportEvent[] = []
  const session = createSession({
    send,
    provider,
    place: jobOf(provider, { apiUrl }),
    credentials: options.credentials ?? credentialsOf(provider, 'example-token', secret),
    vault: {
      add: secret => masked.push(secret),
      maskLink: url => masked.push(url),
      redact: text => text,
    },
    clock,
    emit: event => events.push(event),
    ...(attemptMs !== undefined && { attemptMs }),
  })
  return { ...session, masked, events }
}

/** An exchange of one request; its value is the response. */
export function* requestTo(url: string, request: Partial<HttpRequest> = {}): Exchange<HttpResponse> {
  return yield { method: 'GET', url, credential: 'session', ...request }
}
