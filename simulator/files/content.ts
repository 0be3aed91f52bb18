import { createHash } from 'node:crypto'

/** The content of a file: readable from any offset, any number of times. */
export interface Content {
  /** Bytes. */
  readonly size: number
  /** Strong entity tag, quoted. */
  readonly etag: string
  /** The bytes from `start` up to, not including, `end`. */
  read(start: number, end: number): AsyncIterable<Uint8Array>
}

/** A file of an export. */
export interface SimulatedFile {
  readonly name: string
  readonly content: Content
  /** The size that the provider declares; by default the real size. */
  readonly declaredSize?: number
  readonly rowCount?: number
  /** Override the headers of the file; lower-case names. Undefined removes one. */
  readonly headers?: Readonly<Record<string, string | undefined>>
}

const BLOCK_BYTES = 1024 * 1024
const PIECE_BYTES = 256 * 1024

/** Content held in memory. */
export function contentOf(data: string | Uint8Array): Content {
  const bytes = Buffer.from(data)
  return {
    size: bytes.length,
    etag: `"${createHash('md5').update(bytes).digest('hex')}"`,
    async *read(start, end) {
      for (let at = start; at < end; at += PIECE_BYTES)
        yield bytes.subarray(at, Math.min(end, at + PIECE_BYTES))
    },
  }
}

/**
 * Content of any size, generated while it is read: CSV lines in numbered blocks of 1 MiB, so that bytes at a wrong offset
 * are always detected.
 */
export function generatedContent(size: number): Content {
  const line = Buffer.from('"example",0123456789,"abcdefghijklmnopqrstuvwxyz"\n')
  const pattern = Buffer.alloc(BLOCK_BYTES, line)
  return {
    size,
    etag: `"generated-${size}"`,
    async *read(start, end) {
      for (let index = Math.floor(start / BLOCK_BYTES); index * BLOCK_BYTES < end; index++) {
        const block = Buffer.from(pattern)
        block.write(`${String(index).padStart(12, '0')}\n`)
        const offset = index * BLOCK_BYTES
        yield block.subarray(Math.max(0, start - offset), Math.min(BLOCK_BYTES, end - offset))
      }
    },
  }
}

/** Digest of the complete content. */
export async function digestOf(content: Content, algorithm: 'sha256' | 'md5'): Promise<Buffer> {
  const hash = createHash(algorithm)
  for await (const chunk of content.read(0, content.size)) hash.update(chunk)
  return hash.digest()
}
