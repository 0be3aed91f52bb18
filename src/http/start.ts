import { ExportError } from '../failures/export-error.ts'
import { sentence } from '../failures/plain.ts'
import type { HttpResponse, Provider } from '../providers/provider.ts'

/** What has happened to the request that starts a job. */
export interface StartAttempt {
  /** The connection was open, so the request may have reached the server. */
  isConnected: boolean
  response: HttpResponse | undefined
}

/**
 * The statuses that show that no job was started, as `<status>`, ` with Retry-After` and ` as JSON` where they apply: a gateway that
 * sends a page may have passed the request on before. The first row that matches counts.
 */
const NOT_STARTED = [
  { when: /^401/, outcome: 'credential' },
  { when: /^(408|425|429|403 with Retry-After|503 with Retry-After as JSON)/, outcome: 'postponed' },
  { when: /^(4|307|308)/, outcome: 'rejected' },
] as const

/**
 * What a failure of the request that starts a job means: with `start-unknown`, a job may have been started, and the request must
 * not be repeated. After every other failure, no job was started, or another one does no harm.
 */
export function startFailure(
  error: ExportError,
  { isConnected, response }: StartAttempt,
  provider: Provider,
): ExportError {
  const { code, message, cause } = error
  const isRefused = error.remedy === 'never' || error.httpStatus !== undefined
  if (!isConnected)
    return isRefused ? error : new ExportError(code, message, { ...error, cause, budget: 'unreachable' })
  if (code === 'aborted')
    return new ExportError(code, `${sentence(message)} An export may have been started.`, {
      cause,
      hint: lookFirst(provider),
    })
  const { status = 0, headers = {} } = response ?? {}
  const meaning = response && provider.isRateLimit?.(response) ? 429 : status
  const retryAfter = headers['retry-after'] === undefined ? '' : ' with Retry-After'
  const json = /[/+]json\b/i.test(headers['content-type'] ?? '') ? ' as JSON' : ''
  switch (NOT_STARTED.find(({ when }) => when.test(`${meaning}${retryAfter}${json}`))?.outcome) {
    case 'credential':
      return error
    case 'postponed':
      return new ExportError(code, message, { ...error, cause, remedy: 'later', budget: 'later' })
    case 'rejected':
      return new ExportError('rejected', message, { ...error, cause, remedy: 'never', budget: 'never' })
    case undefined:
      return provider.repeat === 'safe' ? error : unknownStart(error, provider)
  }
}

function unknownStart(
  { message, cause, requestId, httpStatus }: ExportError,
  provider: Provider,
): ExportError {
  return new ExportError(
    'start-unknown',
    `The request to start the export was sent, but its outcome is unknown: ${sentence(message)}`,
    {
      hint: lookFirst(provider),
      cause,
      requestId,
      httpStatus,
    },
  )
}

function lookFirst({ docs }: Provider): string {
  return `Look for a new export at the service before you run the step again: another run starts a second export. If there is one, pass its ID as export-id without start: true. See ${docs}`
}
