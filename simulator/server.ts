import { once } from 'node:events'
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Fault, FaultQueue } from './faults.ts'

/** A request as it arrived. */
export interface RecordedRequest {
  readonly server: 'api' | 'store'
  readonly method: string
  /** Absolute. */
  readonly url: URL
  /** Lower-case names; repeated fields joined by a comma. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** When it had arrived, in milliseconds of the simulator's clock. */
  readonly at: number
}

/** An answer; `content-length` is set for texts, a stream brings its own or goes out chunked. */
export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | AsyncIterable<Uint8Array>
}

/** Makes the answer to a request. */
export type Handler = (request: RecordedRequest) => Answer | Promise<Answer>

/** A server's parts. */
export interface ServerOptions {
  readonly name: RecordedRequest['server']
  readonly handle: Handler
  readonly faults: FaultQueue
  /** Called with each request before it is answered. */
  readonly record: (request: RecordedRequest) => void
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** PEM texts; with them the server speaks TLS. */
  readonly tls?: { readonly key: string; readonly cert: string }
}

/** A listening server on 127.0.0.1. */
export interface LoopbackServer {
  /** Origin without a trailing slash. */
  readonly url: string
  /** Ends every connection and stops listening. */
  close(): Promise<void>
}

/** Starts a server on a free port of 127.0.0.1. */
export async function startServer(options: ServerOptions): Promise<LoopbackServer> {
  const listener = (incoming: IncomingMessage, response: ServerResponse) => {
    serve(options, incoming, response).catch(() => response.destroy())
  }
  const server = options.tls ? createHttpsServer(options.tls, listener) : createHttpServer(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

async function serve(
  options: ServerOptions,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const request = await recordOf(options, incoming)
  options.record(request)
  const fault = options.faults.take(request.url.pathname) ?? { kind: 'pass' }
  if (fault.kind === 'reset' && fault.afterBytes === undefined) incoming.socket.resetAndDestroy()
  else if (fault.kind === 'stall' && fault.afterBytes === undefined) return
  else if (fault.kind === 'answer') await send(response, fault.answer, { kind: 'pass' })
  else if (fault.kind === 'change')
    await send(response, fault.change(await answerOf(options, request)), { kind: 'pass' })
  else await send(response, await answerOf(options, request), fault)
}

/** A mistake of the simulator itself must not look like an outage that a client rides out. */
async function answerOf(options: ServerOptions, request: RecordedRequest): Promise<Answer> {
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

async function recordOf(options: ServerOptions, incoming: IncomingMessage): Promise<RecordedRequest> {
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
  }
}

async function send(response: ServerResponse, answer: Answer, fault: Fault): Promise<void> {
  const body = typeof answer.body === 'string' ? [Buffer.from(answer.body)] : (answer.body ?? [])
  const isBodiless = answer.status < 200 || answer.status === 204 || answer.status === 304
  const length = Array.isArray(body) && !isBodiless ? { 'content-length': String(body[0]?.length ?? 0) } : {}
  response.writeHead(answer.status, { ...length, ...answer.headers })
  response.flushHeaders()
  if (fault.kind === 'pass' || fault.kind === 'answer' || fault.kind === 'change')
    await pipeline(Readable.from(body), response)
  else await breakOff(response, body, fault)
}

async function breakOff(
  response: ServerResponse,
  body: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  fault: Exclude<Fault, { kind: 'pass' | 'answer' | 'change' }>,
): Promise<void> {
  let left = fault.afterBytes ?? 0
  for await (const chunk of body) {
    const part = chunk.subarray(0, left)
    left -= part.length
    await new Promise<void>(done => response.write(part, () => done()))
    if (left === 0) break
  }
  if (fault.kind === 'reset') response.socket?.resetAndDestroy()
  if (fault.kind === 'truncate') response.socket?.destroySoon()
}
