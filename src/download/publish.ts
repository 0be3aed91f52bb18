import { lstat, rename } from 'node:fs/promises'
import { ExportError } from '../failures/export-error.ts'
import { diskFailure, REMOVE_OR_CHANGE } from './disk-failure.ts'
import type { FileTask } from './task.ts'

/** Windows and some network shares lock a file while a scanner reads it, which happens after it was written. */
const LOCKED_CODES = ['EPERM', 'EACCES', 'EBUSY']
const PAUSES_MS = [100, 200, 400, 800, 1600]

/**
 * Moves verified files to their final paths on the same disk and replaces the files there, each atomically. Nothing is moved if
 * one of the paths is that of something else than a file. Rejects with an `ExportError` that explains what is in the way.
 */
export async function publish(
  moves: readonly { readonly from: string; readonly to: string }[],
  pausing: Pick<FileTask, 'clock' | 'signal'>,
): Promise<void> {
  await Promise.all(moves.map(({ to }) => rejectObstacle(to)))
  for (const { from, to } of moves) await renameUnlocked(from, to, pausing)
}

async function rejectObstacle(path: string): Promise<void> {
  const facts = await lstat(path).catch(() => undefined)
  if (facts === undefined || facts.isFile()) return
  const other = facts.isDirectory() ? 'a folder' : 'a special file'
  const what = facts.isSymbolicLink() ? 'a symbolic link' : other
  throw new ExportError('download', `Cannot write ${path}: ${what} has that name.`, {
    hint: REMOVE_OR_CHANGE,
  })
}

async function renameUnlocked(
  from: string,
  to: string,
  { clock, signal }: Pick<FileTask, 'clock' | 'signal'>,
): Promise<void> {
  for (const pauseMs of [...PAUSES_MS, undefined])
    try {
      return await rename(from, to)
    } catch (error) {
      const isLocked = LOCKED_CODES.includes((error as NodeJS.ErrnoException).code ?? '')
      if (!isLocked || pauseMs === undefined) throw diskFailure(error, `write ${to}`)
      await clock.sleep(pauseMs, signal)
      signal.throwIfAborted()
    }
}
