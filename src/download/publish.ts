import { copyFile, link, lstat, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
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

/** A part file and its place; a rejection brings back what the places held before. */
type Move = readonly [partPath: string, path: string]

async function moveAll(moves: readonly Move[]): Promise<void> {
  const owner = thisOwner()
  // Named like part files, so that what a killed step leaves of them is removed at the next start.
  const places = moves.map(([partPath, path]) => ({ partPath, path, spare: partName(path, owner) }))
  const undo: (() => Promise<void>)[] = []
  try {
    for (const { partPath, path, spare } of places) {
      const isKept = await keep(path, spare)
      await rename(partPath, path)
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
): Promise<readonly LocalFile[]> {
  const files = publications.map(({ partPath: _, ...facts }) => ({
    path: join(folder, facts.name),
    ...facts,
  }))
  await Promise.all(files.map(({ path }) => refuseObstacle(path)))
  try {
    await moveAll(publications.map(({ partPath, name }) => [partPath, join(folder, name)]))
    return files
  } catch (error) {
    throw diskFailure(error, `write the files to ${folder}`)
  }
}
