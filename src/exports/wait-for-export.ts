import { ExportError, toFailure } from '../failures/export-error.ts'
import { durationText } from '../failures/quantity.ts'
import { serverPauseMs } from '../failures/retry.ts'
import { awaitJob, type PollPorts } from '../polling/await-job.ts'
import type { Verdict } from '../polling/policy.ts'
import type { Job } from '../providers/provider.ts'
import { startDeadline } from '../runtime/deadline.ts'
import type { Outcome, OutcomeStatus, Results } from './outcome.ts'
import { failedOutcome, NO_RESULTS } from './outcome.ts'
import type { ExportPorts } from './ports.ts'
import { startExport } from './start-export.ts'
import { type ExportTask, type FinishedJob, portsOf } from './task.ts'
import { failureOf } from './wait-failure.ts'

/** Starts the export if the step says so, and waits until its job has ended; never rejects. `success` is the job if it has succeeded. */
export async function waitForExport(task: ExportTask): Promise<{
  readonly outcome: Outcome
  readonly success?: FinishedJob
}> {
  const { request, ports, lastPollMs, minGapMs } = task
  let results: Results = NO_RESULTS
  const save = (latest: Results) => {
    results = latest
    task.save(latest)
  }
  try {
    const { job, isAdopted, hasWorked } = await begin({ ...task, save })
    const known = { ...NO_RESULTS, exportId: job.exportId, isAdopted }
    save(known)
    const { interval } = request
    const timeoutMs = Math.max(0, lastPollMs - ports.clock.now())
    const verdict = await awaitJob({ interval, minGapMs, timeoutMs, hasWorked }, pollPorts(job, ports))
    const { wait } = verdict
    const failure = failureOf(verdict, job, request)
    const outcome = { ...known, status: statusOf(verdict), failure, wait, rowCount: wait.last?.rowCount }
    save(outcome)
    if (verdict.kind !== 'ended' || failure) return { outcome }
    return { outcome, success: { job, status: verdict.status } }
  } catch (thrown) {
    return { outcome: failedOutcome(toFailure(thrown), results) }
  }
}

/** The job of the export: an existing one, or one that is started now. Resolves when it can be polled. */
async function begin({ request, wanted, ports, save }: ExportTask): Promise<{
  readonly job: Job
  readonly isAdopted: boolean
  readonly hasWorked: boolean
}> {
  const { place, timeoutMs } = request
  const { clock } = ports
  if (wanted.kind === 'existing')
    return { job: { ...place, exportId: wanted.exportId }, isAdopted: false, hasWorked: false }
  const error = () =>
    new ExportError('timed-out', `No export was started within ${durationText(timeoutMs)}.`, {
      hint: 'Run the step again. If the service needs more time to start an export, raise timeout.',
    })
  const deadline = startDeadline(clock, { ms: timeoutMs, parent: ports.signal, error })
  try {
    const startPorts = { ...ports, signal: deadline.signal }
    const { value, pauseMs } = await startExport(request, wanted, startPorts, clock.now() + timeoutMs)
    const { exportId, isAdopted, startedAt } = value
    save({ ...NO_RESULTS, exportId, isAdopted })
    ports.emit({ kind: 'started', exportId, isAdopted })
    await clock.sleep(serverPauseMs(pauseMs, ports.random()), deadline.signal)
    return {
      job: { ...place, exportId, ...(!isAdopted && startedAt && { startedAt }) },
      isAdopted,
      hasWorked: true,
    }
  } finally {
    deadline.clear()
  }
}

/** What polling a job needs; its events carry the export ID. */
export function pollPorts(job: Job, ports: ExportPorts): PollPorts {
  const { emit } = portsOf(ports, job.exportId)
  return { ...ports, emit, poll: (signal, before) => ports.poll(job, signal, before) }
}

function statusOf(verdict: Verdict): OutcomeStatus {
  if (verdict.kind === 'aborted') return verdict.error.code === 'aborted' ? 'aborted' : 'error'
  return verdict.kind === 'ended' ? verdict.phase : verdict.kind
}
