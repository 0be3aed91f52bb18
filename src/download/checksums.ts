import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'

/** Bytes of a checksum by algorithm. */
const LENGTHS = { sha256: 32, sha512: 64, sha1: 20, md5: 16, crc32: 4, crc32c: 4 } as const

/** A checksum algorithm that servers use. */
export type Algorithm = keyof typeof LENGTHS

/** A checksum that a server sent for a whole file. */
export interface Checksum {
  readonly algorithm: Algorithm
  /** Lower-case hexadecimal. */
  readonly expected: string
  /** The header field that it was in. */
  readonly header: string
}

/** Names in `x-goog-hash`, `Digest` (RFC 3230) and `Repr-Digest`/`Content-Digest` (RFC 9530). */
const ALGORITHM_NAMES: Readonly<Record<string, Algorithm>> = {
  'sha-256': 'sha256',
  'sha-512': 'sha512',
  sha: 'sha1',
  md5: 'md5',
  crc32c: 'crc32c',
}

const LIST_HEADERS = ['x-goog-hash', 'digest', 'repr-digest', 'content-digest']

const SINGLE_HEADERS: Readonly<Record<string, Algorithm>> = {
  'content-md5': 'md5',
  'x-ms-blob-content-md5': 'md5',
  'x-amz-checksum-sha256': 'sha256',
  'x-amz-checksum-sha1': 'sha1',
  'x-amz-checksum-crc32': 'crc32',
  'x-amz-checksum-crc32c': 'crc32c',
}

/** The checksums of the whole file in the headers of a 200; those of a range may describe the range alone. */
export function promisedChecksums(headers: Readonly<Record<string, string>>): readonly Checksum[] {
  // Cloud Storage decompresses objects stored as gzip for clients that do not request gzip; its hashes are of the stored bytes.
  const isTranscoded = (headers['x-goog-stored-content-encoding'] ?? 'identity') !== 'identity'
  const isComposite = headers['x-amz-checksum-type'] === 'COMPOSITE'
  return Object.entries(headers).flatMap(([header, value]) => {
    if (header === 'x-goog-hash' && isTranscoded) return []
    if (header.startsWith('x-amz-checksum-') && isComposite) return []
    if (!LIST_HEADERS.includes(header)) return checksum(header, SINGLE_HEADERS[header], value.trim())
    return value.split(',').flatMap(member => {
      const [, name = '', base64 = ''] =
        /^([\w-]+)=:?([A-Za-z0-9+/=]+):?$/.exec(member.replace(/;.*/, '').trim()) ?? []
      return checksum(header, ALGORITHM_NAMES[name.toLowerCase()], base64)
    })
  })
}

/** Drops unknown algorithms and values that are not checksums, such as the composite `...-3` of a multipart object. */
function checksum(header: string, algorithm: Algorithm | undefined, base64: string): readonly Checksum[] {
  if (algorithm === undefined) return []
  const bytes = Buffer.from(base64, 'base64')
  const isWhole = /^[A-Za-z0-9+/]+={0,2}$/.test(base64) && bytes.length === LENGTHS[algorithm]
  return isWhole ? [{ algorithm, expected: bytes.toString('hex'), header }] : []
}

/** Computes SHA-256 and the given digests of a stream of bytes in one pass. `finish` is called once, at the end. */
export function createDigester(algorithms: readonly Algorithm[]) {
  const hashes = new Map(
    [...new Set<Algorithm>(['sha256', ...algorithms])].map(name => [name, createHasher(name)]),
  )
  return {
    update(bytes: Uint8Array): void {
      for (const hash of hashes.values()) hash.update(bytes)
    },
    /** Lower-case hexadecimal by algorithm. */
    finish: (): Readonly<Partial<Record<Algorithm, string>> & { sha256: string }> => ({
      sha256: '',
      ...Object.fromEntries([...hashes].map(([name, hash]) => [name, hash.digest('hex')])),
    }),
  }
}

function createHasher(algorithm: Algorithm) {
  if (algorithm !== 'crc32' && algorithm !== 'crc32c') return createHash(algorithm)
  const step = algorithm === 'crc32' ? crc32 : crc32c
  let value = 0
  const update = (bytes: Uint8Array) => {
    value = step(bytes, value)
  }
  return { update, digest: (_: 'hex') => value.toString(16).padStart(8, '0') }
}

/** Reversed polynomial of CRC-32C (Castagnoli), RFC 3720 section 12.1. */
const POLYNOMIAL = 0x82f63b78
/** Bytes per step: eight tables (8 KiB) are four times as fast as one. */
const SLICE = 8

/** At offset 256 k, table k contains the contribution of a byte that k more bytes follow. */
const TABLES = new Int32Array(256 * SLICE)
for (let i = 0; i < 256; i += 1) {
  let value = i
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1
  TABLES[i] = value
}
for (let i = 256; i < TABLES.length; i += 1) {
  const previous = TABLES[i - 256] ?? 0
  TABLES[i] = (previous >>> 8) ^ (TABLES[previous & 255] ?? 0)
}

function contribution(byte: number, following: number): number {
  return TABLES[256 * following + (byte & 255)] as number
}

/** CRC-32C of `bytes` after bytes whose checksum is `previous` (0 at the start); 0 to 2^32-1, as `crc32` of node:zlib. */
export function crc32c(bytes: Uint8Array, previous = 0): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let crc = ~previous
  let i = 0
  for (; i + SLICE <= view.byteLength; i += SLICE) {
    const low = crc ^ view.getInt32(i, true)
    const high = view.getInt32(i + 4, true)
    crc =
      contribution(low, 7) ^
      contribution(low >>> 8, 6) ^
      contribution(low >>> 16, 5) ^
      contribution(low >>> 24, 4) ^
      contribution(high, 3) ^
      contribution(high >>> 8, 2) ^
      contribution(high >>> 16, 1) ^
      contribution(high >>> 24, 0)
  }
  for (; i < view.byteLength; i += 1) crc = contribution(crc ^ view.getUint8(i), 0) ^ (crc >>> 8)
  return ~crc >>> 0
}
