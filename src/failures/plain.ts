/** Characters that are invisible or reorder visible text: controls, bidi marks, zero-width and line separators. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu
const SPACES = /\p{Zs}/gu

/**
 * Characters that can begin or end markup, a link, a mention, a reference or an emoji code. Within a word `-`, `.` and
 * `_` cannot, except in `www.` and `GH-1`, and stay readable.
 */
const MARKS = /[!"#$&'()*+:<=>@[\\\]^`{|}~]|(?<![\p{L}\d])[-._]|[-._](?![\p{L}\d])|(?<=www)\.|(?<=gh)-/giu

const SHORT_ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/**
 * Server text as one harmless log line: no hidden characters, no workflow command (`##[` counts anywhere in a line,
 * `::` at its start), at most `maxChars` characters including the ellipsis.
 */
export function plainLine(text: string, maxChars = 200): string {
  const line = visible(text, maxChars).replaceAll('##[', '# #[')
  return cut(line.startsWith('::') ? `: :${line.slice(2)}` : line, maxChars)
}

/**
 * Server text as the content of an HTML element or a Markdown paragraph: one line of at most `maxChars` characters
 * before escaping, without markup, links, mentions, references or emoji codes.
 */
export function markdownText(text: string, maxChars = 200): string {
  return cut(visible(text, maxChars), maxChars).replaceAll(MARKS, mark => {
    const entity = `&#${mark.charCodeAt(0)};`
    // GitHub looks for mentions, references and bare addresses after it has decoded entities; an element stops it.
    return '@#:.-'.includes(mark) ? `${entity}<wbr>` : entity
  })
}

/** Text as the value of an HTML attribute in double quotes. */
export function attributeText(text: string): string {
  return text.replaceAll(/[&<>"'`\s]/g, unit => `&#${unit.charCodeAt(0)};`)
}

/** Adds the full stop to a text that lacks one; empty text stays empty. */
export function sentence(text: string): string {
  return text === '' || /[.!?…]$/.test(text) ? text : `${text}.`
}

function visible(text: string, maxChars: number): string {
  // Escaping only lengthens a text, so the part beyond the limit is never needed.
  const start = text.trim().slice(0, maxChars + 1)
  return start.toWellFormed().replaceAll(SPACES, ' ').replaceAll(HIDDEN, escaped)
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0
  const hex = code.toString(16)
  if (code > 0xffff) return `\\u{${hex}}`
  return (
    SHORT_ESCAPES[character] ?? (code > 0xff ? `\\u${hex.padStart(4, '0')}` : `\\x${hex.padStart(2, '0')}`)
  )
}

/** Ends a longer text with an ellipsis, never inside a surrogate pair. */
export function cut(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text
  return `${text.slice(0, maxChars - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}
