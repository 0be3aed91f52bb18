import { MIN_PART_CHARS } from './forms.ts'
import { withoutSignatures } from './links.ts'

/** Replaces every secret in a text by `***`. */
export type Redact = (text: string) => string

/** Whether a form is secret only as a `whole`, or its beginning and its end as well (`parts`). */
export type Extent = 'whole' | 'parts'

/** The piece of a text around the key at `at` that is secret. */
type Match = (text: string, at: number) => Span | undefined
type Span = readonly [start: number, end: number]

const KEY_CHARS = 8
const MASK = '***'

/**
 * A redactor without any form. It finds forms by a key of 8 characters, so its cost does not depend on their number. It
 * also removes what signs a link of which no form was added.
 */
export function createRedactor() {
  const matches = new Map<string, Match[]>()
  const index = (form: string, keyAt: number, minChars: number): void => {
    const key = form.slice(keyAt, keyAt + KEY_CHARS)
    const match = pieceMatch(form, keyAt, minChars)
    const others = matches.get(key)
    if (others) others.push(match)
    else matches.set(key, [match])
  }
  return {
    /** Adds a form of at least 8 characters. */
    add(form: string, extent: Extent): void {
      if (extent === 'parts' && form.length > MIN_PART_CHARS) {
        index(form, 0, MIN_PART_CHARS)
        index(form, form.length - MIN_PART_CHARS, MIN_PART_CHARS)
      }
      // Signed links differ in their ends; many begin alike.
      else index(form, form.length - KEY_CHARS, form.length)
    },
    redact(text: string): string {
      // What remains may form another secret that itself contains asterisks. The loop ends because each round that changes
      // anything leaves fewer other characters, or as many in a shorter text.
      let current = text
      for (;;) {
        // Secrets first: the part of one that looks like a signed link must not hide the rest.
        const next = withoutSignatures(masked(current, matches))
        if (next === current) return current
        current = next
      }
    },
  }
}

/** Matches a piece of the form around its key at `keyAt`, as long as the text agrees and at least `minChars`. */
function pieceMatch(form: string, keyAt: number, minChars: number): Match {
  return (text, at) => {
    let before = 0
    while (before < Math.min(at, keyAt) && text[at - before - 1] === form[keyAt - before - 1]) before += 1
    let after = KEY_CHARS
    while (keyAt + after < form.length && text[at + after] === form[keyAt + after]) after += 1
    return before + after >= minChars ? [at - before, at + after] : undefined
  }
}

/** The text with `***` in place of every secret; those that overlap or touch become one. */
function masked(text: string, matches: ReadonlyMap<string, readonly Match[]>): string {
  if (matches.size === 0) return text
  const spans: Span[] = []
  for (let at = 0; at + KEY_CHARS <= text.length; at += 1)
    for (const match of matches.get(text.slice(at, at + KEY_CHARS)) ?? []) {
      let span = match(text, at)
      // It can only overlap or touch the last spans.
      for (let last = spans.at(-1); span && last && last[1] >= span[0]; last = spans.at(-1)) {
        span = [Math.min(span[0], last[0]), Math.max(span[1], last[1])]
        spans.pop()
      }
      if (span) spans.push(span)
    }
  const kept = spans.map(([start], index) => text.slice(spans[index - 1]?.[1] ?? 0, start) + MASK)
  return kept.join('') + text.slice(spans.at(-1)?.[1] ?? 0)
}
