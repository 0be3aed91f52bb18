import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'

/** Reads a stored file from a position to its end; rejects if the download is aborted. */
export type Read = (start: number) => AsyncIterable<Uint8Array>

const MAX_COMMENT_BYTES = 0xffff
/** Some servers add one to every body. */
const LINE_BREAK = /^(?:\r?\n)?$/
/** Marks a 32-bit field whose value is in the zip64 record. */
const IN_RECORD64 = 0xffffffff

/** Records of a zip archive by the signature that they begin with (APPNOTE.TXT, 4.3). */
const ENTRY = 0x02014b50
const END = { signature: 0x06054b50, bytes: 22 }
const RECORD64 = { signature: 0x06064b50, bytes: 56 }
const LOCATOR = { signature: 0x07064b50, bytes: 20 }

/** At most `bytes` bytes from `start` on. */
async function piece(read: Read, start: number, bytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of read(start)) {
    chunks.push(chunk)
    length += chunk.length
    if (length >= bytes) break
  }
  return Buffer.concat(chunks).subarray(0, bytes)
}

function isRecord(bytes: Buffer, { signature, bytes: length }: typeof END): boolean {
  return bytes.length >= length && bytes.readUInt32LE() === signature
}

/** Where the end record starts; its comment must end where the file ends, or be followed only by a line break. */
function endRecordIn(tail: Buffer): number | undefined {
  for (let at = tail.length - END.bytes; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) !== END.signature) continue
    const end = at + END.bytes + tail.readUInt16LE(at + 20)
    if (end <= tail.length && LINE_BREAK.test(tail.toString('latin1', end, end + 3))) return at
  }
  return undefined
}

/** The central directory by the zip64 record; `before` ends with the locator of that record. */
async function directory64(read: Read, before: Buffer, size: number) {
  const locator = before.subarray(-LOCATOR.bytes)
  const start = isRecord(locator, LOCATOR) ? Number(locator.readBigUInt64LE(8)) : size
  const record = start < size ? await piece(read, start, RECORD64.bytes) : Buffer.alloc(0)
  if (!isRecord(record, RECORD64)) return undefined
  return { start: Number(record.readBigUInt64LE(48)), bytes: Number(record.readBigUInt64LE(40)) }
}

/** Whether an archive of `size` bytes ends with an end record that points to a directory inside the archive. */
export async function isWholeZip(read: Read, size: number): Promise<boolean> {
  const tailStart = Math.max(0, size - LOCATOR.bytes - END.bytes - MAX_COMMENT_BYTES - '\r\n'.length)
  const tail = await piece(read, tailStart, size - tailStart)
  const at = endRecordIn(tail)
  if (at === undefined) return false
  const plain = { bytes: tail.readUInt32LE(at + 12), start: tail.readUInt32LE(at + 16) }
  const isLarge = plain.bytes === IN_RECORD64 || plain.start === IN_RECORD64
  const directory = isLarge ? await directory64(read, tail.subarray(0, at), size) : plain
  const end = tailStart + at
  if (directory === undefined || directory.start + directory.bytes > end) return false
  // A cut archive may end with a whole archive that it contains: then the directory is not at this position.
  if (directory.bytes === 0) return directory.start === end
  return (await piece(read, directory.start, 4)).readUInt32LE() === ENTRY
}

/** Whether every member of a gzip file of `size` bytes inflates to its trailer; zeros may follow as padding, and a line break. */
export async function isWholeGzip(read: Read, size: number): Promise<boolean> {
  if (await isInflatable(read, size)) return true
  const end = (await piece(read, Math.max(0, size - '\r\n'.length), '\r\n'.length)).toString('latin1')
  const [lineBreak = ''] = /\r?\n$/.exec(end) ?? []
  return lineBreak !== '' && isInflatable(read, size - lineBreak.length)
}

/** Whether the first `size` bytes are gzip members, followed only by zeros. */
async function isInflatable(read: Read, size: number): Promise<boolean> {
  async function* from(start: number): AsyncGenerator<Uint8Array> {
    let at = start
    for await (const chunk of read(start)) {
      yield chunk.subarray(0, size - at)
      at += chunk.length
      if (at >= size) return
    }
  }
  const gunzip = createGunzip()
  try {
    await pipeline(from(0), gunzip, new Writable({ write: (_chunk, _encoding, done) => done() }))
  } catch (error) {
    if (/^Z_/.test(String((error as NodeJS.ErrnoException).code))) return false
    throw error
  }
  for await (const chunk of from(gunzip.bytesWritten)) if (chunk.some(byte => byte !== 0)) return false
  return true
}
