import { type FileHandle, open } from 'node:fs/promises'
import { type Algorithm, createDigester } from './checksums.ts'
import { diskFailure } from './disk-failure.ts'
import { HEAD_BYTES } from './first-bytes.ts'

const READ_BYTES = 64 * 1024
/** Many small chunks cost more memory than their bytes. */
const MAX_CHUNKS = 1024

/**
 * Creates a file for a download at `path`, which must not exist; its digests continue over every resumption. Every rejection is an `ExportError` that explains the
 * disk's error.
 */
export async function createPartFile(path: string, batchBytes: number) {
  const explained = async <T>(action: Promise<T>, verb = 'write'): Promise<T> => {
    try {
      return await action
    } catch (error) {
      throw diskFailure(error, `${verb} ${path}`)
    }
  }
  const file = await explained(open(path, 'wx+'))
  const writer = createBatchWriter(file, batchBytes)
  let digester = createDigester([])
  let bytes = 0
  let head = Buffer.alloc(0)
  return {
    path,
    /** Bytes appended and digested. */
    bytes: () => bytes,
    /** The first bytes, at most `HEAD_BYTES`. */
    head: (): Uint8Array => head,
    /** Empties the file; SHA-256 is always among the digests. */
    async restart(algorithms: readonly Algorithm[]): Promise<void> {
      if (bytes > 0) await explained(writer.truncate())
      digester = createDigester(algorithms)
      bytes = 0
      head = Buffer.alloc(0)
    },
    /** Takes ownership of `chunk`. If it returns a promise, the caller awaits it before the next call. */
    append(chunk: Uint8Array): Promise<void> | undefined {
      if (head.length < HEAD_BYTES) head = Buffer.concat([head, chunk.subarray(0, HEAD_BYTES - head.length)])
      digester.update(chunk)
      bytes += chunk.length
      const pressure = writer.append(chunk)
      return pressure && explained(pressure)
    },
    /** Resolves when every byte is on disk. */
    flush: () => explained(writer.flush()),
    /** Reads what is on disk from a position on. */
    async *read(start: number): AsyncGenerator<Uint8Array> {
      for (let at = start; ; ) {
        const block = Buffer.allocUnsafe(READ_BYTES)
        const { bytesRead } = await explained(file.read(block, 0, READ_BYTES, at), 'read')
        if (bytesRead === 0) return
        yield block.subarray(0, bytesRead)
        at += bytesRead
      }
    },
    /** Digests of all bytes; called once after each `restart`. */
    digests: () => digester.finish(),
    close: () => explained(file.close()),
  }
}

/**
 * Appends to a file from its start in large batches: one is gathered while the previous one is written. At most two batches
 * of `batchBytes`, each longer by at most one chunk, are in memory.
 */
export function createBatchWriter(file: Pick<FileHandle, 'writev' | 'truncate'>, batchBytes: number) {
  let batch: Uint8Array[] = []
  let batchedBytes = 0
  let position = 0
  let isWriting = false
  let writing: Promise<void> = Promise.resolve()

  async function writeFully(chunks: Uint8Array[], start: number): Promise<void> {
    const { bytesWritten } = await file.writev(chunks, start)
    const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
    if (bytesWritten === bytes) return
    // A nearly full disk takes a part; writing the rest gets the error that says so.
    await writeFully([Buffer.concat(chunks).subarray(bytesWritten)], start + bytesWritten)
  }

  function write(): void {
    isWriting = true
    writing = writeFully(batch, position).finally(() => {
      isWriting = false
    })
    // The next append or flush reports the error; until then, nothing awaits it.
    writing.catch(() => {})
    position += batchedBytes
    batch = []
    batchedBytes = 0
  }

  return {
    /** Takes ownership of `chunk`. A promise is back-pressure from the disk, to be awaited before the next call. */
    append(chunk: Uint8Array): Promise<void> | undefined {
      batch.push(chunk)
      batchedBytes += chunk.length
      if (batchedBytes < batchBytes && batch.length < MAX_CHUNKS) return undefined
      if (isWriting) return writing.then(write)
      write()
      return undefined
    },
    /** Resolves when everything appended is in the file. */
    async flush(): Promise<void> {
      await writing
      if (batchedBytes > 0) write()
      await writing
    },
    /** Empties the file and drops what was appended. */
    async truncate(): Promise<void> {
      await writing
      batch = []
      batchedBytes = 0
      position = 0
      await file.truncate(0)
    },
  }
}
