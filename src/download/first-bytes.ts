import { constants, gunzipSync } from 'node:zlib'
import type { FileFormat } from '../providers/provider.ts'
import { isErrorJson, isErrorXml, isStatusJson } from './error-document.ts'

/** Bytes kept from the start of a file to detect its content. */
export const HEAD_BYTES = 4096

/** What the first bytes of a file can look like; `format` is the one that it has besides `any`. */
const CONTENTS = {
  zip: { title: 'a zip archive', extension: '.zip', format: 'zip' },
  gzip: { title: 'a gzip file', extension: '.gz', format: 'gzip' },
  'tar.gz': { title: 'a gzip file', extension: '.tar.gz', format: 'gzip' },
  json: { title: 'a JSON document', extension: '.json', format: 'json' },
  csv: { title: 'a CSV file', extension: '.csv', format: 'csv' },
  html: { title: 'an HTML page', extension: '.html', format: '' },
  xml: { title: 'an XML document', extension: '.xml', format: '' },
  text: { title: 'plain text', extension: '.txt', format: 'csv' },
  binary: { title: 'binary data', extension: '.bin', format: '' },
}

type Content = keyof typeof CONTENTS

function startsWith(head: Uint8Array, bytes: readonly number[]): boolean {
  return bytes.every((byte, i) => head[i] === byte)
}

/** The encoding of a text that begins with `head`, by its byte order mark. */
export function encodingOf(head: Uint8Array): string {
  if (startsWith(head, [0xff, 0xfe])) return 'utf-16le'
  return startsWith(head, [0xfe, 0xff]) ? 'utf-16be' : 'utf-8'
}

function textOf(head: Uint8Array): string {
  return new TextDecoder(encodingOf(head)).decode(head)
}

/** Every tar archive since POSIX.1-1988 has "ustar" at offset 257 of its first block. */
function containsTar(head: Uint8Array): boolean {
  try {
    const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 8 * 1024 * 1024 }
    return gunzipSync(head, options).toString('latin1', 257, 262) === 'ustar'
  } catch {
    return false
  }
}

/** First bytes of zstd, xz, bzip2, 7z and lz4. */
const COMPRESSED = [
  [0x28, 0xb5, 0x2f, 0xfd],
  [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00],
  [0x42, 0x5a, 0x68],
  [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c],
  [0x04, 0x22, 0x4d, 0x18],
]
const COMPRESSED_NAME = /\.(?:zip|gz|tgz|zst|xz|txz|bz2|tbz2|7z|lz4|br|lzma|rar|parquet|png|jpe?g)$/i

/** Whether a file is compressed, by its name or its first bytes: not every format has some of its own. */
export function isCompressed(head: Uint8Array, name: string): boolean {
  return (
    COMPRESSED_NAME.test(name) ||
    ['zip', 'gzip', 'tar.gz'].includes(contentOf(head)) ||
    COMPRESSED.some(bytes => startsWith(head, bytes))
  )
}

/** What pages, error pages and redirects begin with. */
const PAGE =
  /^<(?:!--|!doctype\s+html\b|(?:html|head|body|meta|style|script|noscript|center|div|iframe|h[1-6]|p)\b)/i
const XHTML = /^<(?:!doctype\s+html|html)\b/i

/** What may follow the first bracket of JSON; the header of a table may begin with one, as `[Date],[Sales]` does. */
const JSON_START = /^(?:\{\s*(?:["}]|$)|\[\s*(?:["{[\]\d-]|true|false|null|NaN|Infinity|$))/

/** Declarations and comments before the root element. */
const PROLOG = /^(?:\s|<\?[^>]*>|<!--[\s\S]*?-->)+/

/** Detects the content of a file from its first `HEAD_BYTES` bytes. */
export function contentOf(head: Uint8Array): Content {
  if (startsWith(head, [0x50, 0x4b, 3, 4]) || startsWith(head, [0x50, 0x4b, 5, 6])) return 'zip'
  if (startsWith(head, [0x1f, 0x8b, 8])) return containsTar(head) ? 'tar.gz' : 'gzip'
  const text = textOf(head)
  if (text.includes('\0')) return 'binary'
  const start = text.replace(PROLOG, '')
  const isDeclaredXml = /^\s*<\?xml\b/i.test(text)
  if ((isDeclaredXml ? XHTML : PAGE).test(start)) return 'html'
  if (isDeclaredXml || start.startsWith('<')) return 'xml'
  if (JSON_START.test(start)) return 'json'
  return /^[^\r\n]*[,;\t]/.test(start) ? 'csv' : 'text'
}

/** The extension, with its dot, of a file that came without a name. */
export function extensionOf(head: Uint8Array, format: FileFormat): string {
  const content = contentOf(head)
  // A table of one column has no separator to detect.
  return CONTENTS[format === 'csv' && content === 'text' ? 'csv' : content].extension
}

/** Completes "it is ..." for content that came in place of the file. */
export function insteadOf(what: string, format: FileFormat): string {
  return `${what}; expected ${format === 'any' ? 'an exported file' : CONTENTS[format].title}`
}

const ERROR_TYPES = ['application/problem+json', 'application/problem+xml']
const PAGE_TYPES = ['text/html', 'application/xhtml+xml']
const NEVER_PAGES: readonly Content[] = ['zip', 'gzip', 'tar.gz', 'json']

/** Whether the first two lines have the same number of a separator outside quotes; `isCut`: the file is longer than `text`. */
function isTable(text: string, isCut: boolean): boolean {
  const unquoted = text.replaceAll(isCut ? /"[^"]*(?:"|$)/g : /"[^"]*"/g, '')
  const lines = unquoted.split(/[\r\n]+/).filter(line => line.trim() !== '')
  const [first = '', second = ''] = lines
  // Only the beginning of a long second line is known.
  const isBeginning = isCut && lines.length === 2 && !/[\r\n]$/.test(unquoted)
  return [',', ';', '\t'].some(separator => {
    const [count, next] = [first.split(separator).length, second.split(separator).length]
    return count > 1 && (isBeginning ? next <= count : next === count)
  })
}

/** The first bytes of a file, its length, and the media type that it came with. */
export interface Sample {
  readonly head: Uint8Array
  readonly bytes: number
  readonly mediaType: string
}

/** Why a file is not of its format, or an error in place of it: completes "it is ..."; undefined if nothing shows that. */
export function contentProblem({ head, bytes, mediaType }: Sample, format: FileFormat): string | undefined {
  const content = contentOf(head)
  const text = textOf(head)
  const isWhole = bytes <= head.length
  // Media types of errors: RFC 9457.
  const isError =
    ERROR_TYPES.includes(mediaType) ||
    (content === 'xml' && isErrorXml(text)) ||
    (content === 'json' && isWhole && isErrorJson(text))
  if (isError) return insteadOf('an error message', format)
  const replacement = isWhole ? withoutContent(text) : undefined
  if (replacement) return insteadOf(replacement, format)
  const isOfFormat = format === 'any' ? content !== 'html' : CONTENTS[content].format === format
  if (!isOfFormat) return insteadOf(CONTENTS[content].title, format)
  const isPage = PAGE_TYPES.includes(mediaType) && !NEVER_PAGES.includes(content) && !isTable(text, !isWhole)
  return isPage ? insteadOf(CONTENTS.html.title, format) : undefined
}

/** What a whole file is that cannot be an export; undefined if it may be one. */
function withoutContent(text: string): string | undefined {
  const trimmed = text.trim()
  if (trimmed === '') return 'only white space'
  if (trimmed === 'null') return 'the JSON value null'
  if (isJsonString(text)) return 'a JSON string'
  return isStatusJson(text) ? 'a status without data' : undefined
}

/** A message as some APIs send it. Followed by a line break, it may be a table of one column. */
function isJsonString(text: string): boolean {
  try {
    return text.endsWith('"') && typeof JSON.parse(text) === 'string'
  } catch {
    return false
  }
}

/** In a sentence, a space follows the comma. */
function hasColumns(line: string): boolean {
  return /[,;\t|]/.test(line) && !/[,;] /.test(line)
}

/** A column header that ends with an abbreviation has fewer than four words. */
function isSentence(line: string): boolean {
  return /^\p{L}.*[.!]$/u.test(line) && line.split(' ').length >= 4
}

/**
 * What a short CSV file may be instead of a table: a `message` of one or two lines, a `header` that does not end, or a `line` that
 * may be either; undefined for any other file.
 */
export function doubtfulTable({ head, bytes }: Sample): 'message' | 'header' | 'line' | undefined {
  if (bytes > head.length) return undefined
  const text = textOf(head)
  const lines = text.trim().split(/[\r\n]+/)
  const [first = ''] = lines
  if (lines.length > 2) return undefined
  if (isSentence(first) && !lines.some(hasColumns) && !isTable(text, false)) return 'message'
  if (lines.length > 1) return undefined
  if (/[\r\n]$/.test(text)) return hasColumns(first) ? undefined : 'line'
  return hasColumns(first) ? 'header' : 'message'
}

/** Whether a file is an empty JSON object. */
export function isEmptyObject({ head, bytes }: Sample): boolean {
  return bytes <= head.length && /^\s*\{\s*\}\s*$/.test(textOf(head))
}
