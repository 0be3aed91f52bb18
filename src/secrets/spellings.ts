/** A text as one character for each byte of its UTF-8, with the part of the original text that each byte comes from. */
export interface Spelling {
  readonly text: string
  /** For each byte, where its part begins and where it ends. */
  readonly starts: Uint32Array
  readonly ends: Uint32Array
}

const VISIBLE_ASCII = /^[ -~\t\n\r]*$/
/** Controls other than white space, and everything else that takes no place on the screen. */
const INVISIBLE = /[\p{C}\p{Default_Ignorable_Code_Point}]/u
/** White space, and what escapes add to quotation marks (`\"`, `''`), UUIDs contain, and forms write for a space. */
const SKIPPED = bytesMatching(/[\t-\r '"\\+-]/)
/** What may stand between the lines of base64 in another format. */
const LINE_BREAKS = bytesMatching(/[\t-\r '"\\]/)
/** An escape in a URL, in JSON or another language, in HTML or XML. */
const ESCAPE =
  /%[\da-f]{2}|\\x[\da-f]{2}|\\u\{[\da-f]{1,6}\}|\\ud[89ab][\da-f]{2}\\ud[c-f][\da-f]{2}|\\u[\da-f]{4}|\\[\\/'"bfnrt]|&#x[\da-f]{1,6};|&#\d{1,7};|&(?:amp|lt|gt|quot|apos|nbsp);/gi
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
/** Base64 of the shortest secret, 8 bytes, or more, with either alphabet. */
const BASE64 = /[A-Za-z\d+/_-]{11,}/g
const HEX = /[\dA-Fa-f]{16,}/g

/**
 * A text as it is, without invisible characters, and in each way in which it can be decoded: escapes once, twice and three
 * times, then base64 and hexadecimal digits at every alignment. Takes time and memory in proportion to the text.
 */
export function* spellingsOf(text: string): Generator<Spelling> {
  const plain = unescapedSpellings(text)
  yield* plain
  const dense = without(plain.at(-1) ?? utf8(text), LINE_BREAKS)
  for (const { pattern, encoding, chars, bytes } of [
    { pattern: BASE64, encoding: 'base64', chars: 4, bytes: 3 },
    { pattern: HEX, encoding: 'hex', chars: 2, bytes: 1 },
  ] as const) {
    const runs = [...dense.text.matchAll(pattern)]
    for (let shift = 0; shift < chars && runs.length > 0; shift += 1) {
      const out = builder(dense.text.length)
      for (const { 0: run, index } of runs) {
        const first = index + shift
        const data = Buffer.from(run.slice(shift), encoding)
        for (let n = 0; n < data.length; n += 1) {
          const begin = first + Math.floor((n * chars) / bytes)
          const last = first + Math.ceil(((n + 1) * chars) / bytes) - 1
          out.add(data.readUInt8(n), at(dense.starts, begin), at(dense.ends, last))
        }
        out.add(BREAK, at(dense.starts, index), at(dense.starts, index))
      }
      const decoded = out.done()
      yield decoded
      const plainer = unescaped(decoded)
      if (plainer) yield plainer
    }
  }
}

/** What is compared: lower case, and without the characters that a program adds or drops when it writes a text elsewhere. */
export function folded(spelling: Spelling): Spelling {
  const { text, ...places } = without(spelling, SKIPPED)
  return { text: text.replaceAll(/[A-Z]/g, letter => letter.toLowerCase()), ...places }
}

/** What is compared of a text on its own. */
export function foldedText(text: string): string {
  return folded(utf8(text)).text
}

/** A text in the form that spellings have. */
export function bytesText(text: string): string {
  return utf8(text).text
}

/** What is compared of a secret: as it is and, if it looks as if it contained escapes, decoded like a text that contains it. */
export function foldedSecrets(secret: string): readonly string[] {
  return unescapedSpellings(secret).map(spelling => folded(spelling).text)
}

/** A text as it is, then with its escapes decoded once, twice and three times, as far as there are any. */
function unescapedSpellings(text: string): readonly Spelling[] {
  const spellings: Spelling[] = []
  for (
    let next: Spelling | undefined = utf8(text);
    next && spellings.length <= MAX_DEPTH;
    next = unescaped(next)
  )
    spellings.push(next)
  return spellings
}

function utf8(text: string): Spelling {
  const out = builder(VISIBLE_ASCII.test(text) ? text.length : 3 * text.length)
  let start = 0
  for (const character of text) {
    const end = start + character.length
    const code = character.charCodeAt(0)
    if (code < 0x80) out.add(code, start, end)
    else if (!INVISIBLE.test(character)) for (const byte of Buffer.from(character)) out.add(byte, start, end)
    start = end
  }
  return out.done()
}

/** The text with its escapes decoded; undefined if there are none. */
function unescaped({ text, starts, ends }: Spelling): Spelling | undefined {
  if (text.search(ESCAPE) < 0) return undefined
  const out = builder(text.length)
  let next = 0
  const copy = (end: number): void => {
    for (; next < end; next += 1) out.add(text.charCodeAt(next), at(starts, next), at(ends, next))
  }
  for (const { 0: match, index } of text.matchAll(ESCAPE)) {
    copy(index)
    next = index + match.length
    for (const byte of bytesOf(match)) out.add(byte, at(starts, index), at(ends, next - 1))
  }
  copy(text.length)
  return out.done()
}

function bytesOf(match: string): Uint8Array {
  if (/^(%|\\x)/.test(match)) return Buffer.from(match.slice(-2), 'hex')
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

function without({ text, starts, ends }: Spelling, isDropped: readonly boolean[]): Spelling {
  const out = builder(text.length)
  for (let index = 0; index < text.length; index += 1) {
    const byte = text.charCodeAt(index)
    if (!isDropped[byte]) out.add(byte, at(starts, index), at(ends, index))
  }
  return out.done()
}

/** For each byte, whether the pattern matches it. */
function bytesMatching(pattern: RegExp): readonly boolean[] {
  return Array.from({ length: 256 }, (_, byte) => pattern.test(String.fromCharCode(byte)))
}

function builder(capacity: number) {
  const bytes = Buffer.allocUnsafe(capacity)
  const starts = new Uint32Array(capacity)
  const ends = new Uint32Array(capacity)
  let length = 0
  return {
    add(byte: number, start: number, end: number): void {
      bytes[length] = byte
      starts[length] = start
      ends[length] = end
      length += 1
    },
    done: (): Spelling => ({
      text: bytes.toString('latin1', 0, length),
      starts: starts.subarray(0, length),
      ends: ends.subarray(0, length),
    }),
  }
}

/** A place that is known to exist. */
function at(places: Uint32Array, index: number): number {
  return places[index] as number
}
