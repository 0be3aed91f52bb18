import { open } from 'node:fs/promises'
import type { LocalFile } from '../exports/events.ts'

// zip (with entries, empty), gzip, zstd, xz, bzip2, 7z, lz4
const MAGIC = [
  '504b0304',
  '504b0506',
  '1f8b',
  '28b52ffd',
  'fd377a585a00',
  '425a68',
  '377abcaf271c',
  '04224d18',
]
const LONGEST_MAGIC_BYTES = 6
const EXTENSION = /\.(?:zip|gz|tgz|zst|xz|txz|bz2|tbz2|7z|lz4|br|lzma|rar|parquet|png|jpe?g)$/i

/** Whether deflating would only cost time, told by the first bytes or, where a format has none, by the name. */
export function isCompressed(name: string, head: Uint8Array): boolean {
  const hex = Buffer.from(head).toString('hex')
  return EXTENSION.test(name) || MAGIC.some(magic => hex.startsWith(magic))
}

/**
 * zlib level for one archive of these files. The client has one level for the whole archive, so the bytes vote:
 * deflating 1 GiB of compressed data takes seven times as long as storing it and saves nothing.
 */
export async function compressionLevel(files: readonly LocalFile[]): Promise<0 | 6> {
  const bytes = await Promise.all(
    files.map(async file => (isCompressed(file.name, await readHead(file.path)) ? file.size : 0)),
  )
  const compressed = bytes.reduce((sum, size) => sum + size, 0)
  const total = files.reduce((sum, file) => sum + file.size, 0)
  return compressed * 2 > total ? 0 : 6
}

async function readHead(path: string): Promise<Uint8Array> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(
      Buffer.alloc(LONGEST_MAGIC_BYTES),
      0,
      LONGEST_MAGIC_BYTES,
      0,
    )
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}
