import type { WireResponse } from '../http/transport.ts'
import type { Checksum } from './checksums.ts'
import { promisedChecksums } from './checksums.ts'
import { contentLength, contentRange, isWhole } from './content-range.ts'

type Headers = WireResponse['headers']
type Head = Pick<WireResponse, 'status' | 'headers' | 'url'>

/** What a server said about the file whose bytes are held. */
export interface Representation {
  /** Origin and path of the response, after redirects: an entity tag is unique for one resource only (RFC 9110, 8.8.3). */
  readonly resource: string
  /** Value for `If-Range`; undefined when nothing identifies these very bytes. */
  readonly validator: string | undefined
  /** By `Content-Length` or `Content-Range`. */
  readonly totalBytes: number | undefined
  /** Whether its end is told apart from a connection that breaks: by its length or by chunks. */
  readonly isEndDelimited: boolean
  readonly checksums: readonly Checksum[]
  /** `Content-Disposition`, or empty. */
  readonly disposition: string
  /** `Content-Type` in lower case without its parameters, or empty. */
  readonly mediaType: string
}

/** What is on disk already. */
export interface Held {
  readonly bytes: number
  readonly representation: Representation | undefined
  /** Bytes that the API declares. */
  readonly size: number | undefined
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

function resourceOf({ origin, pathname }: URL): string {
  return origin + pathname
}

/** What a complete answer says about its file. */
function representationOf({ headers, url }: Head): Representation {
  const totalBytes = contentLength(headers) ?? contentRange(headers)?.totalBytes
  return {
    resource: resourceOf(url),
    validator: validatorOf(headers),
    totalBytes,
    isEndDelimited: totalBytes !== undefined || /\bchunked$/i.test(headers['transfer-encoding'] ?? ''),
    checksums: promisedChecksums(headers),
    disposition: headers['content-disposition'] ?? '',
    mediaType: headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '',
  }
}

/**
 * Headers that request the missing bytes, or none if the file cannot be continued. Without a known length nothing would
 * show that the rest belongs to the bytes on disk.
 */
export function rangeHeaders({ bytes, representation, size }: Held): Readonly<Record<string, string>> {
  const validator = representation?.validator
  const isLengthKnown = (representation?.totalBytes ?? size) !== undefined
  return bytes === 0 || validator === undefined || !isLengthKnown
    ? {}
    : { range: `bytes=${bytes}-`, 'if-range': validator }
}

/** A fresh link may lead to another object with an equal entity tag. */
function resourceProblem({ url }: Head, { resource }: Representation): string | undefined {
  return resourceOf(url) === resource ? undefined : 'the rest comes from another address'
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

function restPlacement(head: Head, held: Held, representation: Representation): Placement {
  const { headers } = head
  const range = contentRange(headers)
  const totalBytes = range?.totalBytes ?? representation.totalBytes
  const reason =
    range?.start === held.bytes
      ? (resourceProblem(head, representation) ??
        lengthProblem(totalBytes, representation.totalBytes ?? held.size) ??
        versionProblem(headers, representation.validator))
      : 'another part came than was asked for'
  return reason === undefined
    ? { kind: 'rest', representation: { ...representation, totalBytes } }
    : { kind: 'unresumable', reason }
}

/** A range that starts at the very end cannot be satisfied: then nothing is missing. */
function endPlacement(head: Head, held: Held, representation: Representation): Placement {
  const { headers } = head
  const totalBytes = contentRange(headers)?.totalBytes ?? representation.totalBytes
  const isUnchanged =
    resourceProblem(head, representation) === undefined &&
    lengthProblem(totalBytes, representation.totalBytes ?? held.size) === undefined &&
    (headers.etag === undefined || headers.etag === representation.validator)
  return isUnchanged && totalBytes === held.bytes
    ? { kind: 'complete', representation: { ...representation, totalBytes } }
    : { kind: 'unresumable', reason: 'the rest was refused' }
}

/** Where the body of a 200 belongs; `before` is given if a range was requested. */
function wholePlacement(head: Head, before: Representation | undefined): Placement {
  const representation = representationOf(head)
  if (!isWhole(head.headers)) return { kind: 'unresumable', reason: 'a part came with status 200' }
  // One version has one length. If it differs, the body may be only the rest.
  const isSameVersion = before !== undefined && before.validator === representation.validator
  return isSameVersion && before.totalBytes !== representation.totalBytes
    ? { kind: 'unresumable', reason: 'its length has changed' }
    : { kind: 'whole', representation }
}

/** Decides where the body of an answer to `rangeHeaders(held)` belongs. */
export function classifyRangeResponse(head: Head, held: Held): Placement {
  const { status } = head
  const { representation } = held
  const isRangeAsked = representation !== undefined && 'range' in rangeHeaders(held)
  if (status === 200) return wholePlacement(head, isRangeAsked ? representation : undefined)
  if (status === 206 && !isRangeAsked)
    return { kind: 'unresumable', reason: 'a part came although the whole was asked for' }
  if (status === 206 && isRangeAsked) return restPlacement(head, held, representation)
  if (status === 416 && isRangeAsked) return endPlacement(head, held, representation)
  return { kind: 'refused' }
}
