import { ExportError } from '../failures/export-error.ts'
import { sentence } from '../failures/plain.ts'
import { type FailureRecord, lastFailure } from '../failures/retry.ts'
import type { ExportRequest, Wanted } from '../inputs/request.ts'
import type { Job, JobStatus } from '../providers/provider.ts'
import { startDeadline } from '../runtime/deadline.ts'
import type { Results } from './outcome.ts'
import type { ExportPorts } from './ports.ts'

/** One export of the step, from its start to its files. */
export interface ExportTask {
  readonly request: ExportRequest
  readonly wanted: Wanted
  readonly ports: ExportPorts
  /** When to poll for the last time, in milliseconds of the clock of the ports. */
  readonly lastPollMs: number
  /** Milliseconds between two polls at least, so that all exports together keep the rate limit. */
  readonly minGapMs: number
  /** Receives the results so far, first with the export ID. They are reported if the process has to end while a stage hangs. */
  save(results: Results): void
}

/** A job that has succeeded, with its status. */
export interface FinishedJob {
  readonly job: Job
  readonly status: JobStatus
}

/** Ports whose events are about one export. */
export function portsOf(ports: ExportPorts, exportId: string): ExportPorts {
  return { ...ports, emit: event => ports.emit({ ...event, exportId }) }
}

/**
 * Ports whose signal aborts when `download-timeout` has expired, which begins `after` the last wait. The error names the last
 * failed attempt that no success has followed, and `statedMs` if only `ms` are left of it.
 */
export function startDownloadTimeout(
  ports: ExportPorts,
  limit: { readonly ms: number; readonly after?: Promise<void>; readonly statedMs?: number },
): { readonly ports: ExportPorts; clear(): void } {
  const { clock } = ports
  const { ms, statedMs = ms } = limit
  const failing = new Map<string, Pick<FailureRecord, 'count' | 'sinceMs' | 'last'>>()
  // The latest failure is the last of the map.
  const add = (subject: string, last: ExportError, count = 1) => {
    const before = count > 1 ? failing.get(subject) : undefined
    failing.delete(subject)
    failing.set(subject, { count, last, sinceMs: before?.sinceMs ?? clock.now() })
  }
  const emit: ExportPorts['emit'] = event => {
    if (event.kind === 'retry') add(event.subject, event.error, event.count)
    if (event.kind === 'recovered') failing.delete(event.subject)
    if (event.kind === 'status') {
      const { phase, providerStatus } = event.status
      failing.delete('status')
      // A job that is not finished any more keeps the files from being downloaded.
      const text = `The provider reports the status ${providerStatus} again.`
      if (phase === 'waiting') add('status', new ExportError('download', text))
    }
    ports.emit(event)
  }
  /** Has its own code if the provider has refused something. */
  const error = () => {
    const late = `download-timeout (${statedMs / 1000} s) expired before the step was done.`
    const increase = 'Increase download-timeout, or check the connection to the storage of the provider.'
    const failure = [...failing.values()].at(-1)
    if (!failure) return new ExportError('download', late, { hint: increase })
    const last = lastFailure(failure, clock.now())
    const isOfConnection = ['network', 'protocol'].includes(last.code)
    const code = isOfConnection ? 'download' : last.code
    const hint = isOfConnection ? increase : `${last.hint} ${increase}`
    return new ExportError(code, `${late} Last error: ${sentence(last.message)}`, { ...last, hint })
  }
  const { signal, clear } = startDeadline(clock, { ...limit, parent: ports.signal, error })
  return { ports: { ...ports, emit, signal }, clear }
}
