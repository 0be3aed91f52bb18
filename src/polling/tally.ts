import type { WaitRecord } from '../exports/outcome.ts'

/** A server that invents a new word for each answer must not fill the memory. */
const MAX_LABELS = 24
const MAX_LABEL_CHARS = 60

/** What was heard, with `label` once more; long labels are cut, and those beyond the 24th are counted as `others`. */
export function tally(observed: WaitRecord['observed'], label: string): WaitRecord['observed'] {
  const short = label.slice(0, MAX_LABEL_CHARS)
  const isFull = Object.keys(observed).length >= MAX_LABELS
  const key = isFull && !Object.hasOwn(observed, short) ? 'others' : short
  return { ...observed, [key]: (Object.hasOwn(observed, key) ? (observed[key] ?? 0) : 0) + 1 }
}
