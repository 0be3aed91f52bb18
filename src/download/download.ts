import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import pLimit from 'p-limit'
import type { Emit, Recovered, Retry } from '../failures/events.ts'
import type { OpenFile } from '../http/session.ts'
import type { RemoteFile } from '../providers/provider.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Redact } from '../secrets/redactor.ts'
import { fileNames, givenName, safeName } from './file-name.ts'
import { partName, prepareFolder, removeStaleParts, requireSpace, thisOwner } from './folder.ts'
import type { DownloadLimits } from './limits.ts'
import { DOWNLOAD_LIMITS } from './limits.ts'
import { shareLinks } from './links.ts'
import type { LocalFile, Publication } from './publish.ts'
import { publish } from './publish.ts'
import type { Arrival, TransferPlan } from './transfer.ts'
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

/** What a download needs from the world. */
export interface DownloadPorts {
  /** Follows redirects, attaches credentials, returns any HTTP status. */
  readonly open: OpenFile
  /** Asks the provider again: the same files in the same order with fresh links. */
  readonly refresh: () => Promise<readonly RemoteFile[]>
  /** Looks into a complete file before it gets its final name; rejects when it is not what it should be. */
  readonly inspect?: (path: string, size: number) => Promise<void>
  readonly clock: Clock
  readonly emit: Emit<DownloadEvent>
  /** Takes secrets out of a text; a name that it would change is not used. */
  readonly redact: Redact
  /** Aborts at the download deadline or on a signal to the process; its reason is an `ExportError`. */
  readonly signal: AbortSignal
}

/** Runs tasks, several at once, until all are done or one fails: then the others are aborted and its error is thrown once all have ended. */
async function allOrNone<T>(
  tasks: readonly ((signal: AbortSignal) => Promise<T>)[],
  { parallel, signal }: { readonly parallel: number; readonly signal: AbortSignal },
): Promise<readonly T[]> {
  const failure = new AbortController()
  const either = AbortSignal.any([signal, failure.signal])
  const results = await pLimit(parallel).map(tasks, task =>
    task(either).then(
      value => [value],
      (error: unknown) => {
        failure.abort(error)
        return []
      },
    ),
  )
  either.throwIfAborted()
  return results.flat()
}

/** The declared size of all files together, where every one is declared. */
function declaredBytes(files: readonly RemoteFile[]): number | undefined {
  return files.reduce<number | undefined>(
    (sum, { size }) => (sum === undefined || size === undefined ? undefined : sum + size),
    0,
  )
}

function transferPlans(
  folder: string,
  files: readonly RemoteFile[],
  redact: Redact,
): readonly TransferPlan[] {
  const owner = thisOwner()
  return files.map(({ name, stem }, index) => {
    const base = givenName(name ?? '', redact) ?? safeName(stem) ?? 'export'
    const label = files.length === 1 ? base : `${base} (file ${index + 1} of ${files.length})`
    return { index, label, partPath: join(folder, partName(base, owner)) }
  })
}

function publications(arrivals: readonly Arrival[], redact: Redact): readonly Publication[] {
  const sources = arrivals.map(({ file, disposition, head }) => ({ ...file, disposition, head }))
  const names = fileNames(sources, redact)
  return arrivals.map(({ partPath, bytes, sha256 }, i) => ({
    partPath,
    name: names[i] as string,
    size: bytes,
    sha256,
  }))
}

/** What each of several files may take; they are fetched over several connections anyway. */
function shareOf(limits: DownloadLimits, files: number): DownloadLimits {
  const atOnce = Math.min(files, limits.parallelFiles)
  return atOnce > 1 ? { ...limits, batchBytes: limits.batchBytes / atOnce, parallelRanges: 1 } : limits
}

async function transferAll(
  plans: readonly TransferPlan[],
  { files }: DownloadPlan,
  { ports, limits }: { readonly ports: DownloadPorts; readonly limits: DownloadLimits },
): Promise<readonly Arrival[]> {
  const links = shareLinks(files, ports.refresh)
  const share = shareOf(limits, files.length)
  const tasks = plans.map(
    plan => (signal: AbortSignal) => transfer(plan, { ...ports, links, limits: share, signal }),
  )
  return allOrNone(tasks, { parallel: limits.parallelFiles, signal: ports.signal })
}

/**
 * Brings all files of an export to the folder, verified, in their order; or none, leaving nothing of its own behind.
 * Rejects with an `ExportError`, or with the signal's reason when that aborts.
 */
export async function downloadAll(
  plan: DownloadPlan,
  ports: DownloadPorts,
  limits: DownloadLimits = DOWNLOAD_LIMITS,
): Promise<readonly LocalFile[]> {
  const { clock, emit, redact, signal } = ports
  signal.throwIfAborted()
  const folder = await prepareFolder(plan.folder, plan.root)
  await removeStaleParts(folder, clock.date())
  const bytes = declaredBytes(plan.files)
  await requireSpace(folder, bytes ?? 0)
  emit({ kind: 'downloading', files: plan.files.length, bytes })
  const plans = transferPlans(folder, plan.files, redact)
  try {
    const arrivals = await transferAll(plans, plan, { ports, limits })
    for (const { partPath, bytes: size } of arrivals) await ports.inspect?.(partPath, size)
    signal.throwIfAborted()
    const files = await publish(folder, publications(arrivals, redact), { clock, signal })
    for (const [i, { elapsedMs }] of arrivals.entries())
      emit({ kind: 'downloaded', file: files[i] as LocalFile, elapsedMs })
    return files
  } finally {
    // What cannot be removed now is stale at the next start; the error that led here matters more.
    await Promise.allSettled(plans.map(({ partPath }) => rm(partPath, { force: true })))
  }
}
