import { copyFile, link, lstat, rename, rm } from 'node:fs/promises'
import { basename } from 'node:path'
import { ExportError } from '../failures/export-error.ts'
import { diskFailure } from './disk-failure.ts'
import { partName } from './folder.ts'
import type { FileTask } from './task.ts'

/** A verified file at its final place. */
export interface LocalFile {
  /** Absolute path. */
  readonly path: string
  /** Base name, made safe. */
  readonly name: string
  /** Bytes. */
  readonly size: number
  /** Lower-case hexadecimal digest. */
  readonly sha256: string
}

/** The move of a part file to its final path. */
interface Move {
  readonly partPath: string
  readonly path: string
  /** A second name for the file that is at `path` before. */
  readonly backup: string
  hasBackup: boolean
  isDone: boolean
}

/** The clock and the signal of pauses. */
type Pausing = Pick<FileTask, 'clock' | 'signal'>

/** Windows and some network shares lock a file while a scanner reads it, which happens after it was written. */
const LOCKED_CODES = ['EPERM', 'EACCES', 'EBUSY']
const PAUSES_MS = [100, 200, 400, 800, 1600]

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? ''

async function retryWhileLocked(work: () => Promise<void>, { clock, signal }: Pausing): Promise<void> {
  for (const pauseMs of PAUSES_MS)
    try {
      return await work()
    } catch (error) {
      if (!LOCKED_CODES.includes(codeOf(error))) throw error
      await clock.sleep(pauseMs, signal)
      signal.throwIfAborted()
    }
  return work()
}

async function rejectObstacle(path: string): Promise<void> {
  const facts = await lstat(path).catch(() => undefined)
  if (facts === undefined || facts.isFile()) return
  const other = facts.isDirectory() ? 'a folder' : 'a special file'
  const what = facts.isSymbolicLink() ? 'a symbolic link' : other
  throw new ExportError('download', `Cannot write ${path}: ${what} has that name.`, {
    hint: 'Remove it, or set path to another folder.',
  })
}

/** Gives the file that is at the final path a second name, so that the path is never empty. */
async function backUp(move: Move, pausing: Pausing): Promise<void> {
  const { path, backup } = move
  try {
    // Some file systems have no second names, and some files cannot be given one.
    await retryWhileLocked(() => link(path, backup).catch(() => copyFile(path, backup)), pausing)
    move.hasBackup = true
  } catch (error) {
    if (codeOf(error) !== 'ENOENT')
      throw diskFailure(error, `keep the existing ${path} until all files are there`)
  }
}

/** Undoes a move. If the earlier file cannot be restored, it stays beside its place, and its name there is returned. */
async function undo({ path, backup, hasBackup }: Move, pausing: Pausing): Promise<readonly string[]> {
  if (!hasBackup) {
    // The error that led here matters more.
    await retryWhileLocked(() => rm(path, { force: true }), pausing).catch(() => undefined)
    return []
  }
  // A part file would be removed at the next start if this process were killed now.
  const lasting = backup.replace(/part$/, 'kept')
  const from = await rename(backup, lasting).then(
    () => lasting,
    () => backup,
  )
  return retryWhileLocked(() => rename(from, path), pausing).then(
    () => [],
    () => [basename(from)],
  )
}

/**
 * Moves verified part files to their final paths in `folder`, all or none; existing files are replaced atomically, and
 * restored if a later move fails. Rejects with an `ExportError` that explains what is in the way.
 */
export async function publish(
  folder: string,
  files: readonly Pick<Move, 'partPath' | 'path'>[],
  pausing: Pausing,
): Promise<void> {
  await Promise.all(files.map(({ path }) => rejectObstacle(path)))
  // Named like part files, so that the next start removes what a killed step leaves of them.
  const moves = files.map(({ partPath, path }) => {
    const backup = partName(path)
    return { partPath, path, backup, hasBackup: false, isDone: false }
  })
  let settled = moves
  try {
    // After the last move, nothing can fail.
    for (const move of moves.slice(0, -1)) await backUp(move, pausing)
    for (const move of moves) {
      await retryWhileLocked(() => rename(move.partPath, move.path), pausing)
      move.isDone = true
    }
  } catch (error) {
    settled = moves.filter(({ isDone }) => !isDone)
    // Neither a deadline nor a signal is a reason not to restore an earlier file.
    const unlimited = { ...pausing, signal: new AbortController().signal }
    const undone = moves.filter(({ isDone }) => isDone).map(move => undo(move, unlimited))
    const stranded = (await Promise.all(undone)).flat()
    const failure = diskFailure(error, `write the files to ${folder}`)
    if (stranded.length === 0) throw failure
    const where = `Earlier files that could not be restored are in that folder as ${stranded.join(', ')}.`
    throw new ExportError(failure.code, failure.message, { hint: `${where} ${failure.hint}`, cause: error })
  } finally {
    await Promise.allSettled(settled.map(({ backup }) => rm(backup, { force: true })))
  }
}
