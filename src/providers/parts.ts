import type { JobStatus, Phase } from './provider.ts'

/** A part of an export, as the status response describes it. */
export interface Part {
  readonly name: string
  readonly status: string
  /** The description of an error, or empty. */
  readonly problem: string
  /** How much it contains: rows first. */
  readonly counts: readonly (number | undefined)[]
}

// APIs rarely document the statuses of parts. Every usual name of a failure counts, those of a partial one included.
const OPEN = /^(pending|processing|queued|running|inprogress)$/
const FAILED =
  /^(fail|error|partial|completedwith(err|fail))|^(unsuccessful|rejected|denied|incomplete|truncated|missing|unavailable|expired|timed?out|cancell?ed|aborted|stopped|interrupted|terminated|killed)$/

/** What the parts of an export say about it: failed parts, rows, whether it is empty, and a doubt about its success. */
export function partsStatus(parts: readonly Part[], exportPhase: Phase): Partial<JobStatus> {
  const plain = ({ status }: Part) => status.toLowerCase().replaceAll(/[\s_-]/g, '')
  const failed = parts.filter(part => part.problem !== '' || FAILED.test(plain(part)))
  const open = parts.filter(part => OPEN.test(plain(part))).length
  const hasSucceeded = exportPhase === 'succeeded' && parts.length > 0
  return {
    failedParts: failed.map(({ name, status, problem }) =>
      [name, problem || status].filter(Boolean).join(': '),
    ),
    doubt:
      hasSucceeded && open > 0
        ? `The export is completed, but ${open} of its ${parts.length} sections are not.`
        : '',
    // A missing count is not 0.
    empty: hasSucceeded && parts.every(({ counts }) => counts.every(count => count === 0)),
    rowCount: parts.length > 0 ? parts.reduce((sum, { counts: [rows = 0] }) => sum + rows, 0) : undefined,
  }
}
