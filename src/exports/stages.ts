import { ExportError, toFailure } from '../failures/export-error.ts'
import type { ExportRequest } from '../inputs/request.ts'
import type { JobStatus } from '../providers/provider.ts'
import { startDeadline, unlessStuck } from '../runtime/deadline.ts'
import { checkContent } from './check-content.ts'
import type { Outcome } from './outcome.ts'
import { failedOutcome } from './outcome.ts'
import type { ExportPorts } from './ports.ts'
import { refetchStatus, refreshedFiles } from './refresh-links.ts'

/** Everything the stages after the wait share. */
interface Context {
  readonly request: ExportRequest
  readonly status: JobStatus
  /** `signal` also aborts when `download-timeout` has passed. */
  readonly ports: ExportPorts
  /** The signal of the step alone. */
  readonly aborted: AbortSignal
  readonly deadlineMs: number
}

type Stage = (outcome: Outcome, context: Context) => Promise<Outcome>

/** Runs the stages after a successful job until one makes the outcome red; what was achieved before stays in it. */
export async function bringHome(
  start: Outcome,
  status: JobStatus,
  { request, ports }: Pick<Context, 'request' | 'ports'>,
): Promise<Outcome> {
  const ms = request.downloadTimeoutMs
  const error = () =>
    new ExportError(
      'download',
      `download-timeout (${ms / 1000} s) passed before everything was brought home.`,
      {
        hint: 'Raise download-timeout, or look at the connection between the runner and the storage of the provider.',
      },
    )
  const deadline = startDeadline(ports.clock, { ms, parent: ports.signal, error })
  const deadlineMs = ports.clock.now() + ms
  const context = {
    request,
    status,
    ports: { ...ports, signal: deadline.signal },
    aborted: ports.signal,
    deadlineMs,
  }
  let outcome = start
  try {
    ports.checkpoint(outcome)
    for (const stage of [fetchFiles, judgeFiles, upload]) {
      outcome = await unlessStuck(stage(outcome, context), context.ports)
      ports.checkpoint(outcome)
      if (outcome.failure) return outcome
    }
    return outcome
  } catch (thrown) {
    return red(outcome, thrown)
  } finally {
    deadline.clear()
  }
}

function red(outcome: Outcome, thrown: unknown): Outcome {
  return failedOutcome(toFailure(thrown), outcome)
}

const fetchFiles: Stage = async (outcome, context) => {
  const { request, status } = context
  if (status.files.length === 0 && !status.empty)
    throw new ExportError('protocol', 'The provider says that the job succeeded, but names no file.', {
      hint: 'Run the step again; if it fails the same way, start a new export.',
      requestId: status.requestId,
    })
  if (!request.download) {
    const links = status.files.filter(file => file.credential === 'none').map(file => file.url)
    const exceptions = [...outcome.overrides, 'download: false, so no file was brought home or verified']
    return { ...outcome, downloadUrls: links, overrides: exceptions }
  }
  return status.files.length === 0 ? outcome : download(outcome, context)
}

async function download(outcome: Outcome, context: Context): Promise<Outcome> {
  const { request, status, ports } = context
  let { rowCount, wait } = outcome
  try {
    const files = await ports.download({
      folder: request.folder,
      files: status.files,
      inspect: async (path, size) => {
        rowCount = (await count(path, size, context)) ?? rowCount
      },
      refresh: async () => {
        const verdict = await refetchStatus(context)
        wait = { ...wait, last: together(wait.last ?? status, verdict.last) }
        return refreshedFiles(verdict, request)
      },
      signal: ports.signal,
    })
    return { ...outcome, files, rowCount, wait }
  } catch (thrown) {
    return red({ ...outcome, wait }, thrown)
  }
}

/** What a later answer leaves out stays said: parts that failed do not come back, nor does what an empty export lacks. */
function together(before: JobStatus, after: JobStatus = before): JobStatus {
  const failedParts = [...new Set([...before.failedParts, ...after.failedParts])]
  return { ...after, failedParts, empty: before.empty || after.empty }
}

async function count(path: string, size: number, { request, ports }: Context): Promise<number | undefined> {
  const { content } = request.provider
  if (!content || size > content.maxBytes) return undefined
  return content.count(await ports.readText(path))
}

const judgeFiles: Stage = async (outcome, { request, status, ports }) => {
  const judged = checkContent(outcome, outcome.wait.last ?? status, request)
  for (const warning of judged.warnings)
    ports.emit({ kind: 'warning', topic: warning, text: warning, always: true })
  const exceptions = [...outcome.overrides, ...judged.exceptions]
  return judged.failure
    ? { ...outcome, overrides: exceptions, status: 'error', failure: judged.failure }
    : { ...outcome, overrides: exceptions }
}

const upload: Stage = async (outcome, { request, ports, aborted }) => {
  if (!request.artifact) return outcome
  if (outcome.files.length === 0) {
    ports.emit({ kind: 'note', text: 'There is no file to upload as an artifact.' })
    return outcome
  }
  try {
    return { ...outcome, artifact: await ports.upload(outcome.files, ports.signal) }
  } catch (thrown) {
    if (toFailure(aborted.reason).code === 'aborted') throw thrown
    const failure = { ...toFailure(thrown), code: 'upload' as const }
    if (request.ifUploadFails === 'error') return { ...outcome, status: 'error', failure }
    ports.emit({
      kind: 'warning',
      topic: 'upload',
      text: `The artifact was not uploaded: ${failure.reason} ${failure.hint}`,
      always: true,
    })
    return {
      ...outcome,
      overrides: [...outcome.overrides, `if-upload-fails: warn, and the upload failed: ${failure.reason}`],
    }
  }
}
