import { ExportError } from '../failures/export-error.ts'
import type { WireResponse } from '../http/transport.ts'
import { classifyRangeResponse, type Representation, rangeHeaders } from './resume.ts'
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
  const { file, label, clock, limits } = task
  const { totalBytes = 0 } = representation
  // Only a strong tag shows that ranges are of one version, and only on a signed link are more requests free.
  const isDivisible =
    limits.parallelRanges > 1 &&
    file.credential === 'none' &&
    response.headers['accept-ranges'] === 'bytes' &&
    representation.validator?.startsWith('"') === true
  return isDivisible ? dividedIfSlow() : response.body

  async function* dividedIfSlow(): AsyncGenerator<Uint8Array> {
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
    if (isWorthDividing) yield* inRanges(bytes)
  }

  /** The bytes from `from` on, downloaded over several connections; a range waits in memory for those before it. */
  async function* inRanges(from: number): AsyncGenerator<Uint8Array> {
    const stop = new AbortController()
    const anySignal = AbortSignal.any([signal, stop.signal])
    const pending: Promise<Uint8Array[]>[] = []
    const next = async () => (await pending.shift()) ?? []
    try {
      for (let start = from; start < totalBytes; start += limits.rangeBytes) {
        if (pending.length === limits.parallelRanges) yield* await next()
        const range = fetchRange(start, Math.min(totalBytes, start + limits.rangeBytes), anySignal)
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
  async function fetchRange(start: number, end: number, anySignal: AbortSignal): Promise<Uint8Array[]> {
    const held = { bytes: start, representation, size: file.size }
    const headers = { ...rangeHeaders(held), range: `bytes=${start}-${end - 1}` }
    const part = await task.open(file, headers, anySignal)
    try {
      const chunks: Uint8Array[] = []
      let missing = end - start
      if (part.status === 206 && classifyRangeResponse(part, held).kind === 'rest')
        for await (const chunk of part.body) {
          chunks.push(chunk)
          task.receivedBytes += chunk.length
          missing -= chunk.length
          if (missing < 0) break
        }
      if (missing === 0 && (file.size !== undefined || !part.hasExcess())) return chunks
      const message = `The server did not send the requested range of ${label}.`
      throw new ExportError('network', message, { remedy: 'retry' })
    } finally {
      part.close()
    }
  }
}
