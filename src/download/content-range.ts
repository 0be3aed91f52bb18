import type { WireResponse } from '../http/transport.ts'

type Headers = WireResponse['headers']

/** A parsed `Content-Range`; what it does not state is undefined. */
export interface ContentRange {
  readonly start: number | undefined
  /** Position of the last byte. */
  readonly last: number | undefined
  readonly totalBytes: number | undefined
}

/** The `Content-Length` of a response; undefined if it is missing or malformed. */
export function contentLength(headers: Headers): number | undefined {
  const value = headers['content-length'] ?? ''
  return /^\d{1,15}$/.test(value) ? Number(value) : undefined
}

/** The `Content-Range` of a response; undefined if it is missing, malformed or not in bytes. */
export function contentRange(headers: Headers): ContentRange | undefined {
  const value = headers['content-range'] ?? ''
  const match = /^bytes (?:(\d{1,15})-(\d{1,15})|\*)\/(?:(\d{1,15})|\*)$/i.exec(value)
  if (!match) return undefined
  const [start, last, totalBytes] = match
    .slice(1)
    .map(digits => (digits === undefined ? undefined : Number(digits)))
  return { start, last, totalBytes }
}

/** Whether a 200 has the whole file. Some servers send a range with status 200; only `Content-Range` shows that it is a part. */
export function isWhole(headers: Headers): boolean {
  if (!headers['content-range']) return true
  const { start, last, totalBytes } = contentRange(headers) ?? {}
  const announcedBytes = contentLength(headers) ?? totalBytes
  return start === 0 && last !== undefined && last + 1 === totalBytes && totalBytes === announcedBytes
}
