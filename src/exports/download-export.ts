import { ExportError, toFailure } from '../failures/export-error.ts'
import { folderOf } from '../inputs/request.ts'
import { awaitJob } from '../polling/await-job.ts'
import type { Job, JobStatus, RemoteFile } from '../providers/provider.ts'
import { unlessStuck } from '../runtime/deadline.ts'
import { checkContent } from './check-content.ts'
import type { Outcome } from './outcome.ts'
import { failedOutcome } from './outcome.ts'
import { type ExportTask, type FinishedJob, portsOf, startDownloadTimeout } from './task.ts'
import { failureOf } from './wait-failure.ts'
import { pollPorts } from './wait-for-export.ts'

/** Downloads and checks the files of a job that has succeeded; never rejects. `allWaited` resolves after the last wait of the step. */
export async function downloadExport(
  task: ExportTask,
  before: Outcome,
  success: FinishedJob,
  allWaited: Promise<void>,
): Promise<Outcome> {
  const { request, save } = task
  const { clock, signal } = task.ports
  const limit = { ms: request.downloadTimeoutMs, after: allWaited }
  const { ports, clear } = startDownloadTimeout(portsOf(task.ports, success.job.exportId), limit)
  let outcome = before
  try {
    const startMs = clock.now()
    const downloaded = await unlessStuck(download(outcome, { ...task, ports }, success), ports)
    outcome = { ...downloaded, downloadMs: clock.now() - startMs }
    save(outcome)
    if (outcome.failure) return outcome
    // A stage may miss a signal that comes at its end. A deadline that passes after the download is no failure.
    signal.throwIfAborted()
    const content = checkContent(outcome, outcome.wait.last ?? success.status, request)
    for (const text of content.warnings) ports.emit({ kind: 'warning', topic: text, text, always: true })
    outcome = { ...outcome, overrides: [...outcome.overrides, ...content.overrides] }
    if (content.failure) outcome = failedOutcome(content.failure, outcome)
    save(outcome)
    return outcome
  } catch (thrown) {
    return failedOutcome(toFailure(thrown), outcome)
  } finally {
    clear()
  }
}

async function download(outcome: Outcome, task: ExportTask, { job, status }: FinishedJob): Promise<Outcome> {
  const { request, wanted, ports } = task
  const { files, requestId } = status
  if (files.length === 0 && !status.empty)
    throw new ExportError('protocol', 'The provider reported success, but listed no files.', {
      requestId,
    })
  if (!request.download) {
    const downloadUrls = files.filter(file => file.credential === 'none').map(file => file.url)
    const override = 'download: false, so no file was downloaded or verified'
    return { ...outcome, downloadUrls, overrides: [...outcome.overrides, override] }
  }
  if (files.length === 0) return outcome
  // The download adds a status for each refresh.
  const statuses = [status]
  const observed = () => ({ ...outcome, wait: { ...outcome.wait, last: statuses.reduce(mergeStatus) } })
  const folder = folderOf(request, { ...wanted, exportId: job.exportId })
  try {
    const localFiles = await ports.download({
      folder,
      files,
      refresh: () => refreshedFiles(task, job, statuses),
      emit: ports.emit,
      signal: ports.signal,
    })
    const counted = localFiles.find(file => file.rowCount !== undefined)
    return { ...observed(), folder, files: localFiles, rowCount: counted?.rowCount ?? outcome.rowCount }
  } catch (thrown) {
    return failedOutcome(toFailure(thrown), observed())
  }
}

/** Waits again, since a provider may take a finished job back; adds the status and returns its files, whose links are new. */
async function refreshedFiles(
  { request, ports }: ExportTask,
  job: Job,
  statuses: JobStatus[],
): Promise<readonly RemoteFile[]> {
  const { interval, timeoutMs, downloadTimeoutMs } = request
  const [known] = statuses
  ports.emit({ kind: 'note', text: 'Requesting new download links.' })
  // The step takes at most both timeouts, so the signal ends the wait first.
  const wait = { interval, timeoutMs: timeoutMs + downloadTimeoutMs, ...(known && { known }) }
  const verdict = await awaitJob(wait, pollPorts(job, ports))
  ports.signal.throwIfAborted()
  const { last } = verdict.wait
  if (last) statuses.push(last)
  const failure = failureOf(verdict, job, request)
  if (failure)
    throw new ExportError('download', `Could not get new download links: ${failure.reason}`, failure)
  return last?.files ?? []
}

/** Later responses do not undo earlier ones: parts that have failed stay failed, and an empty export stays empty. */
function mergeStatus(before: JobStatus, after: JobStatus): JobStatus {
  const failedParts = [...new Set([...before.failedParts, ...after.failedParts])]
  return { ...after, failedParts, empty: before.empty || after.empty }
}
