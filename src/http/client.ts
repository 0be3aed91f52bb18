import { isUtf8 } from 'node:buffer'
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http'
import type { Socket } from 'node:net'
import { createSecureContext, getCACertificates, TLSSocket } from 'node:tls'
import { HttpClient } from '@actions/http-client'
import { ExportError } from '../failures/export-error.ts'
import { raceAbort } from '../runtime/deadline.ts'
import type { AddressGuard } from './addresses.ts'
import { brokenBody, transportFailure } from './failure.ts'
import type { Send, WireResponse } from './transport.ts'

/** Changes the options of Node's request, whose agent may tunnel through a proxy. */
type PrepareRequest = NonNullable<ConstructorParameters<typeof HttpClient>[1]>[number]['prepareRequest']

/** A client for one request that detects when the connection is open, and bytes beyond the end of the response. */
class WatchedClient extends HttpClient {
  hasExcess = false
  readonly #onConnected: () => void

  constructor(userAgent: string, prepareRequest: PrepareRequest, onConnected: () => void) {
    const handler = {
      prepareRequest,
      canHandleAuthentication: () => false,
      handleAuthentication: () => Promise.reject(new Error('not supported')),
    }
    // Its redirects leak credentials, its retries handle neither 429 nor a lost connection, and a connection that it keeps
    // alive is stale by the next poll.
    super(userAgent, [handler], { allowRedirects: false, allowRetries: false, keepAlive: false })
    this.#onConnected = onConnected
  }

  override requestRawWithCallback(
    ...[info, data, onResult]: Parameters<HttpClient['requestRawWithCallback']>
  ): void {
    const request = (options: RequestOptions, onResponse: (message: IncomingMessage) => void) =>
      info.httpModule.request(options, onResponse).once('socket', socket => this.#watch(socket))
    super.requestRawWithCallback(
      { ...info, httpModule: { request } as typeof info.httpModule },
      data,
      (error, response) => {
        // If head, body and excess come in one packet, the parser fails right after this call: a listener that is added
        // after a promise has settled is too late.
        const message = response?.message as (IncomingMessage & { readonly req: ClientRequest }) | undefined
        message?.req.on('error', ({ code = '' }: NodeJS.ErrnoException) => {
          if (message.complete && code.startsWith('HPE_')) this.hasExcess = true
        })
        onResult(error, response)
      },
    )
  }

  #watch(socket: Socket): void {
    if (socket instanceof TLSSocket) socket.once('secureConnect', this.#onConnected)
    else if (socket.connecting) socket.once('connect', this.#onConnected)
    // A tunnel through a proxy is open when its socket arrives.
    else this.#onConnected()
  }
}

async function* bodyOf(message: IncomingMessage, url: URL, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    yield* message as AsyncIterable<Uint8Array>
  } catch (error) {
    throw signal.aborted ? signal.reason : brokenBody(error, url)
  }
}

/** Headers that some servers send in UTF-8. An entity tag has to be sent back as the bytes that it was. */
const TEXT_HEADERS = ['content-disposition', 'location']

/** Content codings that change the bytes; some servers write a charset into that header. */
const CODINGS = [
  'gzip',
  'x-gzip',
  'deflate',
  'compress',
  'x-compress',
  'br',
  'zstd',
  'dcb',
  'dcz',
  'exi',
  'pack200-gzip',
  'aes128gcm',
]

/** The coding that is still applied to the bytes; Node decodes only `chunked`. */
function codingOf(headers: WireResponse['headers']): string | undefined {
  const codings = (name: string) =>
    (headers[name] ?? '').split(',').map(coding => coding.trim().toLowerCase())
  return (
    codings('content-encoding').find(coding => CODINGS.includes(coding)) ??
    codings('transfer-encoding').find(coding => !['', 'identity', 'chunked'].includes(coding))
  )
}

/** Sends over the client of the actions toolkit, which supports the proxy settings of the runner. */
export function createSend({
  userAgent,
  caCertificate,
  addresses,
}: {
  readonly userAgent: string
  /** PEM text, trusted in addition to the public roots. */
  readonly caCertificate?: string
  readonly addresses: AddressGuard
}): Send {
  // Without `ca-certificate`, Node trusts its own roots and NODE_EXTRA_CA_CERTS.
  const trust = caCertificate && {
    secureContext: createSecureContext({ ca: [...getCACertificates('default'), caCertificate] }),
  }
  return async ({ method, url, headers, body, onConnected = () => undefined }, signal) => {
    signal.throwIfAborted()
    addresses.check(url)
    const prepare: PrepareRequest = request => {
      request.signal = signal
      request.lookup = addresses.lookup
      const { agent } = request
      if (typeof agent !== 'object') return
      // The agents read options of their own: `options` for the target, `proxyOptions` for the proxy.
      if ('options' in agent) Object.assign(agent.options as object, trust)
      // The signal also ends a CONNECT that gets no response.
      if ('proxyOptions' in agent) Object.assign(agent.proxyOptions as object, { ...trust, signal })
      // The client passes an IPv6 host in the brackets of the URL. A proxy needs them; a lookup fails with them.
      else request.host = request.host?.replace(/^\[|\]$/g, '')
    }
    const client = new WatchedClient(userAgent, prepare, onConnected)
    try {
      const pending = client
        .request(method, url.href, body ?? null, { ...headers, 'accept-encoding': 'identity' })
        .then(response => response.message)
      // A response that arrives after the abort is not read.
      pending.then(message => signal.aborted && message.destroy()).catch(() => undefined)
      // The client never settles if a connection ends in an upgrade.
      const message = await raceAbort(pending, signal)
      // A reader may stop just before the error of a lost connection, which would be uncaught without a listener.
      message.on('error', () => undefined)
      const fields = Object.entries(message.headers).map(([name, value = '']) => {
        // Node has read it as Latin-1.
        const bytes = Buffer.from(String(value), 'latin1')
        return [name, TEXT_HEADERS.includes(name) && isUtf8(bytes) ? bytes.toString() : String(value)]
      })
      const response: WireResponse = {
        status: message.statusCode ?? 0,
        headers: Object.fromEntries(fields),
        url,
        body: bodyOf(message, url, signal),
        hasExcess: () => client.hasExcess,
        close: () => void message.destroy(),
      }
      const coding = codingOf(response.headers)
      if (coding !== undefined) {
        response.close()
        throw new ExportError(
          'protocol',
          `${url.host} sent a response (HTTP ${response.status}) compressed as ${coding}, which was not requested.`,
          {
            remedy: 'retry',
            budget: 'malformed',
            hint: 'Check whether a proxy changes responses. If none does, the server always compresses this one, and the action cannot use it.',
          },
        )
      }
      return response
    } catch (error) {
      throw signal.aborted ? signal.reason : transportFailure(error, url)
    }
  }
}
