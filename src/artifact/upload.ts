import { lstat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Emit, LocalFile, UploadedArtifact } from '../exports/events.ts'
import { ExportError } from '../failures/export-error.ts'
import type { Environment } from '../inputs/environment.ts'
import type { ArtifactRequest } from '../inputs/request.ts'
import type { Clock } from '../runtime/clock.ts'
import { type ArtifactCalls, type StoredArtifact, uploadInAttempts } from './attempts.ts'
import { compressionLevel } from './compression.ts'
import { explainFailure, failed } from './failure.ts'
import { artifactNameProblem } from './name.ts'
import { allowedRetentionDays, artifactUrl, isPublicRepository } from './repository.ts'
import { serviceProblem } from './service.ts'

/** What to upload and how. */
export interface UploadPlan {
  readonly request: ArtifactRequest
  /** All in one folder, where the paths in the archive start. */
  readonly files: readonly LocalFile[]
}

/** What an upload needs from outside. The artifact client reads `process.env` by itself, so `env` has to be that. */
export interface UploadPorts {
  readonly env: Environment
  readonly clock: Clock
  readonly emit: Emit
  readonly signal: AbortSignal
}

/** Uploads the files as one workflow artifact. Rejects with an `ExportError` of code `upload`, or the signal's reason. */
export async function uploadArtifact(plan: UploadPlan, ports: UploadPorts): Promise<UploadedArtifact> {
  const { env, emit, signal } = ports
  signal.throwIfAborted()
  const problem = serviceProblem(env)
  if (problem !== undefined) throw problem
  const name = artifactName(plan)
  if (await isPublicRepository(env))
    emit({ kind: 'warning', topic: 'public-artifact', text: PUBLIC_WARNING, always: true })
  emit({ kind: 'uploading', name, bytes: plan.files.reduce((sum, file) => sum + file.size, 0) })
  const calls = await bindClient(plan, name, ports).catch(thrown =>
    Promise.reject(explainFailure(thrown).error),
  )
  const stored = await uploadInAttempts(calls, { name, overwrite: plan.request.overwrite }, ports)
  if (plan.request.form === 'raw') assertIdentical(stored, plan.files[0])
  const artifact = { id: stored.id, name, url: artifactUrl(env, stored.id), digest: stored.digest }
  emit({ kind: 'uploaded', artifact })
  return artifact
}

const PUBLIC_WARNING =
  'This repository is public: everybody who is signed in can download the artifact for as long as it is kept.'

// Raw, the client ignores the name that it is given and takes the file's.
function artifactName({ request, files }: UploadPlan): string {
  const [file, ...others] = files
  if (file === undefined) throw new ExportError('upload', 'There is no file to upload.')
  if (request.form === 'raw' && others.length > 0) {
    throw new ExportError('upload', `A raw artifact holds one file, and the export has ${files.length}.`, {
      hint: 'Leave "artifact-archive" at "true" to upload them as one zip.',
    })
  }
  const name = request.form === 'raw' ? file.name : request.name
  const problem = artifactNameProblem(name)
  if (problem === undefined) return name
  throw new ExportError(
    'upload',
    `The artifact cannot be named ${JSON.stringify(name)}: the name ${problem}.`,
    {
      hint: 'Set "artifact-archive: true" and an "artifact-name".',
    },
  )
}

async function bindClient(
  { request, files }: UploadPlan,
  name: string,
  ports: UploadPorts,
): Promise<ArtifactCalls> {
  await Promise.all(files.map(assertUnchanged))
  const paths = files.map(file => file.path)
  // Of the files as they lie, since the folder that was asked for may lead there over a link.
  const folder = dirname(paths[0] ?? '')
  const retention =
    request.retentionDays === undefined ? {} : { retentionDays: retentionDays(request.retentionDays, ports) }
  const form =
    request.form === 'raw' ? { skipArchive: true } : { compressionLevel: await compressionLevel(files) }
  const { DefaultArtifactClient } = await import('@actions/artifact')
  const client = new DefaultArtifactClient()
  return {
    upload: async () =>
      confirmed(await client.uploadArtifact(name, paths, folder, { ...retention, ...form })),
    find: async () => confirmed((await client.getArtifact(name)).artifact),
    remove: () => client.deleteArtifact(name),
  }
}

function retentionDays(askedDays: number, { env, emit }: UploadPorts): number {
  const days = allowedRetentionDays(askedDays, env)
  if (days < askedDays) {
    const text = `This repository keeps artifacts for ${days} days at most, not for the ${askedDays} asked for.`
    emit({ kind: 'warning', topic: 'artifact-retention', text })
  }
  return days
}

/** The fields are optional in the client's types; the digest comes with the algorithm in a listing, and without otherwise. */
function confirmed(answer: { id?: number; size?: number; digest?: string }): StoredArtifact {
  const { id = 0, size = 0, digest = '' } = answer
  const hex = digest.replace(/^sha256:/, '').toLowerCase()
  if (Number.isSafeInteger(id) && id > 0) return { id, size, digest: hex }
  throw failed('The artifact service confirmed no artifact.', 'Run the job again.')
}

// The client meets a file that vanished in callbacks of its streams, where nothing can be caught.
async function assertUnchanged({ path, name, size }: LocalFile): Promise<void> {
  const found = await lstat(path)
  if (found.isFile() && found.size === size) return
  throw failed(
    `"${name}" changed between its download and its upload.`,
    'Keep other steps and processes away from the folder.',
  )
}

function assertIdentical(stored: StoredArtifact, file: LocalFile | undefined): void {
  if (stored.size === file?.size && stored.digest === file.sha256) return
  throw failed(
    'The artifact does not hold the bytes of the file.',
    'Delete the artifact and run the job again.',
  )
}
