import type { JobStatus } from '../providers/provider.ts'
import { serverPauseMs } from './schedule.ts'

/** A success that its own response contradicts. */
export interface Doubt {
  readonly status: JobStatus
  /** Polls since it was first seen, whatever they brought. */
  readonly polls: number
}

/** What was known before a poll. */
interface Before {
  readonly doubt: Doubt | undefined
  readonly last: JobStatus | undefined
}

/** A list of files that lags behind has caught up within these polls, or never will. */
const MAX_POLLS = 3
const PAUSE_MS = 10_000

/** The doubt after a poll, which brought no status if it failed: then nothing is confirmed and nothing settled. */
export function doubtAfter({ doubt, last }: Before, status: JobStatus | undefined): Doubt | undefined {
  const polls = doubt ? doubt.polls + 1 : 0
  if (!status) return doubt && { ...doubt, polls }
  if (status.phase !== 'succeeded' || status.doubt === '') return undefined
  // The status from before this wait was accepted with the same doubt.
  return !doubt && status.doubt === last?.doubt ? undefined : { status, polls }
}

/** Whether the success is accepted as it is. */
export function isAccepted({ polls }: Doubt, remainingMs: number): boolean {
  return polls >= MAX_POLLS || remainingMs <= 0
}

/** Milliseconds to the next poll, at least as many as the server asks for. */
export function doubtPauseMs(pauseMs: number, random: number): number {
  return Math.max(serverPauseMs(PAUSE_MS, random), serverPauseMs(pauseMs, random))
}
