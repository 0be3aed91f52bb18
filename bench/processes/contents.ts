import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Content } from '../../simulator/files/content.ts'

const BLOCK_BYTES = 1024 * 1024
const PIECE_BYTES = 64 * 1024

/** Incompressible content after the given first bytes. Blocks repeat every MiB, beyond the 32 KiB window of deflate. */
export function incompressibleContent(size: number, firstBytes: Uint8Array): Content {
  const block = randomBytes(BLOCK_BYTES)
  const first = Buffer.concat([firstBytes, block]).subarray(0, BLOCK_BYTES)
  return {
    size,
    etag: `"incompressible-${size}"`,
    async *read(start, end) {
      for (let at = start; at < end; ) {
        const offset = at % BLOCK_BYTES
        const piece = (at < BLOCK_BYTES ? first : block).subarray(offset, offset + end - at)
        yield piece
        at += piece.length
      }
    },
  }
}

/** How a store serves one connection. */
export interface Pace {
  /** Time until the first byte of a body. */
  readonly latencyMs: number
  /** Per connection; unlimited by default. */
  readonly bytesPerSecond?: number
}

/** The same content from a slow store. */
export function paced(content: Content, { latencyMs, bytesPerSecond = Infinity }: Pace): Content {
  return {
    ...content,
    async *read(start, end) {
      await sleep(latencyMs)
      const startMs = performance.now()
      let sent = 0
      for await (const block of content.read(start, end)) {
        for (let at = 0; at < block.length; at += PIECE_BYTES) {
          const piece = block.subarray(at, at + PIECE_BYTES)
          yield piece
          sent += piece.length
          const aheadMs = (1000 * sent) / bytesPerSecond - (performance.now() - startMs)
          if (aheadMs > 1) await sleep(aheadMs)
        }
      }
    },
  }
}
