/** Preloaded by a step, a disk that misbehaves as the environment says. */
export const ODD_DISK = new URL('./odd-disk.mjs', import.meta.url).href

/** A call of the disk that is refused: for which paths, with which code, how often, and after how many that pass. */
export type Refusal = readonly [call: string, pattern: string, code: string, times?: number, passing?: number]

/** The environment of a step whose disk refuses these calls. */
export const refusing = (...refusals: readonly Refusal[]) => ({
  NODE_OPTIONS: `--import=${ODD_DISK}`,
  DISK_REFUSALS: JSON.stringify(refusals),
})
