import { constants, gunzipSync } from 'node:zlib'
import type { FileFormat } from '../providers/provider.ts'
import { isErrorJson, isErrorXml } from './error-document.ts'

/** Bytes kept from the start of a file to detect its content. */
export const HEAD_BYTES = 4096

/** What the first bytes of a file can look like, with the extension for a file that came without a name. */
const CONTENTS = {
  zip: { title: 'a zip archive', extension: '.zip' },
  gzip: { title: 'a gzip file', extension: '.gz' },
  'tar.gz': { title: 'a gzip file', extension: '.tar.gz' },
  json: { title: 'a JSON document', extension: '.json' },
  csv: { title: 'a CSV file', extension: '.csv' },
  html: { title: 'an HTML page', extension: '.html' },
  xml: { title: 'an XML document', extension: '.xml' },
  text: { title: 'plain text', extension: '.txt' },
  binary: { title: 'binary data', extension: '.bin' },
}

type Content = keyof typeof CONTENTS

const ACCEPTED: Readonly<Record<FileFormat, readonly Content[]>> = {
  csv: ['csv', 'text'],
  json: ['json'],
  zip: ['zip'],
  gzip: ['gzip', 'tar.gz'],
  any: ['zip', 'gzip', 'tar.gz', 'json', 'csv', 'xml', 'text', 'binary'],
}

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

/** Detects the content of a file from its first `HEAD_BYTES` bytes. */
export function contentOf(head: Uint8Array): Content {
  if (startsWith(head, [0x50, 0x4b, 3, 4]) || startsWith(head, [0x50, 0x4b, 5, 6])) return 'zip'
  if (startsWith(head, [0x1f, 0x8b, 8])) return containsTar(head) ? 'tar.gz' : 'gzip'
  const text = textOf(head)
  if (text.includes('\0')) return 'binary'
  const start = text.trimStart()
  if (/^<(\?xml|error)\b/i.test(start) && !/<html\b/i.test(start)) return 'xml'
  // Pages also begin with a comment, a script or a redirect.
  if (start.startsWith('<')) return 'html'
  if (/^[{[]/.test(start)) return 'json'
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

/** Why a file of `size` bytes that begins with `head` is not of its format: completes "it is ..."; undefined if it is. */
export function contentProblem(head: Uint8Array, size: number, format: FileFormat): string | undefined {
  const content = contentOf(head)
  const isWhole = size <= head.length
  const text = textOf(head)
  const isError = content === 'json' ? isErrorJson(text) : content === 'xml' && isErrorXml(text)
  if (isWhole && isError) return insteadOf('an error message', format)
  if (!ACCEPTED[format].includes(content)) return insteadOf(CONTENTS[content].title, format)
  // A table ends its lines; a word or a sentence with a comma is a message in its place.
  const isSingleLine = isWhole && !/[\r\n]/.test(text)
  return format === 'csv' && isSingleLine ? insteadOf('a single line', format) : undefined
}

const ERROR_TYPES = ['application/problem+json', 'application/problem+xml']
const PAGE_TYPES = ['text/html', 'application/xhtml+xml']
const NEVER_PAGES: readonly Content[] = ['zip', 'gzip', 'tar.gz', 'json']

/** Whether the first two lines have the same number of a separator outside quotes; `isCut`: the file is longer than `text`. */
function isTable(text: string, isCut: boolean): boolean {
  const unquoted = text.replaceAll(isCut ? /"[^"]*(?:"|$)/g : /"[^"]*"/g, '')
  const lines = unquoted.split(/[\r\n]+/).filter(line => line.trim() !== '')
  const [first = '', second = ''] = lines
  // Of a long second line, only the beginning is known.
  const isBeginning = isCut && lines.length === 2 && !/[\r\n]$/.test(unquoted)
  return [',', ';', '\t'].some(separator => {
    const [count, next] = [first.split(separator).length, second.split(separator).length]
    return count > 1 && (isBeginning ? next <= count : next === count)
  })
}

/**
 * Why a file of any size that begins with `head` and came as `mediaType` is an error in place of the file: completes
 * "it is ..."; undefined if nothing shows that.
 */
export function replacementProblem(
  {
    head,
    bytes,
    mediaType,
  }: { readonly head: Uint8Array; readonly bytes: number; readonly mediaType: string },
  format: FileFormat,
): string | undefined {
  const content = contentOf(head)
  const text = textOf(head)
  // Media types of errors: RFC 9457.
  if (ERROR_TYPES.includes(mediaType) || (content === 'xml' && isErrorXml(text)))
    return insteadOf('an error message', format)
  if (bytes <= head.length && text.trim() === 'null') return insteadOf('the JSON value null', format)
  const isPage =
    PAGE_TYPES.includes(mediaType) && !NEVER_PAGES.includes(content) && !isTable(text, bytes > head.length)
  return isPage ? insteadOf(CONTENTS.html.title, format) : undefined
}
