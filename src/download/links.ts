import { ExportError } from '../errors.ts'
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

/** The bytes held so far belong to these files: another set is another export. */
function requireSameFiles(before: readonly RemoteFile[], after: readonly RemoteFile[]): void {
  const isSame = before.length === after.length && before.every((file, i) => file.size === after[i]?.size)
  if (isSame) return
  throw new ExportError('download', 'The provider changed the files of the export while they were fetched.', {
    hint: 'Run the step again; check that nothing starts the same export anew meanwhile.',
  })
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
      const fresh = await refresh()
      requireSameFiles(files, fresh)
      current = fresh
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
