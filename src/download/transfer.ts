import { dirname } from 'node:path'
import { ExportError } from '../failures/export-error.ts'
import { type Attempt, attempted } from './attempts.ts'
import { nameOf } from './file-name.ts'
import { isCompressed } from './first-bytes.ts'
import { type Flow, whileFlowing } from './flow.ts'
import { requireSpace } from './folder.ts'
import { createDivider, receiveRanges, requestBytes } from './ranges.ts'
import type { FileTask, LocalFile } from './task.ts'
import { verify } from './verify.ts'

/** Downloads one file to its part file and verifies it, in as many attempts as the limits allow. */
export async function transfer(task: FileTask): Promise<LocalFile> {
  const { part, clock, redact } = task
  const startedMs = clock.now()
  return attempted(task, async attempt => {
    const isSlow = await whileFlowing(task, flow => receive(task, attempt, flow))
    if (isSlow) await receiveRanges(task, attempt)
    const verified = await whileFlowing(task, flow => verify(task, attempt.file, flow))
    const { disposition = '' } = task.representation ?? {}
    const head = part.head()
    const name = nameOf({ ...attempt.file, head, disposition }, redact)
    return {
      path: part.path,
      name,
      size: part.bytes(),
      ...verified,
      isCompressed: isCompressed(head, name),
      elapsedMs: clock.now() - startedMs,
    }
  })
}

/**
 * Requests the missing bytes and writes them to the part file. Resolves to true if the rest is worth several connections;
 * nothing of this one is left then, since a store may allow only a few.
 */
async function receive(task: FileTask, attempt: Attempt, flow: Flow): Promise<boolean> {
  const { label, part } = task
  const { file } = attempt
  const isFirst = task.representation === undefined
  const { response, placement } = await requestBytes(task, file, flow.signal, { at: part.bytes() })
  try {
    if (placement.kind === 'unresumable') {
      const { reason, budget } = placement
      const details = { remedy: 'start-over', budget } as const
      throw new ExportError('network', `${label} cannot be resumed: ${reason}.`, details)
    }
    task.representation = placement.representation
    task.hasExcess = false
    if (placement.kind === 'complete') return false
    if (placement.kind === 'whole') {
      const { checksums, totalBytes = 0 } = placement.representation
      await part.restart(checksums.map(({ algorithm }) => algorithm))
      // Declared sizes were checked together, before the first file.
      if (file.size === undefined) await requireSpace(dirname(part.path), totalBytes)
    }
    const isWorthDividing = createDivider(task, response, isFirst)
    for await (const chunk of response.body) {
      flow.add(chunk.length)
      const pressure = part.append(chunk)
      if (pressure) await pressure
      attempt.received(part.bytes())
      // With more bytes, the file is not the declared one.
      if (part.bytes() > (file.size ?? Number.POSITIVE_INFINITY)) return false
      if (isWorthDividing(part.bytes())) return true
    }
    task.hasExcess = response.hasExcess()
    return false
  } finally {
    response.close()
  }
}
