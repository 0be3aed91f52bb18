import { base64Forms, byteForms, doubledForms, jsonForms, markupForms, percentForms } from './encodings.ts'

/** Shorter forms would hide much that is no secret. */
const MIN_CHARS = 8

/** Parts of a longer secret must be at least this long to count. */
export const MIN_PART_CHARS = 12

/** Words that logs and outputs are made of: a mask on one would destroy both and protect nothing. */
const COMMON_WORDS: ReadonlySet<string> = new Set([
  'cancelled',
  'closient',
  'complete',
  'completed',
  'download',
  'export-cancelled',
  'export-failed',
  'finished',
  'forbidden',
  'in_progress',
  'internal',
  'not-found',
  'not_started',
  'partially_complete',
  'password',
  'processing',
  'protocol',
  'rejected',
  'sailpoint',
  'succeeded',
  'timed-out',
  'undefined',
  'username',
])

/**
 * Every form in which a secret can come back: as it is, line by line, URL-, form-, JSON-, HTML-, base64- and hex-encoded,
 * and the telling parts of a JWT. Raw first, each once, none shorter than 8 characters and none a common word.
 */
export function formsOf(secret: string): readonly string[] {
  const lines = secret.split(/\r\n|\r|\n/)
  const texts = [secret, secret.trim(), unquoted(secret), shortened(secret), ...lines, ...jwtParts(secret)]
  return telling(texts.flatMap(text => [text, ...encodedForms(text)]))
}

/**
 * The forms of an id and its secret sent together, as HTTP Basic does, form-encoded as OAuth demands or not; none
 * without a secret, since an id is no secret.
 */
export function formsOfPair(id: string, secret: string): readonly string[] {
  if (secret === '') return []
  const [wellFormedId, wellFormedSecret] = [id.toWellFormed(), secret.toWellFormed()]
  const encoded = `${encodeURIComponent(wellFormedId)}:${encodeURIComponent(wellFormedSecret)}`
  return telling([...base64Forms(`${id}:${secret}`), ...base64Forms(encoded)])
}

function encodedForms(text: string): readonly string[] {
  return [
    ...percentForms(text),
    ...jsonForms(text),
    ...markupForms(text),
    ...doubledForms(text),
    ...base64Forms(text),
    ...byteForms(text),
  ]
}

/** As `http/problem.ts` leaves it of a page that shows it. */
function shortened(secret: string): string {
  return secret
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
}

/** A secret that was pasted with its quotation marks comes back without them. */
function unquoted(secret: string): string {
  return /^\s*(["'])(.*)\1\s*$/s.exec(secret)?.[2] ?? secret
}

/** The claims and the signature of a JWT; its header is the same for everyone. */
function jwtParts(secret: string): readonly string[] {
  const [, ...parts] = /^[\w-]+\.([\w-]+)\.([\w-]+)$/.exec(secret.trim()) ?? []
  return parts.filter(part => part.length >= MIN_PART_CHARS)
}

function telling(forms: readonly string[]): readonly string[] {
  return [...new Set(forms)].filter(isTelling)
}

/** A run of one or two characters, such as a ruler of dashes, says nothing. */
function isTelling(form: string): boolean {
  return form.length >= MIN_CHARS && new Set(form).size > 2 && !COMMON_WORDS.has(form.toLowerCase())
}
