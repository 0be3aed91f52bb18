/** Characters that one does not see or that reorder what one sees: controls, bidi marks, zero-width and line separators. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu
const SPACES = /\p{Zs}/gu

/**
 * Characters that can begin or end markup, a link, a mention, a reference or an emoji code. Within a word `-`, `.` and
 * `_` cannot, but for `www.` and `GH-1`, and stay readable.
 */
const MARKS = /[!"#$&'()*+:<=>@[\\\]^`{|}~]|(?<![\p{L}\d])[-._]|[-._](?![\p{L}\d])|(?<=www)\.|(?<=gh)-/giu

const SHORT_ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/**
 * Text of a server as one harmless line of a log: nothing hidden, no workflow command (`##[` counts anywhere in a line,
 * `::` at its start), at most `maxChars` characters, an ellipsis included.
 */
export function plainLine(text: string, maxChars = 200): string {
  const line = visible(text, maxChars).replaceAll('##[', '# #[')
  return cut(line.startsWith('::') ? `: :${line.slice(2)}` : line, maxChars)
}

/**
 * Text of a server as the content of an HTML element or a Markdown paragraph: one line of at most `maxChars` characters
 * before escaping, in which nothing is markup, a link, a mention, a reference or an emoji code.
 */
export function markdownText(text: string, maxChars = 200): string {
  return cut(visible(text, maxChars), maxChars).replaceAll(MARKS, markdownEscape)
}

/**
 * Whether a text stays as it is in Markdown, which is where the runner finds a secret that it alone knows; it looks for the
 * very characters.
 */
export function staysInMarkdown(text: string): boolean {
  return markdownText(text, text.length) === text
}

/** Text as the value of an HTML attribute in double quotes. */
export function attributeText(text: string): string {
  return text.replaceAll(/[&<>"'`\s]/g, unit => `&#${unit.charCodeAt(0)};`)
}

/** Mentions, references and bare addresses are looked for after entities are decoded; an element between ends the search. */
function markdownEscape(mark: string): string {
  const entity = `&#${mark.charCodeAt(0)};`
  return '@#:.-'.includes(mark) ? `${entity}<wbr>` : entity
}

function visible(text: string, maxChars: number): string {
  // Escapes only lengthen, so what lies beyond the limit needs no work.
  const start = text.trim().slice(0, maxChars + 1)
  return start.toWellFormed().replaceAll(SPACES, ' ').replaceAll(HIDDEN, escaped)
}

/** A hidden character as an escape that names it. */
function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0
  const hex = code.toString(16)
  return (
    SHORT_ESCAPES[character] ??
    (code > 0xffff
      ? `\\u{${hex}}`
      : code > 0xff
        ? `\\u${hex.padStart(4, '0')}`
        : `\\x${hex.padStart(2, '0')}`)
  )
}

/** Ends a longer text in an ellipsis, never inside a surrogate pair. */
function cut(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text
  return `${text.slice(0, maxChars - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}
