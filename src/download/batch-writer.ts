import type { FileHandle } from 'node:fs/promises'
import { discardChunks } from '../runtime/memory.ts'

/** What is needed of a file. */
export type WritableFile = Pick<FileHandle, 'writev' | 'truncate'>

/** Appends to a file in large batches: one is gathered while the one before is written. */
export interface BatchWriter {
  /** Takes ownership of `chunk`. A promise, when there is one, is back-pressure from the disk and is awaited before the next call. */
  append(chunk: Uint8Array): Promise<void> | undefined
  /** Resolves when everything appended is in the file. */
  flush(): Promise<void>
  /** Empties the file; what was appended is gone. */
  truncate(): Promise<void>
}

/** Many small chunks cost more memory than their bytes. */
const MAX_CHUNKS = 1024

async function writeFully(file: WritableFile, chunks: Uint8Array[], start: number): Promise<void> {
  const { bytesWritten } = await file.writev(chunks, start)
  const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
  discardChunks(bytesWritten)
  if (bytesWritten === bytes) return
  // A nearly full disk takes a part; writing the rest brings the error that says so.
  await writeFully(file, [Buffer.concat(chunks).subarray(bytesWritten)], start + bytesWritten)
}

/** Writes to `file` from its start; memory is bounded by two batches of `batchBytes`, each longer by at most one chunk. */
export function createBatchWriter(file: WritableFile, batchBytes: number): BatchWriter {
  let batch: Uint8Array[] = []
  let batchedBytes = 0
  let position = 0
  let isWriting = false
  let writing: Promise<void> = Promise.resolve()

  function write(): void {
    const [chunks, start] = [batch, position]
    batch = []
    position += batchedBytes
    batchedBytes = 0
    isWriting = true
    writing = writeFully(file, chunks, start).finally(() => {
      isWriting = false
    })
    // Whoever appends or flushes next is told; until then nobody listens.
    writing.catch(() => {})
  }

  async function writeAfterwards(): Promise<void> {
    await writing
    write()
  }

  return {
    append(chunk) {
      batch.push(chunk)
      batchedBytes += chunk.length
      if (batchedBytes < batchBytes && batch.length < MAX_CHUNKS) return undefined
      if (isWriting) return writeAfterwards()
      write()
      return undefined
    },
    async flush() {
      await writing
      if (batchedBytes > 0) write()
      await writing
    },
    async truncate() {
      await writing
      batch = []
      batchedBytes = 0
      position = 0
      await file.truncate(0)
    },
  }
}
