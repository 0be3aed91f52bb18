import type { Range } from './windows.ts'

/** A text as one character for each byte of its UTF-8. */
export interface Spelling {
  readonly text: string
  /** The part of the original text that a range comes from. */
  source(start: number, end: number): Range
}

const VISIBLE_ASCII = /^[\t-\r -~]*$/
/** A character beyond ASCII. */
const CHARACTER = /[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}/g
/** Testing each character of a long text would take seconds. */
const MAX_KNOWN = 4096
/** Controls other than white space, and everything else that takes no place on the screen. */
const CONTROLS = byteTable(character =>
  Number(character < ' ' ? !/[\t-\r]/.test(character) : character === '\x7f'),
)
const INVISIBLE = /[\p{C}\p{Default_Ignorable_Code_Point}]/u
/** What colors a text in a terminal. */
const COLOR = /(?:\p{Cc}\[|\xc2\x9b)[\d;?]{0,16}[A-Za-z]/gu
/** White space and controls, and what escapes add to quotation marks (`\"`, `''`), UUIDs contain, and forms write for a space. */
const SKIPPED = byteTable(character => Number(character <= ' ' || /['"\\+-]/.test(character)))
/** What may stand between the lines of base64, or between bytes, in another format. */
const LINE_BREAKS = byteTable(character => Number(/[\t-\r '"\\:]/.test(character)))
/** An escape in a URL, in JSON or another language, in HTML or XML. */
const ESCAPE =
  /%[\da-f]{2}|\\x[\da-f]{2}|\\[0-3][0-7]{2}|\\u\{[\da-f]{1,6}\}|\\ud[89ab][\da-f]{2}\\ud[c-f][\da-f]{2}|[\\%]u[\da-f]{4}|\\[\\/'"bfnrt]|&#x[\da-f]{1,6};?|&#\d{1,7};?|&(?:amp|lt|gt|quot|apos|nbsp);/gi
const NAMED: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
}
/** Text is encoded at most three times: a link in JSON in an HTML page. */
const MAX_DEPTH = 3
/** No byte of UTF-8. */
const BREAK = 0xff
const NO_DIGIT = 0xff
/** What digits of base64, with either alphabet, and of hexadecimal are worth; runs have at least the digits of 8 bytes. */
const CODINGS = [
  {
    bits: 6,
    shifts: 4,
    min: 11,
    digits: byteTable(digit =>
      /[\w+/-]/.test(digit) ? Buffer.from(`${digit}A`, 'base64').readUInt8(0) >> 2 : NO_DIGIT,
    ),
  },
  {
    bits: 4,
    shifts: 2,
    min: 16,
    digits: byteTable(digit => (/[\da-f]/i.test(digit) ? Number.parseInt(digit, 16) : NO_DIGIT)),
  },
] as const

/**
 * A text without invisible characters, as it is and in each way in which it can be decoded: escapes once, twice and three
 * times, then base64 and hexadecimal digits at every alignment. Takes time and memory in proportion to the text.
 */
export function* spellingsOf(text: string): Generator<Spelling> {
  const plain = unescapedSpellings(text)
  yield* plain
  const dense = without(plain.at(-1) ?? utf8(text), LINE_BREAKS)
  for (const coding of CODINGS) {
    const runs = runsOf(dense.text, coding)
    for (let shift = 0; shift < coding.shifts && runs.length > 0; shift += 1) {
      const spelling = decoded(dense, runs, shift, coding)
      yield spelling
      const plainer = unescaped(spelling)
      if (plainer) yield plainer
    }
  }
}

/** What is compared: lower case, and without the characters that a program adds or drops when it writes a text elsewhere. */
export function folded(spelling: Spelling): Spelling {
  const { text, source } = without(spelling, SKIPPED)
  return { text: text.toLowerCase(), source }
}

/** What is compared of a text on its own. */
export function foldedText(text: string): string {
  return foldedBytes(bytesText(text))
}

/** What is compared of a text in the form that spellings have. */
export function foldedBytes(text: string): string {
  return text.replaceAll(/[\t-\r '"\\+-]+/g, '').toLowerCase()
}

/** A text in the form that spellings have. */
export function bytesText(text: string): string {
  return visible(utf8(text)).text
}

/** What is compared of a secret: as it is and, if it looks as if it contained escapes, decoded like a text that contains it. */
export function foldedSecrets(secret: string): readonly string[] {
  return unescapedSpellings(secret).map(spelling => folded(spelling).text)
}

/** A text as it is, then with its escapes decoded once, twice and three times, as far as there are any; with and without colors. */
function unescapedSpellings(text: string): readonly Spelling[] {
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

function utf8(text: string): Spelling {
  const bytes = Buffer.from(text)
  const plain: Spelling = { text: bytes.toString('latin1'), source: (start, end) => [start, end] }
  if (bytes.length === text.length) return plain
  return derived(plain, bytes.length, add => {
    let [start, byte] = [0, 0]
    for (const character of text) {
      const end = start + character.length
      for (const next = byte + Buffer.byteLength(character); byte < next; byte += 1)
        add(plain.text.charCodeAt(byte), start, end)
      start = end
    }
  })
}

/** The text without what takes no place on the screen; a space of another width becomes a space. */
function visible(spelling: Spelling): Spelling {
  if (VISIBLE_ASCII.test(spelling.text)) return spelling
  const known = new Map<string, string>()
  const text = spelling.text.replaceAll(CHARACTER, bytes => {
    const shown = known.get(bytes) ?? blanked(bytes)
    if (known.size < MAX_KNOWN) known.set(bytes, shown)
    return shown
  })
  return without({ ...spelling, text }, CONTROLS)
}

/** The bytes of a character; those that take no place on the screen become NUL. */
function blanked(bytes: string): string {
  const character = Buffer.from(bytes, 'latin1').toString()
  if (/\p{Zs}/u.test(character)) return ' '.padEnd(bytes.length, '\0')
  return INVISIBLE.test(character) ? '\0'.repeat(bytes.length) : bytes
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
    for (const { 0: match, index } of text.matchAll(ESCAPE)) {
      copy(index)
      next = index + match.length
      for (const byte of bytesOf(match)) add(byte, index, next)
    }
    copy(text.length)
  })
}

function bytesOf(match: string): Uint8Array {
  if (/^(%[^u]|\\x)/i.test(match)) return Buffer.of(Number.parseInt(match.slice(-2), 16))
  if (/^\\\d/.test(match)) return Buffer.of(Number.parseInt(match.slice(1), 8))
  if (/^\\[^a-z]/i.test(match)) return Buffer.from(match.slice(1))
  const [code, ...rest] = match.match(/[\da-f]{4}(?=\\|$)|(?<=\{|&#x)[\da-f]{1,6}/gi) ?? []
  if (code) return Buffer.from(String.fromCodePoint(...[code, ...rest].map(hex => codePoint(hex, 16))))
  const decimal = /\d+/.exec(match)?.[0]
  return Buffer.from(
    decimal ? String.fromCodePoint(codePoint(decimal, 10)) : (NAMED[match.toLowerCase()] ?? ' '),
  )
}

function codePoint(digits: string, radix: number): number {
  const code = Number.parseInt(digits, radix)
  return code <= 0x10ffff ? code : 0xfffd
}

type Coding = (typeof CODINGS)[number]

/** Where runs of digits begin and end. */
function runsOf(text: string, { digits, min }: Coding): readonly (readonly [start: number, end: number])[] {
  const runs: [number, number][] = []
  let start = 0
  for (let index = 0; index <= text.length; index += 1) {
    if (index < text.length && digits[text.charCodeAt(index)] !== NO_DIGIT) continue
    if (index - start >= min) runs.push([start, index])
    start = index + 1
  }
  return runs
}

/** The bytes of runs of digits, each from its digit number `shift` on, with a break behind each run. */
function decoded(
  spelling: Spelling,
  runs: ReturnType<typeof runsOf>,
  shift: number,
  { digits, bits }: Coding,
): Spelling {
  const { text } = spelling
  return derived(spelling, text.length, add => {
    for (const [start, end] of runs) {
      let value = 0
      let held = 0
      for (let index = start + shift; index < end; index += 1) {
        value = ((value << bits) | (digits[text.charCodeAt(index)] as number)) & 0xffff
        held += bits
        if (held < 8) continue
        held -= 8
        // Each byte comes from two digits.
        add((value >> held) & 0xff, index - 1, index + 1)
      }
      add(BREAK, end - 1, end)
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

/** Adds a byte that comes from a part of another spelling. */
type Add = (byte: number, start: number, end: number) => void

/** A spelling of at most `capacity` bytes from another one. `write` runs again if something is found, for the places. */
function derived(from: Spelling, capacity: number, write: (add: Add) => void): Spelling {
  const bytes = Buffer.allocUnsafe(capacity)
  let length = 0
  write(byte => {
    bytes[length] = byte
    length += 1
  })
  let places: { readonly starts: Uint32Array; readonly ends: Uint32Array } | undefined
  return {
    text: bytes.toString('latin1', 0, length),
    source(start, end) {
      places ??= placesOf(write, length)
      return from.source(places.starts[start] as number, places.ends[end - 1] as number)
    },
  }
}

function placesOf(write: (add: Add) => void, length: number) {
  const starts = new Uint32Array(length)
  const ends = new Uint32Array(length)
  let next = 0
  write((_byte, start, end) => {
    starts[next] = start
    ends[next] = end
    next += 1
  })
  return { starts, ends }
}

/** A number for each byte. */
function byteTable(numberOf: (character: string) => number): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => numberOf(String.fromCharCode(byte)))
}
