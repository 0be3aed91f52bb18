/** Shorter forms would mask much that is not secret. */
const MIN_CHARS = 8

/** Parts of a longer secret must be at least this long to count. */
export const MIN_PART_CHARS = 12

/**
 * Every form in which a server can return a secret: as it is, line by line, URL-, form-, JSON-, HTML-, base64- and
 * hex-encoded, and the claims and signature of a JWT. The secret itself comes first.
 */
export function formsOf(secret: string): readonly string[] {
  // As `http/problem.ts` shortens a page that contains it.
  const shortened = secret
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
  // A secret that was pasted with quotation marks can be returned without them.
  const unquoted = /^\s*(["'])(.*)\1\s*$/s.exec(secret)?.[2] ?? secret
  const lines = secret.split(/\r\n|\r|\n/)
  // The header of a JWT is the same for everyone.
  const [, ...parts] = /^[\w-]+\.([\w-]+)\.([\w-]+)$/.exec(secret.trim()) ?? []
  const jwtParts = parts.filter(part => part.length >= MIN_PART_CHARS)
  const texts = [secret, secret.trim(), unquoted, shortened, ...lines, ...jwtParts]
  return significant(texts.flatMap(text => [text, ...ENCODINGS.flatMap(encode => encode(text))]))
}

/**
 * The forms of an id and its secret sent together, as in HTTP Basic, form-encoded as OAuth demands or not; none without a
 * secret, because an id is not secret.
 */
export function formsOfPair(id: string, secret: string): readonly string[] {
  if (secret === '') return []
  const encoded = [id, secret].map(text => encodeURIComponent(text.toWellFormed())).join(':')
  return significant([`${id}:${secret}`, encoded].flatMap(base64Forms))
}

/** The forms worth masking, each once: not short, and not a run of one or two characters, such as a line of dashes. */
export function significant(forms: readonly string[], minChars = MIN_CHARS): readonly string[] {
  return [...new Set(forms)].filter(form => form.length >= minChars && new Set(form).size > 2)
}

/** How programs write a text into other formats. */
const ENCODINGS: readonly ((text: string) => readonly string[])[] = [
  percentForms,
  jsonForms,
  markupForms,
  base64Forms,
  // SQL, YAML and PowerShell double the apostrophe, CSV the quotation mark.
  text => [text.replaceAll("'", "''"), text.replaceAll('"', '""')],
  text => {
    const bytes = Buffer.from(text)
    const hex = bytes.toString('hex')
    // UTF-8 misread as Latin-1 occurs as well.
    return [hex, hex.toUpperCase(), bytes.toString('latin1')]
  },
]

/** In URLs: RFC 3986 with and without its sub-delimiters, form encoding, lower-case escapes. */
function percentForms(text: string): readonly string[] {
  const wellFormed = text.toWellFormed()
  const component = encodeURIComponent(wellFormed)
  const strict = component.replaceAll(/[!'()*]/g, unit => `%${hexOf(unit, 2).toUpperCase()}`)
  const form = new URLSearchParams({ v: wellFormed }).toString().slice('v='.length)
  return [component, strict, form].flatMap(spelling => [spelling, lowerPercent(spelling)])
}

/** The same text with lower-case percent escapes, as several proxies and languages write them. */
export function lowerPercent(text: string): string {
  return text.replaceAll(/%[\dA-F]{2}/g, match => match.toLowerCase())
}

/** What the serialisers of common languages escape as `\u`, beyond what JSON itself requires. */
const UNICODE_ESCAPED = [/[<>&]/g, /[^ -~]/g, /[<>&]|[^ -~]/g, /\\"|[<>&'+`]|[^ -~]/g]

/** In JSON, between the quotation marks. */
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

/** In HTML and XML. */
export function markupForms(text: string): readonly string[] {
  const angles = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return QUOTES.map(([apostrophe, quote]) => angles.replaceAll("'", apostrophe).replaceAll('"', quote))
}

/**
 * In base64 and base64url, whole and within a longer text: for each of the three alignments the characters that do not
 * depend on the neighbouring bytes.
 */
function base64Forms(text: string): readonly string[] {
  const bytes = Buffer.from(text)
  const inner = [0, 1, 2].map(offset => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
    return encoded.slice(Math.ceil((8 * offset) / 6), Math.floor((8 * (offset + bytes.length)) / 6))
  })
  return [bytes.toString('base64'), ...inner].flatMap(spelling => [
    spelling,
    spelling.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''),
  ])
}

/** The code of the last character of a match: an escape is one character after a backslash. */
function hexOf(match: string, digits: number): string {
  return match
    .charCodeAt(match.length - 1)
    .toString(16)
    .padStart(digits, '0')
}
