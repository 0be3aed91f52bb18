import { createFaultQueue, type Fault } from '../../simulator/faults.ts'
import type { Handler, RecordedRequest, SimulatedResponse } from '../../simulator/messages.ts'
import type { LoopbackServer, ServerOptions } from '../../simulator/server.ts'
import { startServer } from '../../simulator/server.ts'
import { useClosing } from './closing.ts'

/** A server and the requests that it got. */
export interface TestServer extends LoopbackServer {
  readonly requests: readonly RecordedRequest[]
}

/** Makes responses, or lists what becomes of each request in turn, the last entry of all later ones. */
export type Script = Handler | Fault | readonly (Fault | SimulatedResponse)[]

/** Starts a server that keeps to a script. */
export async function startTestServer(
  script: Script,
  options: Partial<Pick<ServerOptions, 'tls' | 'address'>> = {},
): Promise<TestServer> {
  const requests: RecordedRequest[] = []
  const server = await startServer({
    name: 'api',
    handle: typeof script === 'function' ? script : () => ({ status: 418 }),
    faults: createFaultQueue(typeof script === 'function' ? [] : [rule([script].flat())]),
    record: request => requests.push(request),
    now: () => 0,
    ...options,
  })
  return { ...server, requests }
}

function rule(turns: readonly (Fault | SimulatedResponse)[]) {
  const faults = turns.map(turn => ('kind' in turn ? turn : ({ kind: 'response', response: turn } as const)))
  return { path: /^/, faults, rest: faults.at(-1) ?? { kind: 'stall' as const } }
}

/** Returns a function that starts servers; those a test started are closed after it. Call it at the top level of a test file. */
export function useServer(): (...parameters: Parameters<typeof startTestServer>) => Promise<TestServer> {
  const closing = useClosing()
  return (...parameters) => closing(startTestServer(...parameters))
}

/** Bytes of a response; the length is right unless given. */
export function rawResponse(body: string, headers: readonly string[] = []): string {
  const hasFraming = headers.some(line => /^(content-length|transfer-encoding):/i.test(line))
  const length = hasFraming ? [] : [`content-length: ${Buffer.byteLength(body)}`]
  return ['HTTP/1.1 200 OK', ...length, ...headers, '', body].join('\r\n')
}
