import { ExportError } from '../failures/export-error.ts'
import { readText } from '../http/body.ts'
import type { WireResponse } from '../http/transport.ts'
import type { RemoteFile } from '../providers/provider.ts'
import { type Attempt, attempted } from './attempts.ts'
import { type Flow, whileFlowing } from './flow.ts'
import { refusalOf } from './refusal.ts'
import { classifyRangeResponse, isConditionIgnored, type Placement, rangeHeaders } from './resume.ts'
import type { FileTask } from './task.ts'

/**
 * Decides, after each chunk of the whole file, whether its rest is worth several connections, since many stores limit the
 * speed of each: if it is large, arrives slowly, and the store serves ranges of one version. A retry uses one connection.
 */
export function createDivider(
  { file, clock, limits, representation }: FileTask,
  { headers }: WireResponse,
  isFirst: boolean,
): (bytes: number) => boolean {
  const startMs = clock.now()
  const { totalBytes = 0, validator } = representation ?? {}
  // Only a strong tag shows that ranges are of one version, and only on a signed link are more requests free.
  const isDivisible =
    isFirst &&
    limits.parallelRanges > 1 &&
    file.credential === 'none' &&
    headers['accept-ranges'] === 'bytes' &&
    validator?.startsWith('"') === true
  return bytes =>
    isDivisible &&
    bytes >= limits.probedBytes &&
    totalBytes - bytes > limits.undividedBytes &&
    bytes * 1000 < limits.slowBytesPerSecond * (clock.now() - startMs)
}

/** Downloads the rest of a file over several connections; a range waits in memory for those before it. */
export async function receiveRanges(task: FileTask, { received }: Attempt): Promise<void> {
  const { part, limits, representation } = task
  const { totalBytes = 0 } = representation ?? {}
  const stop = new AbortController()
  const ranges = { ...task, signal: AbortSignal.any([task.signal, stop.signal]) }
  const pending: Promise<readonly Uint8Array[]>[] = []
  const appendNext = async () => {
    for (const chunk of (await pending.shift()) ?? []) {
      await part.append(chunk)
      received(part.bytes())
    }
  }
  try {
    for (let start = part.bytes(); start < totalBytes; start += limits.rangeBytes) {
      if (pending.length === limits.parallelRanges) await appendNext()
      const range = fetchRange(ranges, start, Math.min(totalBytes, start + limits.rangeBytes))
      // Its error is reported when its turn comes.
      range.catch(() => {})
      pending.push(range)
    }
    while (pending.length > 0) await appendNext()
  } finally {
    stop.abort(new ExportError('internal', 'The other ranges are no longer needed.'))
  }
}

/** Downloads the bytes from `start` to before `end`, in as many attempts as the limits allow. */
async function fetchRange(task: FileTask, start: number, end: number): Promise<readonly Uint8Array[]> {
  const { label, limits } = task
  let chunks: Uint8Array[] = []
  let at = start
  let wrongResponses = 0

  /** Receives the missing bytes; false if the server sends something else, such as another version. */
  async function receive({ file, received }: Attempt, flow: Flow): Promise<boolean> {
    const { response, placement } = await requestBytes(task, file, flow.signal, { at, end })
    try {
      if (placement.kind !== 'rest') return false
      for await (const chunk of response.body) {
        flow.add(chunk.length)
        chunks.push(chunk)
        at += chunk.length
        if (at > end) return false
        received(at)
      }
      if (at < end) throw new ExportError('network', `A range of ${label} ended early.`, { remedy: 'retry' })
      return file.size !== undefined || !response.hasExcess()
    } finally {
      response.close()
    }
  }

  const wrongRange = new ExportError('network', `The server did not send the requested range of ${label}.`, {
    remedy: 'retry',
  })
  const isReceived = await attempted(task, async attempt => {
    if (await whileFlowing(task, flow => receive(attempt, flow))) return true
    chunks = []
    at = start
    wrongResponses += 1
    if (wrongResponses === limits.contentAttempts) return false
    throw wrongRange
  })
  if (isReceived) return chunks
  throw wrongRange
}

/** Longer explanations of a refusal are not read. */
const MAX_REASON_BYTES = 256 * 1024

/**
 * Requests the missing bytes of a file; the caller closes the response. Some stores send the whole file if a range comes
 * with a condition, but know its entity tag. Rejects if the server refuses.
 */
export async function requestBytes(
  task: FileTask,
  file: RemoteFile,
  signal: AbortSignal,
  missing: { readonly at: number; readonly end?: number },
): Promise<{ readonly response: WireResponse; readonly placement: Placement }> {
  const { representation, ignoresConditions } = task
  const held = { bytes: missing.at, end: missing.end, representation, size: file.size, ignoresConditions }
  const response = await task.open(file, rangeHeaders(held), signal)
  if (isConditionIgnored(response, held)) {
    response.close()
    task.ignoresConditions = true
    return requestBytes(task, file, signal, missing)
  }
  const placement = classifyRangeResponse(response, held)
  if (placement) return { response, placement }
  // The status is reported even if its explanation cannot be read. A part of it may begin or end within a secret.
  throw refusalOf(task, file, response, await readText(response, MAX_REASON_BYTES).catch(() => ''))
}
