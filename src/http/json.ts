/** Deeper documents are no answers of an API: reading one takes hundreds of bytes of memory for each level. */
const MAX_DEPTH = 64

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPENING: readonly number[] = [0x5b, 0x7b]
const CLOSING: readonly number[] = [0x5d, 0x7d]

/** The index behind the string that starts at `start`. */
function behindString(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1
  return at + 1
}

/** Whether a text is nested more than 64 levels deep, should it be JSON. */
export function isTooDeep(text: string): boolean {
  let depth = 0
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    if (unit === QUOTE) at = behindString(text, at) - 1
    else if (OPENING.includes(unit)) depth += 1
    else if (CLOSING.includes(unit)) depth -= 1
    if (depth > MAX_DEPTH) return true
  }
  return false
}

/** What a text holds as JSON; throws a `SyntaxError` when it is none or is nested more than 64 levels deep. */
export function jsonOf(text: string): unknown {
  if (isTooDeep(text)) throw new SyntaxError(`nested more than ${MAX_DEPTH} levels deep`)
  return JSON.parse(text)
}
