import { parse } from 'content-disposition'

/** Longer `Content-Disposition` headers are not read. */
const MAX_CHARS = 8192

/** Base64 (`B`) or quoted (`Q`) text in a header (RFC 2047), which some servers put into file names. */
const ENCODED_WORD = /=\?([\w-]{1,40})\?([BQ])\?([^?\s]*)\?=/gi
/** White space between two such words belongs to neither. */
const BETWEEN_WORDS = /\?=\s{1,8}=\?/g

/** The file name in a `Content-Disposition` header; empty without one. */
export function servedName(disposition: string): string {
  const name = disposition.length > MAX_CHARS ? '' : (parse(disposition).parameters.filename ?? '')
  return name
    .replaceAll(BETWEEN_WORDS, '?==?')
    .replaceAll(ENCODED_WORD, (word, charset: string, encoding: string, text: string) =>
      decoded(charset, encoding.toUpperCase() === 'B' ? Buffer.from(text, 'base64') : unquoted(text), word),
    )
}

function unquoted(text: string): Buffer {
  const characters = text
    .replaceAll('_', ' ')
    .replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(characters, 'latin1')
}

/** Unknown charsets and invalid bytes leave a word as it is. */
function decoded(charset: string, bytes: Buffer, word: string): string {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes)
  } catch {
    return word
  }
}
