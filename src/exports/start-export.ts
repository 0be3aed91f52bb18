import { ExportError, toExportError } from '../failures/export-error.ts'
import { sentence } from '../failures/plain.ts'
import type { FailureRecord } from '../failures/retry.ts'
import { nextAttempt } from '../failures/retry.ts'
import type { ExchangeResult } from '../http/session.ts'
import type { ExportRequest, Wanted } from '../inputs/request.ts'
import { BEFORE_RESPONSE } from '../polling/policy.ts'
import type { HttpResponse, Provider, Started } from '../providers/provider.ts'
import { dateOf } from '../providers/response.ts'
import type { ExportPorts } from './ports.ts'

/**
 * Starts an export, and never a second one: it repeats the request only if no export was started, and looks for the job if the
 * outcome is unknown. `deadlineMs` is on the clock of the ports. Rejects with an `ExportError`, of code `start-unknown` if an
 * export may have been started.
 */
export async function startExport(
  { place, provider }: Pick<ExportRequest, 'place' | 'provider'>,
  { start, request }: Extract<Wanted, { readonly kind: 'start' }>,
  ports: ExportPorts,
  deadlineMs: number,
): Promise<ExchangeResult<Started>> {
  const { clock, signal } = ports
  /** A time in the past, by the clock of the server that sends this date now, down to the second. */
  const dateAt = (ms: number, date = clock.date()) =>
    new Date(Math.floor((date.getTime() - (clock.now() - ms)) / 1000) * 1000)
  const begunMs = clock.now()
  const begunAt = (response: HttpResponse) => dateAt(begunMs, dateOf(response))
  const find = provider.find?.bind(provider)
  const look = find && (() => ports.run(find(place, request, begunAt), signal))
  const attempt = async () => {
    const sinceMs = clock.now()
    const { value, pauseMs } = await ports.run(start(place, request), signal)
    // The export may have been created long before the response was sent.
    return { value: { ...value, startedAt: dateAt(sinceMs, value.startedAt) }, pauseMs }
  }
  try {
    const started = await withRetries(attempt, ports, deadlineMs)
    return look && started.value.isUnseen ? await withRetries(() => seen(look), ports, deadlineMs) : started
  } catch (thrown) {
    const error = toExportError(thrown)
    if (error.code === 'start-unknown' && look && !signal.aborted) {
      const found = await withRetries(look, ports, deadlineMs).catch(() => undefined)
      if (found?.value) return { value: found.value, pauseMs: found.pauseMs }
    }
    throw signal.reason?.code === 'aborted' ? aborted(signal.reason, error, provider) : error
  }
}

/** The abort, which says whether an export may have been started; `error` is what the abort has made of the start. */
function aborted(
  { code, message, cause }: ExportError,
  error: ExportError,
  { repeat }: Pick<Provider, 'repeat'>,
): ExportError {
  if (error.code === 'start-unknown')
    return new ExportError(code, `${sentence(message)} An export may have been started.`, {
      cause,
      hint: error.hint,
    })
  const started =
    repeat === 'safe'
      ? 'An export may have been started, but another one does no harm'
      : 'No export was started'
  return new ExportError(code, message, { cause, hint: `${started}: run the step again.` })
}

/** Looks for an export that the API says is running: it may take a minute to show it. */
async function seen(
  look: () => Promise<ExchangeResult<Started | undefined>>,
): Promise<ExchangeResult<Started>> {
  const { value, pauseMs } = await look()
  if (value) return { value, pauseMs }
  throw new ExportError(
    'rejected',
    'The service refused a new export as if one were running, but reports none.',
    { remedy: 'retry', budget: 'results', hint: 'Run the step again later.' },
  )
}

/** Runs until it succeeds, a failure is permanent or outlasts the bounds of a first poll, or the next attempt would be too late. */
async function withRetries<T>(run: () => Promise<T>, ports: ExportPorts, deadlineMs: number): Promise<T> {
  const { clock, emit, signal } = ports
  let failures: FailureRecord | undefined
  for (;;) {
    const sinceMs = clock.now()
    try {
      return await run()
    } catch (thrown) {
      if (signal.aborted) throw thrown
      const error = toExportError(thrown)
      const moment = { nowMs: clock.now(), sinceMs, random: ports.random() }
      const next = nextAttempt(failures, error, moment, BEFORE_RESPONSE)
      if (next.kind === 'end') throw next.error
      failures = next.record
      // A pause that a server asks for before a start has no upper limit but the deadline.
      const retryInMs = Math.max(next.delayMs, error.retryAfterMs)
      if (clock.now() + retryInMs >= deadlineMs)
        throw new ExportError(
          error.code,
          `${sentence(error.message)} The next attempt would be after timeout.`,
          error,
        )
      emit({ kind: 'retry', subject: 'start', error, retryInMs, count: failures.count })
      await clock.sleep(retryInMs, signal)
      signal.throwIfAborted()
    }
  }
}
