import { dirname } from 'node:path'
import { ExportError } from '../failures/export-error.ts'
import type { WireResponse } from '../http/transport.ts'
import type { RemoteFile } from '../providers/provider.ts'
import { nameOf } from './file-name.ts'
import { whileFlowing } from './flow.ts'
import { requireSpace } from './folder.ts'
import { bytesOf } from './ranges.ts'
import { refusalOf } from './refusal.ts'
import { classifyRangeResponse, rangeHeaders } from './resume.ts'
import { NO_ATTEMPTS, nextStep } from './retry.ts'
import type { FileTask, LocalFile } from './task.ts'
import { type Ending, verify } from './verify.ts'

/** Downloads one file to its part file and verifies it, in as many attempts as the limits allow. */
export async function transfer(task: FileTask): Promise<LocalFile> {
  const { file, part, limits, clock, emit, redact, signal } = task
  const startedMs = clock.now()
  let record = NO_ATTEMPTS
  let firstFailureMs: number | undefined
  let count = 0
  let lastError: ExportError | undefined
  for (;;) {
    const ending = await attempt(task, file)
    const nowMs = clock.now()
    if (ending.kind === 'verified') {
      if (firstFailureMs !== undefined && lastError)
        emit({
          kind: 'recovered',
          subject: task.label,
          error: lastError,
          count,
          afterMs: nowMs - firstFailureMs,
        })
      const { disposition } = task.representation ?? {}
      const name = nameOf({ ...task.file, head: part.head(), ...(disposition && { disposition }) }, redact)
      const { sha256 } = ending
      return { path: part.path, name, size: part.bytes(), sha256, elapsedMs: nowMs - startedMs }
    }
    const step = nextStep(record, ending, { bytes: part.bytes(), nowMs }, limits)
    if (step.kind === 'end') throw step.error
    count += 1
    lastError = ending.error
    emit({ kind: 'retry', error: ending.error, retryInMs: step.pauseMs, count })
    await clock.sleep(step.pauseMs, signal)
    signal.throwIfAborted()
    record = step.record
    firstFailureMs ??= nowMs
    if (step.part === 'discarded') task.representation = undefined
    // The provider's own endpoint has one address, and a refresh would only return it again.
    if (step.link === 'fresh' && task.file.credential === 'none') task.refusedVersion = task.linkVersion
  }
}

/** Attempts once, with the newest link of `file` that was not rejected. */
async function attempt(task: FileTask, file: RemoteFile): Promise<Ending> {
  const { label, links, signal } = task
  try {
    await links.refresh(task.refusedVersion, signal)
    task.linkVersion = links.version()
    task.file = links.newest(file)
    return await whileFlowing(task, flowing => exchange(task, flowing))
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof ExportError) {
      return { kind: ['retry', 'later'].includes(error.remedy) ? 'transient' : 'permanent', error }
    }
    const { code } = error as { readonly code?: unknown }
    // Only errors of the connection have a code; anything else is a bug.
    if (typeof code !== 'string') throw error
    const message = `The connection was lost while downloading ${label} (${code}).`
    return {
      kind: 'transient',
      error: new ExportError('network', message, { remedy: 'retry', cause: error }),
    }
  }
}

/** Requests the bytes that are missing, writes them to the part file and verifies the file. */
async function exchange(task: FileTask, signal: AbortSignal): Promise<Ending> {
  const { label, file, part } = task
  const held = { bytes: part.bytes(), representation: task.representation, size: file.size }
  const response = await task.open(file, rangeHeaders(held), signal)
  try {
    const placement = classifyRangeResponse(response, held)
    if (placement.kind === 'refused') return refusalOf(task, response, await startOf(response.body))
    if (placement.kind === 'unresumable') {
      const message = `${label} cannot be resumed: ${placement.reason}.`
      return { kind: 'unresumable', error: new ExportError('network', message, { remedy: 'retry' }) }
    }
    const { kind, representation } = placement
    const { checksums, totalBytes } = representation
    task.representation = representation
    if (kind === 'whole') {
      await part.restart(checksums.map(({ algorithm }) => algorithm))
      // Declared sizes were checked together, before the first file.
      if (file.size === undefined && totalBytes !== undefined)
        await requireSpace(dirname(part.path), totalBytes)
    }
    // Ranges are tried once; a retry uses one connection.
    const isFirst = kind === 'whole' && held.representation === undefined
    const body = isFirst ? bytesOf(task, response, representation, signal) : response.body
    if (kind !== 'complete') await receive(task, body)
    return await verify(task, representation, { hasExcess: response.hasExcess(), signal })
  } finally {
    response.close()
  }
}

/** An error document is read up to this length. */
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
    // The status counts also if its explanation is cut short.
  }
  return Buffer.concat(chunks).toString('utf8', 0, MAX_ERROR_BYTES)
}

/** Stops after the declared size: with more bytes, the file is not the declared one. */
async function receive(task: FileTask, body: AsyncIterable<Uint8Array>): Promise<void> {
  const { part, file } = task
  const maxBytes = file.size ?? Number.POSITIVE_INFINITY
  for await (const chunk of body) {
    task.receivedBytes += chunk.length
    const pressure = part.append(chunk)
    if (pressure) await pressure
    if (part.bytes() > maxBytes) return
  }
}
