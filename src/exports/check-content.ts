import type { FailureCode } from '../failures/export-error.ts'
import type { ExportRequest, Severity } from '../inputs/request.ts'
import type { JobStatus } from '../providers/provider.ts'
import type { Failure, Outcome } from './outcome.ts'

/** What the user's rules make of an export that is empty or partial. */
export interface ContentCheck {
  readonly failure: Failure | undefined
  readonly warnings: readonly string[]
  readonly exceptions: readonly string[]
}

interface Finding {
  readonly code: Extract<FailureCode, 'empty' | 'partial'>
  readonly input: 'if-empty' | 'if-partial'
  readonly severity: Severity
  readonly reason: string
}

const MAX_PARTS_NAMED = 5

function partialReason({ failedParts }: JobStatus): string {
  const named = failedParts.slice(0, MAX_PARTS_NAMED).join('; ')
  const more = failedParts.length - MAX_PARTS_NAMED
  return `The export is partial: ${named}${more > 0 ? `; and ${more} more` : ''}.`
}

function findings(
  outcome: Outcome,
  status: JobStatus,
  { ifEmpty, ifPartial }: ExportRequest,
): readonly Finding[] {
  const isEmpty = status.empty || (outcome.files.length > 0 && outcome.rowCount === 0)
  const found: Finding[] = []
  if (status.failedParts.length > 0)
    found.push({ code: 'partial', input: 'if-partial', severity: ifPartial, reason: partialReason(status) })
  if (isEmpty)
    found.push({
      code: 'empty',
      input: 'if-empty',
      severity: ifEmpty,
      reason: 'The export is empty: nothing in its scope matched.',
    })
  return found
}

/** Judges by `if-partial` and `if-empty`, in this order; the files stay whatever comes out. */
export function checkContent(outcome: Outcome, status: JobStatus, request: ExportRequest): ContentCheck {
  const found = findings(outcome, status, request)
  const fatal = found.find(finding => finding.severity === 'error')
  const accepted = found.filter(finding => finding.severity !== 'error')
  return {
    failure: fatal && {
      code: fatal.code,
      reason: fatal.reason,
      hint: `The files are kept. Set ${fatal.input}: warn to accept such an export.`,
      requestId: status.requestId,
    },
    warnings: accepted.filter(finding => finding.severity === 'warn').map(finding => finding.reason),
    exceptions: accepted.map(
      finding => `${finding.input}: ${finding.severity}, although ${lowerFirst(finding.reason)}`,
    ),
  }
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
