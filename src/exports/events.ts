import type { ExportError } from '../failures/export-error.ts'
import type { JobStatus } from '../providers/provider.ts'

/** Something worth telling while the step runs; `report/log.ts` turns it into lines, `main.ts` prints them. */
export type ProgressEvent =
  | {
      readonly kind: 'started'
      readonly title: string
      readonly host: string
      readonly exportId: string
      readonly timeoutMs: number
    }
  | {
      readonly kind: 'status'
      readonly status: JobStatus
      readonly polls: number
      readonly elapsedMs: number
    }
  | {
      readonly kind: 'heartbeat'
      readonly word: string
      readonly polls: number
      readonly elapsedMs: number
      readonly remainingMs: number
    }
  | { readonly kind: 'retry'; readonly error: ExportError; readonly retryInMs: number }
  | { readonly kind: 'recovered'; readonly afterMs: number }
  | { readonly kind: 'downloading'; readonly files: number; readonly bytes: number | undefined }
  | { readonly kind: 'downloaded'; readonly file: LocalFile; readonly elapsedMs: number }
  | { readonly kind: 'uploading'; readonly name: string; readonly bytes: number }
  | { readonly kind: 'uploaded'; readonly artifact: UploadedArtifact }
  | { readonly kind: 'note'; readonly text: string }
  | {
      readonly kind: 'warning'
      readonly topic: string
      readonly text: string
      /** Shown after any number of others: the step asked for it, or files are in the open. */
      readonly always?: true
    }

/** Receives events; warnings of one topic are shown once. */
export type Emit = (event: ProgressEvent) => void

/** A verified file at its final place. */
export interface LocalFile {
  /** Absolute path. */
  readonly path: string
  /** Base name, made safe. */
  readonly name: string
  /** Bytes. */
  readonly size: number
  /** Lower-case hexadecimal digest. */
  readonly sha256: string
}

/** A workflow artifact as the artifact service confirmed it. */
export interface UploadedArtifact {
  readonly id: number
  readonly name: string
  /** Page of the artifact on the server that runs the workflow. */
  readonly url: string
  /** SHA-256 of what was uploaded: the wrapping zip, or the file itself when it went up raw; hexadecimal. */
  readonly digest: string
}
