import type { WireResponse } from '../http/transport.ts'
import { type Checksum, promisedChecksums } from './checksums.ts'

type ResponseHead = Pick<WireResponse, 'status' | 'headers' | 'url'>

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

/** What is there of a file, or of a range of it. */
export interface Held {
  /** Bytes from the start of the file on; those before a range are included. */
  readonly bytes: number
  /** Where the range ends; undefined for the end of the file. */
  readonly end?: number | undefined
  readonly representation: Representation | undefined
  /** Bytes that the API declares. */
  readonly size: number | undefined
  /** Whether the server ignores a range that comes with a condition. */
  readonly ignoresConditions: boolean
}

/** Where the body of a response belongs: it is the `whole` file, the `rest` of it, or nothing is missing (`complete`). */
export type Placement =
  | { readonly kind: 'whole' | 'rest' | 'complete'; readonly representation: Representation }
  | {
      readonly kind: 'unresumable'
      readonly reason: string
      /** `start-over` if the server sent the wrong bytes without saying so. */
      readonly budget: 'retry' | 'start-over'
    }

const STRONG_ETAG = /^"[\x21\x23-\x7e\x80-\xff]*"$/
/** A date identifies a version only if a second change can no longer fall into the same second (RFC 9110, 8.8.2.2). */
const SETTLED_MS = 60_000

/** A URL without its query, which signs a link and changes with each refresh. */
export function resourceOf({ origin, pathname }: URL): string {
  return origin + pathname
}

/** The `Content-Range` of a response: first and last byte and total length, as far as it is well-formed and states them. */
function contentRange(value = ''): readonly (number | undefined)[] {
  const match = /^bytes (?:(\d{1,15})-(\d{1,15})|\*)\/(?:(\d{1,15})|\*)$/i.exec(value) ?? []
  return match.slice(1).map(digits => (digits === undefined ? undefined : Number(digits)))
}

function unresumable(reason: string, budget: 'retry' | 'start-over' = 'retry'): Placement {
  return { kind: 'unresumable', reason, budget }
}

/**
 * Headers that request the missing bytes; none if the download cannot be resumed. Without a known length, nothing would
 * show that the rest belongs to the bytes on disk.
 */
export function rangeHeaders({
  bytes,
  end,
  representation,
  size,
  ignoresConditions,
}: Held): Readonly<Record<string, string>> {
  const validator = representation?.validator
  const isLengthKnown = (representation?.totalBytes ?? size) !== undefined
  if (bytes === 0 || validator === undefined || !isLengthKnown) return {}
  return {
    range: `bytes=${bytes}-${end === undefined ? '' : end - 1}`,
    ...(!ignoresConditions && { 'if-range': validator }),
  }
}

/** Whether a server that offers ranges sent the whole file, although it is the version that the condition asked for. */
export function isConditionIgnored({ status, headers }: ResponseHead, held: Held): boolean {
  return (
    status === 200 &&
    'if-range' in rangeHeaders(held) &&
    headers['accept-ranges'] === 'bytes' &&
    STRONG_ETAG.test(headers.etag ?? '') &&
    headers.etag === held.representation?.validator
  )
}

/** Decides where the body of a response to a request with `rangeHeaders(held)` belongs; undefined if the server refuses. */
export function classifyRangeResponse(response: ResponseHead, held: Held): Placement | undefined {
  const { status } = response
  const before = 'range' in rangeHeaders(held) ? held.representation : undefined
  if (status === 200) return placeWhole(response, before)
  if (status === 206 && !before)
    return unresumable('the server sent a part although the whole file was requested')
  return before && (status === 206 || status === 416) ? placeRange(response, held, before) : undefined
}

/** Places the body of a 200; `before` is given if a range was requested. */
function placeWhole({ headers, url }: ResponseHead, before: Representation | undefined): Placement {
  const { etag, date = '', 'last-modified': modified = '', 'content-length': length = '' } = headers
  const [first, last, rangeTotal] = contentRange(headers['content-range'])
  const totalBytes = /^\d{1,15}$/.test(length) ? Number(length) : rangeTotal
  // Some servers send a range with status 200; only `Content-Range` shows that it is a part.
  const isWhole = first === 0 && last !== undefined && last + 1 === rangeTotal && rangeTotal === totalBytes
  if (headers['content-range'] && !isWhole)
    return unresumable('the server sent a part with status 200', 'start-over')
  const settledDate = Date.parse(date) - Date.parse(modified) >= SETTLED_MS ? modified : undefined
  const strongEtag = etag !== undefined && STRONG_ETAG.test(etag) ? etag : undefined
  // A date may be used only where there is no entity tag at all (RFC 9110, 13.1.5).
  const validator = etag === undefined ? settledDate : strongEtag
  // Some servers send only the rest without saying so. Without a range, another length is that of the whole file.
  if (before && before.totalBytes !== totalBytes) return unresumable('its length has changed')
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
function placeRange({ status, headers, url }: ResponseHead, held: Held, before: Representation): Placement {
  const [first, , totalBytes = before.totalBytes] = contentRange(headers['content-range'])
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
  if (first !== held.bytes) return unresumable('the server sent another range than requested')
  if (!isSameResource) return unresumable('the rest comes from another address')
  // A server may send less than requested.
  if (totalBytes === undefined) return unresumable('its length is unknown')
  if (!isSameLength) return unresumable('its length has changed')
  const isTagged = STRONG_ETAG.test(before.validator ?? '')
  const version = isTagged ? headers.etag : headers['last-modified']
  // A range repeats the entity tag of its file (RFC 9110, 15.3.7), but need not repeat the date.
  const isSameVersion = version === before.validator || (version === undefined && !isTagged)
  return isSameVersion ? { kind: 'rest', representation } : unresumable('it may have changed')
}
