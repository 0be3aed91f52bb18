import { inflateRawSync } from 'node:zlib'

/** An entry of an archive, with its unpacked content. */
export interface Entry {
  readonly name: string
  readonly method: 'stored' | 'deflated'
  readonly data: Buffer
}

const END_OF_DIRECTORY = Buffer.from('PK\x05\x06')

/** Unpacks an archive by its central directory, which also has the sizes of streamed entries; no ZIP64. */
export function unzip(archive: Buffer): readonly Entry[] {
  const end = archive.lastIndexOf(END_OF_DIRECTORY)
  let at = archive.readUInt32LE(end + 16)
  return Array.from({ length: archive.readUInt16LE(end + 10) }, () => {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map(field =>
      archive.readUInt16LE(at + field),
    )
    const entry = readEntry(archive, at, nameLength ?? 0)
    at += 46 + (nameLength ?? 0) + (extraLength ?? 0) + (commentLength ?? 0)
    return entry
  })
}

function readEntry(archive: Buffer, at: number, nameLength: number): Entry {
  const local = archive.readUInt32LE(at + 42)
  const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28)
  const packed = archive.subarray(start, start + archive.readUInt32LE(at + 20))
  const method = archive.readUInt16LE(at + 10) === 0 ? 'stored' : 'deflated'
  const data = method === 'stored' ? packed : inflateRawSync(packed)
  return { name: archive.subarray(at + 46, at + 46 + nameLength).toString(), method, data }
}
