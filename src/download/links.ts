import { ExportError } from '../failures/export-error.ts'
import type { RemoteFile } from '../providers/provider.ts'

/** The links of all files, which are renewed together: one question to the provider serves every file that waits for it. */
export interface SharedLinks {
  /** Grows with each renewal. */
  version(): number
  /** One of the files by its place, with its newest link. */
  file(index: number): RemoteFile
  /** Resolves when links newer than `version` are there; rejects when the provider gives none. */
  renew(version: number, signal: AbortSignal): Promise<void>
}

type IsAlike = (file: RemoteFile, fresh: RemoteFile) => boolean

/** Where a link leads without what signs it. */
function addressOf({ url }: RemoteFile): string {
  const { origin, pathname } = new URL(url)
  return origin + pathname
}

/** How a fresh link is known again, surest first. A single file may have another name, since its link may. */
function marksOf({ length }: readonly RemoteFile[]): readonly IsAlike[] {
  const byName: IsAlike = (file, fresh) => length === 1 || file.name === fresh.name
  return [(file, fresh) => addressOf(file) === addressOf(fresh), byName]
}

function isOfSize(file: RemoteFile, fresh: RemoteFile): boolean {
  return file.size === undefined || fresh.size === undefined || file.size === fresh.size
}

/** A size that was told holds, also when the fresh link comes without one. */
function withSize(fresh: RemoteFile, { size }: RemoteFile): RemoteFile {
  return fresh.size === undefined && size !== undefined ? { ...fresh, size } : fresh
}

/**
 * Fresh links in the order of the files that they lead to, which the provider need not keep. The bytes held so far belong
 * to these files: another set is another export, and of two links that look alike neither is taken for either file.
 */
function inOrder(before: readonly RemoteFile[], after: readonly RemoteFile[]): readonly RemoteFile[] {
  const rest = new Set(after)
  const found = new Map<RemoteFile, RemoteFile>()
  for (const isAlike of marksOf(before))
    for (const file of before.filter(file => !found.has(file))) {
      const [fresh, another] = [...rest].filter(fresh => isAlike(file, fresh) && isOfSize(file, fresh))
      if (!fresh || another) continue
      found.set(file, fresh)
      rest.delete(fresh)
    }
  if (found.size === before.length && rest.size === 0)
    return before.map(file => withSize(found.get(file) as RemoteFile, file))
  throw new ExportError(
    'download',
    "The provider's fresh links cannot be matched to the files that are being fetched.",
    {
      hint: 'Run the step again; check that nothing starts the same export anew meanwhile.',
    },
  )
}

/** `refresh` knows no signal, so it is left behind when ours aborts. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

/** Shares `refresh` between the files of one download. */
export function shareLinks(
  files: readonly RemoteFile[],
  refresh: () => Promise<readonly RemoteFile[]>,
): SharedLinks {
  let current = files
  let version = 0
  let pending: Promise<void> | undefined

  async function ask(): Promise<void> {
    try {
      current = inOrder(files, await refresh())
      version += 1
    } finally {
      pending = undefined
    }
  }

  return {
    version: () => version,
    file: index => current[index] as RemoteFile,
    async renew(old, signal) {
      if (old < version) return
      pending ??= ask()
      await unlessAborted(pending, signal)
    },
  }
}
