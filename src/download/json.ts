import type { Read } from './archive.ts'
import { createErrorFields } from './error-document.ts'

/** What the text of a file that begins like JSON is. */
export interface JsonFinding {
  /**
   * An `error` in place of the file, `cut` before its end, `damaged` JSON, `other` than JSON, a `document`, or several, each on
   * its own `lines`.
   */
  readonly kind: 'error' | 'cut' | 'damaged' | 'other' | 'document' | 'lines'
  /** Items of the list that is counted, if it is a single document with that list. */
  readonly count?: number | undefined
}

/** Scans JSON text to its end, or, unless `untilEnd`, only as long as it may be an error. `list` is the key of the list to count. */
export async function findingIn(
  read: Read,
  {
    encoding,
    untilEnd,
    list,
  }: { readonly encoding: string; readonly untilEnd: boolean; readonly list?: string | undefined },
): Promise<JsonFinding> {
  const fields = createErrorFields()
  const scanner = new JsonScanner(fields.add, list)
  // Something that follows an error does not make it a file.
  const isError = () => scanner.documents === 1 && scanner.hasEnded() && fields.isError(scanner.isList())
  for await (const text of decoded(read, encoding)) {
    scanner.scan(text)
    // Other texts may begin with a bracket, but have no keys.
    const broken = scanner.hasKeys ? 'damaged' : 'other'
    if (scanner.isBroken) return { kind: isError() ? 'error' : broken }
    if (!untilEnd && !(fields.mayBeError() && scanner.documents < 2)) return { kind: 'document' }
  }
  if (!scanner.hasEnded()) return { kind: 'cut' }
  if (isError()) return { kind: 'error' }
  return scanner.documents > 1 ? { kind: 'lines' } : { kind: 'document', count: scanner.count }
}

async function* decoded(read: Read, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding)
  for await (const chunk of read(0)) yield decoder.decode(chunk, { stream: true })
  // The beginning of a character may be left.
  yield decoder.decode()
}

/** Deeper brackets are only counted, so that memory stays constant. */
const CHECKED_DEPTH = 10_000
const MAX_KEY_CHARS = 64

/**
 * Scans JSON text piece by piece without building its values: brackets must match, strings must end, and at the top
 * level there are only objects and lists, each on its own line. Scalars inside are not checked, since some services
 * write NaN. Time is linear and memory constant.
 */
export class JsonScanner {
  /** Objects and lists that have begun at the top level: newline-delimited JSON has several. */
  documents = 0
  /** Whether something was not JSON; what follows is not scanned. */
  isBroken = false
  /** Whether a key has been reported. */
  hasKeys = false
  /** Items of the counted list; undefined if there is none. */
  count: number | undefined
  /** By depth, the bracket that closes what is open. */
  readonly #closing: string[] = []
  readonly #onKey: (key: string) => void
  readonly #countedKey: string | undefined
  #depth = 0
  #isLineNew = true
  #isInString = false
  #isEscaped = false
  /** Whether a key comes next that is reported. */
  #isKeyDue = false
  #key: string | undefined
  #lastKey = ''
  #isInCountedList = false
  #isItemDue = false

  /**
   * `onKey` receives each key of the top-level objects as it is written, cut after 64 characters; of a top-level list, the keys
   * of its objects. `countedKey` is the key, in a top-level object, of the list whose items are counted.
   */
  constructor(onKey: (key: string) => void, countedKey?: string) {
    this.#onKey = onKey
    this.#countedKey = countedKey
  }

  /** Takes the next piece of the text. */
  scan(piece: string): void {
    let at = 0
    while (at < piece.length && !this.isBroken) {
      if (this.#isInString) at = this.#takeString(piece, at)
      else this.#take(piece.charAt(at++))
    }
  }

  /** Whether the last object or list has ended, also if something else follows that is not JSON. */
  hasEnded(): boolean {
    return this.documents > 0 && this.#depth === 0
  }

  /** Whether the last of them is a list. */
  isList(): boolean {
    return this.#closing[0] === ']'
  }

  #take(unit: string): void {
    switch (unit) {
      case '\n':
      case '\r':
        this.#isLineNew = true
        break
      case '\t':
      case ' ':
        break
      case '"':
        this.isBroken ||= this.#depth === 0
        this.#isInString = true
        this.#key = this.#isKeyDue ? '' : undefined
        this.#isKeyDue = false
        this.#countItem()
        break
      case '[':
      case '{':
        this.#open(unit)
        break
      case ']':
      case '}':
        this.isBroken ||= this.#depth === 0 || (this.#closing[this.#depth - 1] ?? unit) !== unit
        if (this.isBroken) break
        this.#depth -= 1
        this.#isKeyDue = false
        this.#isItemDue = false
        this.#isInCountedList &&= this.#depth >= 2
        this.#isLineNew = false
        break
      case ',':
        this.isBroken ||= this.#depth === 0
        this.#isKeyDue = this.#depth === this.#keyDepth() && this.#closing[this.#depth - 1] === '}'
        this.#isItemDue = this.#isInCountedList && this.#depth === 2
        break
      default:
        // A colon, or a part of a scalar.
        this.isBroken ||= this.#depth === 0 || this.#isKeyDue
        this.#countItem()
    }
  }

  /** The depth of the keys that are reported. */
  #keyDepth(): 1 | 2 {
    return this.isList() ? 2 : 1
  }

  #countItem(): void {
    if (!this.#isItemDue) return
    this.#isItemDue = false
    this.count = (this.count ?? 0) + 1
  }

  #open(unit: string): void {
    const isTop = this.#depth === 0
    this.isBroken ||= this.#isKeyDue || (isTop && !this.#isLineNew)
    if (isTop) this.documents += 1
    this.#countItem()
    const isCounted = this.#depth === 1 && !this.isList() && this.#lastKey === this.#countedKey
    if (this.#depth < CHECKED_DEPTH) this.#closing[this.#depth] = unit === '[' ? ']' : '}'
    this.#depth += 1
    this.#isKeyDue = unit === '{' && this.#depth === this.#keyDepth()
    if (!isCounted || unit !== '[') return
    this.count = 0
    this.#isInCountedList = true
    this.#isItemDue = true
  }

  /** Returns the index after the characters that it took. */
  #takeString(piece: string, start: number): number {
    let at = start
    while (at < piece.length && this.#isInString) {
      const unit = piece.charAt(at++)
      if (this.#isEscaped) this.#isEscaped = false
      else if (unit === '\\') this.#isEscaped = true
      else if (unit === '"') this.#isInString = false
    }
    if (this.#key !== undefined) this.#takeKey(piece.slice(start, this.#isInString ? at : at - 1))
    return at
  }

  #takeKey(text: string): void {
    const key = `${this.#key}${text.slice(0, MAX_KEY_CHARS)}`.slice(0, MAX_KEY_CHARS)
    this.#key = this.#isInString ? key : undefined
    if (this.#isInString) return
    this.#lastKey = key
    this.hasKeys = true
    this.#onKey(key)
  }
}
