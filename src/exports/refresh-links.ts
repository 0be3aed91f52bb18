import { ExportError } from '../failures/export-error.ts'
import type { ExportRequest } from '../inputs/request.ts'
import type { PollPorts } from '../polling/await-job.ts'
import { awaitJob } from '../polling/await-job.ts'
import type { JobStatus, RemoteFile } from '../providers/provider.ts'
import type { Verdict } from './outcome.ts'
import { failureOf } from './wait-failure.ts'

/** A finished job, a link of which was refused. */
export interface Refused {
  readonly request: ExportRequest
  readonly status: JobStatus
  readonly ports: PollPorts
  /** When the download must have ended, in milliseconds of the monotonic clock. */
  readonly deadlineMs: number
}

/** Waits anew, since a provider may have taken a finished job back; rejects when the signal aborts. */
export async function refetchStatus({ request, status, ports, deadlineMs }: Refused): Promise<Verdict> {
  const timeoutMs = Math.max(0, deadlineMs - ports.clock.now())
  ports.emit({ kind: 'note', text: 'A link is refused; asking the provider for fresh ones.' })
  const verdict = await awaitJob({ interval: request.interval, timeoutMs, known: status }, ports)
  ports.signal.throwIfAborted()
  return verdict
}

/** The files with fresh links out of what `lookAgain` brought; throws when there are none. */
export function refreshedFiles(verdict: Verdict, request: ExportRequest): readonly RemoteFile[] {
  const failure = failureOf(verdict, request)
  if (!failure && verdict.kind === 'ended') return verdict.status.files
  throw new ExportError(
    'download',
    `Fresh links were not to be had: ${failure?.reason ?? 'the job has not ended'}`,
    {
      hint: failure?.hint ?? '',
      requestId: failure?.requestId ?? '',
    },
  )
}
