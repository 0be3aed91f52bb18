import { type Content, digestOf, type SimulatedFile } from '../files/content.ts'
import type { RecordedRequest, SimulatedResponse } from '../messages.ts'

/** Larger contents are served without a checksum, because computing it would cost more than the transfer. */
const MAX_CHECKSUM_BYTES = 64 * 1024 * 1024

type OptionalHeaders = Readonly<Record<string, string | undefined>>

const md5s = new WeakMap<Content, Promise<Buffer>>()

/** The base64 MD5 of a content of up to 64 MiB, computed once. */
export async function md5Of(content: Content): Promise<string | undefined> {
  if (content.size > MAX_CHECKSUM_BYTES) return undefined
  const digest = md5s.get(content) ?? digestOf(content, 'md5')
  md5s.set(content, digest)
  return (await digest).toString('base64')
}

/** Serves a complete file. */
export function completeFile(file: SimulatedFile, headers: OptionalHeaders): SimulatedResponse {
  const { size } = file.content
  return {
    status: 200,
    headers: defined({ 'content-length': String(size), ...headers, ...file.headers }),
    body: file.content.read(0, size),
  }
}

/** Serves a file or one byte range with If-Range, as specified in RFC 9110. */
export function rangedFile(
  file: SimulatedFile,
  request: RecordedRequest,
  headers: Readonly<Record<string, string>>,
): SimulatedResponse {
  const { size, etag } = file.content
  const common: OptionalHeaders = { 'accept-ranges': 'bytes', etag, ...headers, ...file.headers }
  const range = rangeOf(request.headers.range, size)
  const condition = request.headers['if-range']
  const isSame = condition === common.etag || condition === common['last-modified']
  const holds = condition === undefined || (isSame && !condition.startsWith('W/'))
  if (!range || !holds) return completeFile(file, common)
  if (range.start >= size) {
    return { status: 416, headers: { ...headers, 'content-range': `bytes */${size}` } }
  }
  return {
    status: 206,
    headers: defined({
      ...common,
      'content-length': String(range.end - range.start),
      'content-range': `bytes ${range.start}-${range.end - 1}/${size}`,
    }),
    body: file.content.read(range.start, range.end),
  }
}

/** The headers with a value. */
function defined(headers: OptionalHeaders): Readonly<Record<string, string>> {
  const entries = Object.entries(headers).filter(entry => entry[1] !== undefined)
  return Object.fromEntries(entries) as Readonly<Record<string, string>>
}

/** The requested range with exclusive end; undefined if there is none or it must be ignored. */
function rangeOf(field: string | undefined, size: number): { start: number; end: number } | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(field ?? '')
  const [, first = '', last = ''] = match ?? []
  if (first === '' && last === '') return undefined
  if (first === '') return { start: Math.max(0, size - Number(last)), end: size }
  const end = last === '' ? size : Math.min(size, Number(last) + 1)
  return end <= Number(first) && Number(first) < size ? undefined : { start: Number(first), end }
}
