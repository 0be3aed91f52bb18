import { lstat, mkdir, mkdtemp, readdir, realpath, rm, rmdir, stat, statfs } from 'node:fs/promises'
import systemPaths, { dirname, join, resolve } from 'node:path'
import prettyBytes from 'pretty-bytes'
import { ExportError } from '../failures/export-error.ts'
import { diskFailure, FREE_SPACE } from './disk-failure.ts'

/** `mkdtemp` adds six characters. */
const TEMPORARY = '.await-export-'

/** Whether an absolute path is that of `root` or of something in it; `paths` are those of this system unless given. */
export function isInside(
  folder: string,
  root: string,
  { relative, isAbsolute, sep }: Pick<typeof systemPaths, 'relative' | 'isAbsolute' | 'sep'> = systemPaths,
): boolean {
  const path = relative(root, folder)
  // There is no relative path from one drive of Windows to another.
  return path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path)
}

/** Real path of the deepest part of `path` that exists. */
async function realAncestor(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (error) {
    const parent = dirname(path)
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || parent === path) throw error
    return realAncestor(parent)
  }
}

/** Rejects if the folder is a link, or if a link leads it out of the one of the `roots` that it is in. */
async function checkLinks(folder: string, roots: readonly string[]): Promise<void> {
  const linkFailure = (message: string) =>
    new ExportError('download', message, { hint: 'Set path to the real folder.' })
  const facts = await lstat(folder).catch(() => undefined)
  if (facts?.isSymbolicLink()) throw linkFailure(`${folder} is a symbolic link.`)
  for (const root of roots) {
    // The root itself may be behind a link.
    const realRoot = await realAncestor(resolve(root))
    const isOf = [resolve(root), realRoot].some(each => isInside(folder, each))
    if (isOf && !isInside(await realAncestor(folder), realRoot))
      throw linkFailure(`${folder} leads out of ${resolve(root)} through a symbolic link.`)
  }
}

/**
 * Rejects if files cannot be written to the folder, which may be missing. Whether a folder can be created in the deepest part
 * of its path that exists is tried: permissions do not show that of every file system.
 */
export async function checkFolder(path: string, roots: readonly string[] = []): Promise<void> {
  const folder = resolve(path)
  try {
    await checkLinks(folder, roots)
    const attempt = await mkdtemp(join(await realAncestor(folder), TEMPORARY))
    // A virus scanner may hold it. A later download to this folder removes it.
    await rmdir(attempt).catch(() => undefined)
  } catch (error) {
    throw diskFailure(error, `use the folder ${folder}`)
  }
}

/**
 * Creates the folder if it is missing and returns its real path; only that path is used from then on. If the folder is in
 * one of the `roots`, links must not lead out of it: a checkout may contain some, and others can write to `/tmp`.
 */
export async function prepareFolder(path: string, roots: readonly string[] = []): Promise<string> {
  const folder = resolve(path)
  try {
    await checkLinks(folder, roots)
    await mkdir(folder, { recursive: true })
    return await realpath(folder)
  } catch (error) {
    throw diskFailure(error, `use the folder ${folder}`)
  }
}

/** Rejects if `bytes` more are known not to fit on the disk of `folder`. */
export async function requireSpace(folder: string, bytes: number): Promise<void> {
  // Some network file systems do not report their free space; then a write fails instead.
  const disk = await statfs(folder).catch(() => undefined)
  if (disk === undefined) return
  const freeBytes = disk.bavail * disk.bsize
  if (freeBytes >= bytes) return
  throw new ExportError(
    'download',
    `${folder} has ${prettyBytes(freeBytes)} left, but the download needs ${prettyBytes(bytes)}.`,
    { hint: FREE_SPACE },
  )
}

const TEMPORARY_NAME = /^\.await-export-\w{6}$/
/** No download lasts longer than 5 days. */
const ABANDONED_MS = 7 * 24 * 60 * 60 * 1000

/**
 * Creates a private folder in `folder`, on the same disk, so that its files can be renamed. Removes those that killed runs
 * have left, once they are a week old; `now` is wall-clock time, as file times are.
 */
export async function createTemporaryFolder(folder: string, now: Date): Promise<string> {
  try {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (!entry.isDirectory() || !TEMPORARY_NAME.test(entry.name)) continue
      const path = join(folder, entry.name)
      // Another step may be removing it, too.
      const { mtimeMs = Number.POSITIVE_INFINITY } = (await stat(path).catch(() => undefined)) ?? {}
      if (now.getTime() - mtimeMs > ABANDONED_MS) await rm(path, { recursive: true }).catch(() => {})
    }
    return await mkdtemp(join(folder, TEMPORARY))
  } catch (error) {
    throw diskFailure(error, `use the folder ${folder}`)
  }
}
