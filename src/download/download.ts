import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import pLimit from 'p-limit'
import type { Emit, Recovered, Retry } from '../failures/events.ts'
import type { OpenFile } from '../http/session.ts'
import type { ErrorFormat, RemoteFile } from '../providers/provider.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Redact } from '../secrets/redactor.ts'
import { nameOf, withNames } from './file-name.ts'
import { partName, prepareFolder, removeStaleParts, requireSpace } from './folder.ts'
import { DOWNLOAD_LIMITS, type DownloadLimits } from './limits.ts'
import { shareLinks } from './links.ts'
import { createPartFile } from './part-file.ts'
import { type LocalFile, publish } from './publish.ts'
import { transfer } from './transfer.ts'

/** Emitted while files are downloaded. */
export type DownloadEvent =
  | { readonly kind: 'downloading'; readonly files: number; readonly bytes: number | undefined }
  | { readonly kind: 'downloaded'; readonly file: LocalFile; readonly elapsedMs: number }
  | Retry
  | Recovered

/** Which files to download, and where to. */
export interface DownloadPlan {
  readonly files: readonly RemoteFile[]
  readonly folder: string
  /** If the folder is in here, links must not lead out of it. */
  readonly root?: string
}

/** What a download needs from outside. */
export interface DownloadPorts {
  /** Follows redirects, attaches credentials, returns any HTTP status. */
  readonly open: OpenFile
  /** Of the provider's own error responses. */
  readonly errorFormat: ErrorFormat
  /** Polls the provider: the same files with fresh links. */
  readonly refresh: () => Promise<readonly RemoteFile[]>
  /** Inspects a complete file before it gets its final name; rejects if it is not what it should be. */
  readonly inspect?: (path: string, size: number) => Promise<void>
  readonly clock: Clock
  readonly emit: Emit<DownloadEvent>
  /** Removes secrets from a text; a name that it would change is not used. */
  readonly redact: Redact
  /** Aborts at the download deadline or on a signal to the process; its reason is an `ExportError`. */
  readonly signal: AbortSignal
}

/**
 * Downloads and verifies all files of an export to the folder, in their order; or none, leaving no partial file.
 * Rejects with an `ExportError`, or with the signal's reason if that aborts.
 */
export async function downloadAll(
  { files, ...target }: DownloadPlan,
  ports: DownloadPorts,
  limits: DownloadLimits = DOWNLOAD_LIMITS,
): Promise<readonly LocalFile[]> {
  const { clock, emit, redact, signal } = ports
  signal.throwIfAborted()
  const folder = await prepareFolder(target.folder, target.root)
  await removeStaleParts(folder, clock.date())
  const bytes = files.reduce<number | undefined>(
    (sum, { size }) => (sum === undefined || size === undefined ? undefined : sum + size),
    0,
  )
  await requireSpace(folder, bytes ?? 0)
  emit({ kind: 'downloading', files: files.length, bytes })
  const parts = files.map((file, index) => {
    const name = nameOf(file, redact)
    const label = files.length === 1 ? name : `${name} (file ${index + 1} of ${files.length})`
    return { file, label, path: join(folder, partName(name)) }
  })
  const links = shareLinks(files, ports.refresh)
  // Several files use several connections anyway.
  const atOnce = Math.min(files.length, limits.parallelFiles)
  const share = atOnce > 1 ? { ...limits, batchBytes: limits.batchBytes / atOnce, parallelRanges: 1 } : limits
  try {
    const tasks = parts.map(({ file, label, path }) => async (anySignal: AbortSignal) => {
      anySignal.throwIfAborted()
      const part = await createPartFile(path, share.batchBytes)
      const before = { linkVersion: 0, refusedVersion: -1, representation: undefined, receivedBytes: 0 }
      const task = { ...ports, file, label, part, links, limits: share, signal: anySignal, ...before }
      try {
        return await transfer(task)
      } finally {
        await part.close()
      }
    })
    const downloaded = await allOrNone(tasks, limits.parallelFiles, signal)
    for (const { partPath, bytes: size } of downloaded) await ports.inspect?.(partPath, size)
    signal.throwIfAborted()
    const named = withNames(downloaded, redact).map(({ name, bytes: size, sha256, partPath, elapsedMs }) => {
      const local: LocalFile = { path: join(folder, name), name, size, sha256 }
      return { local, path: local.path, partPath, elapsedMs }
    })
    await publish(folder, named, { clock, signal })
    for (const { local, elapsedMs } of named) emit({ kind: 'downloaded', file: local, elapsedMs })
    return named.map(({ local }) => local)
  } finally {
    // The next start removes what cannot be removed now; the error that led here matters more.
    await Promise.allSettled(parts.map(({ path }) => rm(path, { force: true })))
  }
}

/** Runs tasks, `parallel` at once, until all are done or one fails: then the others are aborted, and its error is thrown once all have ended. */
async function allOrNone<T>(
  tasks: readonly ((signal: AbortSignal) => Promise<T>)[],
  parallel: number,
  signal: AbortSignal,
): Promise<readonly T[]> {
  const failure = new AbortController()
  const anySignal = AbortSignal.any([signal, failure.signal])
  const results = await pLimit(parallel).map(tasks, task =>
    task(anySignal).then(
      value => [value],
      (error: unknown) => {
        failure.abort(error)
        return []
      },
    ),
  )
  anySignal.throwIfAborted()
  return results.flat()
}
