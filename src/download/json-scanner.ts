/** Deeper brackets are only counted, so that memory stays constant. */
const CHECKED_DEPTH = 10_000
const MAX_KEY_CHARS = 64

const TAB = 0x09
const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
const SPACE = 0x20
const QUOTE = 0x22
const COMMA = 0x2c
const OPENING_LIST = 0x5b
const BACKSLASH = 0x5c
const CLOSING_LIST = 0x5d
const OPENING_OBJECT = 0x7b
const CLOSING_OBJECT = 0x7d

/**
 * Follows JSON text piece by piece without building its values: brackets must match, strings must end, and at the top
 * level there are only objects and lists, each on a line of its own. Scalars inside are not checked, since some services
 * write NaN. Time is linear and memory constant.
 */
export class JsonScanner {
  /** By depth, the bracket that ends what is open. */
  readonly #closing = new Uint8Array(CHECKED_DEPTH)
  readonly #onKey: (key: string) => void
  #depth = 0
  #documents = 0
  #isBroken = false
  #isLineNew = true
  #isInString = false
  #isEscaped = false
  /** Whether a key of a top-level object comes next. */
  #isKeyDue = false
  #key: string | undefined

  /** `onKey` receives each key of the top-level objects as it is written, cut after 64 characters. */
  constructor(onKey: (key: string) => void) {
    this.#onKey = onKey
  }

  /** Takes the next piece of the text. */
  scan(piece: string): void {
    let at = 0
    while (at < piece.length && !this.#isBroken) {
      if (this.#isInString) at = this.#takeString(piece, at)
      else this.#take(piece.charCodeAt(at++))
    }
  }

  /** `open`: nothing has begun yet, or something has not ended; `ended`: after a value; `broken`, for good: not JSON. */
  state(): 'open' | 'ended' | 'broken' {
    if (this.#isBroken) return 'broken'
    return this.#documents > 0 && this.#depth === 0 ? 'ended' : 'open'
  }

  /** Objects and lists that have begun at the top level: newline-delimited JSON has several. */
  documents(): number {
    return this.#documents
  }

  #take(unit: number): void {
    switch (unit) {
      case LINE_FEED:
      case CARRIAGE_RETURN:
        this.#isLineNew = true
        break
      case TAB:
      case SPACE:
        break
      case QUOTE:
        this.#openString()
        break
      case OPENING_LIST:
      case OPENING_OBJECT:
        this.#open(unit)
        break
      case CLOSING_LIST:
      case CLOSING_OBJECT:
        this.#close(unit)
        break
      default:
        this.#takeOther(unit)
    }
  }

  /** A comma, a colon, or a part of a scalar. */
  #takeOther(unit: number): void {
    this.#isBroken ||= this.#depth === 0
    if (unit === COMMA) this.#isKeyDue = this.#depth === 1 && this.#closing[0] === CLOSING_OBJECT
    else this.#isBroken ||= this.#isKeyDue
  }

  #open(unit: number): void {
    const isTop = this.#depth === 0
    this.#isBroken ||= this.#isKeyDue || (isTop && !this.#isLineNew)
    if (isTop) this.#documents += 1
    this.#isKeyDue = isTop && unit === OPENING_OBJECT
    this.#closing[this.#depth] = unit === OPENING_LIST ? CLOSING_LIST : CLOSING_OBJECT
    this.#depth += 1
  }

  #close(unit: number): void {
    this.#depth -= 1
    this.#isBroken ||= this.#depth < 0 || (this.#closing[this.#depth] ?? unit) !== unit
    this.#isKeyDue = false
    this.#isLineNew = false
  }

  #openString(): void {
    this.#isBroken ||= this.#depth === 0
    this.#isInString = true
    this.#key = this.#isKeyDue ? '' : undefined
    this.#isKeyDue = false
  }

  /** Returns the index behind what it has taken. */
  #takeString(piece: string, start: number): number {
    let at = start
    while (at < piece.length && this.#isInString) {
      const unit = piece.charCodeAt(at++)
      if (this.#isEscaped) this.#isEscaped = false
      else if (unit === BACKSLASH) this.#isEscaped = true
      else if (unit === QUOTE) this.#isInString = false
    }
    if (this.#key !== undefined) this.#takeKey(piece.slice(start, this.#isInString ? at : at - 1))
    return at
  }

  #takeKey(text: string): void {
    const key = `${this.#key}${text.slice(0, MAX_KEY_CHARS)}`.slice(0, MAX_KEY_CHARS)
    this.#key = this.#isInString ? key : undefined
    if (!this.#isInString) this.#onKey(key)
  }
}
