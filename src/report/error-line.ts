import type { Failure } from '../failures/export-error.ts'
import { plainLine, sentence } from '../failures/plain.ts'
import type { Redact } from '../secrets/redactor.ts'

const MAX_REASON_CHARS = 900
const MAX_HINT_CHARS = 450

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
