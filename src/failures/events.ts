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
  /** What has failed: `start`, `polling`, `upload`, or the name of a file. */
  readonly subject: string
  readonly error: ExportError
  readonly retryInMs: number
  /** Failed attempts since the last success or progress. */
  readonly count: number
  /** The same failure as before, which the log does not repeat. */
  readonly repeated?: true
}

/** A success after failures. */
export interface Recovered {
  readonly kind: 'recovered'
  /** What has succeeded: `polling`, or the name of a file. */
  readonly subject: string
  /** The last failure. */
  readonly error: ExportError
  readonly count: number
  /** Milliseconds since the first failure. */
  readonly afterMs: number
}

/** Receives events. */
export type Emit<Event> = (event: Event) => void
