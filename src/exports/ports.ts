import type { PollPorts } from '../polling/await-job.ts'
import type { RemoteFile } from '../providers/provider.ts'
import type { LocalFile, UploadedArtifact } from './events.ts'
import type { Outcome } from './outcome.ts'

/** Files to bring home, all or none. */
export interface DownloadOrder {
  readonly folder: string
  readonly files: readonly RemoteFile[]
  /** Looks into a complete file before it gets its final name; rejects when it is not what it should be. */
  inspect(path: string, size: number): Promise<void>
  /** Asks the provider for fresh links. */
  refresh(): Promise<readonly RemoteFile[]>
  readonly signal: AbortSignal
}

/** What the use case needs from the world. */
export interface ExportPorts extends PollPorts {
  download(order: DownloadOrder): Promise<readonly LocalFile[]>
  upload(files: readonly LocalFile[], signal: AbortSignal): Promise<UploadedArtifact>
  /** The text of a file that was brought home; rejects with an `ExportError`. */
  readText(path: string): Promise<string>
  /** Hears what there is to show so far, for an ending that cannot wait for the ordinary way out. */
  checkpoint(outcome: Outcome): void
}
