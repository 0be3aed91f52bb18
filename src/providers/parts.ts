import type { Locator, Source } from './locator.ts'
import { numberAt, problemsAt, textAt, valuesAt } from './locator.ts'
import type { JobStatus, Phase } from './provider.ts'

/** Where a status response describes the parts of an export. */
export interface PartLocators {
  /** The parts; the other locators start at one. */
  readonly each: Locator
  readonly name: Locator
  readonly status: Locator
  /** The description of an error. */
  readonly error: Locator
  /** How much it contains: rows first. */
  readonly counts: readonly Locator[]
}

// APIs rarely document the statuses of parts. Every usual name of a failure counts, those of a partial one included.
const OPEN = /^(pending|processing|queued|running|inprogress)$/
const FAILED =
  /^(fail|error|partial|completedwith(err|fail))|^(unsuccessful|rejected|denied|incomplete|truncated|missing|unavailable|expired|timed?out|cancell?ed|aborted|stopped|interrupted|terminated|killed)$/

/** What the parts of an export say about it: failed parts, rows, whether it is empty, and a doubt about its success. */
export function partsStatus(
  { each, name, status, error, counts }: PartLocators,
  response: Source,
  exportPhase: Phase,
): Partial<JobStatus> {
  const items = valuesAt(each, response).filter(json => json !== undefined)
  const parts = items.map(json => {
    const own = textAt(status, { json })
    return {
      label: textAt(name, { json }),
      status: own,
      plain: own.toLowerCase().replaceAll(/[\s_-]/g, ''),
      problem: problemsAt([error], { json }).join(''),
      counts: counts.map(count => numberAt(count, { json })),
    }
  })
  const failed = parts.filter(({ problem, plain }) => problem !== '' || FAILED.test(plain))
  const open = parts.filter(({ plain }) => OPEN.test(plain)).length
  const hasSucceeded = exportPhase === 'succeeded' && parts.length > 0
  // A missing count is not 0.
  const empty = hasSucceeded && parts.every(part => part.counts.every(count => count === 0))
  const rows = parts.map(({ counts: [own] }) => own)
  const rowCount = rows.reduce<number>((sum, own = 0) => sum + own, 0)
  // Content without rows is not empty.
  const isCounted = rows.length > 0 && !rows.includes(undefined) && (rowCount > 0 || empty || !hasSucceeded)
  return {
    failedParts: failed.map(part => [part.label, part.problem || part.status].filter(Boolean).join(': ')),
    doubt:
      hasSucceeded && open > 0
        ? `The export is completed, but ${open} of its ${parts.length} sections are not.`
        : '',
    empty,
    rowCount: isCounted ? rowCount : undefined,
  }
}
