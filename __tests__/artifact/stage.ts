import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Azurite, startAzurite } from '../../simulator/azurite.ts'
import { type ResultsService, startResultsService } from '../../simulator/results-service.ts'
import type { ArtifactRequest, UploadedArtifact } from '../../src/artifact/upload.ts'
import { uploadArtifact } from '../../src/artifact/upload.ts'
import { isCompressed } from '../../src/download/first-bytes.ts'
import type { LocalFile } from '../../src/download/task.ts'
import type { ExportEvent } from '../../src/exports/events.ts'
import { localFile } from '../support/report-values.ts'
import { type VirtualClock, virtualClock } from '../support/virtual-clock.ts'

/** Everything that an upload needs, and the emitted events. */
export interface Stage {
  readonly service: ResultsService
  readonly folder: string
  readonly clock: VirtualClock
  readonly events: ExportEvent[]
  /** Environment of the step, read when the upload starts. */
  readonly env: Record<string, string | undefined>
  write(name: string, content: string | Uint8Array): Promise<LocalFile>
  upload(
    files: readonly LocalFile[],
    request?: Partial<ArtifactRequest>,
    signal?: AbortSignal,
  ): Promise<UploadedArtifact>
}

const MINUTE_MS = 60_000

const REQUEST: ArtifactRequest = { name: 'export', form: 'zip', overwrite: false, retentionDays: undefined }

/** Registers hooks: one storage for the test file, and a service, a folder and an environment for each test. */
export function useStage(): { readonly stage: () => Stage } {
  let azurite: Azurite
  let stage: Stage
  const before = { ...process.env }
  beforeAll(async () => {
    azurite = await startAzurite()
  })
  afterAll(() => azurite.close())
  beforeEach(async () => {
    stage = await setUp(azurite)
  })
  afterEach(async () => {
    process.env = { ...before }
    await stage.service.close()
    await rm(stage.folder, { recursive: true })
  })
  return { stage: () => stage }
}

async function setUp(azurite: Azurite): Promise<Stage> {
  const service = await startResultsService(azurite)
  const folder = await mkdtemp(join(tmpdir(), 'artifact-'))
  const clock = virtualClock({ advance: 'on-sleep', holds: ms => ms >= MINUTE_MS })
  const events: ExportEvent[] = []
  const env = { ...service.env }
  return {
    service,
    folder,
    clock,
    events,
    env,
    write: (name, content) => writeLocalFile(folder, name, content),
    upload: (files, request, signal = new AbortController().signal) => {
      // The client reads the environment of the process.
      Object.assign(process.env, env)
      const ports = {
        env,
        clock,
        random: () => 0.5,
        emit: (event: ExportEvent) => void events.push(event),
        signal,
      }
      return uploadArtifact({ ...REQUEST, ...request }, { folder, files }, ports)
    },
  }
}

async function writeLocalFile(
  folder: string,
  name: string,
  content: string | Uint8Array,
): Promise<LocalFile> {
  const bytes = Buffer.from(content)
  const path = join(folder, name)
  await writeFile(path, bytes)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return localFile({ path, name, size: bytes.length, sha256, isCompressed: isCompressed(bytes, name) })
}
