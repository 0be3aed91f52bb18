import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * V8 hardly sees chunks, since their bytes lie outside its heap: left alone it lets 64 MiB of dead ones gather. A young
 * collection after this many bytes takes less time than fetching fresh memory for all of them does.
 */
const GATHERED_BYTES = 8 * 1024 * 1024

// One process has one heap: these count for all files that are fetched at once.
let collector: NodeJS.GCFunction | undefined
let gatheredBytes = 0

/** V8's own collector; undefined where the runtime keeps it back, and then memory is what V8 makes of it. */
function collectorOf(): NodeJS.GCFunction | undefined {
  setFlagsFromString('--expose-gc')
  return runInNewContext('globalThis.gc')
}

/** To be told how many bytes of chunks nobody needs any more; frees what has gathered from time to time. */
export function discard(bytes: number): void {
  gatheredBytes += bytes
  if (gatheredBytes < GATHERED_BYTES) return
  gatheredBytes = 0
  collector ??= collectorOf()
  collector?.({ type: 'minor' })
}
