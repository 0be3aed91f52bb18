import { constants, gunzipSync } from 'node:zlib'
import type { FileFormat } from '../providers/provider.ts'
import { isErrorMediaType, isErrorXml } from './error-document.ts'
import { isErrorDocument } from './store-error.ts'

/** How much of a file's start is kept to tell what it is. */
export const HEAD_BYTES = 4096

/** What the first bytes of a file look like. */
export type Content = 'zip' | 'gzip' | 'tar.gz' | 'json' | 'csv' | 'html' | 'xml' | 'text' | 'binary'

function startsWith(head: Uint8Array, bytes: readonly number[]): boolean {
  return bytes.every((byte, i) => head[i] === byte)
}

/** "ustar" at offset 257 of the first block marks every tar archive since POSIX.1-1988. */
function holdsTar(head: Uint8Array): boolean {
  try {
    const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 8 * 1024 * 1024 }
    return gunzipSync(head, options).toString('latin1', 257, 262) === 'ustar'
  } catch {
    return false
  }
}

/** The encoding of a text that begins with `head`, by its byte order mark. */
export function encodingOf(head: Uint8Array): string {
  if (startsWith(head, [0xff, 0xfe])) return 'utf-16le'
  return startsWith(head, [0xfe, 0xff]) ? 'utf-16be' : 'utf-8'
}

function textOf(head: Uint8Array): string {
  return new TextDecoder(encodingOf(head)).decode(head)
}

function contentOfText(text: string): Content {
  if (text.includes('\0')) return 'binary'
  const start = text.trimStart()
  if (/^<(\?xml|error)\b/i.test(start) && !/<html\b/i.test(start)) return 'xml'
  // Pages also begin with a comment, a script or a redirect.
  if (start.startsWith('<')) return 'html'
  if (/^[{[]/.test(start)) return 'json'
  return /^[^\r\n]*[,;\t]/.test(start) ? 'csv' : 'text'
}

/** Tells from the first `HEAD_BYTES` bytes what a file is. */
export function contentOf(head: Uint8Array): Content {
  if (startsWith(head, [0x50, 0x4b, 3, 4]) || startsWith(head, [0x50, 0x4b, 5, 6])) return 'zip'
  if (startsWith(head, [0x1f, 0x8b, 8])) return holdsTar(head) ? 'tar.gz' : 'gzip'
  return contentOfText(textOf(head))
}

const EXTENSIONS: Readonly<Record<Content, string>> = {
  zip: '.zip',
  gzip: '.gz',
  'tar.gz': '.tar.gz',
  json: '.json',
  csv: '.csv',
  html: '.html',
  xml: '.xml',
  text: '.txt',
  binary: '.bin',
}

/** The extension, with its dot, of a file that came without a name. */
export function extensionOf(head: Uint8Array, format: FileFormat): string {
  const content = contentOf(head)
  // One column has no separator to tell it by.
  return format === 'csv' && content === 'text' ? EXTENSIONS.csv : EXTENSIONS[content]
}

const ACCEPTED: Readonly<Record<FileFormat, readonly Content[]>> = {
  csv: ['csv', 'text'],
  json: ['json'],
  zip: ['zip'],
  gzip: ['gzip', 'tar.gz'],
  any: ['zip', 'gzip', 'tar.gz', 'json', 'csv', 'xml', 'text', 'binary'],
}

const TITLES: Readonly<Record<Content | FileFormat, string>> = {
  zip: 'a zip archive',
  gzip: 'a gzip file',
  'tar.gz': 'a gzip file',
  json: 'a JSON document',
  csv: 'a CSV file',
  html: 'an HTML page',
  xml: 'an XML document',
  text: 'plain text',
  binary: 'binary data',
  any: 'a file',
}

/** Completes "it is ..." for something that came in place of the file. */
export function insteadOf(what: string, format: FileFormat): string {
  return `${what}, not ${TITLES[format]}`
}

/** Why a file of `size` bytes that begins with `head` is not what was asked for: completes "it is ..."; undefined when it is. */
export function contentProblem(head: Uint8Array, size: number, format: FileFormat): string | undefined {
  const content = contentOf(head)
  const isWhole = size <= head.length
  if ((content === 'json' || content === 'xml') && isWhole && isErrorDocument(textOf(head)))
    return insteadOf('an error message', format)
  if (!ACCEPTED[format].includes(content)) return insteadOf(TITLES[content], format)
  // A table ends its lines; a word or a sentence with a comma is an answer in its place.
  const isSingleLine = isWhole && !/[\r\n]/.test(textOf(head))
  return format === 'csv' && isSingleLine ? insteadOf('a single line', format) : undefined
}

const PAGE_TYPES = ['text/html', 'application/xhtml+xml']
const NEVER_PAGES: readonly Content[] = ['zip', 'gzip', 'tar.gz', 'json']

/** Whether the first two lines have the same number of a separator outside quotes. */
function isTable(text: string): boolean {
  const lines = text.replaceAll(/"[^"]*"/g, '').split(/[\r\n]+/)
  const [first = '', second = ''] = lines.filter(line => line.trim() !== '')
  return [',', ';', '\t'].some(separator => {
    const count = first.split(separator).length
    return count > 1 && count === second.split(separator).length
  })
}

/**
 * Why a file of `size` bytes that begins with `head` and came as `mediaType` is an error in place of the file, whatever
 * its size: completes "it is ..."; undefined when nothing says so.
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
  if (isErrorMediaType(mediaType) || (content === 'xml' && isErrorXml(text)))
    return insteadOf('an error message', format)
  if (bytes <= head.length && text.trim() === 'null') return insteadOf('the JSON value null', format)
  const isPage = PAGE_TYPES.includes(mediaType) && !NEVER_PAGES.includes(content) && !isTable(text)
  return isPage ? insteadOf(TITLES.html, format) : undefined
}
