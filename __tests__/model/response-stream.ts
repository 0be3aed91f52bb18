import { chunksOf, type Fault } from '../../simulator/faults.ts'
import type { SimulatedResponse } from '../../simulator/messages.ts'
import { brokenBody } from '../../src/http/failure.ts'
import type { WireResponse } from '../../src/http/transport.ts'
import type { Clock } from '../../src/runtime/clock.ts'

/** The context of a request, as used by faults. */
export interface RequestContext {
  readonly url: URL
  readonly clock: Clock
  readonly signal: AbortSignal
}

/** Rejects on abort, like a real connection. */
export function silence({ signal }: RequestContext): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

/** Lets time pass; rejects on abort. */
export async function delay(ms: number, { clock, signal }: RequestContext): Promise<void> {
  await clock.sleep(ms, signal)
  signal.throwIfAborted()
}

async function bytesOf(response: SimulatedResponse): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of chunksOf(response)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function connectionReset(): Error {
  return Object.assign(new Error('aborted'), { code: 'ECONNRESET' })
}

async function* bodyOf(bytes: Buffer, fault: Fault, context: RequestContext): AsyncGenerator<Uint8Array> {
  const { signal, url } = context
  const pieceBytes = fault.kind === 'trickle' ? fault.pieceBytes : Math.max(1, bytes.length >> 1)
  const limit = 'afterBytes' in fault ? (fault.afterBytes ?? 0) : bytes.length
  for (let at = 0; at < Math.min(bytes.length, limit); at += pieceBytes) {
    signal.throwIfAborted()
    if (fault.kind === 'trickle') await delay(fault.pauseMs, context)
    // The reader owns its chunks.
    yield Buffer.from(bytes.subarray(at, Math.min(at + pieceBytes, limit)))
  }
  if (limit >= bytes.length) return
  if (fault.kind === 'stall') await silence(context)
  throw brokenBody(connectionReset(), url)
}

/** A response as the transport returns it, with the fault applied to its body; `onClose` counts closed responses. */
export async function deliver(
  response: SimulatedResponse,
  fault: Fault,
  { onClose, ...context }: RequestContext & { onClose(): void },
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
    url: context.url,
    body: bodyOf(bytes, fault, context),
    hasExcess: () => false,
    close,
  }
}
