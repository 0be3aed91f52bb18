import * as v from '@badrap/valita'
import { isExcessive } from './json.ts'

/** What a provider says about a failure; texts that it did not send are empty. */
export interface Problem {
  readonly reason: string
  /** What the provider advises. */
  readonly remedy: string
  /** Its reference for its support. */
  readonly requestId: string
}

const MAX_RAW_CHARS = 200
/** Tags are looked for in so much of a page. */
const MAX_RAW_BYTES = 16 * 1024
/** Errors nest in errors; deeper and later ones explain nothing more. */
const MAX_DEPTH = 4
const MAX_ERRORS = 20

const REQUEST_ID_HEADERS = [
  'snyk-request-id',
  'slpt-request-id',
  'x-request-id',
  'x-amz-request-id',
  'x-ms-request-id',
]
const REMEDY_FIELDS = ['remediationMessage']
/** Where VMware nests the errors behind an error. */
const NESTING_FIELDS = ['nestedErrors', 'causes']
const REQUEST_ID_FIELDS = ['trackingId', 'referenceToken', 'requestId', 'request_id']

type Headers = Readonly<Record<string, string>>

const Fields = v.record(v.unknown())
type Fields = v.Infer<typeof Fields>

function fieldsOf(value: unknown): Fields | undefined {
  const result = Fields.try(value)
  return result.ok ? result.value : undefined
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.trim() : ''
}

/**
 * Where the documented error bodies keep their reason, best first: OAuth (`error_description`), JSON:API (`errors`),
 * SailPoint (`messages`, `causes`, `errorMessage`), VMware (`message`, `causes`, `nestedErrors`,
 * `notifications`), Closient
 * (`error.message`), Django (`detail`); `code` and `detailCode` when nothing else is there.
 */
const REASON_FIELDS = [
  'error_description',
  'detail',
  'message',
  'text',
  'error',
  'errors',
  'messages',
  'causes',
  'nestedErrors',
  'notifications',
  'errorMessage',
  'title',
  'code',
  'errorCode',
  'detailCode',
]

function reasonIn(value: unknown, depth = 0): string {
  if (typeof value === 'string') return value.trim()
  if (depth > MAX_DEPTH) return ''
  if (Array.isArray(value)) return first(value.slice(0, MAX_ERRORS), item => reasonIn(item, depth + 1))
  const fields = fieldsOf(value)
  return fields
    ? first(REASON_FIELDS, name => (Object.hasOwn(fields, name) ? reasonIn(fields[name], depth + 1) : ''))
    : ''
}

/** A text of one of these names in a document or in the errors that it nests. */
function textIn(value: unknown, names: readonly string[], depth = 0): string {
  if (depth > MAX_DEPTH) return ''
  if (Array.isArray(value)) return first(value.slice(0, MAX_ERRORS), item => textIn(item, names, depth + 1))
  const fields = fieldsOf(value)
  if (!fields) return ''
  const own = first(names, name => text(fields[name]))
  return own || first(NESTING_FIELDS, name => textIn(fields[name], names, depth + 1))
}

const InvalidFields = v.object({
  error: v.object({ details: v.array(v.object({ field: v.string(), message: v.string() })) }),
})

/** Which inputs a validation refused and why: Closient's `error.details`. */
function fieldReasons(json: unknown): string {
  const result = InvalidFields.try(json, { mode: 'strip' })
  if (!result.ok) return ''
  return result.value.error.details
    .slice(0, MAX_ERRORS)
    .map(({ field, message }) => `${field}: ${message}`)
    .join(' ')
}

function first<T>(items: readonly T[], read: (item: T) => string): string {
  for (const item of items) {
    const found = read(item)
    if (found !== '') return found
  }
  return ''
}

function parsed(body: string): unknown {
  // It may well be JSON, and is none that tells anything.
  if (isExcessive(body)) return null
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

/** The telling part of a body that is no JSON: the title of a page, the message of an object store, or its beginning. */
function rawReason(body: string): string {
  const beginning = body.slice(0, MAX_RAW_BYTES)
  const marked = /<(?:title|message|details)>([^<]{1,500})</i.exec(beginning)?.[1]
  return (marked ?? beginning.replaceAll(/<[^>]{0,500}>/g, ' '))
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, MAX_RAW_CHARS)
}

/** Reads a document that says why something failed, whatever of the documented shapes it has. */
export function problemIn(json: unknown, headers: Headers): Problem {
  return {
    reason: [reasonIn(json), fieldReasons(json)].filter(Boolean).join(' '),
    remedy: textIn(json, REMEDY_FIELDS),
    requestId: first(REQUEST_ID_HEADERS, name => text(headers[name])) || textIn(json, REQUEST_ID_FIELDS),
  }
}

/** Reads the body and the headers of an error answer; a body that is no JSON tells by its title or its beginning. */
export function problemOf(body: string, headers: Headers): Problem {
  const json = parsed(body)
  const problem = problemIn(json, headers)
  return json === undefined ? { ...problem, reason: rawReason(body) } : problem
}
