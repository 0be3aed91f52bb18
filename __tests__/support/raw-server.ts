import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { createServer } from 'node:net'

/** What a connection does once the head of a request has arrived. */
export type Script = (socket: Socket, head: string) => void

/** A TCP server that says what a test tells it, HTTP or not. */
export interface RawServer {
  readonly url: string
  /** The heads of the requests, one for each connection that sent one. */
  readonly heads: readonly string[]
  /** Settles when the next head has arrived. */
  nextHead(): Promise<unknown>
  /** Settles when no connection is open any more. */
  emptied(): Promise<void>
  close(): Promise<void>
}

/** Starts a server on a loopback address; on a free port unless given. */
export async function startRawServer(
  script: Script,
  address = '127.0.0.1',
  fixedPort = 0,
): Promise<RawServer> {
  const heads: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, socket => {
    sockets.add(socket)
    socket.on('close', () => {
      sockets.delete(socket)
      server.emit('left')
    })
    socket.on('error', () => undefined)
    // A peer that has gone is left, whatever the script still says.
    socket.on('end', () => socket.end())
    let head = ''
    socket.on('data', function read(chunk) {
      head += chunk.toString('latin1')
      if (!head.includes('\r\n\r\n')) return
      socket.off('data', read)
      socket.resume()
      heads.push(head)
      server.emit('head')
      script(socket, head)
    })
  })
  server.listen(fixedPort, address)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://${address.includes(':') ? `[${address}]` : address}:${port}`,
    heads,
    nextHead: () => once(server, 'head'),
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

/** An answer as bytes; the length is right unless given. */
export function rawAnswer(body: string, headers: readonly string[] = []): string {
  const hasFraming = headers.some(line => /^(content-length|transfer-encoding):/i.test(line))
  const length = hasFraming ? [] : [`content-length: ${Buffer.byteLength(body)}`]
  return ['HTTP/1.1 200 OK', ...length, ...headers, '', body].join('\r\n')
}
