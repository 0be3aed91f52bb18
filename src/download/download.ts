import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { RemoteFile } from '../providers/provider.ts'
import { distinctNames, nameOf } from './file-name.ts'
import { createTemporaryFolder, prepareFolder, requireSpace } from './folder.ts'
import { createHosts } from './hosts.ts'
import { DOWNLOAD_LIMITS, type DownloadLimits } from './limits.ts'
import { shareLinks } from './links.ts'
import { createPartFile } from './part-file.ts'
import { publish } from './publish.ts'
import type { DownloadPorts, LocalFile } from './task.ts'
import { transfer } from './transfer.ts'

/**
 * Downloads and verifies all files of an export to the folder, in their order; or none, leaving no partial file. Rejects with
 * an `ExportError`, or with the signal's reason if that aborts.
 */
export async function downloadAll(
  {
    files,
    exports = 1,
    ...target
  }: {
    readonly files: readonly RemoteFile[]
    readonly folder: string
    /** How many exports are downloaded at once; 1 by default. */
    readonly exports?: number
    /** If the folder is in one of these, links must not lead out of it. */
    readonly roots?: readonly string[]
  },
  ports: DownloadPorts,
  limits: DownloadLimits = DOWNLOAD_LIMITS,
): Promise<readonly LocalFile[]> {
  const { slots, clock, emit, redact, signal } = ports
  signal.throwIfAborted()
  const folder = await prepareFolder(target.folder, target.roots)
  const declaredBytes = files.reduce((sum, { size = 0 }) => sum + size, 0)
  await requireSpace(folder, declaredBytes)
  const isDeclared = files.every(({ size }) => size !== undefined)
  emit({ kind: 'downloading', files: files.length, bytes: isDeclared ? declaredBytes : undefined })
  const temporary = await createTemporaryFolder(folder, clock.date())
  // Several files use several connections anyway.
  const atOnce = Math.min(files.length * exports, limits.parallelFiles)
  const share = atOnce > 1 ? { ...limits, batchBytes: limits.batchBytes / atOnce, parallelRanges: 1 } : limits
  const failure = new AbortController()
  const shared = {
    ...ports,
    links: shareLinks(files, ports.refresh, { clock, refreshMs: limits.refreshMs }),
    hosts: createHosts(limits),
    limits: share,
    signal: AbortSignal.any([signal, failure.signal]),
  }
  const download = async (file: RemoteFile, index: number): Promise<LocalFile> => {
    shared.signal.throwIfAborted()
    const name = nameOf(file, redact)
    const label = files.length === 1 ? name : `${name} (file ${index + 1} of ${files.length})`
    const part = await createPartFile(join(temporary, String(index + 1)), share.batchBytes)
    try {
      return await transfer({
        ...shared,
        file,
        label,
        part,
        rejectedVersion: -1,
        representation: undefined,
        hasExcess: false,
        ignoresConditions: false,
      })
    } finally {
      await part.close()
    }
  }
  try {
    const results = await slots.map(files, (file, index) =>
      download(file, index).catch((error: unknown) => failure.abort(error)),
    )
    // The first failure has aborted the other files; it is thrown once all have ended.
    shared.signal.throwIfAborted()
    const downloaded = results.filter(file => file !== undefined)
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
