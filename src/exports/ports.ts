import type { ArtifactRequest, UploadEvent, UploadedArtifact } from '../artifact/upload.ts'
import type { DownloadEvent } from '../download/download.ts'
import type { LocalFile } from '../download/task.ts'
import type { Emit } from '../failures/events.ts'
import type { ExchangeResult } from '../http/session.ts'
import type { PollPorts } from '../polling/await-job.ts'
import type { Job, JobStatus, RemoteFile } from '../providers/provider.ts'
import type { ExportEvent } from './events.ts'
import type { Results } from './outcome.ts'

/** Files to download, all or none. */
export interface DownloadOrder {
  readonly folder: string
  readonly files: readonly RemoteFile[]
  /** Checks the content of a complete file before it gets its final name; rejects if the content is wrong. */
  inspect(path: string, size: number): Promise<void>
  /** Requests new links. */
  refresh(): Promise<readonly RemoteFile[]>
  readonly emit: Emit<DownloadEvent>
  readonly signal: AbortSignal
}

/** What the use case needs from outside; the same for every export of a step. */
export interface ExportPorts extends Omit<PollPorts, 'poll'> {
  /** Requests the status of a job once; rejects with an `ExportError`. */
  poll(job: Job, signal: AbortSignal): Promise<ExchangeResult<JobStatus>>
  readonly emit: Emit<ExportEvent>
  download(order: DownloadOrder): Promise<readonly LocalFile[]>
  upload(
    artifact: ArtifactRequest,
    files: readonly LocalFile[],
    ports: { readonly emit: Emit<UploadEvent>; readonly signal: AbortSignal },
  ): Promise<UploadedArtifact>
  /** The text of a downloaded file; rejects with an `ExportError`. */
  readText(path: string): Promise<string>
  /** Receives the results so far, first with the export ID. They are reported if the process has to end while a stage hangs. */
  checkpoint(results: Results): void
}
