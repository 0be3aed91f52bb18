import { connect } from 'node:net'
import type { RawServer, Script } from './raw-server.ts'
import { startRawServer } from './raw-server.ts'

/** A server in front of the simulator: what its connections do is scripted one by one, those without a script are passed on. */
export interface Front extends RawServer {
  /** Where connections are passed on to; set once the simulator listens. */
  passTo(origin: string): void
}

/** What one connection does; undefined passes it on. */
export type Conduct = Script | undefined

function passed(port: number): Script {
  return (socket, head) => {
    const upstream = connect(port, '127.0.0.1')
    upstream.on('error', () => socket.destroy())
    upstream.write(head, 'latin1')
    upstream.pipe(socket)
  }
}

/** Where a front listens: on a free port of 127.0.0.1 unless given. */
export interface FrontPlace {
  readonly address?: string
  readonly port?: number
}

/** Returns a function that starts a front; those a test started are closed after it. Call it at the top level of a test file. */
export function useFront(): (conducts: (index: number) => Conduct, place?: FrontPlace) => Promise<Front> {
  const started: Front[] = []
  afterEach(async () => {
    await Promise.all(started.splice(0).map(front => front.close()))
  })
  return async (conducts, place = {}) => {
    let port = 0
    let connections = 0
    const script: Script = (socket, head) => (conducts(connections++) ?? passed(port))(socket, head)
    const front = {
      ...(await startRawServer(script, place.address, place.port)),
      passTo: (origin: string) => {
        port = Number(new URL(origin).port)
      },
    }
    started.push(front)
    return front
  }
}
