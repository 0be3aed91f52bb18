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

/**
 * Fresh links in the order of the files that they lead to, which the provider need not keep. The bytes held so far belong
 * to these files: another set is another export. A single file may have another name, since its link may.
 */
function inOrder(before: readonly RemoteFile[], after: readonly RemoteFile[]): readonly RemoteFile[] {
  const rest = [...after]
  const isSingle = before.length === 1
  const found = before.flatMap(({ name, size }) => {
    const at = rest.findIndex(file => file.size === size && (isSingle || file.name === name))
    return at < 0 ? [] : rest.splice(at, 1)
  })
  if (found.length === before.length && rest.length === 0) return found
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
