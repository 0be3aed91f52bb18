import { signatureValues } from './links.ts'
import { createRedactor, foldedLink, type Redact } from './redactor.ts'
import { bytesText, folded, foldedBytes, unescapedSpellings } from './spellings.ts'
import { createWindows, MIN_CHARS } from './windows.ts'

/*
 * How a secret is found, however a server writes it:
 *
 * 1. A text is decoded in every way in which programs encode one: escapes, base64, hexadecimal digits (`spellings.ts`). Each of
 *    these spellings knows from which part of the original text each of its bytes comes.
 * 2. Each spelling is brought into a normal form, in which it has no upper case, white space, dashes or quotation marks. Secrets
 *    are kept in the same form, as windows of 12 characters, so that parts of them are found as well (`windows.ts`).
 * 3. Secrets, the links of files and what signs any link (`links.ts`) are searched for in all of these. The parts of the
 *    original text that they come from are replaced by `***` (`redactor.ts`).
 */

/** Each mask slows down every later log line of the job. */
const MAX_LINK_MASKS = 64

/** Remembers every secret of the step, masks it in the log and removes it from texts. */
export interface Vault {
  /** Keeps a token, a password or a key: to the end of the step, or, as `rotating`, for at least an hour after a newer one. */
  add(secret: string, stay?: 'lasting' | 'rotating'): void
  /** Keeps a secret that is also sent together with its id, as in HTTP Basic. */
  addPair(id: string, secret: string): void
  /** Keeps the link of a file, which anyone can open. */
  addLink(url: string): void
  /** Keeps a link that is opened or output, and masks what signs it in the log. */
  maskLink(url: string): void
  /** IDs and paths of the step: no text of a server makes them secret, only a credential from the inputs does. */
  addPublic(texts: readonly string[]): void
  /**
   * Replaces by `***`: every secret, however it is encoded, and each part of at least 12 characters of it; known links; and
   * what signs any other link. Redact before cutting or escaping a text: both can hide a secret.
   */
  readonly redact: Redact
}

/**
 * An empty vault. It calls `mask` with each secret, once and before anything can print it. The lower-case words in
 * `unmasked` are never secret, because logs and outputs consist of them. `now` is in milliseconds.
 */
export function createVault(
  mask: (secret: string) => void,
  unmasked: ReadonlySet<string> = new Set(),
  now: () => number = () => 0,
): Vault {
  const foldedText = (text: string) => foldedBytes(bytesText(text))
  const words = [...unmasked].map(foldedText)
  const publicTexts: string[] = []
  const isWord = (folded: string) => words.some(word => word.includes(folded))
  const isPublic = (folded: string) =>
    isWord(folded) || publicTexts.some(text => folded !== '' && text.includes(folded))
  const windows = createWindows(now)
  const literals = new Set<string>()
  const masks = new Set<string>()

  const maskOnce = (secret: string): void => {
    const isTooSimple = secret.length < MIN_CHARS || new Set(secret).size <= 2
    if (isTooSimple || masks.has(secret) || unmasked.has(secret.toLowerCase())) return
    masks.add(secret)
    mask(secret)
  }
  const add: Vault['add'] = (secret, stay = 'lasting') => {
    for (const text of new Set([secret, secret.trim()])) maskOnce(text)
    const isShort = foldedText(secret).length < MIN_CHARS
    // Without its invisible characters, too little of it may be left, or nothing.
    const literal = bytesText(secret)
    if (isShort && masks.has(secret) && literal.length >= MIN_CHARS) literals.add(literal)
    // UTF-8 that a program has read as Latin-1 occurs as well.
    const misread = Buffer.from(secret).toString('latin1')
    const texts = new Set([secret, misread, secret.normalize('NFD'), ...secret.split(/[\r\n]+/)])
    // A secret that looks as if it contained escapes is decoded like a text that contains it.
    const spellings = [...texts].flatMap(text => unescapedSpellings(text))
    for (const text of new Set(spellings.map(spelling => folded(spelling).text)))
      if (stay === 'lasting') windows.add('lasting', text, isWord)
      else windows.add('token', text, isPublic)
  }
  const addLink = (url: string): readonly string[] => {
    windows.addWhole(foldedLink(url))
    const values = signatureValues(url)
    for (const value of values) windows.add('link', foldedText(value), isPublic)
    return values
  }
  return {
    add,
    addPair(id, secret) {
      add(secret)
      if (secret !== '') maskOnce(Buffer.from(`${id}:${secret}`).toString('base64'))
    },
    addLink,
    maskLink(url) {
      const values = addLink(url).filter(value => !isPublic(foldedText(value)))
      const forms = [...new Set(values.flatMap(value => [value, encodeURIComponent(value)]))]
      for (const form of forms.length > 0 ? forms.slice(0, MAX_LINK_MASKS) : [url]) maskOnce(form)
    },
    addPublic(texts) {
      publicTexts.push(...texts.map(foldedText))
    },
    redact: createRedactor(windows, literals, isPublic),
  }
}
