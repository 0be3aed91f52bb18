import { lstat } from 'node:fs/promises'
import type { LocalFile } from '../download/task.ts'
import type { Emit, Retry, Warning } from '../failures/events.ts'
import { type ArtifactCalls, type AttemptPorts, type StoredArtifact, uploadInAttempts } from './attempts.ts'
import { afterDownload, explainFailure, uploadError } from './failure.ts'
import { artifactNameProblem } from './name.ts'
import { artifactUrl, isPublicRepository, serviceProblem } from './preconditions.ts'

/** How to upload the downloaded files. */
export interface ArtifactRequest {
  readonly name: string
  /** `zip`: one archive under `name`. `raw`: the single file as it is, under its own name. */
  readonly form: 'zip' | 'raw'
  readonly overwrite: boolean
  /** 1 to 400; undefined means the repository's own setting. */
  readonly retentionDays: number | undefined
}

/** What an artifact contains. */
export interface ArtifactContent {
  /** Absolute folder; the paths in the artifact are relative to it. */
  readonly folder: string
  readonly files: readonly LocalFile[]
}

/** A workflow artifact as the artifact service confirmed it. */
export interface UploadedArtifact {
  readonly id: number
  readonly name: string
  /** Page of the artifact on the server that runs the workflow. */
  readonly url: string
  /** Hexadecimal SHA-256 of the uploaded bytes: of the zip, or of the raw file. */
  readonly digest: string
  /** Days until it expires, if the step or the runner says so. */
  readonly retentionDays?: number | undefined
}

/** Emitted while the artifact is uploaded. */
export type UploadEvent =
  | { readonly kind: 'uploading'; readonly name: string; readonly bytes: number }
  | { readonly kind: 'uploaded'; readonly artifact: UploadedArtifact }
  | Retry
  | Warning

/** What an upload needs from outside. The artifact client reads `process.env` itself, so `env` must be that object. */
export interface UploadPorts extends AttemptPorts {
  readonly env: NodeJS.ProcessEnv
  readonly emit: Emit<UploadEvent>
}

/** Uploads files as one workflow artifact. Rejects with an `ExportError` of code `upload`, or the signal's reason. */
export async function uploadArtifact(
  request: ArtifactRequest,
  content: ArtifactContent,
  ports: UploadPorts,
): Promise<UploadedArtifact> {
  const { files } = content
  const { env, emit, signal } = ports
  signal.throwIfAborted()
  const problem = serviceProblem(env)
  if (problem) throw afterDownload(problem)
  const name = request.form === 'raw' ? rawName(files) : request.name
  if (await isPublicRepository(env))
    emit({
      kind: 'warning',
      topic: 'public-artifact',
      text: 'This repository is public: every signed-in user can download the artifact until it expires.',
      always: true,
    })
  emit({ kind: 'uploading', name, bytes: bytesOf(files) })
  const retentionDays = allowedRetentionDays(request.retentionDays, ports)
  const calls = await prepareCalls({ ...request, name, retentionDays }, content).catch(error => {
    throw explainFailure(error)
  })
  const stored = await uploadInAttempts(calls, { name, overwrite: request.overwrite }, ports)
  if (request.form === 'raw' && (stored.size !== files[0]?.size || stored.digest !== files[0].sha256))
    throw uploadError(
      'The artifact does not contain the bytes of the file.',
      'Delete the artifact and run the job again.',
    )
  const artifact = {
    id: stored.id,
    name,
    url: artifactUrl(env, stored.id),
    digest: stored.digest,
    retentionDays: retentionDays ?? limitDays(env),
  }
  emit({ kind: 'uploaded', artifact })
  return artifact
}

/** The client ignores the requested name of a raw artifact and uses the name of the file. */
function rawName(files: readonly LocalFile[]): string {
  const name = files[0]?.name ?? ''
  if (files.length > 1)
    throw uploadError(
      `A raw artifact contains one file, but the export has ${files.length}.`,
      'Set artifact-archive: true to upload them as one zip.',
    )
  const problem = artifactNameProblem(name)
  if (problem)
    throw uploadError(
      `The artifact cannot be named ${JSON.stringify(name)}: the name ${problem}.`,
      'Set artifact-archive: true and an artifact-name.',
    )
  return name
}

async function prepareCalls(
  { name, form, retentionDays }: ArtifactRequest,
  { folder, files }: ArtifactContent,
): Promise<ArtifactCalls> {
  await Promise.all(files.map(requireUnchanged))
  const paths = files.map(file => file.path)
  const options = {
    ...(retentionDays !== undefined && { retentionDays }),
    ...(form === 'raw' ? { skipArchive: true } : { compressionLevel: compressionLevel(files) }),
  }
  const { DefaultArtifactClient } = await import('@actions/artifact')
  const client = new DefaultArtifactClient()
  return {
    upload: async () => toStored(await client.uploadArtifact(name, paths, folder, options)),
    find: async () => toStored((await client.getArtifact(name)).artifact),
    remove: () => client.deleteArtifact(name),
  }
}

/** The client takes one level for the whole archive. Deflating compressed data takes seven times as long as storing it. */
function compressionLevel(files: readonly LocalFile[]): 0 | 6 {
  const compressed = files.filter(({ isCompressed }) => isCompressed)
  return bytesOf(compressed) * 2 > bytesOf(files) ? 0 : 6
}

function bytesOf(files: readonly LocalFile[]): number {
  return files.reduce((sum, { size }) => sum + size, 0)
}

/** The client reads files in callbacks of its streams, whose errors cannot be caught: a file must not disappear there. */
async function requireUnchanged({ path, name, size }: LocalFile): Promise<void> {
  const facts = await lstat(path)
  if (facts.isFile() && facts.size === size) return
  throw uploadError(
    `"${name}" changed between its download and its upload.`,
    'Keep other steps and processes away from the folder.',
  )
}

/** The requested days, at most the limit of the repository if the runner provides it. */
function allowedRetentionDays(days: number | undefined, { env, emit }: UploadPorts): number | undefined {
  const limit = limitDays(env)
  if (days === undefined || limit === undefined || limit >= days) return days
  const text = `This repository keeps artifacts for at most ${limit} days, not for the requested ${days}.`
  emit({ kind: 'warning', topic: 'artifact-retention', text })
  return limit
}

/** How long the repository keeps artifacts at most, and by default. */
function limitDays({ GITHUB_RETENTION_DAYS: text }: NodeJS.ProcessEnv): number | undefined {
  return /^[1-9]\d{0,3}$/.test(text ?? '') ? Number(text) : undefined
}

/** All fields are optional in the client's types. Only a listing adds the algorithm to the digest. */
function toStored({ id = 0, size = 0, digest = '' }: Partial<StoredArtifact>): StoredArtifact {
  if (Number.isSafeInteger(id) && id > 0)
    return { id, size, digest: digest.replace(/^sha256:/, '').toLowerCase() }
  throw uploadError('The artifact service did not confirm the artifact.', 'Run the job again.')
}
