import type { ExportError } from './export-error.ts'

/** A line for the log. */
export interface Note {
  readonly kind: 'note'
  readonly text: string
}

/** A warning; each topic is shown once. */
export interface Warning {
  readonly kind: 'warning'
  readonly topic: string
  readonly text: string
  /** Shown whatever the number of warnings: an input asked for it, or files are public. */
  readonly always?: true
}

/** A failed attempt that will be repeated. */
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
