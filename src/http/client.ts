import type { IncomingMessage } from 'node:http'
import type { SecureContext } from 'node:tls'
import { createSecureContext, getCACertificates } from 'node:tls'
import { HttpClient } from '@actions/http-client'
import { ExportError } from '../failures/export-error.ts'
import type { AddressGuard } from './addresses.ts'
import { brokenBody, transportFailure } from './failure.ts'
import type { Send, WireRequest, WireResponse } from './transport.ts'

/** What a connection is made with. */
export interface ClientOptions {
  readonly userAgent: string
  /** PEM text, trusted beside the public roots. */
  readonly caCertificate?: string
  readonly addresses: AddressGuard
}

/** The request of Node as the client prepares it; its agent may be one that tunnels through a proxy. */
type Prepared = Parameters<
  NonNullable<ConstructorParameters<typeof HttpClient>[1]>[number]['prepareRequest']
>[0]

/** What every connection of one client shares. */
interface Connecting {
  readonly userAgent: string
  readonly addresses: AddressGuard
  /** Undefined trusts what Node trusts by itself. */
  readonly trust: SecureContext | undefined
}

/** Whom Node trusts by itself, `NODE_EXTRA_CA_CERTS` included, and the given certificate. */
function trustOf(caCertificate: string | undefined): SecureContext | undefined {
  return caCertificate
    ? createSecureContext({ ca: [...getCACertificates('default'), caCertificate] })
    : undefined
}

/** The agents of the client look at options of their own: `options` for the target, `proxyOptions` for the proxy. */
function prepareAgent(agent: object, trust: SecureContext | undefined, signal: AbortSignal): void {
  const secureContext = trust && { secureContext: trust }
  if ('options' in agent) Object.assign(agent.options as object, secureContext)
  // Gives up a CONNECT that is never answered.
  if ('proxyOptions' in agent) Object.assign(agent.proxyOptions as object, { ...secureContext, signal })
}

function prepare(prepared: Prepared, { addresses, trust }: Connecting, signal: AbortSignal): void {
  prepared.signal = signal
  prepared.lookup = addresses.lookup
  if (typeof prepared.agent !== 'object') return
  prepareAgent(prepared.agent, trust, signal)
  // The client hands an IPv6 host over in the brackets of the URL, which a proxy needs and no name server knows.
  if (!('proxyOptions' in prepared.agent)) prepared.host = prepared.host?.replace(/^\[|\]$/g, '')
}

function clientFor(connecting: Connecting, signal: AbortSignal): HttpClient {
  const handler = {
    prepareRequest: (prepared: Prepared) => prepare(prepared, connecting, signal),
    canHandleAuthentication: () => false,
    handleAuthentication: () => Promise.reject(new Error('not asked for')),
  }
  // Its own redirects leak credentials, its own retries know neither 429 nor a cut connection, and a kept connection
  // has gone stale by the next question.
  return new HttpClient(connecting.userAgent, [handler], {
    allowRedirects: false,
    allowRetries: false,
    keepAlive: false,
  })
}

/** Settles with the signal even where the client cannot: it hears nothing of a connection that ends in an upgrade. */
async function unlessAborted(
  pending: Promise<IncomingMessage>,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  let stop = () => {}
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason)
    signal.addEventListener('abort', stop)
  })
  pending.then(message => signal.aborted && message.destroy()).catch(() => undefined)
  try {
    return await Promise.race([pending, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

async function* bodyOf(message: IncomingMessage, url: URL, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    yield* message as AsyncIterable<Uint8Array>
  } catch (error) {
    throw signal.aborted ? signal.reason : brokenBody(error, url)
  }
}

function answerOf(message: IncomingMessage, url: URL, signal: AbortSignal): WireResponse {
  // A reader may leave just before the error that a cut connection makes: with no listener at all that is uncaught.
  message.on('error', () => undefined)
  const headers = Object.entries(message.headers).map(([name, value]) => [name, String(value ?? '')])
  return {
    status: message.statusCode ?? 0,
    headers: Object.fromEntries(headers),
    url,
    body: bodyOf(message, url, signal),
    close: () => void message.destroy(),
  }
}

function refuseEncoding({ status, headers, close, url }: WireResponse): void {
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? ''
  if (encoding === '' || encoding === 'identity') return
  close()
  throw new ExportError(
    'protocol',
    `${url.host} sent its answer (HTTP ${status}) compressed as ${encoding}, which was not asked for.`,
    { outlook: 'malformed', hint: 'Check whether a proxy changes the answers.' },
  )
}

/** One hop at a time over the toolkit's client, which brings the proxy settings of the runner. */
export function createSend({ userAgent, caCertificate, addresses }: ClientOptions): Send {
  const connecting = { userAgent, addresses, trust: trustOf(caCertificate) }
  return async ({ method, url, headers, body }: WireRequest, signal) => {
    signal.throwIfAborted()
    addresses.check(url)
    try {
      const pending = clientFor(connecting, signal).request(method, url.href, body ?? null, {
        ...headers,
        'accept-encoding': 'identity',
      })
      const message = await unlessAborted(
        pending.then(response => response.message),
        signal,
      )
      const answer = answerOf(message, url, signal)
      refuseEncoding(answer)
      return answer
    } catch (error) {
      throw signal.aborted ? signal.reason : transportFailure(error, url)
    }
  }
}
