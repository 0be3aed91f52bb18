import { once } from 'node:events'
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { type FaultQueue, requestUnder, responseUnder } from './faults.ts'
import type { Handler, RecordedRequest, SentResponse, SimulatedResponse } from './messages.ts'
import { type Delivery, interrupt, isInterrupted, send, sendRaw } from './send.ts'

/** Options of a server. */
export interface ServerOptions {
  readonly name: RecordedRequest['server']
  readonly handle: Handler
  readonly faults: FaultQueue
  /** Called with each request before its response. */
  readonly record: (request: RecordedRequest) => void
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** PEM texts; with them the server speaks TLS. */
  readonly tls?: { readonly key: string; readonly cert: string }
  /** 127.0.0.1 by default. */
  readonly address?: string
}

/** A listening server on loopback. */
export interface LoopbackServer {
  /** Origin without a trailing slash. */
  readonly url: string
  /** Resolves when the next request has arrived. */
  nextRequest(): Promise<void>
  /** Resolves when all connections are closed. */
  emptied(): Promise<void>
  /** Closes all connections and stops listening; the returned function listens on the same port again. */
  stop(): Promise<() => Promise<void>>
  /** Closes all connections and stops listening. */
  close(): Promise<void>
}

/** Starts a server on a free port. */
export async function startServer(options: ServerOptions): Promise<LoopbackServer> {
  const sockets = new Set<Socket>()
  const emitting: ServerOptions = {
    ...options,
    record(request) {
      options.record(request)
      server.emit('recorded')
    },
  }
  const listener = (incoming: IncomingMessage, response: ServerResponse) => {
    serve(emitting, incoming, response).catch(() => response.destroy())
  }
  const server = options.tls ? createHttpsServer(options.tls, listener) : createHttpServer(listener)
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => {
      sockets.delete(socket)
      server.emit('left')
    })
  })
  const { address = '127.0.0.1' } = options
  const listen = async (port: number) => {
    server.listen(port, address)
    await once(server, 'listening')
  }
  const close = async () => {
    const closed = once(server, 'close')
    server.close()
    for (const socket of sockets) socket.destroy()
    await closed
  }
  await listen(0)
  const { port } = server.address() as AddressInfo
  const host = address.includes(':') ? `[${address}]` : address
  return {
    url: `${options.tls ? 'https' : 'http'}://${host}:${port}`,
    nextRequest: async () => void (await once(server, 'recorded')),
    emptied: async () => {
      while (sockets.size > 0) await once(server, 'left')
    },
    stop: async () => {
      await close()
      return () => listen(port)
    },
    close,
  }
}

async function serve(
  options: ServerOptions,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const sent: Delivery['sent'] = { status: 0, bodyBytes: 0, isClosed: false }
  response.once('close', () => {
    sent.isClosed = true
  })
  const request = await recordOf(options, incoming, sent)
  options.record(request)
  const fault = options.faults.take(request.url.pathname)
  if (fault.kind === 'raw') return sendRaw(incoming.socket, fault)
  if ('afterBytes' in fault || !isInterrupted(fault)) {
    const effective = requestUnder(fault, request)
    const toSend = await responseUnder(fault, request, () => handleSafely(options, effective))
    return send(toSend, { response, sent, fault })
  }
  interrupt(incoming.socket, fault)
}

/** A bug in the simulator must not look like a temporary outage. */
async function handleSafely(options: ServerOptions, request: RecordedRequest): Promise<SimulatedResponse> {
  try {
    return await options.handle(request)
  } catch (error) {
    return {
      status: 418,
      headers: { 'content-type': 'text/plain' },
      body: `Simulator failure: ${String(error)}`,
    }
  }
}

async function recordOf(
  options: ServerOptions,
  incoming: IncomingMessage,
  sent: SentResponse,
): Promise<RecordedRequest> {
  const body: Buffer[] = []
  for await (const chunk of incoming) body.push(chunk)
  const scheme = options.tls ? 'https' : 'http'
  const headers: Record<string, string> = {}
  for (const [name, values] of Object.entries(incoming.headersDistinct))
    headers[name] = (values ?? []).join(', ')
  return {
    server: options.name,
    method: incoming.method ?? '',
    url: new URL(incoming.url ?? '/', `${scheme}://${incoming.headers.host ?? '127.0.0.1'}`),
    headers,
    body: Buffer.concat(body).toString('utf8'),
    at: options.now(),
    sent,
  }
}
