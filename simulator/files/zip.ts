import { crc32 } from 'node:zlib'

/** An entry of an archive. */
export interface ZipEntry {
  /** Path inside the archive, with slashes. */
  readonly name: string
  readonly data: string
}

const LOCAL_HEADER = 0x04034b50
const CENTRAL_HEADER = 0x02014b50
const END_OF_DIRECTORY = 0x06054b50
const UTF8_NAMES = 0x0800
/** Midnight of 1 January 1980, the earliest date of the format: archives with equal entries are equal. */
const DOS_DATE = 0x0021

/** Creates an uncompressed archive as specified in APPNOTE.TXT, with up to 65,535 entries and 4 GiB. */
export function zipOf(entries: readonly ZipEntry[]): Buffer {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const entry of entries) {
    const name = Buffer.from(entry.name)
    const data = Buffer.from(entry.data)
    const facts = factsOf(name, data)
    const local = Buffer.concat([uint32(LOCAL_HEADER), facts, name, data])
    directory.push(uint32(CENTRAL_HEADER), uint16(20), facts, Buffer.alloc(10), uint32(offset), name)
    locals.push(local)
    offset += local.length
  }
  const central = Buffer.concat(directory)
  const count = uint16(entries.length)
  const sizes = [uint32(central.length), uint32(offset)]
  return Buffer.concat([
    ...locals,
    central,
    ...[uint32(END_OF_DIRECTORY), Buffer.alloc(4), count, count, ...sizes, uint16(0)],
  ])
}

/** The 26 bytes that local and central headers share. */
function factsOf(name: Buffer, data: Buffer): Buffer {
  const stored = uint16(0)
  const sizes = [uint32(data.length), uint32(data.length)]
  return Buffer.concat([
    ...[uint16(20), uint16(UTF8_NAMES), stored, uint16(0), uint16(DOS_DATE)],
    ...[uint32(crc32(data)), ...sizes, uint16(name.length), uint16(0)],
  ])
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
