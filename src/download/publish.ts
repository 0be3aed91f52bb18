import { copyFile, link, lstat, rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { ExportError } from '../failures/export-error.ts'
import type { Clock } from '../runtime/clock.ts'
import { diskFailure } from './disk-failure.ts'
import { partName, thisOwner } from './folder.ts'

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

/** A verified part file and the name it gets. */
export interface Publication extends Omit<LocalFile, 'path'> {
  readonly partPath: string
}

async function refuseObstacle(path: string): Promise<void> {
  const facts = await lstat(path).catch(() => undefined)
  if (facts === undefined || facts.isFile()) return
  const what = facts.isSymbolicLink()
    ? 'a symbolic link'
    : facts.isDirectory()
      ? 'a folder'
      : 'no ordinary file'
  throw new ExportError('download', `Cannot write ${path}: ${what} of that name is there.`, {
    hint: 'Remove it, or set path to another folder.',
  })
}

/** What pauses are made of. */
interface Pausing {
  readonly clock: Clock
  readonly signal: AbortSignal
}

/** Windows and some network shares refuse to touch a file while a scanner looks at it, which it does once it was written. */
const HELD_CODES = ['EPERM', 'EACCES', 'EBUSY']
const PAUSES_MS = [100, 200, 400, 800, 1600]

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? ''

/** Tries again while a file is held. */
async function retryWhileLocked(work: () => Promise<void>, { clock, signal }: Pausing): Promise<void> {
  for (const pauseMs of PAUSES_MS)
    try {
      return await work()
    } catch (error) {
      if (!HELD_CODES.includes(codeOf(error))) throw error
      await clock.sleep(pauseMs, signal)
      signal.throwIfAborted()
    }
  return work()
}

/** A part file, its place, and a second name for what the place holds before. */
interface Move {
  readonly partPath: string
  readonly path: string
  readonly backup: string
}

/** Keeps what is at a place under its second name as well, so that the place is never empty; returns whether there is anything. */
async function keep({ path, backup }: Move, pausing: Pausing): Promise<boolean> {
  try {
    // Some file systems have no second names, and some files may not be given one.
    await retryWhileLocked(() => link(path, backup).catch(() => copyFile(path, backup)), pausing)
    return true
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    throw diskFailure(error, `keep the earlier ${path} until all files are there`)
  }
}

/** Puts what was kept back in its place; where that fails, it stays beside it, and its name there is returned. */
async function restore({ path, backup }: Move, pausing: Pausing): Promise<readonly string[]> {
  // A part file would be removed at the next start, should this process be killed meanwhile.
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

async function remove({ path }: Move, pausing: Pausing): Promise<readonly string[]> {
  // The error that led here matters more.
  await retryWhileLocked(() => rm(path, { force: true }), pausing).catch(() => undefined)
  return []
}

function explained(error: unknown, folder: string, stranded: readonly string[]): ExportError {
  const failure = diskFailure(error, `write the files to ${folder}`)
  if (stranded.length === 0) return failure
  const where = `Earlier files that could not be put back are in that folder as ${stranded.join(', ')}.`
  return new ExportError(failure.code, failure.message, { hint: `${where} ${failure.hint}`, cause: error })
}

/** Makes all moves; a rejection brings back what the places held before. */
async function moveAll(folder: string, moves: readonly Move[], pausing: Pausing): Promise<void> {
  const kept = new Set<Move>()
  const done = new Set<Move>()
  let settled = moves
  try {
    // Behind the last move nothing is left that could fail.
    for (const move of moves.slice(0, -1)) if (await keep(move, pausing)) kept.add(move)
    for (const move of moves) {
      await retryWhileLocked(() => rename(move.partPath, move.path), pausing)
      done.add(move)
    }
  } catch (error) {
    settled = moves.filter(move => !done.has(move))
    // Neither a deadline nor a stop is a reason to leave an earlier file behind.
    const patient = { ...pausing, signal: new AbortController().signal }
    const undo = [...done].map(move => (kept.has(move) ? restore : remove)(move, patient))
    throw explained(error, folder, (await Promise.all(undo)).flat())
  } finally {
    await Promise.allSettled(settled.map(({ backup }) => rm(backup, { force: true })))
  }
}

/**
 * Gives verified files their final names in `folder`, all or none; existing files are replaced atomically, and come back
 * where a later file cannot be put in its place. Rejects with an `ExportError` that explains what is in the way.
 */
export async function publish(
  folder: string,
  publications: readonly Publication[],
  pausing: Pausing,
): Promise<readonly LocalFile[]> {
  const files = publications.map(({ partPath: _, ...facts }) => ({
    path: join(folder, facts.name),
    ...facts,
  }))
  await Promise.all(files.map(({ path }) => refuseObstacle(path)))
  const owner = thisOwner()
  // Named like part files, so that what a killed step leaves of them is removed at the next start.
  const moves = publications.map(({ partPath }, i) => {
    const { path } = files[i] as LocalFile
    return { partPath, path, backup: partName(path, owner) }
  })
  await moveAll(folder, moves, pausing)
  return files
}
