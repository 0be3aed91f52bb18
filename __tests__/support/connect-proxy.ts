import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { connect } from 'node:net'

/** What a proxy does with a CONNECT: opens the way, answers with a status, stays silent or drops the connection. */
export type ProxyConduct = 'tunnel' | 'silence' | 'drop' | number

/** A proxy as `https_proxy` names it. */
export interface ConnectProxy {
  readonly host: string
  /** What was asked for, `host:port`, and with which credential. */
  readonly asked: readonly { readonly target: string; readonly authorization: string | undefined }[]
  /** Settles when the next CONNECT has arrived. */
  nextAsked(): Promise<unknown>
  /** Settles when no connection is open any more. */
  emptied(): Promise<void>
  close(): Promise<void>
}

/**
 * Starts a proxy on a free port of 127.0.0.1 whose every way leads to the port of a server there, whatever host was asked
 * for; a function is asked for the port of each target. Of several conducts each is for one CONNECT, the last for all others.
 */
export async function startConnectProxy(
  conducts: ProxyConduct | readonly ProxyConduct[],
  port: number | ((target: string) => number) = 0,
): Promise<ConnectProxy> {
  const turns = [conducts].flat()
  const asked: ConnectProxy['asked'][number][] = []
  const sockets = new Set<Socket>()
  const server = createServer((_, response) => void response.writeHead(400).end())
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => {
      sockets.delete(socket)
      server.emit('left')
    })
  }
  server.on('connection', keep)
  server.on('connect', (request, socket: Socket) => {
    const target = request.url ?? ''
    const conduct = turns[Math.min(asked.length, turns.length - 1)]
    asked.push({ target, authorization: request.headers['proxy-authorization'] })
    server.emit('asked')
    if (conduct === 'drop') socket.resetAndDestroy()
    // Hears that the client has gone.
    else if (conduct === 'silence') socket.on('end', () => socket.end()).resume()
    else if (conduct === 'tunnel') tunnel(socket, typeof port === 'function' ? port(target) : port, keep)
    else if (typeof conduct === 'number')
      socket.end(`HTTP/1.1 ${conduct} Refused\r\ncontent-length: 0\r\n\r\n`)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    nextAsked: () => once(server, 'asked'),
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

function tunnel(client: Socket, port: number, keep: (socket: Socket) => void): void {
  const target = connect(port, '127.0.0.1', () => {
    client.write('HTTP/1.1 200 Connection established\r\n\r\n')
    client.pipe(target).pipe(client)
  })
  keep(target)
  target.on('close', () => client.destroy())
  client.on('close', () => target.destroy())
}
