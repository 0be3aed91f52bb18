import { ExportError } from '../failures/export-error.ts'
import type { WireResponse } from '../http/transport.ts'
import type { RemoteFile } from '../providers/provider.ts'
import type { Clock } from '../runtime/clock.ts'
import { discardHeld } from '../runtime/memory.ts'
import type { Open } from './attempt.ts'
import type { DownloadLimits } from './limits.ts'
import type { Representation } from './resume.ts'
import { classifyRangeResponse, rangeHeaders } from './resume.ts'

/** A file on its way in one stream, which may be continued in ranges. */
export interface Whole {
  /** How messages call the file. */
  readonly label: string
  readonly file: RemoteFile
  /** To the question for the whole file. */
  readonly answer: WireResponse
  readonly representation: Representation
  readonly open: Open
  readonly clock: Clock
  readonly limits: DownloadLimits
  readonly signal: AbortSignal
  /** Hears of bytes as they come that wait for those before them; they are handed on later. */
  onEarly(bytes: number): void
}

/** Where bytes begin and, exclusively, end. */
interface Range {
  readonly start: number
  readonly end: number
}

/** Only a strong tag tells that ranges are of one version, and only a signed link costs its server nothing to ask more often. */
function isDivisible({ file, answer, representation, limits }: Whole): boolean {
  return (
    limits.parallelRanges > 1 &&
    file.credential === 'none' &&
    answer.headers['accept-ranges'] === 'bytes' &&
    representation.validator?.startsWith('"') === true
  )
}

/** Whether one connection has shown that it is slow while there is still much to come. */
function isWorthDividing({ limits, representation }: Whole, bytes: number, elapsedMs: number): boolean {
  const { probedBytes, undividedBytes, slowBytesPerSecond } = limits
  const leftBytes = (representation.totalBytes ?? 0) - bytes
  return bytes >= probedBytes && leftBytes > undividedBytes && bytes * 1000 < slowBytesPerSecond * elapsedMs
}

/** Fetches a range to memory; rejects when the server sends anything else. */
async function fetchRange(whole: Whole, { start, end }: Range, signal: AbortSignal): Promise<Uint8Array[]> {
  const { label, file, representation, open, onEarly } = whole
  const held = { bytes: start, representation }
  const range = `bytes=${start}-${end - 1}`
  const answer = await open(file, { ...rangeHeaders(held), range }, signal)
  try {
    const chunks: Uint8Array[] = []
    let missing = end - start
    if (answer.status === 206 && classifyRangeResponse(answer, held).kind === 'rest')
      for await (const chunk of answer.body) {
        chunks.push(chunk)
        onEarly(chunk.length)
        missing -= chunk.length
        if (missing < 0) break
      }
    if (missing === 0) return chunks
    throw new ExportError('network', `${label} does not come in ranges.`, { outlook: 'transient' })
  } finally {
    answer.close()
  }
}

function* rangesOf({ representation, limits }: Whole, start: number): Generator<Range> {
  const { totalBytes = start } = representation
  for (let at = start; at < totalBytes; at += limits.rangeBytes)
    yield { start: at, end: Math.min(totalBytes, at + limits.rangeBytes) }
}

/** The bytes from `start` on in their order, fetched over several connections; a range waits in memory for those before it. */
async function* inRanges(whole: Whole, start: number): AsyncGenerator<Uint8Array> {
  const { parallelRanges, rangeBytes } = whole.limits
  const stop = new AbortController()
  const signal = AbortSignal.any([whole.signal, stop.signal])
  const pending: Promise<Uint8Array[]>[] = []
  const next = async () => {
    discardHeld(rangeBytes)
    return (await pending.shift()) ?? []
  }
  try {
    for (const range of rangesOf(whole, start)) {
      if (pending.length === parallelRanges) yield* await next()
      const fetched = fetchRange(whole, range, signal)
      // It is listened to when its turn comes.
      fetched.catch(() => {})
      pending.push(fetched)
    }
    while (pending.length > 0) yield* await next()
  } finally {
    stop.abort(new ExportError('internal', 'The other ranges are not needed any more.'))
  }
}

async function* dividedWhenSlow(whole: Whole): AsyncGenerator<Uint8Array> {
  const { answer, clock } = whole
  const startMs = clock.now()
  let bytes = 0
  let isSlow = false
  for await (const chunk of answer.body) {
    yield chunk
    bytes += chunk.length
    isSlow = isWorthDividing(whole, bytes, clock.now() - startMs)
    // Leaving the loop ends the stream: a store may allow a few connections only.
    if (isSlow) break
  }
  if (isSlow) yield* inRanges(whole, bytes)
}

/**
 * The bytes of a file in their order. A large one that comes slowly from a store which serves ranges of one version is
 * continued over several connections, since many stores limit each; whatever goes wrong there is thrown, and the next
 * attempt resumes in one stream.
 */
export function bytesOf(whole: Whole): AsyncIterable<Uint8Array> {
  return isDivisible(whole) ? dividedWhenSlow(whole) : whole.answer.body
}
