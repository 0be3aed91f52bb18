import type { Failure } from '../failures/export-error.ts'
import { toFailure } from '../failures/export-error.ts'
import { sentence } from '../failures/plain.ts'
import { countText, durationText, quantityText } from '../failures/quantity.ts'
import type { ExportRequest } from '../inputs/request.ts'
import type { Verdict } from '../polling/policy.ts'
import type { Job, JobStatus, Provider } from '../providers/provider.ts'

/** Why the step fails after this verdict; undefined if the provider reported success. */
export function failureOf(
  verdict: Verdict,
  { exportId }: Job,
  { provider, timeoutMs }: ExportRequest,
): Failure | undefined {
  const { waitedMs, last } = verdict.wait
  const subject = `${provider.title} ${exportId}`
  const resume = `Run the step with export-id: ${exportId} to keep waiting for this export.`
  switch (verdict.kind) {
    case 'error':
      return toFailure(verdict.error)
    case 'aborted': {
      const { code, message, hint, cause } = verdict.error
      const waited = `Stopped waiting for ${subject} after ${durationText(waitedMs)}`
      return {
        code,
        reason: `${sentence(message)} ${waited}; the export keeps running.`,
        hint: code === 'aborted' ? resume : joined(hint, resume),
        requestId: last?.requestId ?? '',
        cause,
      }
    }
    case 'timed-out': {
      const { lastError } = verdict
      return {
        code: 'timed-out',
        reason: timedOutReason(verdict, subject, durationText(timeoutMs)),
        hint: last
          ? joined(last.hint, resume, 'If exports of this size take longer, raise timeout.')
          : joined(lastError?.hint, resume),
        requestId: lastError?.requestId || last?.requestId || '',
        cause: lastError?.cause,
      }
    }
    case 'ended': {
      const { phase, status } = verdict
      return phase === 'succeeded' ? undefined : endedFailure(phase, status, subject, provider)
    }
  }
}

/** The failure of an export that has ended without success. */
function endedFailure(
  phase: 'failed' | 'cancelled',
  { providerStatus, reason, hint, requestId }: JobStatus,
  subject: string,
  { docs, isNamedByResource }: Provider,
): Failure {
  const ending = phase === 'cancelled' ? 'was cancelled' : 'failed'
  const why = reason === '' ? ' and gave no reason.' : `: ${sentence(reason)}`
  return {
    code: phase === 'cancelled' ? 'export-cancelled' : 'export-failed',
    reason: `The provider reported that ${subject} ${ending} (${providerStatus})${why}`,
    hint: joined(
      hint,
      isNamedByResource
        ? 'Run the step again with start: true.'
        : 'Start a new export and pass its ID as export-id.',
      docs && `The statuses are documented at ${docs}`,
    ),
    requestId,
  }
}

/** `… is still running after 30 min. Polled 40 times: IN_PROGRESS ×38, HTTP 503 ×2. Last error: …` */
function timedOutReason(
  { wait: { last, polls, observed }, lastError }: Extract<Verdict, { readonly kind: 'timed-out' }>,
  subject: string,
  limit: string,
): string {
  const counts = Object.entries(observed).sort(([, one], [, other]) => other - one)
  const labels = counts.map(([label, count]) => `${label} ×${countText(count)}`).join(', ')
  return joined(
    last ? `${subject} is still running after ${limit}.` : `No status of ${subject} after ${limit}.`,
    `Polled ${quantityText(polls, 'time')}: ${labels}.`,
    last?.known === false ? `"${last.providerStatus}" is not a documented status.` : '',
    lastError ? `Last error: ${sentence(lastError.message)}` : '',
  )
}

function joined(...texts: readonly (string | undefined)[]): string {
  return texts.filter(Boolean).join(' ')
}
