import type { ArtifactRequest } from '../artifact/upload.ts'
import type { PollInterval } from '../polling/schedule.ts'
import type { Provider, Target } from '../providers/provider.ts'

/** What the user wrote for a case that is neither clearly good nor bad. */
export type Severity = 'error' | 'warn' | 'ignore'

/** A validated step without its secrets: safe to show. */
export interface ExportRequest {
  readonly provider: Provider
  readonly target: Target
  readonly timeoutMs: number
  readonly interval: PollInterval
  readonly download: boolean
  readonly downloadTimeoutMs: number
  /** Absolute folder for the files. */
  readonly folder: string
  readonly ifEmpty: Severity
  readonly ifPartial: Severity
  readonly ifUploadFails: Exclude<Severity, 'ignore'>
  readonly artifact: ArtifactRequest | undefined
  readonly summary: boolean
  /** PEM text trusted beside the public roots. */
  readonly caCertificate: string | undefined
  /** Things worth a warning although the step can run. */
  readonly warnings: readonly string[]
}
