import { ExportError } from '../failures/export-error.ts'
import type { RemoteFile } from '../providers/provider.ts'
import { raceAbort } from '../runtime/deadline.ts'
import { resourceOf } from './resume.ts'

/** The links of all files, which are refreshed together: one request to the provider serves every file that waits for it. */
export interface SharedLinks {
  /** Grows with each refresh. */
  version(): number
  /** A file as it was listed first, with its newest link. */
  newest(file: RemoteFile): RemoteFile
  /** Resolves when there are links newer than `version`; rejects if the provider sends none. */
  refresh(version: number, signal: AbortSignal): Promise<void>
}

/** Shares `refresh` between the files of one download. */
export function shareLinks(
  files: readonly RemoteFile[],
  refresh: () => Promise<readonly RemoteFile[]>,
): SharedLinks {
  let links: ReadonlyMap<RemoteFile, RemoteFile> = new Map()
  let version = 0
  let pending: Promise<void> | undefined

  async function refreshAll(): Promise<void> {
    try {
      links = matchedLinks(files, await refresh())
      version += 1
    } finally {
      pending = undefined
    }
  }

  return {
    version: () => version,
    newest: file => links.get(file) ?? file,
    async refresh(old, signal) {
      if (old < version) return
      pending ??= refreshAll()
      // `refresh` takes no signal.
      await raceAbort(pending, signal)
    },
  }
}

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
    const groups = Map.groupBy(rest, markOf)
    const bySize = new Map([...groups].map(([mark, links]) => [mark, groupedBySize(links)]))
    for (const file of files.filter(file => !matches.has(file))) {
      const group: LinksBySize = bySize.get(markOf(file)) ?? new Map()
      const [link, another] = linksOfSize(group, file.size)
      if (!link || another) continue
      // A size that was declared once holds, also if the fresh link comes without one.
      const { size = link.size } = file
      matches.set(file, size === undefined ? link : { ...link, size })
      rest.delete(link)
      removeLink(group, link)
    }
  }
  if (matches.size === files.length && rest.size === 0) return matches
  throw new ExportError(
    'download',
    'The fresh download links cannot be matched to the files of this download.',
    {
      hint: 'Run the step again, and check that nothing else starts the same export meanwhile.',
    },
  )
}

/** Fresh links of one mark by size; no set is empty. */
type LinksBySize = Map<number | undefined, Set<RemoteFile>>

function groupedBySize(links: readonly RemoteFile[]): LinksBySize {
  const groups = Map.groupBy(links, ({ size }) => size)
  return new Map([...groups].map(([size, group]) => [size, new Set(group)]))
}

/** Those that may have this size, lazily: two are enough for a doubt. An unknown size may be any. */
function* linksOfSize(links: LinksBySize, size: number | undefined): Iterable<RemoteFile> {
  const sets = size === undefined ? links.values() : [links.get(size) ?? [], links.get(undefined) ?? []]
  for (const set of sets) yield* set
}

function removeLink(links: LinksBySize, link: RemoteFile): void {
  const set = links.get(link.size)
  set?.delete(link)
  if (set?.size === 0) links.delete(link.size)
}
