import { type Range, WINDOW_CHARS } from './windows.ts'

/**
 * Query fields that carry a signature or a credential, such as `sig`, `X-Amz-Signature`, `X-Amz-Security-Token`,
 * `X-Goog-Credential`, `Policy` and `access_token`; ids, dates and permissions (`Key-Pair-Id`, `se`, `sp`) do not.
 */
const SECRET_FIELD = /(?:sig|signature|credential|token|policy|secret|password|hmac|jwt|auth|authorization)$/i
/** These carry a secret or the name of an object; outputs contain names of objects. */
const AMBIGUOUS_FIELD = /(?:key|code)$/i
const OBJECT_NAME = /[/.]/
/** These carry a signature, whatever it looks like. */
const SIGNATURE_FIELD = /(?:sig|signature|credential|hmac)$/i
/** A word or a short number: no secret of a link that is not known consists of them, as `404_not_found` does. */
const WORD = /^(?:[a-z]{0,15}(?:[A-Z][a-z]{1,14})*|[A-Z]{1,15}|\d{1,8})$/

// The texts below are the bytes of a spelling, in which \s would match a part of a character.

/** The name of a field at the beginning of a line or after a separator, also broken over two lines. */
const FIELD = /(?:^|[?&;#\t "'])([\w.-]{1,64}(?:\r?\n[\w.-]{1,64})?)=/gm
/** A value and the lines over which it is broken: what looks like no word. */
const VALUE = /[^\t-\r "'<>?&#;\\,()[\]{}]*(?:\r?\n[ \t]*(?=[A-Za-z_%+/=~-]*\d)[\w%+/=~-]{16,})*/y
/** A user with a password before a host. */
const ACCOUNT = /:\/\/([^\t-\r "'<>/?#@:]+:[^\t-\r "'<>/?#@]+)@/g
/** Up to the next white space, quotation mark or bracket, or to the link that follows. */
const LINK = /https?:\/\/(?:(?!https?:\/\/)[^\t-\r "'<>\\])*/gi

/** Where a text contains the signature or the credential of a link, known or not, wherever the link begins and ends. */
export function* signaturesIn(text: string): Generator<Range> {
  for (const { 0: match, 1: account = '', index } of text.matchAll(ACCOUNT))
    yield [index + match.length - 1 - account.length, index + match.length - 1]
  let end = 0
  for (const { 0: match, 1: name = '', index } of text.includes('=') ? text.matchAll(FIELD) : []) {
    const field = name.replace(/\r?\n/, '')
    // Values are read once: those of other fields, and fields within a signature, are not.
    if (index < end || !(SECRET_FIELD.test(field) || AMBIGUOUS_FIELD.test(field))) continue
    VALUE.lastIndex = index + match.length
    const value = VALUE.exec(text)?.[0] ?? ''
    if (
      value.length < WINDOW_CHARS ||
      (!SIGNATURE_FIELD.test(field) && value.split(/[-_.]/).every(part => WORD.test(part))) ||
      !isSecret(field, value, /^[?&]/.test(match))
    )
      continue
    end = index + match.length + value.length
    yield [end - value.length, end]
  }
}

/** Each link in a text. */
export function linksIn(text: string): readonly Range[] {
  return [...text.matchAll(LINK)].map(({ 0: link, index }) => [index, index + link.length])
}

/** The values of the signatures and credentials of a link, percent-decoded; none if it is not an absolute URL. */
export function signatureValues(url: string): readonly string[] {
  const parsed = URL.parse(url)
  if (!parsed) return []
  const fields = [...`${parsed.search}${parsed.hash}`.matchAll(/(?<=[?&#])([^?&#=]*)=([^?&#]*)/g)]
  const values = fields.flatMap(([, name = '', value = '']) =>
    isSecret(decoded(name), value, true) ? decoded(value) : [],
  )
  return [...values, decoded(parsed.password)].filter(value => value.length >= WINDOW_CHARS)
}

function isSecret(name: string, value: string, isQuery: boolean): boolean {
  return (
    SECRET_FIELD.test(name) || (isQuery && AMBIGUOUS_FIELD.test(name) && !OBJECT_NAME.test(decoded(value)))
  )
}

/** An invalid escape of a server stays as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
