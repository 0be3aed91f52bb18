import type { HttpResponse, Provider } from '../providers/provider.ts'

/** What an error response says; texts that it does not contain are empty. */
export interface Problem {
  readonly reason: string
  /** What the provider recommends. */
  readonly advice: string
  /** The provider's reference for its support. */
  readonly requestId: string
}

const MAX_RAW_CHARS = 200
/** Only this much of a page is searched for tags. */
const MAX_PAGE_CHARS = 16 * 1024
/** Errors nest in errors; deeper and later ones explain nothing more. */
const MAX_DEPTH = 4
const MAX_ERRORS = 20

/** Request IDs that proxies, stores and many APIs send. */
const REQUEST_IDS = ['x-request-id', 'x-amz-request-id', 'x-ms-request-id', 'requestId', 'request_id']

/**
 * Fields with the reason, best first: OAuth (`error_description`), problem details (`detail`, `title`), JSON:API (`errors`),
 * and the names that most frameworks use.
 */
const REASON_FIELDS = ['error_description', 'detail', 'message', 'error', 'errors']
/** Used only if there is no other reason. */
const LAST_REASON_FIELDS = ['title', 'code', 'errorCode']

/**
 * Reads a response that says why something failed, in the provider's own format or a common one. If its body is not JSON, its
 * title or its beginning is the reason.
 */
export function problemIn(
  { json, text = '', headers }: Omit<HttpResponse, 'status'>,
  { requestIds = [], errorFields = {} }: Pick<Provider, 'requestIds' | 'errorFields'>,
): Problem {
  const { reason = [], advice = [] } = errorFields
  const ids = [...requestIds, ...REQUEST_IDS]
  const reasons = [
    reasonIn(json, [...REASON_FIELDS, ...reason, ...LAST_REASON_FIELDS]),
    ...invalidFields(Object(json).error),
  ]
  return {
    reason: json === undefined ? rawReason(text) : reasons.filter(Boolean).join(' '),
    advice: textIn(json, advice, reason),
    requestId: first(ids, name => trimmed(headers[name])) || textIn(json, ids, reason),
  }
}

/** The reasons why a validation rejected fields. */
function invalidFields(error: unknown): readonly string[] {
  const { details } = Object(error)
  if (!Array.isArray(details)) return []
  return details.slice(0, MAX_ERRORS).flatMap(detail => {
    const { field, message } = Object(detail)
    return typeof field === 'string' && typeof message === 'string' ? `${field}: ${message}` : []
  })
}

function reasonIn(value: unknown, names: readonly string[], depth = 0): string {
  if (typeof value === 'string') return value.trim()
  if (depth > MAX_DEPTH) return ''
  if (Array.isArray(value)) return first(value.slice(0, MAX_ERRORS), item => reasonIn(item, names, depth + 1))
  return first(fieldsOf(value, names), field => reasonIn(field, names, depth + 1))
}

/** The text of a field with one of these names, in a document or in the errors that it nests. */
function textIn(value: unknown, names: readonly string[], nesting: readonly string[], depth = 0): string {
  if (depth > MAX_DEPTH) return ''
  if (Array.isArray(value))
    return first(value.slice(0, MAX_ERRORS), item => textIn(item, names, nesting, depth + 1))
  const own = first(fieldsOf(value, names), trimmed)
  return own || first(fieldsOf(value, nesting), field => textIn(field, names, nesting, depth + 1))
}

/** The fields that an object has of those with these names; without this, each missing field would be searched in depth. */
function fieldsOf(value: unknown, names: readonly string[]): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return []
  return names.filter(name => Object.hasOwn(value, name)).map(name => value[name as keyof typeof value])
}

function trimmed(value: unknown): string {
  return typeof value === 'string' ? value.trim() : ''
}

function first<T>(items: readonly T[], read: (item: T) => string): string {
  for (const item of items) {
    const found = read(item)
    if (found !== '') return found
  }
  return ''
}

/** The title of a page, the message of an object store, or the beginning of a text, which contains no secrets. */
function rawReason(text: string): string {
  const beginning = text.slice(0, MAX_PAGE_CHARS)
  const marked = /<(?:title|message|details)>([^<]{1,500})</i.exec(beginning)?.[1]
  return (marked ?? beginning.replaceAll(/<[^<>]*>/g, ' '))
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, MAX_RAW_CHARS)
}
