import { toFailure } from '../failures/export-error.ts'
import { plainLine } from '../failures/plain.ts'
import { durationText, quantityText } from '../failures/quantity.ts'
import { sentence } from '../failures/sentence.ts'
import type { ExportRequest } from '../inputs/request.ts'
import type { JobStatus } from '../providers/provider.ts'
import type { Redact } from '../secrets/redactor.ts'
import type { Failure, Verdict, WaitRecord } from './outcome.ts'

const MAX_REASON_CHARS = 900
const MAX_HINT_CHARS = 450
const MAX_WORD_CHARS = 60
const MAX_TROUBLE_CHARS = 300

/**
 * The line of the error annotation: what happened and why, the provider's reference, what to do next; at most 1,500
 * characters. `redact` sees every text before it is cut.
 */
export function failureLine(failure: Failure, redact: Redact = text => text): string {
  const plain = (text: string, maxChars: number): string => plainLine(redact(text), maxChars)
  const requestId = failure.requestId === '' ? '' : `(request id ${plain(failure.requestId, 100)})`
  const reason = plain(failure.reason, MAX_REASON_CHARS)
  return [sentence(reason), requestId, sentence(plain(failure.hint, MAX_HINT_CHARS))]
    .filter(part => part !== '')
    .join(' ')
}

/** Why a step is red after this verdict, or undefined when the provider said that the job succeeded. */
export function failureOf(verdict: Verdict, request: ExportRequest): Failure | undefined {
  switch (verdict.kind) {
    case 'ended':
      return endedFailure(verdict.status, request)
    case 'timed-out':
      return {
        code: 'timed-out',
        reason: timedOutReason(verdict, request),
        hint: timedOutHint(verdict, request),
        requestId: verdict.lastError?.requestId || verdict.last?.requestId || '',
      }
    case 'aborted':
      return {
        code: verdict.error.code,
        reason: `${sentence(verdict.error.message)} The step had waited ${durationText(verdict.waitedMs)} for ${subjectOf(request)}; the export itself goes on.`,
        hint: [verdict.error.hint, reattachHint(request)].filter(text => text !== '').join(' '),
        requestId: verdict.last?.requestId ?? '',
      }
    case 'error':
      return toFailure(verdict.error)
  }
}

/** What a timeout has to tell: the job, the limit, what was heard and how often, the last trouble, a strange word. */
export function timedOutReason(
  verdict: Extract<Verdict, { readonly kind: 'timed-out' }>,
  request: ExportRequest,
): string {
  const { lastError, last } = verdict
  const sentences = [
    `${subjectOf(request)} did not end within ${durationText(request.timeoutMs)}.`,
    `Answers to ${quantityText(verdict.polls, 'question')}: ${heardText(verdict)}.`,
    lastError ? `Last trouble: ${sentence(plainLine(lastError.message, MAX_TROUBLE_CHARS))}` : '',
    last && !last.known
      ? `"${plainLine(last.providerStatus, MAX_WORD_CHARS)}" is not a status that the provider documents.`
      : '',
  ]
  return sentences.filter(text => text !== '').join(' ')
}

/** Every status word and failure with its count, the most frequent first: `IN_PROGRESS 38 times, HTTP 503 once`. */
export function heardText({ observed }: WaitRecord): string {
  const counts = Object.entries(observed).sort(([, one], [, other]) => other - one)
  if (counts.length === 0) return 'nothing'
  return counts
    .map(([word, count]) => `${plainLine(word, MAX_WORD_CHARS)} ${count === 1 ? 'once' : `${count} times`}`)
    .join(', ')
}

function endedFailure(status: JobStatus, request: ExportRequest): Failure | undefined {
  const { requestId, providerStatus: word } = status
  const subject = `${subjectOf(request)} (status ${plainLine(word, MAX_WORD_CHARS)})`
  const why = status.reason === '' ? 'The provider gave no reason.' : `Reason: ${sentence(status.reason)}`
  const hint = [status.hint, startAnewHint(request)].filter(text => text !== '').join(' ')
  switch (status.phase) {
    case 'succeeded':
      return undefined
    case 'failed':
      return {
        code: 'export-failed',
        reason: `The provider says that ${subject} failed. ${why}`,
        hint,
        requestId,
      }
    case 'cancelled':
      return {
        code: 'export-cancelled',
        reason: `The provider says that ${subject} was cancelled. ${why}`,
        hint,
        requestId,
      }
    case 'waiting':
      return {
        code: 'internal',
        reason: `The wait for ${subject} ended although the provider says that the job goes on.`,
        hint: 'Please report this.',
        requestId,
      }
  }
}

function subjectOf({ provider, target }: ExportRequest): string {
  return `${provider.title} ${target.exportId}`
}

function timedOutHint({ last }: WaitRecord, request: ExportRequest): string {
  const advice = last && last.hint !== '' ? `${last.hint} ` : ''
  return `${advice}${reattachHint(request)} If exports of this size take longer, raise "timeout".`
}

function reattachHint({ target }: ExportRequest): string {
  return `Run the step again with export-id ${target.exportId}: it waits for the same export, nothing is started anew.`
}

function startAnewHint({ provider }: ExportRequest): string {
  return `Start a new export and give its id to the step; the status is described at ${provider.docs}`
}
