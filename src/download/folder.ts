import { createHash, randomBytes } from 'node:crypto'
import { lstat, mkdir, readdir, realpath, rm, stat, statfs } from 'node:fs/promises'
import { hostname } from 'node:os'
import systemPaths, { dirname, join, resolve } from 'node:path'
import prettyBytes from 'pretty-bytes'
import { ExportError } from '../failures/export-error.ts'
import { diskFailure } from './disk-failure.ts'

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

/**
 * Creates the folder if it is missing and returns its real path; only that path is used from then on. If the folder is in
 * `root`, links must not lead out of it: a checkout may contain some.
 */
export async function prepareFolder(path: string, root?: string): Promise<string> {
  const folder = resolve(path)
  const linkFailure = (message: string) =>
    new ExportError('download', message, { hint: 'Set path to the real folder.' })
  try {
    const facts = await lstat(folder).catch(() => undefined)
    if (facts?.isSymbolicLink()) throw linkFailure(`${folder} is a symbolic link.`)
    if (root !== undefined && isInside(folder, resolve(root))) {
      const isWithin = isInside(await realAncestor(folder), await realpath(root))
      if (!isWithin) throw linkFailure(`${folder} leads out of ${resolve(root)} through a symbolic link.`)
    }
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
    { hint: 'Free space on the runner, use a larger runner, or set path to a folder on a larger disk.' },
  )
}

/** Who writes a part file. */
interface PartOwner {
  readonly host: string
  readonly pid: number
}

/** Short digest of the host name: each container has its own, and process IDs are valid on one host only. */
const HOST = createHash('sha256').update(hostname()).digest('hex').slice(0, 8)
const PART_NAME = /\.([0-9a-f]{8})-(\d{1,10})-[0-9a-f]{12}\.part$/
/** Longer than any job of a hosted runner and than any sensible download. */
const ABANDONED_MS = 24 * 60 * 60 * 1000

/** This process. */
export function thisOwner(): PartOwner {
  return { host: HOST, pid: process.pid }
}

/** A name for the bytes of `finalName` until they are verified; different each time, so that two steps can share a folder. */
export function partName(finalName: string, { host, pid } = thisOwner()): string {
  return `${finalName}.${host}-${pid}-${randomBytes(6).toString('hex')}.part`
}

/** The writer of a part file by its name; undefined if `partName` did not make the name. */
export function ownerOf(name: string): PartOwner | undefined {
  const [, host, pid] = PART_NAME.exec(name) ?? []
  return host === undefined ? undefined : { host, pid: Number(pid) }
}

/** Whether nothing writes to a part file any more: its process has ended, or it has not changed for a day. */
export function isStale(
  { owner, modifiedMs }: { readonly owner: PartOwner; readonly modifiedMs: number },
  observer: {
    readonly self: PartOwner
    readonly startedMs: number
    readonly nowMs: number
    isAlive(pid: number): boolean
  },
): boolean {
  const { self, startedMs, nowMs } = observer
  if (nowMs - modifiedMs > ABANDONED_MS) return true
  if (owner.host !== self.host) return false
  // Process IDs are reused, soon in containers: a file older than this process belongs to another one.
  return owner.pid === self.pid ? modifiedMs < startedMs : !observer.isAlive(owner.pid)
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // A process of another user cannot be signalled, but it exists.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Removes part files of killed runs from the folder, as far as it can; `now` is wall-clock time, as file times are. */
export async function removeStaleParts(folder: string, now: Date): Promise<void> {
  const nowMs = now.getTime()
  const observer = { self: thisOwner(), startedMs: nowMs - process.uptime() * 1000, nowMs, isAlive }
  const names = await readdir(folder).catch(() => [])
  const removals = names.map(async name => {
    const owner = ownerOf(name)
    if (!owner) return
    const path = join(folder, name)
    // Another step may have removed it already.
    const facts = await stat(path).catch(() => undefined)
    if (facts && isStale({ owner, modifiedMs: facts.mtimeMs }, observer))
      await rm(path, { force: true }).catch(() => {})
  })
  await Promise.all(removals)
}
