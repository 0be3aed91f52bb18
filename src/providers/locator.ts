import type { FieldSpec, HttpResponse } from './provider.ts'
import { malformed } from './response.ts'

/** Where a value is: `http` (the status), `header.name`, or a path in the JSON such as `.items[0]."a b"[]`, a subset of jq. */
export type Locator = 'http' | `header.${string}` | `.${string}`

/** What a locator reads from: a response, or a part of its JSON. */
export type Source = Pick<HttpResponse, 'json'> & Partial<HttpResponse>

const STEP = /\.([A-Za-z_]\w*)|\."([^"\\]+)"|\.?\[(\d{0,6})\]/g
const PATH = /^(?:\.|(?=\.)(?:\.[A-Za-z_]\w*|\."[^"\\]+"|\.?\[\d{0,6}\])+)$/

/** Whether a text is a locator, and not a template. */
export function isLocator(text: string): text is Locator {
  return /^(\.|header\.|http$)/.test(text)
}

/** Whether a text is a path in the JSON. */
export function isPath(text: string): text is Locator {
  return PATH.test(text)
}

/** A status of HTTP as the status of a job. */
export function httpStatus(status: number | string): string {
  return `HTTP ${status}`
}

/** The names of a path up to its first list, for example `links` and `files` of `.links.files[].url`. */
export function fieldsOf(path: string): readonly string[] {
  const names: string[] = []
  for (const [, name, quotedName = '', index] of path.startsWith('.') ? path.matchAll(STEP) : []) {
    if (index !== undefined) break
    names.push(name ?? quotedName)
  }
  return names
}

/**
 * Every value at a locator, in order. What is missing or `null` is one `undefined`, a list that is missing under `[]`
 * included; an empty list has no values. Only own properties are read.
 */
export function valuesAt(locator: Locator, { status, headers, json }: Source): readonly unknown[] {
  if (locator === 'http') return [status === undefined ? undefined : httpStatus(status)]
  if (locator.startsWith('header.')) return [own(headers, locator.slice('header.'.length).toLowerCase())]
  if (!isPath(locator)) throw new Error(`${locator} is not a path.`)
  let values: readonly unknown[] = [json]
  for (const [, name, quotedName, index] of locator.matchAll(STEP))
    values = values.flatMap(value => {
      if (index === undefined) return [own(value, name ?? quotedName)]
      if (!Array.isArray(value)) return [undefined]
      return index === '' ? value : [value[Number(index)]]
    })
  return values.map(value => value ?? undefined)
}

const MAX_PATHS = 12
const MAX_PATH_STEPS = 3

/** The first paths to values in JSON, such as `.data.id` and `.files[].url`. Names that may be data are left out. */
export function pathsIn(json: unknown, path = '', steps = 0): readonly string[] {
  if (typeof json !== 'object' || json === null || steps === MAX_PATH_STEPS) return path === '' ? [] : [path]
  if (Array.isArray(json)) return pathsIn(json[0], `${path || '.'}[]`, steps)
  return Object.entries(json)
    .filter(([name]) => /^[A-Za-z][A-Za-z_-]{0,40}$/.test(name))
    .slice(0, MAX_PATHS)
    .flatMap(([name, value]) =>
      pathsIn(value, `${path}.${name.includes('-') ? `"${name}"` : name}`, steps + 1),
    )
    .slice(0, MAX_PATHS)
}

function own(value: unknown, name = ''): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  return Object.hasOwn(value, name) ? (value as Readonly<Record<string, unknown>>)[name] : undefined
}

/** The first value at a locator if it is a text; else empty, because real responses lack documented fields. */
export function textAt(locator: Locator | undefined, source: Source): string {
  const value = locator && valuesAt(locator, source)[0]
  return typeof value === 'string' ? value : ''
}

/** The first value at a locator, trimmed; malformed if it is not a text, or blank. */
export function requiredTextAt(locator: Locator, source: Source, hint?: () => string | undefined): string {
  const text = textAt(locator, source).trim()
  if (text !== '') return text
  const [value] = valuesAt(locator, source)
  const isScalar = typeof value === 'number' || typeof value === 'boolean'
  const problem = isScalar
    ? `the value at ${locator} is a ${typeof value}, but must be a text`
    : `there is no text at ${locator}`
  throw malformed(`Unexpected response: ${problem}.`, hint?.())
}

/** The first value at a locator if it is a finite number or its digits: some APIs send 64-bit numbers as text. */
export function numberAt(locator: Locator | undefined, source: Source): number | undefined {
  const value = locator && valuesAt(locator, source)[0]
  if (typeof value === 'string')
    return /^\s*\d{1,20}(\.\d{1,20})?\s*$/.test(value) ? Number(value) : undefined
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

/**
 * The ID at a locator, as a user could give it: a text or a whole number; a link counts by its last path segment. Empty if
 * there is none that the pattern of the ID allows.
 */
export function idAt(locator: Locator, source: Source, { pattern }: Pick<FieldSpec, 'pattern'>): string {
  const [value] = valuesAt(locator, source)
  const text = Number.isSafeInteger(value) ? String(value) : textAt(locator, source).trim()
  const id = /^(\/|https?:\/\/)/i.test(text) ? lastSegment(text.replace(/\/(?=$|[?#])/, '')) : text
  return pattern.test(id) ? id : ''
}

/** The text after the last `/` of the path of a link, decoded if possible. */
export function lastSegment(link: string): string {
  const path = URL.parse(link, 'https://example.com')?.pathname ?? ''
  const segment = path.split('/').at(-1) ?? ''
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

/** The descriptions of errors at some locators, text or JSON, without what says that there is none. */
export function problemsAt(locators: readonly Locator[] = [], source: Source): readonly string[] {
  return locators.flatMap(locator =>
    valuesAt(locator, source)
      .filter(value => !isNothing(locator.endsWith('[]') ? [value] : value))
      .map(value => (typeof value === 'string' ? value.trim() : JSON.stringify(value))),
  )
}

/** Whether a value says that nothing has failed. A 0 is a count; but in a list, it is the number of a part. */
function isNothing(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(item => item !== 0 && isNothing(item))
  if (typeof value === 'string') return value.trim() === ''
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0
  return !value
}
