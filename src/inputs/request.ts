import { join } from 'node:path'
import type { ArtifactRequest } from '../artifact/upload.ts'
import { distinctNames, safeName } from '../download/file-name.ts'
import type { PollInterval } from '../polling/schedule.ts'
import type { JsonObject, Place, Provider } from '../providers/provider.ts'

/** What to do about an export that is empty or partial, or an artifact that cannot be uploaded. */
export type Severity = 'error' | 'warn' | 'ignore'

/** One export of a step: an existing one, or one to start, with the body of the provider's request. */
export type Wanted =
  | { readonly kind: 'existing'; readonly exportId: string; readonly folderName: string }
  | {
      readonly kind: 'start'
      readonly request: JsonObject | undefined
      readonly start: NonNullable<Provider['start']>
    }

/** A valid step without its credentials; it may be shown, except for the body of a request. */
export interface ExportRequest {
  readonly provider: Provider
  readonly place: Place
  /** In the order of the input, without duplicates; at least one. */
  readonly wanted: readonly [Wanted, ...Wanted[]]
  readonly timeoutMs: number
  readonly interval: PollInterval
  readonly download: boolean
  readonly downloadTimeoutMs: number
  /** Absolute folder for the files, or for one folder of each export. */
  readonly folder: string
  readonly folderPerExport: boolean
  readonly ifEmpty: Severity
  readonly ifPartial: Severity
  readonly ifUploadFails: Exclude<Severity, 'ignore'>
  /** An empty name stands for the one that is made from the export. */
  readonly artifact: ArtifactRequest | undefined
  readonly summary: boolean
  /** PEM text, trusted in addition to the public roots. */
  readonly caCertificate: string | undefined
  /** Warnings about inputs with which the step can still run. */
  readonly warnings: readonly string[]
}

/** The absolute folder for the files of an export; one that was started has no name for it yet. */
export function folderOf(
  { folder, folderPerExport }: ExportRequest,
  { exportId, folderName }: { readonly exportId: string; readonly folderName?: string },
): string {
  if (!folderPerExport) return folder
  return join(folder, folderName ?? folderNames([exportId]).join(''))
}

/** The absolute folders for the files of all exports, as far as they are known before one is started. */
export function knownFolders(request: ExportRequest): readonly string[] {
  const { wanted, folder } = request
  return wanted.map(one => (one.kind === 'existing' ? folderOf(request, one) : folder))
}

/** Distinct names for the folders of exports, made safe. */
export function folderNames(exportIds: readonly string[]): readonly string[] {
  return distinctNames(exportIds.map(id => safeName(id) ?? 'export'))
}
