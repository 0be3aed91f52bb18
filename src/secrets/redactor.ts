import { MIN_PART_CHARS } from './forms.ts'
import { withoutSignatures } from './links.ts'

/** Replaces every secret in a text by `***`. */
export type Redact = (text: string) => string

/** Whether a form is secret only as a `whole`, or its beginning and its end as well (`parts`). */
export type Extent = 'whole' | 'parts'

/** Finds forms by their first characters, so that the cost does not depend on how many forms there are. */
export interface Redactor {
  /** Adds a form of at least 8 characters. */
  add(form: string, extent: Extent): void
  /** Also takes out what signs a link of which no form was added. */
  readonly redact: Redact
}

interface Span {
  readonly start: number
  readonly end: number
}

/** Finds the span of a text that an anchor at `at` belongs to. */
type Match = (text: string, at: number) => Span | undefined

const KEY_CHARS = 8
const MASK = '***'

/** A redactor that knows no form yet. */
export function createRedactor(): Redactor {
  const matches = new Map<string, Match[]>()
  const index = (anchor: string, match: Match): void => {
    const key = anchor.slice(0, KEY_CHARS)
    const bucket = matches.get(key)
    if (bucket) bucket.push(match)
    else matches.set(key, [match])
  }
  return {
    add(form, extent) {
      // Signed links differ in their ends: what they begin with says little.
      if (extent === 'whole' || form.length <= MIN_PART_CHARS)
        return index(form.slice(-KEY_CHARS), wholeMatch(form))
      index(form, beginningMatch(form))
      index(form.slice(-MIN_PART_CHARS), endMatch(form))
    },
    redact(text) {
      // What remains may close up to a form that holds asterisks itself. It ends: a round that changes anything leaves
      // fewer characters that are no asterisks, or as many in a shorter text.
      let current = text
      for (;;) {
        // The secrets first: a part of one that looks like a signed link must not keep the rest from being found.
        const next = withoutSignatures(masked(current, spansOf(current, matches)))
        if (next === current) return current
        current = next
      }
    },
  }
}

function wholeMatch(form: string): Match {
  return (text, at) => {
    const end = at + KEY_CHARS
    return text.endsWith(form, end) ? { start: end - form.length, end } : undefined
  }
}

/** The form itself or any beginning of it that is long enough. */
function beginningMatch(form: string): Match {
  return (text, at) => {
    let length = 0
    while (length < form.length && text.charCodeAt(at + length) === form.charCodeAt(length)) length += 1
    return length >= MIN_PART_CHARS ? { start: at, end: at + length } : undefined
  }
}

/** An end of the form, found by its last characters and followed backwards as far as it agrees. */
function endMatch(form: string): Match {
  const anchor = form.slice(-MIN_PART_CHARS)
  return (text, at) => {
    if (!text.startsWith(anchor, at)) return undefined
    let back = 0
    const before = form.length - MIN_PART_CHARS
    while (back < Math.min(at, before) && text[at - back - 1] === form[before - back - 1]) back += 1
    return { start: at - back, end: at + MIN_PART_CHARS }
  }
}

/** Every span that holds a secret, merged where they overlap or touch, in order. */
function spansOf(text: string, matches: ReadonlyMap<string, readonly Match[]>): readonly Span[] {
  const spans: Span[] = []
  if (matches.size === 0) return spans
  for (let at = 0; at + KEY_CHARS <= text.length; at += 1) {
    for (const match of matches.get(text.slice(at, at + KEY_CHARS)) ?? []) {
      const span = match(text, at)
      if (span) merge(spans, span)
    }
  }
  return spans
}

function merge(spans: Span[], added: Span): void {
  let { start, end } = added
  for (let last = spans.at(-1); last && last.end >= start; last = spans.at(-1)) {
    start = Math.min(start, last.start)
    end = Math.max(end, last.end)
    spans.pop()
  }
  spans.push({ start, end })
}

function masked(text: string, spans: readonly Span[]): string {
  const kept = spans.map(({ start }, index) => text.slice(spans[index - 1]?.end ?? 0, start) + MASK)
  return kept.join('') + text.slice(spans.at(-1)?.end ?? 0)
}
