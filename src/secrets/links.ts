import { jsonForms, lowerPercent, markupForms, slashEscaped } from './encodings.ts'
import { MIN_PART_CHARS } from './forms.ts'

/** The secret forms of a signed link. */
export interface LinkForms {
  /** What signs as a whole: its query; most of it is no secret, so a part of it is none either. */
  readonly whole: readonly string[]
  /** Signatures and credentials, secret in part as well. */
  readonly values: readonly string[]
}

/**
 * Query fields that carry a signature or a credential, such as `sig`, `X-Amz-Signature`, `X-Amz-Security-Token`,
 * `X-Goog-Credential`, `Policy` and `access_token`; ids, dates and permissions (`Key-Pair-Id`, `se`, `sp`) are none.
 */
const SECRET_FIELD = /(sig|signature|credential|token|policy|secret|password|hmac|jwt|auth|authorization)$/i
/** These carry a secret, or the name of an object, which the outputs are made of. */
const AMBIGUOUS_FIELD = /(key|code)$/i
const OBJECT_NAME = /[/.]/

/** The secret forms of a link; none when it is no absolute URL. A link whose query says nothing is itself the secret. */
export function linkForms(url: string): LinkForms {
  const parsed = URL.parse(url)
  if (!parsed) return { whole: [], values: [] }
  const queries = [/\?([^#]*)/.exec(url)?.[1] ?? '', parsed.search.slice(1)]
  const whole = telling(queries.flatMap(queryForms))
  const fields = queries.flatMap(query => query.split('&')).map(fieldOf)
  const secrets = fields.filter(isSecret).map(({ value }) => value)
  const values = telling([...secrets, parsed.password].flatMap(valueForms))
  return { whole: whole.length + values.length > 0 ? whole : telling([url, parsed.href]), values }
}

/** A user with a password in front of a host. */
const ACCOUNT = /:\/\/[^\s"'<>/?#@:]+:[^\s"'<>/?#@]+@/
/** What may sign a link, wherever it stands in a text: a query to its end, or an account. */
const SIGNING = new RegExp(`\\?[^\\s"'<>]+|${ACCOUNT.source}`, 'g')
/** A field and its value, also of a link behind or in a link, in HTML or in JSON. */
const FIELD = /(?:[?&#;]|\\u0026)([^?&#;=\\]*)=(?=([^?&#;=]*))/g

/** A text with `***` in the place of everything that signs a link in it. Applied to its own result it changes nothing. */
export function withoutSignatures(text: string): string {
  let kept = ''
  let end = 0
  // Not by `replaceAll`, which holds all matches of a text of megabytes in memory.
  for (const { 0: part, index } of text.matchAll(SIGNING)) {
    const isQuery = part.startsWith('?')
    if (isQuery && !isSigned(part)) continue
    kept += text.slice(end, index) + (isQuery ? '?***' : '://***@')
    end = index + part.length
  }
  return kept + text.slice(end)
}

function isSigned(query: string): boolean {
  for (const spelling of new Set([query, decoded(query)])) {
    if (ACCOUNT.test(spelling)) return true
    // One by one: a query of megabytes may hold millions.
    for (const [, name = '', value = ''] of spelling.matchAll(FIELD))
      if (value.length >= MIN_PART_CHARS && isSecret({ name: decoded(name), value })) return true
  }
  return false
}

interface Field {
  readonly name: string
  readonly value: string
}

function isSecret({ name, value }: Field): boolean {
  return SECRET_FIELD.test(name) || (AMBIGUOUS_FIELD.test(name) && !OBJECT_NAME.test(decoded(value)))
}

function fieldOf(text: string): Field {
  const [name = '', ...rest] = text.split('=')
  return { name: decoded(name), value: rest.join('=') }
}

function queryForms(query: string): readonly string[] {
  return [query, decoded(query), ...markupForms(query), ...jsonForms(query)]
}

function valueForms(value: string): readonly string[] {
  const plain = decoded(value)
  return [value, lowerPercent(value), plain, slashEscaped(plain)]
}

/** A server may send an escape that is none; it stays as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function telling(forms: readonly string[]): readonly string[] {
  return [...new Set(forms)].filter(form => form.length >= MIN_PART_CHARS)
}
