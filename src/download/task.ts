import type { Emit, Recovered, Retry } from '../failures/events.ts'
import type { OpenFile } from '../http/session.ts'
import type { ErrorFormat, RemoteFile } from '../providers/provider.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Redact } from '../secrets/redactor.ts'
import type { DownloadLimits } from './limits.ts'
import type { SharedLinks } from './links.ts'
import type { PartFile } from './part-file.ts'
import type { Representation } from './resume.ts'

/** One file to download: what its attempts need, and what they have found out so far. */
export interface FileTask {
  /** The name of the file in messages. */
  readonly label: string
  /** Where its bytes go until they are verified. */
  readonly part: PartFile
  readonly links: SharedLinks
  readonly open: OpenFile
  /** Of the provider's own error responses. */
  readonly errorFormat: ErrorFormat
  readonly clock: Clock
  /** Removes secrets from a text; a name that it would change is not used. */
  readonly redact: Redact
  readonly emit: Emit<Retry | Recovered>
  readonly limits: DownloadLimits
  readonly signal: AbortSignal
  /** With the link of the current attempt. */
  file: RemoteFile
  /** Version of that link. */
  linkVersion: number
  /** The last version of the links that was rejected; -1 before one is. */
  refusedVersion: number
  /** Describes the bytes in the part file; undefined if they cannot be used. */
  representation: Representation | undefined
  /** Bytes received or read back so far: while the number grows, the transfer has not stalled. */
  receivedBytes: number
}

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
  /** How long the transfer took, with its pauses. */
  readonly elapsedMs: number
}
