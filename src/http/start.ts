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
 * The statuses that show that no job was started, as `<status>`, ` with Retry-After` and ` as JSON` where they apply, and what they
 * mean: a gateway that sends a page may have passed the request on before. The first matching row applies.
 */
const NOT_STARTED = [
  { when: /^401/, meaning: {} },
  {
    when: /^(408|425|429|403 with Retry-After|503 with Retry-After as JSON)/,
    meaning: { remedy: 'later', budget: 'later' },
  },
  { when: /^(4|307|308)/, meaning: { code: 'rejected', remedy: 'never', budget: 'never' } },
] as const

/**
 * What a failure of the request that starts a job means: with `start-unknown`, a job may have been started, and the request must
 * not be repeated. After every other failure, no job was started, or another one does no harm.
 */
export function startFailure(
  error: ExportError,
  { isConnected, response }: StartAttempt,
  { repeat, docs, isRateLimit }: Provider,
): ExportError {
  const { message, cause, requestId, httpStatus } = error
  const isRefused = error.remedy === 'never' || httpStatus !== undefined
  if (!isConnected)
    return isRefused
      ? error
      : new ExportError(error.code, message, { ...error, cause, budget: 'unreachable' })
  const { status = 0, headers = {} } = response ?? {}
  const meaning = response && isRateLimit?.(response) ? 429 : status
  const retryAfter = headers['retry-after'] === undefined ? '' : ' with Retry-After'
  const json = /[/+]json\b/i.test(headers['content-type'] ?? '') ? ' as JSON' : ''
  const row = NOT_STARTED.find(({ when }) => when.test(`${meaning}${retryAfter}${json}`))
  if (row) {
    const { code, ...details } = { ...error, ...row.meaning }
    return new ExportError(code, message, { ...details, cause })
  }
  if (repeat === 'safe') return error
  const what = error.code === 'timed-out' ? 'there was no response before timeout.' : sentence(message)
  const why = `The request to start the export was sent, but its outcome is unknown: ${what}`
  const hint = `Before you run the step again, look for a new export in the service: another run would start a second one. If there is one, pass its ID as export-id without start: true.${docs ? ` See ${docs}` : ''}`
  return new ExportError('start-unknown', why, { hint, cause, requestId, httpStatus })
}
