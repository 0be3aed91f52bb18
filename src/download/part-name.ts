import { createHash, randomBytes } from 'node:crypto'
import { hostname } from 'node:os'

/** Who wrote a part file. */
export interface PartOwner {
  /** Short digest of the host's name: containers have one each, and process ids mean something on their own host only. */
  readonly host: string
  readonly pid: number
}

/** What decides whether a part file is left over. */
export interface PartAge {
  readonly owner: PartOwner
  readonly modifiedMs: number
}

/** The process that looks, at wall-clock times in milliseconds. */
export interface Observer {
  readonly self: PartOwner
  readonly startedMs: number
  readonly nowMs: number
  isAlive(pid: number): boolean
}

const NAME = /\.([0-9a-f]{8})-(\d{1,10})-[0-9a-f]{12}\.part$/
/** Longer than any job of a hosted runner and than any sensible download. */
const ABANDONED_MS = 24 * 60 * 60 * 1000

/** This process. */
export function thisOwner(): PartOwner {
  return { host: createHash('sha256').update(hostname()).digest('hex').slice(0, 8), pid: process.pid }
}

/** A name for the bytes of `finalName` until they are verified; another one each time, so that two steps may share a folder. */
export function partName(finalName: string, { host, pid }: PartOwner): string {
  return `${finalName}.${host}-${pid}-${randomBytes(6).toString('hex')}.part`
}

/** The writer of a part file by its name, or undefined when the name is not one of ours. */
export function ownerOf(name: string): PartOwner | undefined {
  const [, host, pid] = NAME.exec(name) ?? []
  return host === undefined ? undefined : { host, pid: Number(pid) }
}

/** Whether nobody writes to a part file any more: its process is gone, or it has not changed for a day. */
export function isStale(
  { owner, modifiedMs }: PartAge,
  { self, startedMs, nowMs, isAlive }: Observer,
): boolean {
  if (nowMs - modifiedMs > ABANDONED_MS) return true
  if (owner.host !== self.host) return false
  // Process ids come back, in containers soon: a file older than this process was another one's.
  return owner.pid === self.pid ? modifiedMs < startedMs : !isAlive(owner.pid)
}
