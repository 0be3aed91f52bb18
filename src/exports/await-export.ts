import type { Retry } from '../failures/events.ts'
import { ExportError, toFailure } from '../failures/export-error.ts'
import { sentence } from '../failures/plain.ts'
import { durationText } from '../failures/quantity.ts'
import { type FailureRecord, lastFailure, serverPauseMs } from '../failures/retry.ts'
import { type ExportRequest, folderOf } from '../inputs/request.ts'
import { awaitJob, type PollPorts } from '../polling/await-job.ts'
import type { Verdict } from '../polling/policy.ts'
import type { Job, JobStatus, RemoteFile } from '../providers/provider.ts'
import { startDeadline, unlessStuck } from '../runtime/deadline.ts'
import { checkContent } from './check-content.ts'
import type { Outcome, OutcomeStatus } from './outcome.ts'
import { failedOutcome, NO_RESULTS } from './outcome.ts'
import type { ExportPorts } from './ports.ts'
import { startExport } from './start-export.ts'
import { failureOf } from './wait-failure.ts'

/** Starts the export if the step says so, waits for the job, then downloads, checks and uploads its files; never rejects. */
export async function awaitExport(request: ExportRequest, stepPorts: ExportPorts): Promise<Outcome> {
  const { interval, timeoutMs, downloadTimeoutMs } = request
  const { clock } = stepPorts
  const timeoutAtMs = clock.now() + timeoutMs
  const begun = await begin(request, stepPorts, timeoutAtMs).catch((thrown: unknown) => toFailure(thrown))
  if ('reason' in begun) return failedOutcome(begun)
  const { job, hasWorked } = begun
  const { exportId } = job
  const failing: FailingSubjects = new Map()
  const emit: ExportPorts['emit'] = event => {
    if (event.kind === 'retry') addFailure(failing, event, clock.now())
    if (event.kind === 'recovered') failing.delete(event.subject)
    stepPorts.emit({ ...event, exportId })
  }
  const ports: ExportPorts = { ...stepPorts, emit }
  const known = { ...NO_RESULTS, exportId }
  ports.checkpoint(known)
  const waitMs = Math.max(0, timeoutAtMs - clock.now())
  const verdict = await awaitJob({ interval, timeoutMs: waitMs, hasWorked }, pollPorts(job, ports))
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

  const lateFailure = () => lateError(downloadTimeoutMs, [...failing.values()].at(-1), clock.now())
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

/** The job of the step: an existing one, or one that is started now. Resolves when it can be polled. */
async function begin(
  request: ExportRequest,
  ports: ExportPorts,
  deadlineMs: number,
): Promise<{ readonly job: Job; readonly hasWorked: boolean }> {
  const { place, provider, timeoutMs } = request
  const [wanted] = request.wanted
  const { title, credentialOrigins = [] } = provider
  const origins = [...new Set([place.apiUrl, ...credentialOrigins])]
  if (wanted.kind === 'existing') {
    const { exportId } = wanted
    ports.emit({ kind: 'waiting', title, exportId, origins, timeoutMs })
    return { job: { ...place, exportId }, hasWorked: false }
  }
  ports.emit({ kind: 'starting', title, origins })
  const error = () => new ExportError('timed-out', `No export was started within ${durationText(timeoutMs)}.`)
  const deadline = startDeadline(ports.clock, { ms: timeoutMs, parent: ports.signal, error })
  try {
    const startPorts = { ...ports, signal: deadline.signal }
    const { value, pauseMs } = await startExport(request, wanted, startPorts, deadlineMs)
    const { exportId, isAdopted, startedAt = ports.clock.date() } = value
    ports.checkpoint({ ...NO_RESULTS, exportId })
    ports.emit({ kind: 'started', exportId, isAdopted })
    await ports.clock.sleep(serverPauseMs(pauseMs, ports.random()), deadline.signal)
    return { job: { ...place, exportId, ...(!isAdopted && { startedAt }) }, hasWorked: true }
  } finally {
    deadline.clear()
  }
}

/** The failed attempts that no success has followed yet, by their subject; the latest is the last one. */
type FailingSubjects = Map<string, Failing>
type Failing = Pick<FailureRecord, 'count' | 'sinceMs' | 'last'>

function addFailure(failing: FailingSubjects, { subject, count, error }: Retry, nowMs: number): void {
  const before = count > 1 ? failing.get(subject) : undefined
  failing.delete(subject)
  failing.set(subject, { count, last: error, sinceMs: before?.sinceMs ?? nowMs })
}

/** The error if `download-timeout` ends the step: with its own code if the provider has refused something. */
function lateError(limitMs: number, failing: Failing | undefined, nowMs: number): ExportError {
  const late = `download-timeout (${limitMs / 1000} s) expired before the step was done.`
  const increase = 'Increase download-timeout, or check the connection to the storage of the provider.'
  if (!failing) return new ExportError('download', late, { hint: increase })
  const last = lastFailure(failing, nowMs)
  const isOfConnection = ['network', 'protocol'].includes(last.code)
  const code = isOfConnection ? 'download' : last.code
  const hint = isOfConnection ? increase : `${last.hint} ${increase}`
  return new ExportError(code, `${late} Last error: ${sentence(last.message)}`, { ...last, hint })
}

function pollPorts(job: Job, ports: ExportPorts): PollPorts {
  return { ...ports, poll: (signal, before) => ports.poll(job, signal, before) }
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
  // The download adds a status for each refresh.
  const statuses = [status]
  const observed = () => ({ ...outcome, wait: { ...outcome.wait, last: statuses.reduce(mergeStatus) } })
  try {
    const localFiles = await ports.download({
      folder: folderOf(request, job.exportId),
      files,
      refresh: () => refreshedFiles(context, statuses),
      emit: ports.emit,
      signal: ports.signal,
    })
    const counted = localFiles.find(file => file.rowCount !== undefined)
    return { ...observed(), files: localFiles, rowCount: counted?.rowCount ?? outcome.rowCount }
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
  const name = artifact.name || `${provider.id.replaceAll('/', '-')}-export-${job.exportId}`
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
