import type { Failure } from '../failures/export-error.ts'
import type { ExportRequest } from '../inputs/request.ts'
import type { JobStatus } from '../providers/provider.ts'
import type { Outcome } from './outcome.ts'

const MAX_PARTS_NAMED = 5

/** Applies `if-partial` and `if-empty`, in this order. The files are kept in every case. */
export function checkContent(
  { files, rowCount }: Outcome,
  status: JobStatus,
  { ifEmpty, ifPartial }: ExportRequest,
): {
  readonly failure: Failure | undefined
  readonly warnings: readonly string[]
  /** What the inputs allowed. */
  readonly overrides: readonly string[]
} {
  const { failedParts, requestId } = status
  const named = failedParts.slice(0, MAX_PARTS_NAMED).join('; ')
  const others =
    failedParts.length > MAX_PARTS_NAMED ? `; and ${failedParts.length - MAX_PARTS_NAMED} more` : ''
  const isEmpty = status.empty || (files.length > 0 && rowCount === 0)
  const rules = [
    {
      code: 'partial',
      severity: failedParts.length > 0 ? ifPartial : undefined,
      reason: `The export is partial: ${named}${others}.`,
    },
    {
      code: 'empty',
      severity: isEmpty ? ifEmpty : undefined,
      reason: 'The export is empty: nothing in its scope matched.',
    },
  ] as const
  const fatal = rules.find(({ severity }) => severity === 'error')
  return {
    failure: fatal && {
      code: fatal.code,
      reason: fatal.reason,
      hint: `${files.length > 0 ? 'The files are kept. ' : ''}Set if-${fatal.code}: warn to accept such an export.`,
      requestId,
    },
    warnings: rules.flatMap(({ severity, reason }) => (severity === 'warn' ? reason : [])),
    overrides: rules.flatMap(({ code, severity, reason }) =>
      severity === 'warn' || severity === 'ignore' ? `if-${code}: ${severity}. ${reason}` : [],
    ),
  }
}
