import { ExportError } from '../failures/export-error.ts'
import type { RemoteFile } from '../providers/provider.ts'
import type { Clock } from '../runtime/clock.ts'
import { raceAbort } from '../runtime/deadline.ts'
import { resourceOf } from './resume.ts'

/** The links of all files, which are refreshed together: one request to the provider serves every file that waits for it. */
export interface SharedLinks {
  /** Grows with each refresh. */
  version(): number
  /** A file as it was listed first, with its newest link. */
  newest(file: RemoteFile): RemoteFile
  /**
   * Requests links newer than `version`, which was rejected, unless the last refresh was a short while ago: a store may reject
   * a new link at first. Rejects if the provider sends none.
   */
  refresh(version: number, signal: AbortSignal): Promise<void>
}

/** Shares `refresh` between the files of one download. */
export function shareLinks(
  files: readonly RemoteFile[],
  refresh: () => Promise<readonly RemoteFile[]>,
  { clock, refreshMs }: { readonly clock: Clock; readonly refreshMs: number },
): SharedLinks {
  let links: ReadonlyMap<RemoteFile, RemoteFile> = new Map()
  let version = 0
  let pending: Promise<void> | undefined
  let refreshedMs = Number.NEGATIVE_INFINITY

  async function refreshAll(): Promise<void> {
    try {
      links = matchedLinks(files, await refresh())
      version += 1
      refreshedMs = clock.now()
    } finally {
      pending = undefined
    }
  }

  return {
    version: () => version,
    newest: file => links.get(file) ?? file,
    async refresh(old, signal) {
      if (old < version || clock.now() - refreshedMs < refreshMs) return
      pending ??= refreshAll()
      // `refresh` takes no signal.
      await raceAbort(pending, signal)
    },
  }
}

/** Fresh links with the same key, by size; no set is empty. */
type LinksBySize = Map<number | undefined, Set<RemoteFile>>

/**
 * The fresh link of each file; the provider need not keep their order. The bytes held so far belong to these files: another
 * set is another export, and if two links look alike, neither is used. There may be tens of thousands of files, so no file
 * is compared with all links.
 */
function matchedLinks(
  files: readonly RemoteFile[],
  fresh: readonly RemoteFile[],
): ReadonlyMap<RemoteFile, RemoteFile> {
  const matches = new Map<RemoteFile, RemoteFile>()
  const rest = new Set(fresh)
  // A link is recognized by its address without the signature, otherwise by the name. A single file may get another name.
  const marks = [
    ({ url }: RemoteFile) => resourceOf(new URL(url)),
    ({ name }: RemoteFile) => (files.length === 1 ? '' : name),
  ]
  for (const markOf of marks) {
    const groups = new Map<string | undefined, LinksBySize>()
    for (const [mark, links] of Map.groupBy(rest, markOf)) {
      const sizes = Map.groupBy(links, ({ size }) => size)
      groups.set(mark, new Map([...sizes].map(([size, sameSize]) => [size, new Set(sameSize)])))
    }
    for (const file of files.filter(file => !matches.has(file))) {
      const link = takeOnly(groups.get(markOf(file)), file.size)
      if (!link) continue
      rest.delete(link)
      // A declared size stays valid, also if the fresh link comes without one.
      const { size = link.size } = file
      matches.set(file, size === undefined ? link : { ...link, size })
    }
  }
  if (matches.size === files.length && rest.size === 0) return matches
  const message = 'The fresh download links cannot be matched to the files of this download.'
  throw new ExportError('download', message, {
    hint: 'Run the step again, and check that nothing else starts the same export meanwhile.',
  })
}

/** Removes the only link that may have this size and returns it; none if there are several. An unknown size may be any. */
function takeOnly(links: LinksBySize | undefined, size: number | undefined): RemoteFile | undefined {
  if (!links) return undefined
  let only: RemoteFile | undefined
  for (const set of size === undefined ? links.values() : [links.get(size), links.get(undefined)])
    for (const link of set ?? []) {
      if (only) return undefined
      only = link
    }
  if (!only) return undefined
  const set = links.get(only.size)
  set?.delete(only)
  if (set?.size === 0) links.delete(only.size)
  return only
}
