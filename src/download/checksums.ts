import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { crc32c } from './crc32c.ts'

/** Bytes of a checksum by algorithm. */
const LENGTHS = { sha256: 32, sha512: 64, sha1: 20, md5: 16, crc32: 4, crc32c: 4 } as const

/** A checksum algorithm that servers use. */
export type Algorithm = keyof typeof LENGTHS

/** What a server promised about a whole file. */
export interface Checksum {
  readonly algorithm: Algorithm
  /** Lower-case hexadecimal. */
  readonly expected: string
  /** The header field that said so. */
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

/** A value that is no checksum of its algorithm, such as the composite `...-3` of a multipart object, promises nothing. */
function checksum(header: string, algorithm: Algorithm, base64: string): readonly Checksum[] {
  const bytes = Buffer.from(base64, 'base64')
  const isWhole = /^[A-Za-z0-9+/]+={0,2}$/.test(base64) && bytes.length === LENGTHS[algorithm]
  return isWhole ? [{ algorithm, expected: bytes.toString('hex'), header }] : []
}

function listed(header: string, value: string): readonly Checksum[] {
  return value.split(',').flatMap(member => {
    const [, name = '', base64 = ''] = /^\s*([\w-]+)=:?([A-Za-z0-9+/=]+?):?(?:;.*)?\s*$/.exec(member) ?? []
    const algorithm = ALGORITHM_NAMES[name.toLowerCase()]
    return algorithm === undefined ? [] : checksum(header, algorithm, base64)
  })
}

/** What the headers of a complete answer (200) promise about its bytes; those of a range may speak of the range alone. */
export function promisedChecksums(headers: Readonly<Record<string, string>>): readonly Checksum[] {
  // Cloud Storage decompresses objects stored as gzip for clients that did not ask for gzip; its hashes are of the stored bytes.
  const isTranscoded = (headers['x-goog-stored-content-encoding'] ?? 'identity') !== 'identity'
  const isComposite = headers['x-amz-checksum-type'] === 'COMPOSITE'
  return Object.entries(headers).flatMap(([header, value]) => {
    if (header === 'x-goog-hash' && isTranscoded) return []
    if (header.startsWith('x-amz-checksum-') && isComposite) return []
    if (LIST_HEADERS.includes(header)) return listed(header, value)
    const algorithm = SINGLE_HEADERS[header]
    return algorithm === undefined ? [] : checksum(header, algorithm, value.trim())
  })
}

/** Lower-case hexadecimal by algorithm; SHA-256 is always there. */
export type Digests = Readonly<Partial<Record<Algorithm, string>>> & { readonly sha256: string }

/** Checksums of a stream of bytes. */
export interface Digester {
  update(bytes: Uint8Array): void
  /** Called once, at the end. */
  finish(): Digests
}

interface Running {
  update(bytes: Uint8Array): unknown
  hex(): string
}

function cyclic(step: (bytes: Uint8Array, previous: number) => number): Running {
  let value = 0
  return {
    update: bytes => {
      value = step(bytes, value)
    },
    hex: () => value.toString(16).padStart(8, '0'),
  }
}

function running(algorithm: Algorithm): Running {
  if (algorithm === 'crc32') return cyclic(crc32)
  if (algorithm === 'crc32c') return cyclic(crc32c)
  const hash = createHash(algorithm)
  return { update: bytes => hash.update(bytes), hex: () => hash.digest('hex') }
}

/** Computes SHA-256 and whatever else is asked for in one pass. */
export function createDigester(algorithms: readonly Algorithm[]): Digester {
  const sha256 = running('sha256')
  const others = [...new Set(algorithms)]
    .filter(algorithm => algorithm !== 'sha256')
    .map(algorithm => ({ algorithm, ...running(algorithm) }))
  return {
    update(bytes) {
      sha256.update(bytes)
      for (const other of others) other.update(bytes)
    },
    finish: () => ({
      ...Object.fromEntries(others.map(({ algorithm, hex }) => [algorithm, hex()])),
      sha256: sha256.hex(),
    }),
  }
}
