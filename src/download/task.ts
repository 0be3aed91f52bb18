import type { LimitFunction } from 'p-limit'
import type { Emit, Recovered, Retry, Warning } from '../failures/events.ts'
import type { OpenFile } from '../http/session.ts'
import type { Provider, RemoteFile } from '../providers/provider.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Redact } from '../secrets/redactor.ts'
import type { createHosts } from './hosts.ts'
import type { DownloadLimits } from './limits.ts'
import type { shareLinks } from './links.ts'
import type { createPartFile } from './part-file.ts'
import type { Representation } from './resume.ts'

/** Emitted while files are downloaded. */
export type DownloadEvent =
  | { readonly kind: 'downloading'; readonly files: number; readonly bytes: number | undefined }
  | { readonly kind: 'downloaded'; readonly file: LocalFile }
  | Retry
  | Recovered
  | Warning

/** What a download needs from outside. */
export interface DownloadPorts {
  /** Follows redirects, attaches credentials, returns any HTTP status. */
  readonly open: OpenFile
  readonly provider: Pick<Provider, 'requestIds' | 'errorFields' | 'hints' | 'content'>
  readonly clock: Clock
  /** A number in [0, 1). */
  readonly random: () => number
  readonly emit: Emit<DownloadEvent>
  /** Removes secrets from a text; a name that it would change is not used. */
  readonly redact: Redact
  /** Limits the files that are downloaded at once, of all exports. */
  readonly slots: LimitFunction
  /** Polls the provider: the same files with fresh links. */
  readonly refresh: () => Promise<readonly RemoteFile[]>
  /** Aborts at the download deadline or on a signal to the process; its reason is an `ExportError`. */
  readonly signal: AbortSignal
}

/** One file from its link to its result: what its attempts need, and what they have found out so far. */
export interface FileTask extends DownloadPorts {
  /** As it was listed first. */
  readonly file: RemoteFile
  /** The name of the file in messages. */
  readonly label: string
  /** Where its bytes go until they are verified. */
  readonly part: Awaited<ReturnType<typeof createPartFile>>
  readonly links: ReturnType<typeof shareLinks>
  readonly hosts: ReturnType<typeof createHosts>
  readonly limits: DownloadLimits
  /** The last version of the links that was rejected; -1 before one is. */
  rejectedVersion: number
  /** Describes the bytes in the part file; undefined if they cannot be used. */
  representation: Representation | undefined
  /** Whether more bytes followed than the response announced. */
  hasExcess: boolean
  /** Whether the server sends the whole file if a range comes with a condition. */
  ignoresConditions: boolean
}

/**
 * What shows that a file is the one that the provider has exported, strongest first: the size that its API declares, a
 * checksum or the length that came with the file, the end that its format has, or only the last chunk of the transfer.
 */
export type VerifiedBy = 'declared-size' | 'checksum' | 'content-length' | 'structure' | 'chunked'

/** A verified file: the result of its task. */
export interface LocalFile {
  /** Absolute path. */
  readonly path: string
  /** Base name, made safe. */
  readonly name: string
  /** Bytes. */
  readonly size: number
  /** Lower-case hexadecimal digest. */
  readonly sha256: string
  readonly verifiedBy: VerifiedBy
  /** Whether compressing it again would save nothing. */
  readonly isCompressed: boolean
  /** Items of the list that the provider counts, if the file has it. */
  readonly rowCount: number | undefined
  /** How long the transfer took, with its pauses. */
  readonly elapsedMs: number
}
