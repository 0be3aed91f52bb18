import { copyFile, link, lstat, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../clock.ts'
import { ExportError } from '../errors.ts'
import type { LocalFile } from '../events.ts'
import { diskFailure } from './disk-failure.ts'
import { partName, thisOwner } from './part-name.ts'

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

/**
 * Keeps what is at `path` under `spare` as well, so that the place is never empty; returns whether there was anything, and
 * it could be kept.
 */
async function keep(path: string, spare: string): Promise<boolean> {
  try {
    // Some file systems have no second names, and some files may not be given one.
    await link(path, spare).catch(() => copyFile(path, spare))
    return true
  } catch {
    return false
  }
}

/** What pauses are made of. */
interface Pausing {
  readonly clock: Clock
  readonly signal: AbortSignal
}

/** Windows and some network shares refuse to touch a file while a scanner looks at it, which it does once it was written. */
const HELD_CODES = ['EPERM', 'EACCES', 'EBUSY']
const PAUSES_MS = [100, 200, 400, 800, 1600]

async function moved(from: string, to: string, { clock, signal }: Pausing): Promise<void> {
  for (const pauseMs of PAUSES_MS)
    try {
      return await rename(from, to)
    } catch (error) {
      if (!HELD_CODES.includes((error as NodeJS.ErrnoException).code ?? '')) throw error
      await clock.sleep(pauseMs, signal)
      signal.throwIfAborted()
    }
  return rename(from, to)
}

/** A part file and its place; a rejection brings back what the places held before. */
type Move = readonly [partPath: string, path: string]

async function moveAll(moves: readonly Move[], pausing: Pausing): Promise<void> {
  const owner = thisOwner()
  // Named like part files, so that what a killed step leaves of them is removed at the next start.
  const places = moves.map(([partPath, path]) => ({ partPath, path, spare: partName(path, owner) }))
  const undo: (() => Promise<void>)[] = []
  try {
    for (const [i, { partPath, path, spare }] of places.entries()) {
      // Behind the last move nothing is left that could fail.
      const isKept = i < places.length - 1 && (await keep(path, spare))
      await moved(partPath, path, pausing)
      undo.push(() => (isKept ? rename(spare, path) : rm(path, { force: true })))
    }
  } catch (error) {
    await Promise.allSettled(undo.map(bringBack => bringBack()))
    throw error
  } finally {
    await Promise.allSettled(places.map(({ spare }) => rm(spare, { force: true })))
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
  try {
    await moveAll(
      publications.map(({ partPath, name }) => [partPath, join(folder, name)]),
      pausing,
    )
    return files
  } catch (error) {
    throw diskFailure(error, `write the files to ${folder}`)
  }
}
