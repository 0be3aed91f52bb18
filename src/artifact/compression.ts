import { open } from 'node:fs/promises'
import type { LocalFile } from '../download/publish.ts'

/** First bytes of zip (with entries, empty), gzip, zstd, xz, bzip2, 7z and lz4. */
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

/** Whether a file is compressed already, by its first bytes or, for a format without magic bytes, by its name. */
export function isCompressed(name: string, head: Uint8Array): boolean {
  const hex = Buffer.from(head).toString('hex')
  return EXTENSION.test(name) || MAGIC.some(magic => hex.startsWith(magic))
}

/**
 * The zlib level for an archive of these files: 0 if more than half of the bytes are compressed already. The client takes one
 * level for the whole archive, and deflating compressed data takes seven times as long as storing it and saves nothing.
 */
export async function compressionLevel(files: readonly LocalFile[]): Promise<0 | 6> {
  let bytes = 0
  let compressedBytes = 0
  for (const { name, path, size } of files) {
    bytes += size
    if (isCompressed(name, await readHead(path))) compressedBytes += size
  }
  return compressedBytes * 2 > bytes ? 0 : 6
}

async function readHead(path: string): Promise<Uint8Array> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(LONGEST_MAGIC_BYTES), { position: 0 })
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}
