import type { WireResponse } from '../http/transport.ts'
import type { Checksum } from './checksums.ts'
import { promisedChecksums } from './checksums.ts'

type Headers = WireResponse['headers']

/** What a server said about the file that the bytes on disk belong to. */
export interface Representation {
  /** Origin and path of the response, after redirects: an entity tag is unique for one resource only (RFC 9110, 8.8.3). */
  readonly resource: string
  /** Value for `If-Range`; undefined if nothing identifies these very bytes. */
  readonly validator: string | undefined
  /** From `Content-Length` or `Content-Range`. */
  readonly totalBytes: number | undefined
  /** Whether its end differs from a lost connection: it has a length, or comes in chunks. */
  readonly isEndDelimited: boolean
  readonly checksums: readonly Checksum[]
  /** `Content-Disposition`, or empty. */
  readonly disposition: string
  /** `Content-Type` in lower case without its parameters, or empty. */
  readonly mediaType: string
}

/** What is on disk. */
export interface Held {
  readonly bytes: number
  readonly representation: Representation | undefined
  /** Bytes that the API declares. */
  readonly size: number | undefined
}

/** Where the body of a response belongs: it is the `whole` file, the `rest` of it, or nothing is missing (`complete`). */
export type Placement =
  | { readonly kind: 'whole' | 'rest' | 'complete'; readonly representation: Representation }
  | { readonly kind: 'unresumable'; readonly reason: string }
  | { readonly kind: 'refused' }

const STRONG_ETAG = /^"[\x21\x23-\x7e\x80-\xff]*"$/
/** A date identifies a version only if a second change can no longer fall into the same second (RFC 9110, 8.8.2.2). */
const SETTLED_MS = 60_000

function validatorOf({ etag, date = '', 'last-modified': modified = '' }: Headers): string | undefined {
  // A date may be used only where there is no entity tag at all (RFC 9110, 13.1.5).
  if (etag !== undefined) return STRONG_ETAG.test(etag) ? etag : undefined
  return Date.parse(date) - Date.parse(modified) >= SETTLED_MS ? modified : undefined
}

function resourceOf({ origin, pathname }: URL): string {
  return origin + pathname
}

function contentLength(headers: Headers): number | undefined {
  const value = headers['content-length'] ?? ''
  return /^\d{1,15}$/.test(value) ? Number(value) : undefined
}

/** The `Content-Range` of a response; empty if it is missing, malformed or not in bytes. `last` is inclusive. */
function contentRange(headers: Headers): {
  readonly start?: number | undefined
  readonly last?: number | undefined
  readonly totalBytes?: number | undefined
} {
  const value = headers['content-range'] ?? ''
  const match = /^bytes (?:(\d{1,15})-(\d{1,15})|\*)\/(?:(\d{1,15})|\*)$/i.exec(value)
  const [start, last, totalBytes] = (match ?? [])
    .slice(1)
    .map(digits => (digits === undefined ? undefined : Number(digits)))
  return { start, last, totalBytes }
}

function unresumable(reason: string): Placement {
  return { kind: 'unresumable', reason }
}

/**
 * Headers that request the missing bytes; none if the download cannot be resumed. Without a known length, nothing would
 * show that the rest belongs to the bytes on disk.
 */
export function rangeHeaders({ bytes, representation, size }: Held): Readonly<Record<string, string>> {
  const validator = representation?.validator
  const isLengthKnown = (representation?.totalBytes ?? size) !== undefined
  return bytes === 0 || validator === undefined || !isLengthKnown
    ? {}
    : { range: `bytes=${bytes}-`, 'if-range': validator }
}

/** Decides where the body of a response to a request with `rangeHeaders(held)` belongs. */
export function classifyRangeResponse(
  response: Pick<WireResponse, 'status' | 'headers' | 'url'>,
  held: Held,
): Placement {
  const { status } = response
  const before = 'range' in rangeHeaders(held) ? held.representation : undefined
  if (status === 200) return placeWhole(response, before)
  if (status === 206 && !before)
    return unresumable('the server sent a part although the whole file was requested')
  return before && (status === 206 || status === 416)
    ? placeRange(response, held, before)
    : { kind: 'refused' }
}

/** Places the body of a 200; `before` is given if a range was requested. */
function placeWhole(
  { headers, url }: Pick<WireResponse, 'headers' | 'url'>,
  before: Representation | undefined,
): Placement {
  const { start, last, totalBytes: rangeTotal } = contentRange(headers)
  const totalBytes = contentLength(headers) ?? rangeTotal
  // Some servers send a range with status 200; only `Content-Range` shows that it is a part.
  const isWhole = start === 0 && last !== undefined && last + 1 === rangeTotal && rangeTotal === totalBytes
  if (headers['content-range'] && !isWhole) return unresumable('the server sent a part with status 200')
  const validator = validatorOf(headers)
  // One version has one length. If it differs, the body may be only the rest.
  if (before && before.validator === validator && before.totalBytes !== totalBytes)
    return unresumable('its length has changed')
  const representation = {
    resource: resourceOf(url),
    validator,
    totalBytes,
    isEndDelimited: totalBytes !== undefined || /\bchunked$/i.test(headers['transfer-encoding'] ?? ''),
    checksums: promisedChecksums(headers),
    disposition: headers['content-disposition'] ?? '',
    mediaType: headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '',
  }
  return { kind: 'whole', representation }
}

/** Places the body of a 206, or interprets a 416, after a request for the rest of `before`. */
function placeRange(
  { status, headers, url }: Pick<WireResponse, 'status' | 'headers' | 'url'>,
  held: Held,
  before: Representation,
): Placement {
  const range = contentRange(headers)
  const totalBytes = range.totalBytes ?? before.totalBytes
  const representation = { ...before, totalBytes }
  // A refreshed link may lead to another object with an equal entity tag.
  const isSameResource = resourceOf(url) === before.resource
  const isSameLength = totalBytes === (before.totalBytes ?? held.size ?? totalBytes)
  if (status === 416) {
    // A range that starts at the very end cannot be satisfied: then nothing is missing.
    const isSameVersion = headers.etag === undefined || headers.etag === before.validator
    const isComplete = isSameResource && isSameLength && isSameVersion && totalBytes === held.bytes
    return isComplete
      ? { kind: 'complete', representation }
      : unresumable('the server rejected the range request')
  }
  if (range.start !== held.bytes) return unresumable('the server sent another range than requested')
  if (!isSameResource) return unresumable('the rest comes from another address')
  // A server may send less than requested.
  if (totalBytes === undefined) return unresumable('its length is unknown')
  if (!isSameLength) return unresumable('its length has changed')
  const reason = versionProblem(headers, before.validator)
  return reason === undefined ? { kind: 'rest', representation } : unresumable(reason)
}

/** Compares the version of a range with the validator that it was requested with. */
function versionProblem(headers: Headers, validator = ''): string | undefined {
  const isTagged = STRONG_ETAG.test(validator)
  const version = isTagged ? headers.etag : headers['last-modified']
  if (version !== undefined) return version === validator ? undefined : 'it has changed'
  // A range repeats the entity tag of its file (RFC 9110, 15.3.7), but need not repeat the date.
  return isTagged ? 'the server did not name the version of the range' : undefined
}
