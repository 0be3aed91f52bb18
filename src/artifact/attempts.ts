import type { ExportError } from '../failures/export-error.ts'
import { type CallEnding, type CallPorts, callClient } from './client-call.ts'
import { explainFailure, failed, type UploadFailure } from './failure.ts'

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
  /** Rejects with an `ArtifactNotFoundError` when nothing finished has the name. */
  find(): Promise<StoredArtifact>
  /** Likewise. */
  remove(): Promise<unknown>
}

/** What to upload under, and whether what is there already may go. */
export interface AttemptRules {
  readonly name: string
  readonly overwrite: boolean
}

type Sent = Pick<StoredArtifact, 'size' | 'digest'>

const BACK_OFF_MS = [2_000, 8_000]

/**
 * Uploads in at most three attempts. After a failure it first looks whether an upload of its own arrived although the
 * answer was lost: same name, size and digest. Rejects with an `ExportError` or the signal's reason.
 */
export async function uploadInAttempts(
  calls: ArtifactCalls,
  rules: AttemptRules,
  ports: CallPorts,
): Promise<StoredArtifact> {
  const sent: Sent[] = []
  let broken: ExportError | undefined
  for (let attempt = 0; ; attempt++) {
    const ending = await attemptUpload(calls, rules, ports)
    const { narration } = ending
    if (narration.warnings.length > 0) throw incomplete()
    if (ending.kind === 'done') return ending.value
    if (narration.phase === 'finalizing') sent.push({ size: narration.sentBytes, digest: narration.digest })
    const arrived = await findOwn(calls, sent, ports)
    if (arrived !== undefined) return arrived
    const { remedy, error } = judge(ending.thrown, rules, { broken, repeated: narration.repeated })
    const retryInMs = BACK_OFF_MS[attempt]
    if (remedy === 'give-up' || retryInMs === undefined) throw error
    if (remedy === 'again') broken ??= error
    ports.emit({ kind: 'retry', error, retryInMs })
    await ports.clock.sleep(retryInMs, ports.signal)
  }
}

async function attemptUpload(
  calls: ArtifactCalls,
  { overwrite }: AttemptRules,
  ports: CallPorts,
): Promise<CallEnding<StoredArtifact>> {
  if (overwrite) {
    const removal = await callClient(calls.remove, ports)
    if (removal.kind === 'failed' && !isNotFound(removal.thrown)) return removal
  }
  return await callClient(calls.upload, ports)
}

function incomplete(): ExportError {
  return failed(
    'A file vanished while the artifact was packed.',
    'Delete the artifact, which lacks it, and run the job again.',
  )
}

async function findOwn(
  calls: ArtifactCalls,
  sent: readonly Sent[],
  ports: CallPorts,
): Promise<StoredArtifact | undefined> {
  if (sent.length === 0) return undefined
  const found = await callClient(calls.find, ports)
  if (found.kind === 'failed') return undefined
  const { size, digest } = found.value
  return sent.some(own => own.size === size && own.digest === digest) ? found.value : undefined
}

interface Earlier {
  readonly broken: ExportError | undefined
  readonly repeated: boolean
}

// An upload that broke off keeps its name for the rest of the run, and the service neither lists nor deletes it:
// seen as a 403 or a lost answer to FinalizeArtifact, then a 409 to every CreateArtifact.
function judge(
  thrown: unknown,
  { name, overwrite }: AttemptRules,
  { broken, repeated }: Earlier,
): UploadFailure {
  const failure = explainFailure(thrown)
  if (failure.remedy !== 'name-taken') return failure
  if (broken === undefined && !repeated) {
    const next =
      'Use another "artifact-name", for instance one with the matrix values, or "artifact-overwrite: true".'
    const error = failed(`This run already has an artifact "${name}".`, next, { cause: thrown })
    // What another job took between our deletion and our upload can be deleted again.
    return { remedy: overwrite ? 'name-taken' : 'give-up', error }
  }
  const why = broken === undefined ? '' : ` What broke it: ${broken.message}`
  const message = `An upload of this step broke off, and what is left of it holds the name "${name}".${why}`
  const next = 'Run the workflow again, or use another "artifact-name".'
  return { remedy: 'give-up', error: failed(message, next, { cause: thrown }) }
}

function isNotFound(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === 'ArtifactNotFoundError'
}
