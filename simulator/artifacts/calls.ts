import type { SimulatedResponse } from '../messages.ts'
import { json, jsonBody, type Route } from '../router.ts'
import { type ArtifactBlobs, sha256 } from './blobs.ts'

/** A method of GitHub's artifact service. */
export type ArtifactMethod =
  | 'CreateArtifact'
  | 'FinalizeArtifact'
  | 'ListArtifacts'
  | 'GetSignedArtifactURL'
  | 'DeleteArtifact'

/** An artifact stored by the service. */
export interface SimulatedArtifact {
  readonly id: number
  readonly name: string
  readonly mimeType: string
  /** ISO 8601; empty for the repository's default. */
  readonly expiresAt: string
  /** Before, the name is taken, but the artifact is neither listed nor deletable, as in the real service. */
  readonly finalized: boolean
  readonly size: number
  /** `sha256:` and the hexadecimal digest. */
  readonly digest: string
}

/** State of the service. */
export interface ArtifactState {
  /** By name. */
  readonly artifacts: Map<string, SimulatedArtifact>
  readonly blobs: ArtifactBlobs
  readonly runId: string
  readonly jobId: string
}

/** Path prefix of every method. */
export const SERVICE_PATH = '/twirp/github.actions.results.api.v1.ArtifactService/'

const PROTOCOL_VERSION = 7

type Fields = Readonly<Record<string, unknown>>
type Call = (fields: Fields) => SimulatedResponse | Promise<SimulatedResponse>

/** The five methods as routes; field names are those of the protocol. */
export function artifactRoutes(state: ArtifactState): readonly Route[] {
  return Object.entries(callsOf(state)).map(([method, call]) => ({
    method: 'POST',
    path: new RegExp(`^${SERVICE_PATH}${method}$`),
    handle: request => {
      const fields = Object(jsonBody(request)) as Fields
      return fields.workflow_run_backend_id === state.runId ? call(fields) : errorResponse(403, 'another run')
    },
  }))
}

/** An error response of the service. */
export function errorResponse(status: number, msg: string): SimulatedResponse {
  return json(status, { code: `simulated_${status}`, msg })
}

function callsOf(state: ArtifactState): Readonly<Record<ArtifactMethod, Call>> {
  const { artifacts, blobs } = state
  const finished = (name: unknown) =>
    [...artifacts.values()].filter(found => found.finalized && (name === undefined || found.name === name))
  return {
    CreateArtifact: fields => create(state, fields),
    FinalizeArtifact: fields => finalize(state, fields),
    ListArtifacts: ({ name_filter }) =>
      json(200, { artifacts: finished(name_filter).map(found => listed(state, found)) }),
    GetSignedArtifactURL: async ({ name }) => {
      const [found] = finished(name)
      if (found === undefined) return errorResponse(404, 'no such artifact')
      return json(200, { signed_url: await blobs.signedUrl(String(found.id), 'r') })
    },
    DeleteArtifact: ({ name }) => {
      const [found] = finished(name)
      if (found === undefined) return errorResponse(404, 'no such artifact')
      artifacts.delete(found.name)
      return json(200, { ok: true, artifact_id: String(found.id) })
    },
  }
}

async function create({ artifacts, blobs }: ArtifactState, fields: Fields): Promise<SimulatedResponse> {
  const name = String(fields.name ?? '')
  if (fields.version !== PROTOCOL_VERSION) return errorResponse(400, 'unsupported version')
  if (artifacts.has(name))
    return errorResponse(409, 'an artifact with this name already exists on the workflow run')
  const id = nextId++
  artifacts.set(name, {
    id,
    name,
    mimeType: String(fields.mime_type ?? ''),
    expiresAt: String(fields.expires_at ?? ''),
    finalized: false,
    size: 0,
    digest: '',
  })
  return json(200, { ok: true, signed_upload_url: await blobs.signedUrl(String(id), 'cw') })
}

let nextId = 1

async function finalize({ artifacts, blobs }: ArtifactState, fields: Fields): Promise<SimulatedResponse> {
  const found = artifacts.get(String(fields.name))
  if (found === undefined || found.finalized) return errorResponse(404, 'nothing to finalize')
  const bytes = await blobs.read(String(found.id))
  const digest = `sha256:${sha256(bytes)}`
  // Fields with default values are omitted from the JSON.
  if (Number(fields.size ?? 0) !== bytes.length || fields.hash !== digest)
    return errorResponse(400, 'size or hash differs from the stored blob')
  artifacts.set(found.name, { ...found, finalized: true, size: bytes.length, digest })
  return json(200, { ok: true, artifact_id: String(found.id) })
}

function listed({ runId, jobId }: ArtifactState, { id, name, size, digest }: SimulatedArtifact) {
  return {
    workflow_run_backend_id: runId,
    workflow_job_run_backend_id: jobId,
    database_id: String(id),
    name,
    size: String(size),
    digest,
  }
}
