import { dirname } from 'node:path'
import { ExportError } from '../failures/export-error.ts'
import type { OpenFile } from '../http/session.ts'
import type { WireResponse } from '../http/transport.ts'
import type { RemoteFile } from '../providers/provider.ts'
import type { Clock } from '../runtime/clock.ts'
import { whileFlowing } from './flow.ts'
import { requireSpace } from './folder.ts'
import type { DownloadLimits } from './limits.ts'
import type { PartFile } from './part-file.ts'
import { bytesOf } from './ranges.ts'
import { refusalOf } from './refusal.ts'
import type { Representation } from './resume.ts'
import { classifyRangeResponse, rangeHeaders } from './resume.ts'
import type { TransferFailure } from './retry.ts'
import { toTransferFailure } from './retry.ts'
import type { Ending } from './verify.ts'
import { verify } from './verify.ts'

/** One question for one file. */
export interface Attempt {
  /** How messages call the file. */
  readonly label: string
  readonly file: RemoteFile
  readonly part: PartFile
  readonly open: OpenFile
  readonly clock: Clock
  readonly limits: DownloadLimits
  readonly signal: AbortSignal
}

/** An ending, and what the server said about the bytes that are held now. */
export interface Attempted {
  readonly ending: Ending
  readonly representation: Representation | undefined
}

/** What changes while an attempt runs. */
interface Running {
  representation: Representation | undefined
  receivedBytes: number
}

/** An error document is read this far. */
const MAX_ERROR_BYTES = 64 * 1024

async function startOf(body: WireResponse['body']): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const chunk of body) {
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes >= MAX_ERROR_BYTES) break
    }
  } catch {
    // The status has been said already; its reason is cut short.
  }
  return Buffer.concat(chunks).toString('utf8', 0, MAX_ERROR_BYTES)
}

async function refused({ label, file, clock }: Attempt, answer: WireResponse): Promise<TransferFailure> {
  const isApi = file.credential === 'session' && answer.url.origin === new URL(file.url).origin
  const { status, headers, url } = answer
  const text = await startOf(answer.body)
  return refusalOf({
    label,
    status,
    headers,
    host: url.host,
    text,
    source: isApi ? 'api' : 'link',
    now: clock.date(),
  })
}

function unresumable(label: string, reason: string): TransferFailure {
  const message = `${label} cannot be resumed: ${reason}.`
  return { kind: 'unresumable', error: new ExportError('network', message, { outlook: 'transient' }) }
}

async function startOver({ file, part }: Attempt, { checksums, totalBytes }: Representation): Promise<void> {
  await part.restart(checksums.map(({ algorithm }) => algorithm))
  // Declared sizes were looked at together, before the first file.
  if (file.size === undefined && totalBytes !== undefined) await requireSpace(dirname(part.path), totalBytes)
}

/** Stops beyond the declared size: whatever follows, the file is not the one that was declared. */
async function receive(body: WireResponse['body'], { part, file }: Attempt, running: Running): Promise<void> {
  const maxBytes = file.size ?? Number.POSITIVE_INFINITY
  for await (const chunk of body) {
    running.receivedBytes += chunk.length
    const pressure = part.append(chunk)
    if (pressure) await pressure
    if (part.bytes() > maxBytes) return
  }
}

/** Reads the part file from `start` on. The bytes count as progress: a large file takes minutes, and the transfer must not be taken for stalled. */
async function* stored(
  { part, signal }: Attempt,
  running: Running,
  start: number,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of part.read(start)) {
    signal.throwIfAborted()
    running.receivedBytes += chunk.length
    yield chunk
  }
}

async function exchange(attempt: Attempt, running: Running, signal: AbortSignal): Promise<Ending> {
  const { file, label, part } = attempt
  const held = { bytes: part.bytes(), representation: running.representation, size: file.size }
  const answer = await attempt.open(file, rangeHeaders(held), signal)
  try {
    const placement = classifyRangeResponse(answer, held)
    if (placement.kind === 'refused') return await refused(attempt, answer)
    if (placement.kind === 'unresumable') return unresumable(label, placement.reason)
    const { kind, representation } = placement
    running.representation = representation
    if (kind === 'whole') await startOver(attempt, representation)
    const isFirst = kind === 'whole' && held.representation === undefined
    const onEarly = (bytes: number) => {
      running.receivedBytes += bytes
    }
    const body = isFirst ? bytesOf({ ...attempt, answer, representation, signal, onEarly }) : answer.body
    if (kind !== 'complete') await receive(body, attempt, running)
    const facts = { bytes: part.bytes(), head: part.head(), hasExcess: answer.hasExcess() }
    return await verify({ label, file, representation, ...facts }, part, start =>
      stored(attempt, running, start),
    )
  } finally {
    answer.close()
  }
}

/**
 * Asks for the bytes that are missing, puts them on disk and verifies the file. Rejects with the signal's reason when it aborts;
 * every other failure of the connection, the store or the disk is an ending.
 */
export async function attemptFile(
  attempt: Attempt,
  representation: Representation | undefined,
): Promise<Attempted> {
  const { label, signal } = attempt
  const running: Running = { representation, receivedBytes: 0 }
  const flow = { ...attempt, receivedBytes: () => running.receivedBytes }
  try {
    const ending = await whileFlowing(flow, flowing => exchange(attempt, running, flowing))
    return { ending, representation: running.representation }
  } catch (error) {
    signal.throwIfAborted()
    return { ending: toTransferFailure(error, label), representation: running.representation }
  }
}
