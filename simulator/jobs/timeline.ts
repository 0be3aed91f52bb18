/** A stretch of a job's life. It ends after `forMs` milliseconds or with the status response after `polls` of its own; with neither, or as the last, it lasts. */
export interface Phase {
  /** The provider's name for the status. */
  readonly word: string
  readonly forMs?: number
  readonly polls?: number
  /** Fields laid over the usual ones of the status response; undefined removes one. */
  readonly fields?: Readonly<Record<string, unknown>>
}

/** How far a job has come. */
export interface Position {
  readonly index: number
  /** When this phase began, in milliseconds of the simulator's clock. */
  readonly sinceMs: number
  /** Status responses sent in this phase, the current one among them. */
  readonly polls: number
}

/** Moves over every phase that is over at `nowMs`; phases by time follow one another without gaps, however rarely the job is polled. */
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
