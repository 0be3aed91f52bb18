import type { ArtifactContent, ArtifactRequest, UploadEvent, UploadedArtifact } from '../artifact/upload.ts'
import type { DownloadEvent, LocalFile } from '../download/task.ts'
import type { Emit } from '../failures/events.ts'
import type { Failure } from '../failures/export-error.ts'
import type { ExchangeResult } from '../http/session.ts'
import type { PollPorts } from '../polling/await-job.ts'
import type { Exchange, Job, JobStatus, RemoteFile, Started } from '../providers/provider.ts'
import type { ExportEvent } from './events.ts'
import type { StepOutcome } from './outcome.ts'

/** Files to download, all or none. */
export interface DownloadOrder {
  readonly folder: string
  readonly files: readonly RemoteFile[]
  /** Requests new links. */
  refresh(): Promise<readonly RemoteFile[]>
  readonly emit: Emit<DownloadEvent>
  readonly signal: AbortSignal
}

/** What the use case needs from outside; the same for every export of a step. */
export interface ExportPorts extends Omit<PollPorts, 'poll'> {
  /** Requests the status of a job once; `before` is the last one. Rejects with an `ExportError`. */
  poll(job: Job, signal: AbortSignal, before?: JobStatus): Promise<ExchangeResult<JobStatus>>
  /**
   * Starts an export, or looks for one, once; rejects with an `ExportError`, of code `start-unknown` if an export may have been
   * started.
   */
  run<T extends Started | undefined>(exchange: Exchange<T>, signal: AbortSignal): Promise<ExchangeResult<T>>
  readonly emit: Emit<ExportEvent>
  download(order: DownloadOrder): Promise<readonly LocalFile[]>
  upload(
    artifact: ArtifactRequest,
    content: ArtifactContent,
    ports: { readonly emit: Emit<UploadEvent>; readonly signal: AbortSignal; random(): number },
  ): Promise<UploadedArtifact>
}

/** What the step needs from outside; its exports share the turns to poll. */
export interface StepPorts extends Omit<ExportPorts, 'turns'> {
  /** Receives how the step would end with a failure now, for a process that has to end while a stage hangs. */
  checkpoint(endedBy: (failure: Failure) => StepOutcome): void
}
