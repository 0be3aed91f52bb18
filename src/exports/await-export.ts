import type { ExportRequest } from '../inputs/request.ts'
import { awaitJob } from '../polling/await-job.ts'
import type { Outcome, OutcomeStatus, Verdict } from './outcome.ts'
import type { ExportPorts } from './ports.ts'
import { bringHome } from './stages.ts'
import { failureOf } from './wait-failure.ts'

/** Waits for the job, brings its files home and uploads them as the request says; never rejects. */
export async function awaitExport(request: ExportRequest, ports: ExportPorts): Promise<Outcome> {
  const { target, provider, timeoutMs, interval } = request
  const { host } = new URL(target.apiUrl)
  ports.emit({ kind: 'started', title: provider.title, host, exportId: target.exportId, timeoutMs })
  const verdict = await awaitJob({ interval, timeoutMs }, ports)
  const outcome = outcomeOf(verdict, request)
  if (verdict.kind !== 'ended' || outcome.failure) return outcome
  return bringHome(outcome, verdict.status, { request, ports })
}

function statusOf(verdict: Verdict): OutcomeStatus {
  if (verdict.kind === 'aborted') return verdict.error.code === 'aborted' ? 'aborted' : 'error'
  if (verdict.kind !== 'ended') return verdict.kind
  return verdict.status.phase === 'waiting' ? 'error' : verdict.status.phase
}

function outcomeOf(verdict: Verdict, request: ExportRequest): Outcome {
  const { polls, waitedMs, observed, last } = verdict
  return {
    status: statusOf(verdict),
    failure: failureOf(verdict, request),
    wait: { polls, waitedMs, observed: observed, last },
    files: [],
    rowCount: last?.rowCount,
    artifact: undefined,
    downloadUrls: [],
    overrides: [],
  }
}
