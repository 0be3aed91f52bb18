/** A phase of a job. It ends after `forMs` milliseconds, or after `polls` status responses; the last phase, and one with neither, does not end. */
export interface Phase {
  /** The provider's name for the status. */
  readonly word: string
  readonly forMs?: number
  readonly polls?: number
  /** Override fields of the status response; undefined removes one. */
  readonly fields?: Readonly<Record<string, unknown>>
}

/** The progress of a job. */
export interface Position {
  readonly index: number
  /** When this phase began, in milliseconds of the simulator's clock. */
  readonly sinceMs: number
  /** Status responses sent in this phase, including the current one. */
  readonly polls: number
}

/** Advances past all phases that have ended at `nowMs`. Timed phases follow each other without gaps, however rarely the job is polled. */
export function positionAt(phases: readonly Phase[], position: Position, nowMs: number): Position {
  const phase = phases[position.index]
  if (!phase || position.index === phases.length - 1) return position
  const endMs = phase.forMs === undefined ? Number.POSITIVE_INFINITY : position.sinceMs + phase.forMs
  const next = { index: position.index + 1, polls: 0 }
  if (phase.polls !== undefined && position.polls > phase.polls) {
    return positionAt(phases, { ...next, sinceMs: Math.min(nowMs, endMs), polls: 1 }, nowMs)
  }
  return nowMs >= endMs ? positionAt(phases, { ...next, sinceMs: endMs }, nowMs) : position
}

/** Counts one status response, which may be the first of the next phase. */
export function positionAfterPoll(phases: readonly Phase[], position: Position, nowMs: number): Position {
  const current = positionAt(phases, position, nowMs)
  return positionAt(phases, { ...current, polls: current.polls + 1 }, nowMs)
}
