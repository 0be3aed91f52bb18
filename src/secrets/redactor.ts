import { linksIn, signaturesIn } from './links.ts'
import { bytesText, folded, foldedBytes, type Spelling, spellingsOf } from './spellings.ts'
import { MIN_CHARS, type Range, type Windows } from './windows.ts'

/** Replaces every secret in a text by `***`. */
export type Redact = (text: string) => string

/** A text is searched piece by piece, which bounds the memory. Consecutive pieces overlap by more than the length of a signed link. */
const PIECE_CHARS = 64 * 1024
const OVERLAP_CHARS = 12 * 1024

/**
 * A redactor of known secrets and of what signs links. `literals` are secrets in the form that spellings have, found as they
 * are; what `isPublic` accepts, folded, is not a signature. Takes time in proportion to the text, however many windows are known.
 */
export function createRedactor(
  windows: Windows,
  literals: ReadonlySet<string>,
  isPublic: (folded: string) => boolean,
): Redact {
  function* rangesIn(text: string): Generator<Range> {
    for (const literal of literals)
      for (let start = text.indexOf(literal); start >= 0; start = text.indexOf(literal, start + 1))
        yield [start, start + literal.length]
    for (const range of signaturesIn(text)) if (!isPublic(foldedBytes(text.slice(...range)))) yield range
    for (const range of linksIn(text)) if (windows.has(comparedLink(text.slice(...range)))) yield range
  }
  return text => {
    if (text.length < MIN_CHARS) return text
    // An x for each secret character.
    const found = Buffer.alloc(text.length, ' ')
    for (let offset = 0; offset < text.length; offset += PIECE_CHARS) {
      const add = (spelling: Spelling, ranges: Iterable<Range>): void => {
        for (const range of ranges) {
          const [start, end] = spelling.source(...range)
          found.fill('x', offset + start, offset + end)
        }
      }
      for (const spelling of spellingsOf(text.slice(offset, offset + PIECE_CHARS + OVERLAP_CHARS))) {
        add(spelling, rangesIn(spelling.text))
        const compared = folded(spelling)
        add(compared, windows.rangesIn(compared.text))
      }
    }
    const kept: string[] = []
    let next = 0
    for (const { 0: secret, index } of found.toString('latin1').matchAll(/x+/g)) {
      kept.push(text.slice(next, index), '***')
      next = index + secret.length
    }
    return kept.join('') + text.slice(next)
  }
}

/** A link as it is compared: without the punctuation of a sentence around it. */
export function foldedLink(url: string): string {
  return comparedLink(bytesText(url))
}

function comparedLink(bytes: string): string {
  let end = bytes.length
  while (/[.,;:!?)\]}]/.test(bytes.charAt(end - 1))) end -= 1
  return foldedBytes(bytes.slice(0, end))
}
