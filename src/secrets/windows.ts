/** A part of a secret of this length is secret as well. */
export const WINDOW_CHARS = 12
/** Shorter values would mask much that is not secret. */
export const MIN_CHARS = 8
const MAX_CHARS = 4 * 1024 * 1024
const HOUR_MS = 3_600_000

/** Where something is in a text. */
export type Range = readonly [start: number, end: number]

/**
 * How many characters after a window the next one begins. With 1, every part of a secret is found; more saves memory. Parts of
 * tokens are found from 3 characters more on, signatures if they are whole.
 */
const STRIDES = { lasting: 1, token: 4, link: WINDOW_CHARS }

/** Folded secrets as windows of 12 characters, so that a text is searched for all secrets in one pass. */
export interface Windows {
  /** Adds a secret of at least 8 characters; those up to 12 are secret only as a whole. `isPublic` windows are not added. */
  add(kind: keyof typeof STRIDES, secret: string, isPublic: (text: string) => boolean): void
  /** Adds a link, which is secret as a whole. */
  addWhole(link: string): void
  /** Whether a text is such a link or a window. */
  has(text: string): boolean
  /** Where a folded text contains windows: ranges in order, those that overlap or touch as one. */
  rangesIn(text: string): readonly Range[]
}

const { imul } = Math
const FACTOR = 0x01000193
const OUTGOING = Array.from({ length: MIN_CHARS }).reduce<number>(power => imul(power, FACTOR), 1)
const SLOT_BITS = 20

/** The slot of a hash of 8 bytes. */
function slotOf(hash: number): number {
  return hash >>> (32 - SLOT_BITS)
}

/** No windows yet. Tokens and links are forgotten, lasting secrets are not. */
export function createWindows(now: () => number): Windows {
  // They rule out most places of a text: the slots of the first 8 bytes of every window.
  const slots = new Uint8Array(2 ** SLOT_BITS)
  const stores = { lasting: createStore(), token: createStore(now), link: createStore(now) }
  const all = Object.values(stores)
  const has = (text: string) => all.some(store => store.has(text))
  /** The end of the longest window at a place of a text; the place itself if there is none. */
  const windowEnd = (text: string, start: number): number => {
    for (let end = Math.min(start + WINDOW_CHARS, text.length); end - start >= MIN_CHARS; end -= 1)
      if (has(text.slice(start, end))) return end
    return start
  }
  return {
    add(kind, secret, isPublic) {
      // A run of one or two characters, such as a line of dots, is not a secret.
      if (secret.length < MIN_CHARS || new Set(secret).size <= 2) return
      const texts = stores[kind].room(secret.length)
      const last = Math.max(secret.length - WINDOW_CHARS, 0)
      for (let start = 0; start < last + STRIDES[kind]; start += STRIDES[kind]) {
        const window = secret.slice(Math.min(start, last)).slice(0, WINDOW_CHARS)
        if (isPublic(window)) continue
        texts.add(window)
        let hash = 0
        for (let at = 0; at < MIN_CHARS; at += 1) hash = (imul(hash, FACTOR) + window.charCodeAt(at)) | 0
        slots[slotOf(hash)] = 1
      }
    },
    addWhole(link) {
      stores.link.room(link.length).add(link)
    },
    has,
    rangesIn(text) {
      const ranges: [start: number, end: number][] = []
      let hash = 0
      for (let next = 0; next < text.length; next += 1) {
        // The hash is that of the last 8 bytes; before the text, there is NaN, which counts as 0.
        const outgoing = imul(text.charCodeAt(next - MIN_CHARS), OUTGOING)
        hash = (imul(hash, FACTOR) + text.charCodeAt(next) - outgoing) | 0
        if (slots[slotOf(hash)] === 0 || next + 1 < MIN_CHARS) continue
        const start = next + 1 - MIN_CHARS
        const end = windowEnd(text, start)
        const last = ranges.at(-1)
        if (last && start <= last[1]) last[1] = Math.max(last[1], end)
        else if (end > start) ranges.push([start, end])
      }
      return ranges
    },
  }
}

/**
 * Texts that are forgotten: what was added more than an hour, or 4 Mi characters, before the newest addition may be gone. A
 * text after which no other one was added stays. Without `now`, nothing is forgotten.
 */
function createStore(now?: () => number) {
  let newer = new Set<string>()
  let older = new Set<string>()
  let chars = 0
  let bornMs = now?.() ?? 0
  return {
    has: (text: string) => newer.has(text) || older.has(text),
    /** The set for the next texts, which have so many characters together. */
    room(length: number): Set<string> {
      if (now && (now() - bornMs > HOUR_MS || chars > MAX_CHARS)) {
        older = newer
        newer = new Set()
        chars = 0
        bornMs = now()
      }
      chars += length
      return newer
    },
  }
}
