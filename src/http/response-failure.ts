import type { FailureCode, Outlook } from '../failures/export-error.ts'
import { ExportError } from '../failures/export-error.ts'
import { sentence } from '../failures/sentence.ts'
import type { Provider } from '../providers/provider.ts'
import { problemOf } from './problem.ts'
import { rateLimitPauseMs, retryAfterMs } from './retry-after.ts'

/** A whole answer with its body as text. */
export interface TextResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

const MEANINGS: Readonly<Record<number, readonly [FailureCode, Outlook]>> = {
  401: ['auth', 'unauthorized'],
  403: ['forbidden', 'permanent'],
  404: ['not-found', 'missing'],
  408: ['network', 'transient'],
  425: ['network', 'transient'],
  429: ['network', 'transient'],
}

function redirectAdvice(status: number): string {
  return status < 400 ? 'Check api-url: the answer leads elsewhere and was not followed.' : ''
}

/** What an HTTP status means for a question; every 5xx may heal, every 4xx that is not listed will not. */
export function meaningOf(status: number): readonly [FailureCode, Outlook] {
  return MEANINGS[status] ?? (status >= 500 ? ['network', 'transient'] : ['rejected', 'permanent'])
}

/** An error answer as a failure, in the provider's own words and with what the provider's value advises. */
export function responseFailure(
  { status, headers, text }: TextResponse,
  { title, hints: advice }: Provider,
  now: Date,
): ExportError {
  const { reason, remedy, requestId } = problemOf(text, headers)
  const [code, outlook] = meaningOf(status)
  const why = reason === '' ? '' : `: ${reason.replace(new RegExp(`^${status}\\s+`), '')}`
  return new ExportError(code, sentence(`${title} answered HTTP ${status}${why}`), {
    outlook,
    hint: [sentence(remedy), advice[status] ?? redirectAdvice(status)].filter(Boolean).join(' '),
    requestId,
    httpStatus: status,
    retryAfterMs: Math.max(retryAfterMs(headers, now), rateLimitPauseMs(headers, now)),
  })
}
