import type { ExportError } from './export-error.ts'

/** A line for the log. */
export interface Note {
  readonly kind: 'note'
  readonly text: string
}

/** A warning; warnings of one topic are shown once. */
export interface Warning {
  readonly kind: 'warning'
  readonly topic: string
  readonly text: string
  /** Shown after any number of others: the inputs asked for it, or files are public. */
  readonly always?: true
}

/** A failed attempt that is followed by another one. */
export interface Retry {
  readonly kind: 'retry'
  readonly error: ExportError
  readonly retryInMs: number
}

/** A success after failures. */
export interface Recovered {
  readonly kind: 'recovered'
  readonly afterMs: number
}

/** Receives events. */
export type Emit<Event> = (event: Event) => void
