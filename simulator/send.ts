import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { setImmediate, setTimeout } from 'node:timers/promises'
import { chunksOf, type Fault } from './faults.ts'
import type { SentResponse, SimulatedResponse } from './messages.ts'

/** Pause between parts, so that the client reads them one by one. */
const PART_PAUSE_MS = 20

/** Where a response is sent, and its fault. */
export interface Delivery {
  readonly response: ServerResponse
  /** Kept up to date. */
  readonly sent: { -readonly [Name in keyof SentResponse]: SentResponse[Name] }
  readonly fault: Fault
}

/** Sends a response, subject to the fault. */
export async function send(given: SimulatedResponse, delivery: Delivery): Promise<void> {
  const { response, sent, fault } = delivery
  const { status, headers, body = '' } = given
  const isBodiless = status < 200 || status === 204 || status === 304
  const length =
    typeof body === 'string' && !isBodiless ? { 'content-length': String(Buffer.byteLength(body)) } : {}
  sent.status = status
  response.writeHead(status, { ...length, ...headers })
  response.flushHeaders()
  await sendBody(given, delivery)
  if (isInterrupted(fault)) return interrupt(response.socket, fault)
  if (fault.kind === 'extra') await written(response, fault.bytes)
  response.end()
}

/** Sends bytes in place of a response. */
export async function sendRaw(
  socket: Socket,
  { bytes, repeat, end = 'close' }: Extract<Fault, { readonly kind: 'raw' }>,
): Promise<void> {
  const [first = '', ...later] = [bytes].flat()
  await written(socket, first)
  for (const part of later) {
    await setTimeout(PART_PAUSE_MS)
    await written(socket, part)
  }
  while (repeat !== undefined && !socket.destroyed) {
    await written(socket, repeat)
    await setTimeout(2)
  }
  if (end === 'close') socket.end()
  if (end === 'reset') socket.resetAndDestroy()
}

/** Whether a fault interrupts the response. */
export function isInterrupted({ kind }: Fault): boolean {
  return kind === 'reset' || kind === 'truncate' || kind === 'stall'
}

/** Ends a connection according to the fault. */
export function interrupt(socket: Socket | null, { kind }: Fault): void {
  if (kind === 'reset') socket?.resetAndDestroy()
  if (kind === 'truncate') socket?.destroySoon()
}

async function sendBody(given: SimulatedResponse, { response, sent, fault }: Delivery): Promise<void> {
  let left = 'afterBytes' in fault ? (fault.afterBytes ?? 0) : Number.POSITIVE_INFINITY
  for await (const chunk of chunksOf(given)) {
    const part = chunk.subarray(0, left)
    left -= part.length
    for (const piece of piecesOf(part, fault)) {
      if (response.destroyed) return
      await written(response, piece)
      sent.bodyBytes += piece.length
      await pauseOf(fault)
    }
    if (left === 0) return
  }
}

function* piecesOf(chunk: Uint8Array, fault: Fault): Generator<Uint8Array> {
  const pieceBytes = fault.kind === 'trickle' ? fault.pieceBytes : Math.max(1, chunk.length)
  for (let at = 0; at < chunk.length; at += pieceBytes) yield chunk.subarray(at, at + pieceBytes)
}

async function pauseOf(fault: Fault): Promise<void> {
  if (fault.kind === 'trickle') await (fault.pauseMs > 0 ? setTimeout(fault.pauseMs) : setImmediate())
}

/** Resolves when the bytes are written, or the connection has ended. */
function written(target: Socket | ServerResponse, bytes: string | Uint8Array): Promise<void> {
  return new Promise(resolve => {
    target.once('close', resolve)
    target.write(bytes, () => {
      target.off('close', resolve)
      resolve()
    })
  })
}
