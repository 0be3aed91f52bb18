import { createFaultQueue } from '../../simulator/faults.ts'
import type { Answer, Handler, LoopbackServer, RecordedRequest } from '../../simulator/server.ts'
import { startServer } from '../../simulator/server.ts'
import type { Identity } from './tls/certificates.ts'

/** A server and what it was asked. */
export interface ScriptedServer extends LoopbackServer {
  readonly requests: readonly RecordedRequest[]
}

/** Answers one after the other, the last one for ever; or whatever a handler makes of a request. */
export async function startScriptedServer(
  script: Handler | readonly Answer[],
  tls?: Identity,
): Promise<ScriptedServer> {
  const requests: RecordedRequest[] = []
  const handle: Handler =
    typeof script === 'function'
      ? script
      : () => script[Math.min(requests.length, script.length) - 1] as Answer
  const server = await startServer({
    name: 'api',
    handle,
    faults: createFaultQueue([]),
    record: request => requests.push(request),
    now: () => 0,
    ...(tls && { tls }),
  })
  return { ...server, requests }
}
