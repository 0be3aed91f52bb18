import type { Provider, Target } from '../providers/provider.ts'

/** What the user wrote for a case that is neither clearly good nor bad. */
export type Severity = 'error' | 'warn' | 'ignore'

/** When to ask: the square-root rule, or a fixed gap in milliseconds. */
export type PollInterval = 'auto' | number

/** How to upload what was downloaded. */
export interface ArtifactRequest {
  readonly name: string
  /** `zip`: one archive under `name`. `raw`: the single file as it is, under its own name. */
  readonly form: 'zip' | 'raw'
  readonly overwrite: boolean
  /** 1 to 400; undefined means the repository's own setting. */
  readonly retentionDays: number | undefined
}

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
