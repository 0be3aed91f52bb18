import type { HttpResponse, JobStatus, StatusNames } from './provider.ts'
import { dateOf, phaseOf } from './response.ts'

/** How long a service may report an earlier export after a start, and how far its clocks may differ. */
const SETTLING_MS = 60_000

/**
 * Whether an ending is that of the export which this step has started by its resource, because a status before it had not
 * ended. Without such a status, it may be that of an earlier export, which has the same name.
 */
export function isSettled(statuses: StatusNames, before: JobStatus | undefined): boolean {
  if (before === undefined) return false
  // An ending that was not accepted is waiting, with the status of an ending.
  return before.phase !== 'waiting' || phaseOf(statuses, before.providerStatus).phase === 'waiting'
}

/** Why an ending is not accepted yet as that of the export that was started then; empty if it is. */
export function earlierHint(
  startedAt: Date,
  status: Pick<JobStatus, 'startedAt' | 'finishedAt'>,
  response: HttpResponse,
): string {
  const startedMs = startedAt.getTime()
  const times = [status.startedAt, status.finishedAt].map(timeOf).filter(ms => !Number.isNaN(ms))
  if (times.some(ms => ms < startedMs - SETTLING_MS))
    return 'Its times are before the start, so it is the status of an earlier export.'
  if (times.length > 0 && times.every(ms => ms >= startedMs)) return ''
  // Without a clock of the server, the start has the time of the runner, too.
  const isLate = Number(dateOf(response) ?? response.receivedAt) - startedMs >= SETTLING_MS
  return isLate ? '' : 'It may be the status of an earlier export.'
}

/** The time of a text in ISO 8601; without its zone, it says nothing. */
function timeOf(text: string): number {
  return /(Z|[+-]\d\d:?\d\d)$/i.test(text) ? Date.parse(text) : Number.NaN
}
