import type { JobStatus, Phase, StatusNames } from './provider.ts'
import { phaseOf } from './response.ts'

/** A part of an export, as the status response describes it. */
export interface Part {
  readonly name: string
  readonly status: string
  /** The description of an error, or empty. */
  readonly problem: string
  /** How much it contains: rows first. */
  readonly counts: readonly (number | undefined)[]
}

/** APIs rarely document the statuses of parts. Every usual name of a failure counts, those of a partial one included. */
const statuses: StatusNames = {
  waiting: ['pending', 'processing', 'queued', 'running', 'in progress'],
  succeeded: ['completed'],
  failed: [
    ...['fail*', 'error*', 'completed with err*', 'completed with fail*', 'unsuccessful', 'rejected'],
    ...['denied', 'partial*', 'incomplete', 'truncated', 'missing', 'unavailable', 'expired', 'timed out'],
    'timeout',
  ],
  cancelled: ['cancelled', 'canceled', 'aborted', 'stopped', 'interrupted', 'terminated', 'killed'],
}

/** What the parts of an export say about it: failed parts, rows, whether it is empty, and a doubt about its success. */
export function partsStatus(parts: readonly Part[], exportPhase: Phase): Partial<JobStatus> {
  const phases = parts.map(({ status }) => phaseOf(statuses, status))
  const hasFailed = ({ problem }: Part, index: number) =>
    problem !== '' || ['failed', 'cancelled'].includes(phases[index]?.phase ?? '')
  const open = phases.filter(({ phase, known }) => known && phase === 'waiting').length
  const hasSucceeded = exportPhase === 'succeeded'
  return {
    failedParts: parts
      .filter(hasFailed)
      .map(({ name, status, problem }) => [name, problem || status].filter(text => text !== '').join(': ')),
    doubt:
      hasSucceeded && open > 0
        ? `The export is completed, but ${open} of its ${parts.length} sections are not.`
        : '',
    // A missing count is not 0.
    empty:
      hasSucceeded && parts.length > 0 && parts.every(({ counts }) => counts.every(count => count === 0)),
    rowCount: parts.length > 0 ? parts.reduce((sum, { counts: [rows = 0] }) => sum + rows, 0) : undefined,
  }
}
