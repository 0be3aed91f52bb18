import { ExportError } from '../failures/export-error.ts'
import type { WireResponse } from '../http/transport.ts'
import type { Representation } from './resume.ts'
import { classifyRangeResponse, rangeHeaders } from './resume.ts'
import type { FileTask } from './task.ts'

/**
 * The bytes of a file in their order. A large file that arrives slowly from a store that serves ranges of one version is
 * continued over several connections, since many stores limit the speed of each. Any error there is thrown, and the next
 * attempt resumes in one stream. `response` answers the request for the whole file.
 */
export function bytesOf(
  task: FileTask,
  response: WireResponse,
  representation: Representation,
  signal: AbortSignal,
): AsyncIterable<Uint8Array> {
  // Only a strong tag shows that ranges are of one version, and only on a signed link are more requests free.
  const isDivisible =
    task.limits.parallelRanges > 1 &&
    task.file.credential === 'none' &&
    response.headers['accept-ranges'] === 'bytes' &&
    representation.validator?.startsWith('"') === true
  return isDivisible ? dividedIfSlow(task, response, representation, signal) : response.body
}

async function* dividedIfSlow(
  task: FileTask,
  response: WireResponse,
  representation: Representation,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const { clock, limits } = task
  const { totalBytes = 0 } = representation
  const startMs = clock.now()
  let bytes = 0
  let isWorthDividing = false
  for await (const chunk of response.body) {
    yield chunk
    bytes += chunk.length
    const isSlow = bytes * 1000 < limits.slowBytesPerSecond * (clock.now() - startMs)
    isWorthDividing = isSlow && bytes >= limits.probedBytes && totalBytes - bytes > limits.undividedBytes
    // Leaving the loop ends the stream: a store may allow only a few connections.
    if (isWorthDividing) break
  }
  if (isWorthDividing) yield* inRanges(task, representation, bytes, signal)
}

/** The bytes from `from` on in their order, downloaded over several connections; a range waits in memory for those before it. */
async function* inRanges(
  task: FileTask,
  representation: Representation,
  from: number,
  outer: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const { parallelRanges, rangeBytes } = task.limits
  const { totalBytes = from } = representation
  const stop = new AbortController()
  const signal = AbortSignal.any([outer, stop.signal])
  const pending: Promise<Uint8Array[]>[] = []
  const next = async () => (await pending.shift()) ?? []
  try {
    for (let start = from; start < totalBytes; start += rangeBytes) {
      if (pending.length === parallelRanges) yield* await next()
      const range = fetchRange(task, representation, start, Math.min(totalBytes, start + rangeBytes), signal)
      // Its error is reported when its turn comes.
      range.catch(() => {})
      pending.push(range)
    }
    while (pending.length > 0) yield* await next()
  } finally {
    stop.abort(new ExportError('internal', 'The other ranges are no longer needed.'))
  }
}

/** Downloads the bytes from `start` to before `end` to memory; rejects if the server sends anything else. */
async function fetchRange(
  task: FileTask,
  representation: Representation,
  start: number,
  end: number,
  signal: AbortSignal,
): Promise<Uint8Array[]> {
  const { file, label } = task
  const held = { bytes: start, representation, size: file.size }
  const headers = { ...rangeHeaders(held), range: `bytes=${start}-${end - 1}` }
  const response = await task.open(file, headers, signal)
  try {
    const chunks: Uint8Array[] = []
    let missing = end - start
    if (response.status === 206 && classifyRangeResponse(response, held).kind === 'rest')
      for await (const chunk of response.body) {
        chunks.push(chunk)
        task.receivedBytes += chunk.length
        missing -= chunk.length
        if (missing < 0) break
      }
    if (missing === 0 && (file.size !== undefined || !response.hasExcess())) return chunks
    throw new ExportError('network', `The server did not send the requested range of ${label}.`, {
      outlook: 'transient',
    })
  } finally {
    response.close()
  }
}
