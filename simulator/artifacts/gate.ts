import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream/promises'
import type { FaultQueue } from '../faults.ts'
import type { LoopbackServer } from '../server.ts'

/**
 * A proxy in front of a blob service that can inject faults into uploads. Signed links stay valid, because the signature
 * covers the path, not the host. Only faults without a byte count apply.
 */
export async function startBlobGate(
  target: string,
  faults: FaultQueue,
): Promise<Pick<LoopbackServer, 'url' | 'close'>> {
  const stalled: ServerResponse[] = []
  const gate = createServer((incoming, response) => {
    const fault = faults.take(new URL(incoming.url ?? '/', target).pathname)
    if (fault.kind === 'reset') incoming.socket.resetAndDestroy()
    else if (fault.kind === 'response') {
      incoming.resume()
      response.writeHead(fault.response.status, fault.response.headers).end(fault.response.body)
    } else if (fault.kind === 'pass') forward(target, incoming, response).catch(() => response.destroy())
    else stalled.push(response)
  })
  gate.listen(0, '127.0.0.1')
  await once(gate, 'listening')
  return {
    url: `http://127.0.0.1:${(gate.address() as AddressInfo).port}`,
    close: async () => {
      // A permanent error; otherwise the client would retry after the end of the test.
      await Promise.all(stalled.filter(response => !response.destroyed).map(sendGone))
      const closed = once(gate, 'close')
      gate.close()
      gate.closeAllConnections()
      await closed
    },
  }
}

function sendGone(response: ServerResponse): Promise<void> {
  return new Promise(resolve => response.writeHead(410).end(resolve))
}

async function forward(target: string, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method, headers } = incoming
  const outgoing = request(new URL(incoming.url ?? '/', target), { method, headers, agent: false })
  const responded = once(outgoing, 'response') as Promise<[IncomingMessage]>
  await pipeline(incoming, outgoing)
  const [upstream] = await responded
  response.writeHead(upstream.statusCode ?? 502, upstream.headers)
  await pipeline(upstream, response)
}
