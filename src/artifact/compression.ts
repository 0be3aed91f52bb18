import { open } from 'node:fs/promises'
import type { LocalFile } from '../download/task.ts'

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

/**
 * The zlib level for an archive of these files: 0 if more than half of the bytes are compressed already. The client takes one
 * level for the whole archive, and deflating compressed data takes seven times as long as storing it and saves nothing.
 */
export async function compressionLevel(files: readonly LocalFile[]): Promise<0 | 6> {
  let bytes = 0
  let compressedBytes = 0
  for (const file of files) {
    bytes += file.size
    if (await isCompressed(file)) compressedBytes += file.size
  }
  return compressedBytes * 2 > bytes ? 0 : 6
}

/** Decides by the name of the file or its first bytes; not every format has magic bytes. */
async function isCompressed({ name, path }: LocalFile): Promise<boolean> {
  if (EXTENSION.test(name)) return true
  const file = await open(path)
  try {
    const { buffer } = await file.read(Buffer.alloc(LONGEST_MAGIC_BYTES), { position: 0 })
    const hex = buffer.toString('hex')
    return MAGIC.some(magic => hex.startsWith(magic))
  } finally {
    await file.close()
  }
}
