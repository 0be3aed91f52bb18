import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * V8 hardly sees chunks, since their bytes lie outside its heap: left alone it lets 64 MiB of dead ones gather. A young
 * collection after this many bytes takes less time than fetching fresh memory for all of them does.
 */
const CHUNK_BYTES = 8 * 1024 * 1024
/** Chunks that were held for a while have grown old, which only a full collection notices: some 8 ms in a small heap. */
const HELD_BYTES = 16 * 1024 * 1024
/**
 * What is read out of a text may take twenty times its size, and V8 lets a small heap grow to hundreds of MiB. An API whose
 * answers are of the size that they should be never gets here.
 */
const TEXT_BYTES = 1024 * 1024

/**
 * Keeps V8 from letting its young generation grow with what passes through, up to 64 MiB and twice that while it is
 * collected: to be called before anything is. A small one is collected more often and no slower.
 */
export function limitSemiSpaceGrowth(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}

// One process has one heap: these count for everything that is fetched at once.
let collector: NodeJS.GCFunction | undefined
const gathered = { chunks: 0, held: 0, texts: 0 }

/** V8's own collector; undefined where the runtime keeps it back, and then memory is what V8 makes of it. */
function collectorOf(): NodeJS.GCFunction | undefined {
  setFlagsFromString('--expose-gc')
  return runInNewContext('globalThis.gc')
}

function collect(type: 'minor' | 'major'): void {
  collector ??= collectorOf()
  collector?.({ type })
}

/** To be told how many bytes of chunks nobody needs any more; frees what has gathered from time to time. */
export function discardChunks(bytes: number): void {
  gathered.chunks += bytes
  if (gathered.chunks < CHUNK_BYTES) return
  gathered.chunks = 0
  collect('minor')
}

/** The same for chunks that were held until their turn came. */
export function discardHeld(bytes: number): void {
  gathered.held += bytes
  if (gathered.held < HELD_BYTES) return
  gathered.held = 0
  collect('major')
}

/** To be told how long a text is that has been read into values; frees what earlier ones have left from time to time. */
export function discardText(bytes: number): void {
  gathered.texts += bytes
  if (gathered.texts < TEXT_BYTES) return
  gathered.texts = 0
  collect('major')
}
