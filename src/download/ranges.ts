import { ExportError } from '../failures/export-error.ts'
import type { WireResponse } from '../http/transport.ts'
import { type Attempt, attempted } from './attempts.ts'
import { type Flow, whileFlowing } from './flow.ts'
import { refusalOf, startOf } from './refusal.ts'
import { classifyRangeResponse, rangeHeaders } from './resume.ts'
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

/** Bytes of a file in memory, from `start` to before `end`, as far as they have arrived. */
interface Range {
  readonly chunks: Uint8Array[]
  at: number
  readonly end: number
}

/** Downloads the bytes from `start` to before `end`, in as many attempts as the limits allow. */
async function fetchRange(task: FileTask, start: number, end: number): Promise<readonly Uint8Array[]> {
  const range: Range = { chunks: [], at: start, end }
  const isRange = await attempted(task, attempt =>
    whileFlowing(task, flow => receiveRange(task, range, attempt, flow)),
  )
  if (isRange) return range.chunks
  const message = `The server did not send the requested range of ${task.label}.`
  throw new ExportError('network', message, { remedy: 'retry' })
}

/** Receives the missing bytes of a range; false if the server does not send this range of this version. */
async function receiveRange(
  task: FileTask,
  range: Range,
  { file, received }: Attempt,
  flow: Flow,
): Promise<boolean> {
  const { label, representation, ignoresConditions, open } = task
  const { chunks, end } = range
  const held = { bytes: range.at, representation, size: file.size, ignoresConditions }
  const headers = { ...rangeHeaders(held), range: `bytes=${range.at}-${end - 1}` }
  const response = await open(file, headers, flow.signal)
  try {
    const { kind } = classifyRangeResponse(response, held)
    if (kind === 'refused') throw refusalOf(task, file, response, await startOf(response.body))
    if (kind !== 'rest') return false
    for await (const chunk of response.body) {
      flow.add(chunk.length)
      chunks.push(chunk)
      range.at += chunk.length
      if (range.at > end) return false
      received(range.at)
    }
    if (range.at < end)
      throw new ExportError('network', `A range of ${label} ended early.`, { remedy: 'retry' })
    return file.size !== undefined || !response.hasExcess()
  } finally {
    response.close()
  }
}
