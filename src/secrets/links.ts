import { jsonForms, lowerPercent, MIN_PART_CHARS, markupForms, significant, slashEscaped } from './forms.ts'

/**
 * Query fields that carry a signature or a credential, such as `sig`, `X-Amz-Signature`, `X-Amz-Security-Token`,
 * `X-Goog-Credential`, `Policy` and `access_token`; ids, dates and permissions (`Key-Pair-Id`, `se`, `sp`) do not.
 */
const SECRET_FIELD = /(sig|signature|credential|token|policy|secret|password|hmac|jwt|auth|authorization)$/i
/** These carry a secret or the name of an object; outputs contain names of objects. */
const AMBIGUOUS_FIELD = /(key|code)$/i
const OBJECT_NAME = /[/.]/

/**
 * The secret forms of a link: as a `whole`, which is its query or, if that signs nothing, the link itself, and the `values`
 * of its signatures and credentials, which are secret in part as well. Empty if it is not an absolute URL.
 */
export function linkForms(url: string): {
  readonly whole: readonly string[]
  readonly values: readonly string[]
} {
  const parsed = URL.parse(url)
  if (!parsed) return { whole: [], values: [] }
  const queries = [/\?([^#]*)/.exec(url)?.[1] ?? '', parsed.search.slice(1)]
  const secrets = queries
    .flatMap(query => query.split('&'))
    .map(field => /^([^=]*)=?(.*)$/s.exec(field) ?? [])
    .flatMap(([, name = '', value = '']) => (isSecret(decoded(name), value) ? value : []))
  const values = significant(
    [...secrets, parsed.password].flatMap(value => {
      const plain = decoded(value)
      return [value, lowerPercent(value), plain, slashEscaped(plain)]
    }),
    MIN_PART_CHARS,
  )
  const whole = significant(
    queries.flatMap(query => [query, decoded(query), ...markupForms(query), ...jsonForms(query)]),
    MIN_PART_CHARS,
  )
  const isSigned = whole.length + values.length > 0
  return { whole: isSigned ? whole : significant([url, parsed.href], MIN_PART_CHARS), values }
}

/** A user with a password in front of a host. */
const ACCOUNT = /:\/\/[^\s"'<>/?#@:]+:[^\s"'<>/?#@]+@/
/** What may sign a link anywhere in a text: a query up to its end, or an account. */
const SIGNING = new RegExp(`\\?[^\\s"'<>]+|${ACCOUNT.source}`, 'g')
/** A field and its value, also of a link behind or in a link, in HTML or in JSON. */
const FIELD = /(?:[?&#;]|\\u0026)([^?&#;=\\]*)=(?=([^?&#;=]*))/g

/** A text with `***` in place of everything that signs a link in it. Applying it again changes nothing. */
export function withoutSignatures(text: string): string {
  let kept = ''
  let end = 0
  // Not `replaceAll`, which holds all matches of a text of megabytes in memory.
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
    // One by one, because a query of megabytes may contain millions.
    for (const [, name = '', value = ''] of spelling.matchAll(FIELD))
      if (value.length >= MIN_PART_CHARS && isSecret(decoded(name), value)) return true
  }
  return false
}

function isSecret(name: string, value: string): boolean {
  return SECRET_FIELD.test(name) || (AMBIGUOUS_FIELD.test(name) && !OBJECT_NAME.test(decoded(value)))
}

/** An invalid escape of a server stays as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
