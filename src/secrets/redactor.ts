import { linksIn, signaturesIn } from './links.ts'
import { bytesText, folded, foldedBytes, type Spelling, spellingsOf } from './spellings.ts'
import { MIN_CHARS, type Range, type Windows, windowsIn } from './windows.ts'

/** Replaces every secret in a text by `***`. */
export type Redact = (text: string) => string

/** A text is searched piece by piece, which bounds the memory. Each one overlaps the next by more than a signed link has. */
const PIECE_CHARS = 64 * 1024
const OVERLAP_CHARS = 12 * 1024
const MASK = '***'

/** What a redactor knows; all may grow. */
export interface KnownSecrets {
  readonly windows: readonly Windows[]
  /** Of all windows. */
  readonly slots: Uint8Array
  /** Secrets of which too little is left when they are folded, in the form that spellings have: they are found as they are. */
  readonly literals: ReadonlySet<string>
  /** Whether a folded text is public, whatever a link says. */
  isPublic(folded: string): boolean
}

/** A redactor of known secrets and of what signs links. Takes time in proportion to the text, however many windows are known. */
export function createRedactor({ windows, slots, literals, isPublic }: KnownSecrets): Redact {
  const isKnownLink = (link: string) => {
    const compared = comparedLink(link)
    return windows.some(set => set.has(compared))
  }
  /** The secret ranges of a spelling, as ranges of the text that it comes from. */
  const rangesIn = (spelling: Spelling): readonly Range[] => {
    const { text } = spelling
    const signatures = [...signaturesIn(text)].filter(range => !isPublic(foldedBytes(text.slice(...range))))
    const links = [...linksIn(text)].filter(range => isKnownLink(text.slice(...range)))
    const found = [...[...literals].flatMap(literal => literalsIn(text, literal)), ...signatures, ...links]
    const compared = folded(spelling)
    const parts = windowsIn(compared.text, windows, slots)
    return [
      ...found.map(range => spelling.source(...range)),
      ...parts.map(range => compared.source(...range)),
    ]
  }
  return text => {
    if (text.length < MIN_CHARS) return text
    const isSecret = new Uint8Array(text.length)
    for (let offset = 0; offset < text.length; offset += PIECE_CHARS) {
      const piece = text.slice(offset, offset + PIECE_CHARS + OVERLAP_CHARS)
      for (const spelling of spellingsOf(piece))
        for (const [start, end] of rangesIn(spelling)) isSecret.fill(1, offset + start, offset + end)
    }
    return masked(text, isSecret)
  }
}

function literalsIn(text: string, literal: string): readonly Range[] {
  const ranges: Range[] = []
  for (let start = text.indexOf(literal); start >= 0; start = text.indexOf(literal, start + 1))
    ranges.push([start, start + literal.length])
  return ranges
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

function masked(text: string, isSecret: Uint8Array): string {
  const kept: string[] = []
  let next = 0
  for (let start = isSecret.indexOf(1); start >= 0; start = isSecret.indexOf(1, next)) {
    kept.push(text.slice(next, start), MASK)
    const end = isSecret.indexOf(0, start)
    next = end < 0 ? text.length : end
    if (end < 0) break
  }
  return kept.join('') + text.slice(next)
}
