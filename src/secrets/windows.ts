/** A part of a secret of this length is secret as well. */
export const WINDOW_CHARS = 12
/** Shorter values would mask much that is not secret. */
export const MIN_CHARS = 8
const MAX_CHARS = 4 * 1024 * 1024
const HOUR_MS = 3_600_000

/** Where something is in a text. */
export type Range = readonly [start: number, end: number]

/** Folded secrets as windows of 12 characters, so that a text is searched for all secrets in one pass. */
export interface Windows {
  /**
   * Adds a secret of at least 8 characters; those up to 12 are secret only as a whole. A window starts at every `stride`
   * characters and at the end: 1 finds every part, a larger one saves memory. `isPublic` texts are never added.
   */
  add(secret: string, stride: number, isPublic: (text: string) => boolean): void
  /** Adds a text that is secret as a whole. */
  addWhole(text: string): void
  has(text: string): boolean
}

const { imul } = Math
const FACTOR = 0x01000193
const OUTGOING = Array.from({ length: MIN_CHARS }).reduce<number>(power => imul(power, FACTOR), 1)
const SLOT_BITS = 20

/** The slot of a hash of 8 bytes. */
function slotOf(hash: number): number {
  return hash >>> (32 - SLOT_BITS)
}

/** Rules out most places of a text: the slots of the first 8 bytes of every window. */
export function createSlots(): Uint8Array {
  return new Uint8Array(2 ** SLOT_BITS)
}

/**
 * Windows that forget: what was added more than an hour, or 4 Mi characters, before the newest addition may be gone. A
 * secret that no other one has replaced stays. Without `now`, nothing is forgotten.
 */
export function createWindows(slots: Uint8Array, now?: () => number): Windows {
  let newer = new Set<string>()
  let older = new Set<string>()
  let chars = 0
  let bornMs = now?.() ?? 0
  const makeRoom = (length: number): void => {
    if (now && (now() - bornMs > HOUR_MS || chars > MAX_CHARS)) {
      older = newer
      newer = new Set()
      chars = 0
      bornMs = now()
    }
    chars += length
  }
  return {
    add(secret, stride, isPublic) {
      // A run of one or two characters, such as a line of dots, is no secret.
      if (secret.length < MIN_CHARS || new Set(secret).size <= 2) return
      makeRoom(secret.length)
      const last = Math.max(secret.length - WINDOW_CHARS, 0)
      for (let start = 0; start < last + stride; start += stride) {
        const window = secret.slice(Math.min(start, last)).slice(0, WINDOW_CHARS)
        if (isPublic(window)) continue
        newer.add(window)
        slots[slotOf(hashOf(window))] = 1
      }
    },
    addWhole(text) {
      makeRoom(text.length)
      newer.add(text)
    },
    has: text => newer.has(text) || older.has(text),
  }
}

/**
 * Where a folded text contains windows: ranges in order, those that overlap or touch as one. `sets` may contain windows of
 * 8 to 12 characters; `slots` are theirs.
 */
export function windowsIn(text: string, sets: readonly Windows[], slots: Uint8Array): readonly Range[] {
  const ranges: [start: number, end: number][] = []
  let hash = 0
  for (let next = 0; next < text.length; next += 1) {
    // The hash is that of the last 8 bytes.
    hash = (imul(hash, FACTOR) + text.charCodeAt(next)) | 0
    if (next >= MIN_CHARS) hash = (hash - imul(text.charCodeAt(next - MIN_CHARS), OUTGOING)) | 0
    if (slots[slotOf(hash)] === 0 || next + 1 < MIN_CHARS) continue
    const start = next + 1 - MIN_CHARS
    const end = start + windowAt(text, start, sets)
    const last = ranges.at(-1)
    if (last && start <= last[1]) last[1] = Math.max(last[1], end)
    else if (end > start) ranges.push([start, end])
  }
  return ranges
}

/** The length of the longest window at a place of a folded text; 0 if there is none. */
function windowAt(text: string, at: number, sets: readonly Windows[]): number {
  for (let length = Math.min(WINDOW_CHARS, text.length - at); length >= MIN_CHARS; length -= 1) {
    const window = text.slice(at, at + length)
    if (sets.some(set => set.has(window))) return length
  }
  return 0
}

function hashOf(window: string): number {
  let hash = 0
  for (let at = 0; at < MIN_CHARS; at += 1) hash = (imul(hash, FACTOR) + window.charCodeAt(at)) | 0
  return hash
}
