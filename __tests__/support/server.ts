import { createFaultQueue, type Fault } from '../../simulator/faults.ts'
import type { Handler, RecordedRequest, SimulatedResponse } from '../../simulator/messages.ts'
import type { LoopbackServer, ServerOptions } from '../../simulator/server.ts'
import { startServer } from '../../simulator/server.ts'
import { useClosing } from './cleanup.ts'

/** A server and the requests that it received. */
export interface TestServer extends LoopbackServer {
  readonly requests: readonly RecordedRequest[]
}

/** A handler, or the responses and faults of the requests in turn; the last one is repeated. */
export type Script = Handler | Fault | readonly (Fault | SimulatedResponse)[]

/** Starts a server that follows a script. */
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

/** Returns a function that starts a server and closes it after the test. Call it at the top level of a test file. */
export function useServer(): (...parameters: Parameters<typeof startTestServer>) => Promise<TestServer> {
  const closing = useClosing()
  return (...parameters) => closing(startTestServer(...parameters))
}

/** The bytes of a response, with the correct length unless `headers` has framing. */
export function rawResponse(body: string, headers: readonly string[] = []): string {
  const hasFraming = headers.some(line => /^(content-length|transfer-encoding):/i.test(line))
  const length = hasFraming ? [] : [`content-length: ${Buffer.byteLength(body)}`]
  return ['HTTP/1.1 200 OK', ...length, ...headers, '', body].join('\r\n')
}
