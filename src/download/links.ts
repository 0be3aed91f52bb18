import { ExportError } from '../failures/export-error.ts'
import type { RemoteFile } from '../providers/provider.ts'
import type { Clock } from '../runtime/clock.ts'
import { raceAbort } from '../runtime/deadline.ts'
import { resourceOf } from './resume.ts'

/** Shares `refresh` between the files of one download: one request to the provider serves every file that waits for it. */
export function shareLinks(
  files: readonly RemoteFile[],
  refresh: () => Promise<readonly RemoteFile[]>,
  { clock, refreshMs }: { readonly clock: Clock; readonly refreshMs: number },
) {
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
    /** Grows with each refresh. */
    version: () => version,
    /** A file as it was listed first, with its newest link. */
    newest: (file: RemoteFile) => links.get(file) ?? file,
    /**
     * Requests links newer than `old`, which was rejected, unless the last refresh was a short while ago: a store may reject
     * a new link at first. Rejects if the provider sends none.
     */
    async refresh(old: number, signal: AbortSignal): Promise<void> {
      if (old < version || clock.now() - refreshedMs < refreshMs) return
      pending ??= refreshAll()
      // `refresh` takes no signal.
      await raceAbort(pending, signal)
    },
  }
}

type Mark = (file: RemoteFile) => string

/** What a link is recognized by, best first; each together with the size, or alone. */
function marksOf(files: readonly RemoteFile[], fresh: readonly RemoteFile[]): readonly Mark[] {
  // Parsed once, since there may be tens of thousands.
  const urls = new Map([...files, ...fresh].map(file => [file, new URL(file.url)]))
  const urlOf = (file: RemoteFile) => urls.get(file) as URL
  const names = stableFields(files.map(urlOf), fresh.map(urlOf))
  const addressOf: Mark = file => resourceOf(urlOf(file))
  const queryOf: Mark = file =>
    [...urlOf(file).searchParams]
      .filter(([name]) => names.has(name))
      .map(field => JSON.stringify(field))
      .join()
  const marks: readonly Mark[] = [
    file => `${addressOf(file)} ${queryOf(file)}`,
    addressOf,
    // A single file may get another name.
    ({ name }) => (files.length === 1 ? '' : String(name)),
  ]
  return marks.flatMap(markOf => [file => `${markOf(file)} ${file.size}`, markOf])
}

/** The query fields that have the same values before and after a refresh: they do not belong to a signature, and may name a file. */
function stableFields(old: readonly URL[], fresh: readonly URL[]): ReadonlySet<string> {
  const [before, after] = [valuesByField(old), valuesByField(fresh)]
  const stable = [...before].filter(([name, values]) => {
    const newValues = after.get(name)
    return newValues?.size === values.size && [...values].every(value => newValues.has(value))
  })
  return new Set(stable.map(([name]) => name))
}

function valuesByField(urls: readonly URL[]): ReadonlyMap<string, ReadonlySet<string>> {
  const fields = urls.flatMap(({ searchParams }) => [...searchParams])
  const byName = Map.groupBy(fields, ([name]) => name)
  return new Map([...byName].map(([name, group]) => [name, new Set(group.map(([, value]) => value))]))
}

/** Whether a fresh link is to another file, by its name or size. A single file may get another name. */
function isOfOther(link: RemoteFile, file: RemoteFile, isOnly: boolean): boolean {
  return (
    (link.size ?? file.size) !== (file.size ?? link.size) ||
    (!isOnly && (link.name ?? file.name) !== (file.name ?? link.name))
  )
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
  const links = new Set(fresh)
  for (const markOf of marksOf(files, fresh)) {
    const linksByMark = Map.groupBy(links, markOf)
    const open = files.filter(file => !matches.has(file))
    for (const [mark, [file, otherFile]] of Map.groupBy(open, markOf)) {
      const [link, otherLink] = linksByMark.get(mark) ?? []
      if (!file || otherFile || !link || otherLink || isOfOther(link, file, files.length === 1)) continue
      links.delete(link)
      // A declared size stays valid, also if the fresh link comes without one.
      const size = file.size ?? link.size
      matches.set(file, size === undefined ? link : { ...link, size })
    }
  }
  if (matches.size === files.length && links.size === 0) return matches
  const message = 'The fresh download links cannot be matched to the files of this download.'
  throw new ExportError('download', message, {
    hint: 'Run the step again. Either the service now lists other files, or nothing distinguishes its links, such as a name or a path.',
  })
}
