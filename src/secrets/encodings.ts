/** How URLs spell a text: RFC 3986 with and without its sub-delimiters, form encoding, lower-case escapes. */
export function percentForms(text: string): readonly string[] {
  const wellFormed = text.toWellFormed()
  const component = encodeURIComponent(wellFormed)
  const strict = component.replaceAll(/[!'()*]/g, unit => `%${hexOf(unit, 2).toUpperCase()}`)
  const form = new URLSearchParams({ v: wellFormed }).toString().slice('v='.length)
  return [component, strict, form].flatMap(spelling => [spelling, lowerPercent(spelling)])
}

/** The same text with its percent escapes in lower case, as several proxies and languages write them. */
export function lowerPercent(text: string): string {
  return text.replaceAll(/%[\dA-F]{2}/g, match => match.toLowerCase())
}

/** What the serialisers of the common languages put into a `\u` escape, beyond what JSON itself demands. */
const UNICODE_ESCAPED = [
  /[<>&]/g,
  /[^ -~]/g,
  /[<>&]|[^ -~]/g,
  /\\"|[<>&'+`]|[^ -~]/g,
] as const satisfies readonly RegExp[]

/** How JSON writers spell a text between the quotes. */
export function jsonForms(text: string): readonly string[] {
  const plain = JSON.stringify(text).slice(1, -1)
  const escaped = UNICODE_ESCAPED.flatMap(pattern => [
    plain.replaceAll(pattern, match => `\\u${hexOf(match, 4)}`),
    plain.replaceAll(pattern, match => `\\u${hexOf(match, 4).toUpperCase()}`),
  ])
  return [plain, ...escaped].flatMap(spelling => [spelling, slashEscaped(spelling)])
}

/** The same text with `\/` for every slash, as PHP and others write it into JSON. */
export function slashEscaped(text: string): string {
  return text.replaceAll('/', '\\/')
}

/** Apostrophe and quotation mark as the common HTML and XML escapers write them. */
const QUOTES = [
  ["'", '"'],
  ['&#39;', '&quot;'],
  ['&#x27;', '&quot;'],
  ['&apos;', '&quot;'],
  ['&#39;', '&#34;'],
] as const

/** How HTML and XML writers spell a text. */
export function markupForms(text: string): readonly string[] {
  const angles = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return QUOTES.map(([apostrophe, quote]) => angles.replaceAll("'", apostrophe).replaceAll('"', quote))
}

/**
 * Base64 and base64url of a text, whole and as it looks inside a longer text: for each of the three alignments the
 * characters that do not depend on the neighbours.
 */
export function base64Forms(text: string): readonly string[] {
  const bytes = Buffer.from(text)
  const inner = [0, 1, 2].map(offset => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
    return encoded.slice(Math.ceil((8 * offset) / 6), Math.floor((8 * (offset + bytes.length)) / 6))
  })
  return [bytes.toString('base64'), ...inner].flatMap(spelling => [spelling, urlSafe(spelling)])
}

function urlSafe(base64: string): string {
  return base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** How languages that double their quotes spell a text: SQL, YAML and PowerShell the apostrophe, CSV the quotation mark. */
export function doubledForms(text: string): readonly string[] {
  return [text.replaceAll("'", "''"), text.replaceAll('"', '""')]
}

/** The bytes of a text in hexadecimal, and its UTF-8 misread as Latin-1. */
export function byteForms(text: string): readonly string[] {
  const bytes = Buffer.from(text)
  const hex = bytes.toString('hex')
  return [hex, hex.toUpperCase(), bytes.toString('latin1')]
}

/** The code of the last unit of a match: an escape is one character with a backslash before it. */
function hexOf(match: string, digits: number): string {
  return match
    .charCodeAt(match.length - 1)
    .toString(16)
    .padStart(digits, '0')
}
