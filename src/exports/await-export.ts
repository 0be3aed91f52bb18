import { ExportError, toFailure } from '../failures/export-error.ts'
import { type ExportRequest, folderOf } from '../inputs/request.ts'
import { awaitJob, type PollPorts } from '../polling/await-job.ts'
import type { Verdict } from '../polling/policy.ts'
import type { Job, JobStatus, RemoteFile } from '../providers/provider.ts'
import { startDeadline, unlessStuck } from '../runtime/deadline.ts'
import { checkContent } from './check-content.ts'
import type { Outcome, OutcomeStatus } from './outcome.ts'
import { failedOutcome, NO_RESULTS } from './outcome.ts'
import type { ExportPorts } from './ports.ts'
import { failureOf } from './wait-failure.ts'

/** Waits for the job, then downloads, checks and uploads its files; never rejects. */
export async function awaitExport(request: ExportRequest, stepPorts: ExportPorts): Promise<Outcome> {
  const { place, exportId, provider, timeoutMs, interval, downloadTimeoutMs } = request
  const job: Job = { ...place, exportId }
  const ports: ExportPorts = { ...stepPorts, emit: event => stepPorts.emit({ ...event, exportId }) }
  ports.emit({ kind: 'started', title: provider.title, exportId, origins: [place.apiUrl], timeoutMs })
  const known = { ...NO_RESULTS, exportId }
  ports.checkpoint(known)
  const verdict = await awaitJob({ interval, timeoutMs }, pollPorts(job, ports))
  const { wait } = verdict
  const failure = failureOf(verdict, job, request)
  let outcome: Outcome = {
    ...known,
    status: statusOf(verdict),
    failure,
    wait,
    rowCount: wait.last?.rowCount,
  }
  if (verdict.kind !== 'ended' || failure) return outcome

  const lateFailure = () =>
    new ExportError(
      'download',
      `download-timeout (${downloadTimeoutMs / 1000} s) expired before the step was done.`,
      {
        hint: 'Increase download-timeout, or check the connection between the runner and the storage of the provider.',
      },
    )
  const deadline = startDeadline(ports.clock, {
    ms: downloadTimeoutMs,
    parent: ports.signal,
    error: lateFailure,
  })
  const deadlinePorts = { ...ports, signal: deadline.signal }
  const deadlineMs = ports.clock.now() + downloadTimeoutMs
  const context: Context = { request, job, status: verdict.status, ports: deadlinePorts, deadlineMs }
  try {
    ports.checkpoint(outcome)
    for (const [name, stage] of Object.entries({ download, check, upload })) {
      const startMs = ports.clock.now()
      const after = await unlessStuck(stage(outcome, context), deadlinePorts)
      outcome = { ...after, stageMs: { ...after.stageMs, [name]: ports.clock.now() - startMs } }
      ports.checkpoint(outcome)
      if (outcome.failure) return outcome
      // A stage may miss a signal that comes at its end. A deadline that passes after the last stage is no failure.
      ports.signal.throwIfAborted()
    }
    return outcome
  } catch (thrown) {
    return failedOutcome(toFailure(thrown), outcome)
  } finally {
    deadline.clear()
  }
}

function pollPorts(job: Job, ports: ExportPorts): PollPorts {
  return { ...ports, poll: signal => ports.poll(job, signal) }
}

function statusOf(verdict: Verdict): OutcomeStatus {
  if (verdict.kind === 'aborted') return verdict.error.code === 'aborted' ? 'aborted' : 'error'
  return verdict.kind === 'ended' ? verdict.phase : verdict.kind
}

/** What the stages after the wait share. */
interface Context {
  readonly request: ExportRequest
  readonly job: Job
  /** Of the successful job. */
  readonly status: JobStatus
  /** Their signal also aborts when `download-timeout` has expired. */
  readonly ports: ExportPorts
  readonly deadlineMs: number
}

type Stage = (outcome: Outcome, context: Context) => Promise<Outcome>

const download: Stage = async (outcome, context) => {
  const { request, job, status, ports } = context
  const { files, requestId } = status
  if (files.length === 0 && !status.empty)
    throw new ExportError('protocol', 'The provider reported success, but listed no files.', {
      hint: 'Run the step again. If it fails in the same way, start a new export.',
      requestId,
    })
  if (!request.download) {
    const downloadUrls = files.filter(file => file.credential === 'none').map(file => file.url)
    const override = 'download: false, so no file was downloaded or verified'
    return { ...outcome, downloadUrls, overrides: [...outcome.overrides, override] }
  }
  if (files.length === 0) return outcome
  // The download adds a status for each refresh, and a row count for each file whose content is counted.
  const statuses = [status]
  const rowCounts: number[] = []
  const observed = () => ({ ...outcome, wait: { ...outcome.wait, last: statuses.reduce(mergeStatus) } })
  try {
    const localFiles = await ports.download({
      folder: folderOf(request, job.exportId),
      files,
      inspect: async (path, size) => {
        const { content } = request.provider
        if (content && size <= content.maxBytes) rowCounts.push(content.count(await ports.readText(path)))
      },
      refresh: () => refreshedFiles(context, statuses),
      emit: ports.emit,
      signal: ports.signal,
    })
    return { ...observed(), files: localFiles, rowCount: rowCounts.at(-1) ?? outcome.rowCount }
  } catch (thrown) {
    return failedOutcome(toFailure(thrown), observed())
  }
}

/** Waits again, since a provider may take a finished job back; adds the status and returns its files, whose links are new. */
async function refreshedFiles(context: Context, statuses: JobStatus[]): Promise<readonly RemoteFile[]> {
  const { request, job, status, ports, deadlineMs } = context
  const timeoutMs = Math.max(0, deadlineMs - ports.clock.now())
  ports.emit({ kind: 'note', text: 'A download link has expired. Requesting new links.' })
  const verdict = await awaitJob(
    { interval: request.interval, timeoutMs, known: status },
    pollPorts(job, ports),
  )
  ports.signal.throwIfAborted()
  if (verdict.wait.last) statuses.push(verdict.wait.last)
  const failure = failureOf(verdict, job, request)
  if (!failure && verdict.kind === 'ended') return verdict.status.files
  const { reason, hint, requestId } = failure ?? { reason: 'The job has not ended.', hint: '', requestId: '' }
  throw new ExportError('download', `Could not get new download links: ${reason}`, { hint, requestId })
}

/** Later responses do not undo earlier ones: parts that have failed stay failed, and an empty export stays empty. */
function mergeStatus(before: JobStatus, after: JobStatus): JobStatus {
  const failedParts = [...new Set([...before.failedParts, ...after.failedParts])]
  return { ...after, failedParts, empty: before.empty || after.empty }
}

const check: Stage = async (outcome, { request, status, ports }) => {
  const { failure, warnings, overrides } = checkContent(outcome, outcome.wait.last ?? status, request)
  for (const text of warnings) ports.emit({ kind: 'warning', topic: text, text, always: true })
  const checked = { ...outcome, overrides: [...outcome.overrides, ...overrides] }
  return failure ? failedOutcome(failure, checked) : checked
}

const upload: Stage = async (outcome, { request, job, ports }) => {
  const { artifact, provider, ifUploadFails } = request
  if (!artifact) return outcome
  if (outcome.files.length === 0) {
    ports.emit({ kind: 'note', text: 'There is no file to upload as an artifact.' })
    return outcome
  }
  const name = artifact.name || `${provider.id}-export-${job.exportId}`
  try {
    return { ...outcome, artifact: await ports.upload({ ...artifact, name }, outcome.files, ports) }
  } catch (thrown) {
    if (toFailure(ports.signal.reason).code === 'aborted') throw thrown
    const failure = { ...toFailure(thrown), code: 'upload' as const }
    if (ifUploadFails === 'error') return failedOutcome(failure, outcome)
    const text = `The artifact was not uploaded: ${failure.reason} ${failure.hint}`
    ports.emit({ kind: 'warning', topic: 'upload', text, always: true })
    const override = `if-upload-fails: warn, and the upload failed: ${failure.reason}`
    return { ...outcome, overrides: [...outcome.overrides, override] }
  }
}
