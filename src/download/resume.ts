import type { WireResponse } from '../http/transport.ts'
import type { Checksum } from './checksums.ts'
import { promisedChecksums } from './checksums.ts'

type Headers = WireResponse['headers']

/** What a server said about the file whose bytes are held. */
export interface Representation {
  /** Value for `If-Range`; undefined when nothing identifies these very bytes. */
  readonly validator: string | undefined
  readonly totalBytes: number | undefined
  /** Whether its end is told apart from a connection that breaks: by its length or by chunks. */
  readonly isEndDelimited: boolean
  readonly checksums: readonly Checksum[]
  /** `Content-Disposition`, or empty. */
  readonly disposition: string
}

/** What is on disk already. */
export interface Held {
  readonly bytes: number
  readonly representation: Representation | undefined
}

/** Where the body of an answer belongs. */
export type Placement =
  | { readonly kind: 'whole'; readonly representation: Representation }
  | { readonly kind: 'rest'; readonly representation: Representation }
  | { readonly kind: 'complete'; readonly representation: Representation }
  | { readonly kind: 'unresumable'; readonly reason: string }
  | { readonly kind: 'refused' }

const STRONG_ETAG = /^"[\x21\x23-\x7e\x80-\xff]*"$/
/** A date identifies a version only when it was old enough that no second change fell into the same second (RFC 9110, 8.8.2.2). */
const SETTLED_MS = 60_000

function validatorOf(headers: Headers): string | undefined {
  const { etag, date = '', 'last-modified': modified = '' } = headers
  // A date may stand in only where there is no entity tag at all (RFC 9110, 13.1.5).
  if (etag !== undefined) return STRONG_ETAG.test(etag) ? etag : undefined
  return Date.parse(date) - Date.parse(modified) >= SETTLED_MS ? modified : undefined
}

function contentLength(headers: Headers): number | undefined {
  const value = headers['content-length'] ?? ''
  return /^\d{1,15}$/.test(value) ? Number(value) : undefined
}

/** What a complete answer says about its file. */
export function representationOf(headers: Headers): Representation {
  const totalBytes = contentLength(headers)
  return {
    validator: validatorOf(headers),
    totalBytes,
    isEndDelimited: totalBytes !== undefined || /\bchunked$/i.test(headers['transfer-encoding'] ?? ''),
    checksums: promisedChecksums(headers),
    disposition: headers['content-disposition'] ?? '',
  }
}

/** Headers that ask for the missing bytes, or none when what is held cannot be continued. */
export function rangeHeaders({ bytes, representation }: Held): Readonly<Record<string, string>> {
  const validator = representation?.validator
  return bytes === 0 || validator === undefined ? {} : { range: `bytes=${bytes}-`, 'if-range': validator }
}

interface ContentRange {
  readonly start: number | undefined
  readonly totalBytes: number | undefined
}

function contentRange(headers: Headers): ContentRange | undefined {
  const match = /^bytes (?:(\d{1,15})-\d{1,15}|\*)\/(?:(\d{1,15})|\*)$/i.exec(headers['content-range'] ?? '')
  if (!match) return undefined
  const [start, totalBytes] = [match[1], match[2]].map(digits =>
    digits === undefined ? undefined : Number(digits),
  )
  return { start, totalBytes }
}

/** What is said about the version of a part, against the validator that the part was asked for with. */
function versionProblem(headers: Headers, validator = ''): string | undefined {
  const isTagged = STRONG_ETAG.test(validator)
  const told = isTagged ? headers.etag : headers['last-modified']
  if (told !== undefined) return told === validator ? undefined : 'it has changed'
  // A part repeats the entity tag of its file (RFC 9110, 15.3.7), but need not repeat the date.
  return isTagged ? 'the part that came does not say of which version it is' : undefined
}

function lengthProblem(
  totalBytes: number | undefined,
  announcedBytes: number | undefined,
): string | undefined {
  // A server may send less than was asked for.
  if (totalBytes === undefined) return 'nothing tells how long it is'
  return totalBytes === (announcedBytes ?? totalBytes) ? undefined : 'its length has changed'
}

function restPlacement(headers: Headers, held: Held, representation: Representation): Placement {
  const range = contentRange(headers)
  const totalBytes = range?.totalBytes ?? representation.totalBytes
  const reason =
    range?.start === held.bytes
      ? (lengthProblem(totalBytes, representation.totalBytes) ??
        versionProblem(headers, representation.validator))
      : 'another part came than was asked for'
  return reason === undefined
    ? { kind: 'rest', representation: { ...representation, totalBytes } }
    : { kind: 'unresumable', reason }
}

/** A range that starts at the very end cannot be satisfied: then nothing is missing. */
function endPlacement(headers: Headers, held: Held, representation: Representation): Placement {
  const totalBytes = contentRange(headers)?.totalBytes ?? representation.totalBytes
  const isUnchanged =
    lengthProblem(totalBytes, representation.totalBytes) === undefined &&
    (headers.etag === undefined || headers.etag === representation.validator)
  return isUnchanged && totalBytes === held.bytes
    ? { kind: 'complete', representation: { ...representation, totalBytes } }
    : { kind: 'unresumable', reason: 'the rest was refused' }
}

/** Decides where the body of an answer to `rangeHeaders(held)` belongs. */
export function classifyRangeResponse(
  { status, headers }: Pick<WireResponse, 'status' | 'headers'>,
  held: Held,
): Placement {
  if (status === 200) return { kind: 'whole', representation: representationOf(headers) }
  const { representation } = held
  const isRangeAsked = representation !== undefined && 'range' in rangeHeaders(held)
  if (status === 206 && !isRangeAsked)
    return { kind: 'unresumable', reason: 'a part came although the whole was asked for' }
  if (status === 206 && isRangeAsked) return restPlacement(headers, held, representation)
  if (status === 416 && isRangeAsked) return endPlacement(headers, held, representation)
  return { kind: 'refused' }
}
