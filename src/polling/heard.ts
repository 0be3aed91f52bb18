import type { WaitRecord } from '../outcome.ts'

/** A server that invents a new word for each answer must not fill the memory. */
const MAX_LABELS = 24
const MAX_LABEL_CHARS = 60

/** What was heard, with `label` once more; long labels are cut, and those beyond the 24th are counted as `others`. */
export function countedIn(heard: WaitRecord['heard'], label: string): WaitRecord['heard'] {
  const short = label.slice(0, MAX_LABEL_CHARS)
  const isFull = Object.keys(heard).length >= MAX_LABELS
  const key = isFull && !Object.hasOwn(heard, short) ? 'others' : short
  return { ...heard, [key]: (Object.hasOwn(heard, key) ? (heard[key] ?? 0) : 0) + 1 }
}
