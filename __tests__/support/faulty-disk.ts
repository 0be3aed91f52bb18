/** A module to preload into a step: a disk with the faults that the environment describes. */
export const FAULTY_DISK = new URL('./preload/faulty-disk.mjs', import.meta.url).href

/** A file system call that fails: for which paths, with which code, how often, and after how many successful calls. */
export type CallFault = readonly [
  call: string,
  pattern: string,
  code: string,
  times?: number,
  succeeding?: number,
]

/** The environment of a step in which these calls fail. */
export const failingCalls = (...faults: readonly CallFault[]) => ({
  NODE_OPTIONS: `--import=${FAULTY_DISK}`,
  DISK_FAULTS: JSON.stringify(faults),
})
