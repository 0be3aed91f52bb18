import type { Emit, Retry } from '../failures/events.ts'
import type { ExportError } from '../failures/export-error.ts'
import { type Budget, type FailureRecord, nextAttempt } from '../failures/retry.ts'
import type { Clock } from '../runtime/clock.ts'
import { type ClientLog, callClient } from './client-log.ts'
import { explainFailure, uploadError } from './failure.ts'

/** An artifact as the service holds it. */
export interface StoredArtifact {
  readonly id: number
  readonly size: number
  /** Hexadecimal SHA-256. */
  readonly digest: string
}

/** The calls of the artifact client that an upload needs, bound to one name and one set of files. */
export interface ArtifactCalls {
  upload(): Promise<StoredArtifact>
  /** Rejects with an `ArtifactNotFoundError` if no finalized artifact has the name. */
  find(): Promise<StoredArtifact>
  /** Rejects like `find`. */
  remove(): Promise<unknown>
}

/** What the attempts need from outside. */
export interface AttemptPorts {
  readonly clock: Clock
  /** Uniform in [0, 1). */
  random(): number
  readonly emit: Emit<Retry>
  readonly signal: AbortSignal
}

/** The client itself repeats each request up to five times. */
const ATTEMPTS: Budget = { times: 3 }
const BUDGETS = { retry: ATTEMPTS, 'start-over': ATTEMPTS }

/**
 * Uploads in at most three attempts. After a failed one, it first looks for an artifact of an earlier attempt whose response
 * was lost: one with the same name, size and digest. Rejects with an `ExportError` or the signal's reason.
 */
export async function uploadInAttempts(
  calls: ArtifactCalls,
  artifact: { readonly name: string; readonly overwrite: boolean },
  ports: AttemptPorts,
): Promise<StoredArtifact> {
  const finalized: ClientLog[] = []
  let firstError: ExportError | undefined
  let record: FailureRecord | undefined
  for (;;) {
    const { log, result } = await attemptUpload(calls, artifact.overwrite, ports)
    if (log.lacksFile)
      throw uploadError(
        'A file disappeared while the artifact was packed.',
        'Delete the artifact, which lacks the file, and run the job again.',
      )
    if (result.status === 'fulfilled') return result.value
    if (log.isFinalizing) finalized.push(log)
    const own = await findOwn(calls, finalized, ports)
    if (own) return own
    const error = explainAttempt(result.reason, artifact, firstError, log.hasRetried)
    const { clock, signal } = ports
    const next = nextAttempt(record, error, { nowMs: clock.now(), random: ports.random() }, BUDGETS)
    if (next.kind === 'end') throw next.error
    record = next.record
    if (error.remedy === 'retry') firstError ??= error
    ports.emit({ kind: 'retry', subject: 'upload', error, retryInMs: next.delayMs, count: record.count })
    await clock.sleep(next.delayMs, signal)
  }
}

async function attemptUpload(calls: ArtifactCalls, overwrite: boolean, ports: AttemptPorts) {
  if (overwrite) {
    const { log, result } = await callClient(calls.remove, ports)
    if (result.status === 'rejected' && result.reason?.name !== 'ArtifactNotFoundError')
      return { log, result }
  }
  return await callClient(calls.upload, ports)
}

async function findOwn(
  calls: ArtifactCalls,
  finalized: readonly ClientLog[],
  ports: AttemptPorts,
): Promise<StoredArtifact | undefined> {
  if (finalized.length === 0) return undefined
  const { result } = await callClient(calls.find, ports)
  if (result.status === 'rejected') return undefined
  const { size, digest } = result.value
  return finalized.some(log => log.uploadedBytes === size && log.digest === digest) ? result.value : undefined
}

/**
 * Explains a failed attempt. One that failed after CreateArtifact keeps the name for the rest of the run, and the service
 * neither lists nor deletes it: every later CreateArtifact gets a 409.
 */
function explainAttempt(
  cause: unknown,
  { name, overwrite }: { readonly name: string; readonly overwrite: boolean },
  firstError: ExportError | undefined,
  hasRetried: boolean,
): ExportError {
  const failure = explainFailure(cause)
  if (failure.remedy !== 'start-over') return failure
  if (firstError || hasRetried) {
    const reason = firstError ? ` The attempt failed with: ${firstError.message}` : ''
    const message = `A previous upload attempt failed, and its incomplete artifact still uses the name "${name}".${reason}`
    return uploadError(message, 'Run the workflow again, or use another artifact-name.', { cause })
  }
  const hint =
    'Use another artifact-name, for instance one with the matrix values, or artifact-overwrite: true.'
  // With overwrite, another job has taken the name between the deletion and the upload: it can be deleted again.
  const remedy = overwrite ? 'start-over' : 'never'
  return uploadError(`This run already has an artifact "${name}".`, hint, { remedy, cause })
}
