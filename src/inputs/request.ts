import type { ArtifactRequest } from '../artifact/upload.ts'
import type { PollInterval } from '../polling/schedule.ts'
import type { Provider, Target } from '../providers/provider.ts'

/** What to do about an export that is empty or partial, or an artifact that cannot be uploaded. */
export type Severity = 'error' | 'warn' | 'ignore'

/** A valid step without its credentials; it may be shown. */
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
  /** PEM text, trusted in addition to the public roots. */
  readonly caCertificate: string | undefined
  /** Warnings about inputs with which the step can still run. */
  readonly warnings: readonly string[]
}
