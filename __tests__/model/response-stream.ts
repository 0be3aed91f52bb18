import { chunksOf, type Fault } from '../../simulator/faults.ts'
import type { SimulatedResponse } from '../../simulator/messages.ts'
import { brokenBody } from '../../src/http/failure.ts'
import type { WireResponse } from '../../src/http/transport.ts'
import type { Clock } from '../../src/runtime/clock.ts'

/** A request on its way, as the faults see it. */
export interface Passage {
  readonly url: URL
  readonly clock: Clock
  readonly signal: AbortSignal
}

/** Settles with the signal, as everything on a real connection does. */
export function silence({ signal }: Passage): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

/** Time that passes on the way; rejects when the signal aborts meanwhile. */
export async function delay(ms: number, { clock, signal }: Passage): Promise<void> {
  await clock.sleep(ms, signal)
  signal.throwIfAborted()
}

async function bytesOf(response: SimulatedResponse): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of chunksOf(response)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function cutError(): Error {
  return Object.assign(new Error('aborted'), { code: 'ECONNRESET' })
}

async function* bodyOf(bytes: Buffer, fault: Fault, passage: Passage): AsyncGenerator<Uint8Array> {
  const { signal, url } = passage
  const pieceBytes = fault.kind === 'trickle' ? fault.pieceBytes : Math.max(1, bytes.length >> 1)
  const limit = 'afterBytes' in fault ? (fault.afterBytes ?? 0) : bytes.length
  for (let at = 0; at < Math.min(bytes.length, limit); at += pieceBytes) {
    signal.throwIfAborted()
    if (fault.kind === 'trickle') await delay(fault.pauseMs, passage)
    // The reader owns what it gets.
    yield Buffer.from(bytes.subarray(at, Math.min(at + pieceBytes, limit)))
  }
  if (limit >= bytes.length) return
  if (fault.kind === 'stall') await silence(passage)
  throw brokenBody(cutError(), url)
}

/** A response as the transport returns it, its body changed as the fault says; `onClose` keeps count. */
export async function deliver(
  response: SimulatedResponse,
  fault: Fault,
  { onClose, ...passage }: Passage & { onClose(): void },
): Promise<WireResponse> {
  const bytes = await bytesOf(response)
  let isOpen = true
  const close = () => {
    if (isOpen) onClose()
    isOpen = false
  }
  return {
    status: response.status,
    headers: { 'content-length': String(bytes.length), ...response.headers },
    url: passage.url,
    body: bodyOf(bytes, fault, passage),
    hasExcess: () => false,
    close,
  }
}
