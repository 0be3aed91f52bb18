import { once } from 'node:events'
import { createServer, type IncomingMessage, request } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { connect } from 'node:net'

/** What a proxy does with a CONNECT: opens a tunnel, responds with a status, stays silent or drops the connection. */
export type ProxyBehavior = 'tunnel' | 'silence' | 'drop' | number

/** A running CONNECT proxy; `host` goes into `https_proxy`. */
export interface ConnectProxy {
  readonly host: string
  /** Requested targets as `host:port`, with their credentials. */
  readonly requests: readonly { readonly target: string; readonly authorization: string | undefined }[]
  /** Settles when the next CONNECT has arrived. */
  nextRequest(): Promise<unknown>
  /** Settles when all connections are closed. */
  emptied(): Promise<void>
  close(): Promise<void>
}

/**
 * Starts a proxy on a free port of 127.0.0.1 whose tunnels all lead to a local port, whatever the requested host; a function
 * returns the port for each target. Several behaviors apply to one CONNECT each, the last one to all others.
 */
export async function startConnectProxy(
  behaviors: ProxyBehavior | readonly ProxyBehavior[],
  port: number | ((target: string) => number) = 0,
): Promise<ConnectProxy> {
  const turns = [behaviors].flat()
  const requests: ConnectProxy['requests'][number][] = []
  const sockets = new Set<Socket>()
  const portOf = (target: string) => (typeof port === 'function' ? port(target) : port)
  const note = (target: string, { headers }: IncomingMessage) =>
    requests.push({ target, authorization: headers['proxy-authorization'] })
  // A request to an http address needs no tunnel: its request line has the whole URL.
  const server = createServer((incoming, response) => {
    const { host: target, pathname, search } = new URL(incoming.url ?? '')
    note(target, incoming)
    const { method, headers } = incoming
    const outgoing = request(
      { host: '127.0.0.1', port: portOf(target), method, headers, path: pathname + search },
      upstream => {
        response.writeHead(upstream.statusCode ?? 502, upstream.headers)
        upstream.pipe(response)
      },
    )
    outgoing.on('error', () => response.destroy())
    incoming.pipe(outgoing)
  })
  const track = (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => {
      sockets.delete(socket)
      server.emit('left')
    })
  }
  server.on('connection', track)
  server.on('connect', (incoming, socket: Socket) => {
    const target = incoming.url ?? ''
    const behavior = turns[Math.min(requests.length, turns.length - 1)]
    note(target, incoming)
    server.emit('requested')
    if (behavior === 'drop') socket.resetAndDestroy()
    // Notices that the client has disconnected.
    else if (behavior === 'silence') socket.on('end', () => socket.end()).resume()
    else if (behavior === 'tunnel') tunnel(socket, portOf(target), track)
    else if (typeof behavior === 'number')
      socket.end(`HTTP/1.1 ${behavior} Refused\r\ncontent-length: 0\r\n\r\n`)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    nextRequest: () => once(server, 'requested'),
    emptied: async () => {
      while (sockets.size > 0) await once(server, 'left')
    },
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

function tunnel(client: Socket, port: number, track: (socket: Socket) => void): void {
  const target = connect(port, '127.0.0.1', () => {
    client.write('HTTP/1.1 200 Connection established\r\n\r\n')
    client.pipe(target).pipe(client)
  })
  track(target)
  target.on('close', () => client.destroy())
  client.on('close', () => target.destroy())
}
