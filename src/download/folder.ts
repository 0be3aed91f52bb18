import { lstat, mkdir, readdir, realpath, rm, stat, statfs } from 'node:fs/promises'
import systemPaths, { dirname, join, resolve } from 'node:path'
import prettyBytes from 'pretty-bytes'
import { ExportError } from '../failures/export-error.ts'
import { diskFailure } from './disk-failure.ts'
import type { Observer } from './part-name.ts'
import { isStale, ownerOf, thisOwner } from './part-name.ts'

/** Where files go. */
export interface FolderPlan {
  readonly folder: string
  /** When the folder lies in here, links must not lead out of it: what is checked out may hold some. */
  readonly root?: string
}

const LINK_HINT = 'Set path to the real folder.'

type Paths = Pick<typeof systemPaths, 'relative' | 'isAbsolute' | 'sep'>

/** Whether an absolute path is that of `root` or of something in it; `paths` are those of this system unless given. */
export function isInside(
  folder: string,
  root: string,
  { relative, isAbsolute, sep }: Paths = systemPaths,
): boolean {
  const path = relative(root, folder)
  // From one drive of Windows to another no relative path leads.
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

async function refuseLinks({ folder, root }: FolderPlan): Promise<void> {
  const facts = await lstat(folder).catch(() => undefined)
  if (facts?.isSymbolicLink())
    throw new ExportError('download', `${folder} is a symbolic link.`, { hint: LINK_HINT })
  if (root === undefined || !isInside(folder, root)) return
  if (!isInside(await realAncestor(folder), await realpath(root)))
    throw new ExportError('download', `${folder} leads out of ${root} through a symbolic link.`, {
      hint: LINK_HINT,
    })
}

/** Creates the folder where it is missing and returns its real path, which alone is used from then on. */
export async function prepareFolder(plan: FolderPlan): Promise<string> {
  const folder = resolve(plan.folder)
  const root = plan.root === undefined ? {} : { root: resolve(plan.root) }
  try {
    await refuseLinks({ folder, ...root })
    await mkdir(folder, { recursive: true })
    return await realpath(folder)
  } catch (error) {
    throw diskFailure(error, `use the folder ${folder}`)
  }
}

/** Rejects when `bytes` more are known not to fit on the disk of `folder`. */
export async function requireSpace(folder: string, bytes: number): Promise<void> {
  // Some network file systems cannot tell; then the disk decides while writing.
  const disk = await statfs(folder).catch(() => undefined)
  if (disk === undefined) return
  const freeBytes = disk.bavail * disk.bsize
  if (freeBytes >= bytes) return
  throw new ExportError(
    'download',
    `${folder} has ${prettyBytes(freeBytes)} left, but the download needs ${prettyBytes(bytes)}.`,
    { hint: 'Free space on the runner, use a larger runner, or set path to a folder on a larger disk.' },
  )
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // Another user's process may not be signalled, but it is there.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Removes what a killed run left in the folder, as far as it can; `now` is wall-clock time, as file times are. */
export async function removeStaleParts(folder: string, now: Date): Promise<void> {
  const nowMs = now.getTime()
  const observer: Observer = {
    self: thisOwner(),
    startedMs: nowMs - process.uptime() * 1000,
    nowMs,
    isAlive,
  }
  const names = await readdir(folder).catch(() => [])
  await Promise.all(names.map(name => removeIfStale(folder, name, observer)))
}

async function removeIfStale(folder: string, name: string, observer: Observer): Promise<void> {
  const owner = ownerOf(name)
  if (!owner) return
  const path = join(folder, name)
  // Another step may be faster: then there is nothing to do.
  const facts = await stat(path).catch(() => undefined)
  if (facts && isStale({ owner, modifiedMs: facts.mtimeMs }, observer))
    await rm(path, { force: true }).catch(() => {})
}
