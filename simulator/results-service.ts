import { type ArtifactBlobs, createArtifactBlobs } from './artifacts/blobs.ts'
import {
  type ArtifactMethod,
  artifactRoutes,
  errorResponse,
  SERVICE_PATH,
  type SimulatedArtifact,
} from './artifacts/calls.ts'
import { startBlobGate } from './artifacts/gate.ts'
import { type Azurite, startAzurite } from './azurite.ts'
import { createFaultQueue, type Fault } from './faults.ts'
import type { Handler, RecordedRequest } from './messages.ts'
import { routerOf } from './router.ts'
import { startServer } from './server.ts'

/** A running artifact service with its storage. */
export interface ResultsService {
  /** Environment variables of a step that uploads to this service. */
  readonly env: Readonly<Record<string, string>>
  /** All requests so far. */
  readonly requests: readonly RecordedRequest[]
  /** Faults for the next calls of a method. A call with a truncated response takes effect, one without response headers does not. */
  fail(method: ArtifactMethod, ...faults: readonly Fault[]): void
  /** Faults for the next requests to the storage. */
  failStorage(...faults: readonly Fault[]): void
  artifact(name: string): SimulatedArtifact | undefined
  /** The stored blob of an artifact; rejects if nothing was stored. */
  read(name: string): Promise<Buffer>
  close(): Promise<void>
}

const RUN_ID = '00000000-0000-4000-8000-000000000001'
const JOB_ID = '00000000-0000-4000-8000-000000000002'

/** Starts the service on 127.0.0.1, with the given storage or its own, which `close` then stops. */
export async function startResultsService(shared?: Azurite): Promise<ResultsService> {
  const azurite = shared ?? (await startAzurite())
  const storageFaults = createFaultQueue([])
  const gate = await startBlobGate(azurite.url, storageFaults)
  const blobs = await createArtifactBlobs(azurite, gate.url)
  const { artifacts, requests, faults, ...server } = await startCalls(blobs)
  return {
    env: server.env,
    requests,
    fail: (method, ...next) => faults.add({ path: SERVICE_PATH + method, faults: next }),
    failStorage: (...next) => storageFaults.add({ path: /./, faults: next }),
    artifact: name => artifacts.get(name),
    read: name => blobs.read(String(artifacts.get(name)?.id)),
    close: async () => {
      await Promise.all([server.close(), gate.close()])
      if (shared === undefined) await azurite.close()
    },
  }
}

async function startCalls(blobs: ArtifactBlobs) {
  const artifacts = new Map<string, SimulatedArtifact>()
  const requests: RecordedRequest[] = []
  const faults = createFaultQueue([])
  const token = runtimeToken()
  const calls = routerOf(artifactRoutes({ artifacts, blobs, runId: RUN_ID, jobId: JOB_ID }))
  const handle: Handler = request =>
    request.headers.authorization === `Bearer ${token}` ? calls(request) : errorResponse(401, 'unknown token')
  const record = (request: RecordedRequest) => void requests.push(request)
  const server = await startServer({ name: 'api', handle, faults, record, now: Date.now })
  return { artifacts, requests, faults, env: environment(server.url, token), close: server.close }
}

function environment(url: string, token: string): Readonly<Record<string, string>> {
  return {
    ACTIONS_RESULTS_URL: `${url}/`,
    ACTIONS_RUNTIME_TOKEN: token,
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: 'example/repository',
    GITHUB_RUN_ID: '1234567890',
    GITHUB_RETENTION_DAYS: '90',
    // The storage client, unlike the service client, would send loopback requests to a proxy.
    NO_PROXY: '127.0.0.1',
  }
}

// The client reads the claims and cannot verify the signature.
function runtimeToken(): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = { scp: `Actions.GenericRead:${RUN_ID} Actions.Results:${RUN_ID}:${JOB_ID}` }
  return `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}.${part(crypto.randomUUID())}`
}
