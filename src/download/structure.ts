import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { createErrorFields } from './error-document.ts'

/** Reads a stored file from a position to its end; rejects if the download is aborted. */
export type Read = (start: number) => AsyncIterable<Uint8Array>

const MAX_COMMENT_BYTES = 0xffff
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

/** Where the end record starts; its comment must end where the file ends. */
function endRecordIn(tail: Buffer): number | undefined {
  for (let at = tail.length - END.bytes; at >= 0; at -= 1) {
    const isEnd = tail.readUInt32LE(at) === END.signature
    if (isEnd && at + END.bytes + tail.readUInt16LE(at + 20) === tail.length) return at
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
  const tailStart = Math.max(0, size - LOCATOR.bytes - END.bytes - MAX_COMMENT_BYTES)
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

/** Whether every member of a gzip file inflates to its trailer; zeros may follow as padding. */
export async function isWholeGzip(read: Read): Promise<boolean> {
  const gunzip = createGunzip()
  try {
    await pipeline(read(0), gunzip, new Writable({ write: (_chunk, _encoding, done) => done() }))
  } catch (error) {
    if (/^Z_/.test(String((error as NodeJS.ErrnoException).code))) return false
    throw error
  }
  for await (const chunk of read(gunzip.bytesWritten)) if (chunk.some(byte => byte !== 0)) return false
  return true
}

/**
 * What a JSON text is: an `error` in place of the file, `cut` before its end, `other` than JSON, a `document`, or several,
 * each on its own `lines`. Reads it `untilEnd`, or only as long as it may be an error.
 */
export async function findingIn(
  read: Read,
  { encoding, untilEnd }: { readonly encoding: string; readonly untilEnd: boolean },
): Promise<'error' | 'cut' | 'other' | 'document' | 'lines'> {
  const fields = createErrorFields()
  const scanner = new JsonScanner(fields.add)
  const decoder = new TextDecoder(encoding)
  const mayBeError = () => fields.mayBeError() && scanner.documents() < 2
  for await (const chunk of read(0)) {
    scanner.scan(decoder.decode(chunk, { stream: true }))
    if (scanner.state() === 'broken') return 'other'
    if (!untilEnd && !mayBeError()) return 'document'
  }
  if (scanner.state() === 'open') return 'cut'
  if (mayBeError() && fields.isError()) return 'error'
  return scanner.documents() > 1 ? 'lines' : 'document'
}

/** Deeper brackets are only counted, so that memory stays constant. */
const CHECKED_DEPTH = 10_000
const MAX_KEY_CHARS = 64

const TAB = 0x09
const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
const SPACE = 0x20
const QUOTE = 0x22
const COMMA = 0x2c
const OPENING_LIST = 0x5b
const BACKSLASH = 0x5c
const CLOSING_LIST = 0x5d
const OPENING_OBJECT = 0x7b
const CLOSING_OBJECT = 0x7d

/**
 * Scans JSON text piece by piece without building its values: brackets must match, strings must end, and at the top
 * level there are only objects and lists, each on its own line. Scalars inside are not checked, since some services
 * write NaN. Time is linear and memory constant.
 */
export class JsonScanner {
  /** By depth, the bracket that closes what is open. */
  readonly #closing = new Uint8Array(CHECKED_DEPTH)
  readonly #onKey: (key: string) => void
  #depth = 0
  #documents = 0
  #isBroken = false
  #isLineNew = true
  #isInString = false
  #isEscaped = false
  /** Whether a key of a top-level object comes next. */
  #isKeyDue = false
  #key: string | undefined

  /** `onKey` receives each key of the top-level objects as it is written, cut after 64 characters. */
  constructor(onKey: (key: string) => void) {
    this.#onKey = onKey
  }

  /** Takes the next piece of the text. */
  scan(piece: string): void {
    let at = 0
    while (at < piece.length && !this.#isBroken) {
      if (this.#isInString) at = this.#takeString(piece, at)
      else this.#take(piece.charCodeAt(at++))
    }
  }

  /** `open`: nothing has begun yet, or something has not ended; `ended`: after a value; `broken`, permanently: not JSON. */
  state(): 'open' | 'ended' | 'broken' {
    if (this.#isBroken) return 'broken'
    return this.#documents > 0 && this.#depth === 0 ? 'ended' : 'open'
  }

  /** Objects and lists that have begun at the top level: newline-delimited JSON has several. */
  documents(): number {
    return this.#documents
  }

  #take(unit: number): void {
    switch (unit) {
      case LINE_FEED:
      case CARRIAGE_RETURN:
        this.#isLineNew = true
        break
      case TAB:
      case SPACE:
        break
      case QUOTE:
        this.#isBroken ||= this.#depth === 0
        this.#isInString = true
        this.#key = this.#isKeyDue ? '' : undefined
        this.#isKeyDue = false
        break
      case OPENING_LIST:
      case OPENING_OBJECT:
        this.#open(unit)
        break
      case CLOSING_LIST:
      case CLOSING_OBJECT:
        this.#depth -= 1
        this.#isBroken ||= this.#depth < 0 || (this.#closing[this.#depth] ?? unit) !== unit
        this.#isKeyDue = false
        this.#isLineNew = false
        break
      default:
        // A comma, a colon, or a part of a scalar.
        this.#isBroken ||= this.#depth === 0
        if (unit === COMMA) this.#isKeyDue = this.#depth === 1 && this.#closing[0] === CLOSING_OBJECT
        else this.#isBroken ||= this.#isKeyDue
    }
  }

  #open(unit: number): void {
    const isTop = this.#depth === 0
    this.#isBroken ||= this.#isKeyDue || (isTop && !this.#isLineNew)
    if (isTop) this.#documents += 1
    this.#isKeyDue = isTop && unit === OPENING_OBJECT
    this.#closing[this.#depth] = unit === OPENING_LIST ? CLOSING_LIST : CLOSING_OBJECT
    this.#depth += 1
  }

  /** Returns the index after the characters that it took. */
  #takeString(piece: string, start: number): number {
    let at = start
    while (at < piece.length && this.#isInString) {
      const unit = piece.charCodeAt(at++)
      if (this.#isEscaped) this.#isEscaped = false
      else if (unit === BACKSLASH) this.#isEscaped = true
      else if (unit === QUOTE) this.#isInString = false
    }
    if (this.#key !== undefined) this.#takeKey(piece.slice(start, this.#isInString ? at : at - 1))
    return at
  }

  #takeKey(text: string): void {
    const key = `${this.#key}${text.slice(0, MAX_KEY_CHARS)}`.slice(0, MAX_KEY_CHARS)
    this.#key = this.#isInString ? key : undefined
    if (!this.#isInString) this.#onKey(key)
  }
}
