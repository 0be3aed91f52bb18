/** What is nested deeper, or holds more values, is no answer of an API: read it would take a hundred times its size. */
const MAX_DEPTH = 64
const MAX_VALUES = 50_000

const QUOTE = 0x22
const COMMA = 0x2c
const BACKSLASH = 0x5c
const OPENING: readonly number[] = [0x5b, 0x7b]
const CLOSING: readonly number[] = [0x5d, 0x7d]

/** The index of the quotation mark that ends the string which starts at `start`. */
function endOfString(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1
  return at
}

/** Whether a text, should it be JSON, is nested more than 64 levels deep or holds more than about 50,000 values. */
export function isExcessive(text: string): boolean {
  let depth = 0
  let values = 0
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    if (unit === QUOTE) at = endOfString(text, at)
    else if (unit === COMMA) values += 1
    else if (CLOSING.includes(unit)) depth -= 1
    else if (OPENING.includes(unit)) {
      depth += 1
      values += 1
    }
    if (depth > MAX_DEPTH || values > MAX_VALUES) return true
  }
  return false
}

/** What a text holds as JSON; throws a `SyntaxError` when it is none or is excessive. */
export function jsonOf(text: string): unknown {
  if (isExcessive(text)) throw new SyntaxError('too many values, or nested too deep')
  return JSON.parse(text)
}
