import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { LimitFunction } from 'p-limit'
import type { Emit, Recovered, Retry, Warning } from '../failures/events.ts'
import type { RemoteFile } from '../providers/provider.ts'
import { distinctNames, nameOf } from './file-name.ts'
import { createTemporaryFolder, prepareFolder, requireSpace } from './folder.ts'
import { createHosts } from './hosts.ts'
import { DOWNLOAD_LIMITS, type DownloadLimits } from './limits.ts'
import { shareLinks } from './links.ts'
import { createPartFile } from './part-file.ts'
import { publish } from './publish.ts'
import type { DownloadContext, LocalFile } from './task.ts'
import { transfer } from './transfer.ts'

/** Emitted while files are downloaded. */
export type DownloadEvent =
  | { readonly kind: 'downloading'; readonly files: number; readonly bytes: number | undefined }
  | { readonly kind: 'downloaded'; readonly file: LocalFile }
  | Retry
  | Recovered
  | Warning

/** Which files to download, and where to. */
export interface DownloadPlan {
  readonly files: readonly RemoteFile[]
  readonly folder: string
  /** How many exports are downloaded at once; 1 by default. */
  readonly exports?: number
  /** If the folder is in one of these, links must not lead out of it. */
  readonly roots?: readonly string[]
}

/** What a download needs from outside. */
export interface DownloadPorts extends DownloadContext {
  /** Limits the files that are downloaded at once, of all exports. */
  readonly slots: LimitFunction
  /** Polls the provider: the same files with fresh links. */
  readonly refresh: () => Promise<readonly RemoteFile[]>
  readonly emit: Emit<DownloadEvent>
  /** Aborts at the download deadline or on a signal to the process; its reason is an `ExportError`. */
  readonly signal: AbortSignal
}

/**
 * Downloads and verifies all files of an export to the folder, in their order; or none, leaving no partial file. Rejects with
 * an `ExportError`, or with the signal's reason if that aborts.
 */
export async function downloadAll(
  { files, exports = 1, ...target }: DownloadPlan,
  ports: DownloadPorts,
  limits: DownloadLimits = DOWNLOAD_LIMITS,
): Promise<readonly LocalFile[]> {
  const { clock, emit, redact, signal } = ports
  signal.throwIfAborted()
  const folder = await prepareFolder(target.folder, target.roots)
  const bytes = files.reduce<number | undefined>(
    (sum, { size }) => (sum === undefined || size === undefined ? undefined : sum + size),
    0,
  )
  await requireSpace(folder, bytes ?? 0)
  emit({ kind: 'downloading', files: files.length, bytes })
  const temporary = await createTemporaryFolder(folder, clock.date())
  const links = shareLinks(files, ports.refresh, { clock, refreshMs: limits.refreshMs })
  // Several files use several connections anyway.
  const atOnce = Math.min(files.length * exports, limits.parallelFiles)
  const share = atOnce > 1 ? { ...limits, batchBytes: limits.batchBytes / atOnce, parallelRanges: 1 } : limits
  const shared = { ...ports, links, hosts: createHosts(limits), limits: share }
  const download = async (file: RemoteFile, index: number, anySignal: AbortSignal): Promise<LocalFile> => {
    anySignal.throwIfAborted()
    const name = nameOf(file, redact)
    const label = files.length === 1 ? name : `${name} (file ${index + 1} of ${files.length})`
    const part = await createPartFile(join(temporary, String(index + 1)), share.batchBytes)
    const before = {
      rejectedVersion: -1,
      representation: undefined,
      hasExcess: false,
      ignoresConditions: false,
    }
    try {
      return await transfer({ ...shared, ...before, file, label, part, signal: anySignal })
    } finally {
      await part.close()
    }
  }
  try {
    const tasks = files.map((file, index) => (anySignal: AbortSignal) => download(file, index, anySignal))
    const downloaded = await allOrNone(tasks, ports.slots, signal)
    const names = distinctNames(downloaded.map(({ name }) => name))
    const published = downloaded.map((file, index): LocalFile => {
      const name = names[index] ?? file.name
      return { ...file, name, path: join(folder, name) }
    })
    const moves = downloaded.map(({ path }, index) => ({ from: path, to: published[index]?.path ?? path }))
    await publish(moves, { clock, signal })
    for (const file of published) emit({ kind: 'downloaded', file })
    return published
  } finally {
    // The error that led here matters more than one of the removal.
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined)
  }
}

/** Runs tasks, as many at once as there are slots, until all are done or one fails: then the others are aborted, and its error is thrown once all have ended. */
async function allOrNone<T>(
  tasks: readonly ((signal: AbortSignal) => Promise<T>)[],
  slots: LimitFunction,
  signal: AbortSignal,
): Promise<readonly T[]> {
  const failure = new AbortController()
  const anySignal = AbortSignal.any([signal, failure.signal])
  const results = await slots.map(tasks, task =>
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
