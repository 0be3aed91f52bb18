import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { createBatchWriter } from './batch-writer.ts'
import type { Algorithm, Digests } from './checksums.ts'
import { createDigester } from './checksums.ts'
import { diskFailure } from './disk-failure.ts'
import { HEAD_BYTES } from './first-bytes.ts'

/** A file while it is fetched: its bytes are on disk, its digests go on over every resumption. */
export interface PartFile {
  readonly path: string
  /** Bytes appended and digested. */
  bytes(): number
  /** The first bytes, at most `HEAD_BYTES`. */
  head(): Uint8Array
  /** Begins again with nothing; SHA-256 is always among the digests. */
  restart(algorithms: readonly Algorithm[]): Promise<void>
  /** Takes ownership of `chunk`; a promise, when there is one, is awaited before the next call. */
  append(chunk: Uint8Array): Promise<void> | undefined
  /** Resolves when every byte is on disk. */
  flush(): Promise<void>
  /** Reads what is on disk from a position on. */
  read(start: number): AsyncIterable<Uint8Array>
  /** Digests of all bytes, lower-case hexadecimal; called once after each `restart`. */
  digests(): Digests
  close(): Promise<void>
}

const READ_BYTES = 64 * 1024

/** Never an existing file, never through a link; Windows has no such flag and no such links by default. */
const FLAGS = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0)

/** Creates `path`, which must not exist. Every rejection is an `ExportError` that explains the disk's error. */
export async function createPartFile(path: string, batchBytes: number): Promise<PartFile> {
  const explained = async <T>(action: Promise<T>, verb = 'write'): Promise<T> => {
    try {
      return await action
    } catch (error) {
      throw diskFailure(error, `${verb} ${path}`)
    }
  }
  const file = await explained(open(path, FLAGS))
  const writer = createBatchWriter(file, batchBytes)
  let digester = createDigester([])
  let bytes = 0
  let head = Buffer.alloc(0)
  return {
    path,
    bytes: () => bytes,
    head: () => head,
    async restart(algorithms) {
      if (bytes > 0) await explained(writer.truncate())
      digester = createDigester(algorithms)
      bytes = 0
      head = Buffer.alloc(0)
    },
    append(chunk) {
      if (head.length < HEAD_BYTES) head = Buffer.concat([head, chunk.subarray(0, HEAD_BYTES - head.length)])
      digester.update(chunk)
      bytes += chunk.length
      const pressure = writer.append(chunk)
      return pressure && explained(pressure)
    },
    flush: () => explained(writer.flush()),
    async *read(start) {
      for (let at = start; ; ) {
        const block = Buffer.allocUnsafe(READ_BYTES)
        const { bytesRead } = await explained(file.read(block, 0, READ_BYTES, at), 'read')
        if (bytesRead === 0) return
        yield block.subarray(0, bytesRead)
        at += bytesRead
      }
    },
    digests: () => digester.finish(),
    close: () => explained(file.close()),
  }
}
