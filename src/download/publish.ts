import { lstat, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ExportError } from '../errors.ts'
import type { LocalFile } from '../events.ts'
import { diskFailure } from './disk-failure.ts'

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
 * Gives verified files their final names in `folder`, all or none; existing files are replaced atomically.
 * Rejects with an `ExportError` that explains what is in the way.
 */
export async function publish(
  folder: string,
  publications: readonly Publication[],
): Promise<readonly LocalFile[]> {
  const moves = publications.map(({ partPath, ...facts }) => ({
    partPath,
    file: { path: join(folder, facts.name), ...facts },
  }))
  await Promise.all(moves.map(({ file }) => refuseObstacle(file.path)))
  const published: LocalFile[] = []
  try {
    for (const { partPath, file } of moves) {
      await rename(partPath, file.path)
      published.push(file)
    }
    return published
  } catch (error) {
    await Promise.all(published.map(({ path }) => rm(path, { force: true })))
    throw diskFailure(error, `write the files to ${folder}`)
  }
}
