import type { Range } from './windows.ts'

/** A text in one of its spellings, as one character for each byte of its UTF-8. */
export interface Spelling {
  readonly text: string
  /** The part of the original text that a range comes from. */
  source(start: number, end: number): Range
}

/** An escape in a URL, in JSON or another language, in HTML or XML. */
const ESCAPE =
  /(?:%|\\x)([\da-f]{2})|\\([0-3][0-7]{2})|\\u(d[89ab][\da-f]{2}\\ud[c-f][\da-f]{2})|[\\%]u([\da-f]{4})|\\u\{([\da-f]{1,6})\}|&#x([\da-f]{1,6});?|&#(\d{1,7});?|&(amp|lt|gt|quot|apos|nbsp);|\\([\\/'"bfnrt])/gi
/** The bytes that each of its groups stands for; letters and `&nbsp;` are white space. */
const DECODERS: readonly ((found: string) => Buffer)[] = [
  byte => Buffer.of(Number.parseInt(byte, 16)),
  byte => Buffer.of(Number.parseInt(byte, 8)),
  pair => Buffer.from(JSON.parse(`"\\u${pair.toLowerCase()}"`)),
  unit => bytesOfCode(unit, 16),
  code => bytesOfCode(code, 16),
  code => bytesOfCode(code, 16),
  code => bytesOfCode(code, 10),
  name => Buffer.from(NAMED[name.toLowerCase()] ?? ' '),
  mark => Buffer.from(/[a-z]/i.test(mark) ? ' ' : mark),
]
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
/** Text is encoded at most three times: a link in JSON in an HTML page. */
const MAX_DEPTH = 3
/** Runs of digits of base64, with either alphabet, and of hexadecimal, at least those of 8 bytes. */
const CODINGS = [
  { encoding: 'base64', run: /[\w+/-]{11,}/g, bits: 6, alignments: 4 },
  { encoding: 'hex', run: /[\da-f]{16,}/gi, bits: 4, alignments: 2 },
] as const
/** No byte of UTF-8. */
const BREAK = 0xff
/** What colors a text in a terminal. */
const COLOR = /(?:\p{Cc}\[|\xc2\x9b)[\d;?]{0,16}[A-Za-z]/gu
const VISIBLE_ASCII = /^[\t-\r -~]*$/
/** A character beyond ASCII. */
const CHARACTER = /[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}/g
/** What takes no place on the screen; so do controls other than white space. */
const INVISIBLE = /[\p{C}\p{Default_Ignorable_Code_Point}]/u
const CONTROLS = bytesThat(byte => (byte < ' ' ? !/[\t-\r]/.test(byte) : byte === '\x7f'))
/** Testing each character of a long text would take seconds. */
const MAX_KNOWN = 4096
/** What may stand between the lines of base64, or between bytes, in another format. */
const LINE_BREAKS = bytesThat(byte => /[\t-\r '"\\:]/.test(byte))
/** White space and controls, and what escapes add to quotation marks (`\"`, `''`), UUIDs contain, and forms write for a space. */
const SKIPPED = /[^!-\xff]|['"\\+-]/g
const SKIPPED_BYTES = bytesThat(byte => byte.replaceAll(SKIPPED, '') === '')

/** A text without invisible characters, as it is and with its escapes decoded once, twice and three times; with and without colors. */
export function unescapedSpellings(text: string): readonly Spelling[] {
  const spellings: Spelling[] = []
  let next: Spelling | undefined = utf8(text)
  for (let depth = 0; next && depth <= MAX_DEPTH; depth += 1) {
    spellings.push(visible(next))
    const colorless = next.text.replaceAll(COLOR, sequence => '\0'.repeat(sequence.length))
    if (colorless !== next.text) spellings.push(visible({ ...next, text: colorless }))
    next = unescaped(spellings.at(-1) ?? next)
  }
  return spellings
}

/**
 * A text in each way in which it can be decoded: its escapes, then base64 and hexadecimal digits at every alignment. Takes time
 * and memory in proportion to the text.
 */
export function* spellingsOf(text: string): Generator<Spelling> {
  const plain = unescapedSpellings(text)
  yield* plain
  const dense = without(plain.at(-1) ?? utf8(text), LINE_BREAKS)
  for (const coding of CODINGS) {
    const runs = [...dense.text.matchAll(coding.run)]
    for (let skipped = 0; skipped < coding.alignments && runs.length > 0; skipped += 1) {
      const spelling = decoded(dense, runs, skipped, coding)
      yield spelling
      const plainer = unescaped(spelling)
      if (plainer) yield plainer
    }
  }
}

/** What is compared: lower case, and without the characters that a program adds or drops when it writes a text elsewhere. */
export function folded(spelling: Spelling): Spelling {
  const kept = without(spelling, SKIPPED_BYTES)
  return { ...kept, text: kept.text.toLowerCase() }
}

/** What is compared of a part of a spelling. */
export function foldedBytes(text: string): string {
  return text.replaceAll(SKIPPED, '').toLowerCase()
}

/** A text in the form that spellings have. */
export function bytesText(text: string): string {
  return visible(utf8(text)).text
}

function utf8(text: string): Spelling {
  const bytes = Buffer.from(text).toString('latin1')
  const plain: Spelling = { text: bytes, source: (start, end) => [start, end] }
  if (bytes.length === text.length) return plain
  return derived(plain, bytes.length, add => {
    let [start, byte] = [0, 0]
    for (const character of text) {
      const end = start + character.length
      for (const next = byte + Buffer.byteLength(character); byte < next; byte += 1)
        add(bytes.charCodeAt(byte), start, end)
      start = end
    }
  })
}

/** The text without what takes no place on the screen; a space of another width becomes a space. */
function visible(spelling: Spelling): Spelling {
  if (VISIBLE_ASCII.test(spelling.text)) return spelling
  const known = new Map<string, string>()
  const shown = (bytes: string): string => {
    const character = Buffer.from(bytes, 'latin1').toString()
    if (/\p{Zs}/u.test(character)) return ' '.padEnd(bytes.length, '\0')
    return INVISIBLE.test(character) ? '\0'.repeat(bytes.length) : bytes
  }
  const text = spelling.text.replaceAll(CHARACTER, bytes => {
    const found = known.get(bytes) ?? shown(bytes)
    if (known.size < MAX_KNOWN) known.set(bytes, found)
    return found
  })
  return without({ ...spelling, text }, CONTROLS)
}

/** The text with its escapes decoded; undefined if there are none. */
function unescaped(spelling: Spelling): Spelling | undefined {
  const { text } = spelling
  if (text.search(ESCAPE) < 0) return undefined
  return derived(spelling, text.length, add => {
    let next = 0
    const copy = (end: number): void => {
      for (; next < end; next += 1) add(text.charCodeAt(next), next, next + 1)
    }
    for (const match of text.matchAll(ESCAPE)) {
      copy(match.index)
      next += match[0].length
      const group = match.findIndex((found, index) => index > 0 && found !== undefined)
      const bytes = DECODERS[group - 1]?.(match[group] ?? '') ?? []
      for (let at = 0; at < bytes.length; at += 1) add(bytes[at] as number, match.index, next)
    }
    copy(text.length)
  })
}

function bytesOfCode(digits: string, radix: number): Buffer {
  const code = Number.parseInt(digits, radix)
  return Buffer.from(String.fromCodePoint(code <= 0x10ffff ? code : 0xfffd))
}

/** The bytes of runs of digits, each without its first digits, with a break after each run. */
function decoded(
  spelling: Spelling,
  runs: readonly RegExpExecArray[],
  skipped: number,
  { encoding, bits }: (typeof CODINGS)[number],
): Spelling {
  return derived(spelling, spelling.text.length, add => {
    for (const { 0: run, index } of runs) {
      // Each byte comes from two digits.
      const bytes = Buffer.from(run.slice(skipped), encoding).toString('latin1')
      for (let at = 0; at < bytes.length; at += 1) {
        const last = index + skipped + (((8 * at + 7) / bits) | 0)
        add(bytes.charCodeAt(at), last - 1, last + 1)
      }
      add(BREAK, index + run.length - 1, index + run.length)
    }
  })
}

function without(spelling: Spelling, isDropped: Uint8Array): Spelling {
  const { text } = spelling
  return derived(spelling, text.length, add => {
    for (let index = 0; index < text.length; index += 1) {
      const byte = text.charCodeAt(index)
      if (isDropped[byte] === 0) add(byte, index, index + 1)
    }
  })
}

/**
 * A spelling of at most `capacity` bytes, each of which comes from a part of another spelling. `write` runs again for the first
 * part that is asked for: most texts contain no secret.
 */
function derived(
  from: Spelling,
  capacity: number,
  write: (add: (byte: number, start: number, end: number) => void) => void,
): Spelling {
  const bytes = Buffer.allocUnsafe(capacity)
  let length = 0
  write(byte => {
    bytes[length] = byte
    length += 1
  })
  let places = new Uint32Array(0)
  return {
    text: bytes.toString('latin1', 0, length),
    source(first, end) {
      if (places.length === 0) {
        places = new Uint32Array(2 * length)
        let next = 0
        write((_byte, start, end) => {
          places[next] = start
          places[next + 1] = end
          next += 2
        })
      }
      return from.source(places[2 * first] as number, places[2 * end - 1] as number)
    },
  }
}

/** A table of all bytes: 1 for those that pass the test. */
function bytesThat(pass: (byte: string) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => Number(pass(String.fromCharCode(byte))))
}
