import type { Redact } from '../secrets/redactor.ts'

/** A JSON value. */
export type Json = string | number | boolean | null | readonly Json[] | JsonFields

/** A JSON object. */
export interface JsonFields {
  readonly [name: string]: Json
}

/** Deeper levels say nothing to people, and a server can nest until the stack overflows. */
const MAX_DEPTH = 32

/** The same fields without secrets in names, texts and numbers; levels below the 32nd become an ellipsis. */
export function redactedFields(
  fields: Readonly<Record<string, unknown>>,
  redact: Redact,
  depth = 0,
): JsonFields {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined)
  return Object.fromEntries(
    entries.map(([name, value]) => [redact(name), redactedValue(value, redact, depth + 1)]),
  )
}

/** JSON on one physical line, whatever its reader takes for a line break; hidden characters are escaped. */
export function jsonText(value: Json): string {
  return JSON.stringify(value).replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, escaped)
}

/** The fields without the largest ones, as many as it takes for their JSON to fit into `maxBytes` of UTF-8. */
export function fieldsWithin(fields: JsonFields, maxBytes: number): JsonFields {
  const sizes = Object.entries(fields).map(([name, value]) => ({ name, bytes: sizeOf({ [name]: value }) }))
  const kept = new Set<string>()
  let room = maxBytes - sizeOf({})
  for (const { name, bytes } of sizes.sort((one, other) => one.bytes - other.bytes)) {
    // Two braces less and a comma more than the field alone.
    room -= bytes - 1
    if (room < 0) break
    kept.add(name)
  }
  return Object.fromEntries(Object.entries(fields).filter(([name]) => kept.has(name)))
}

function redactedValue(value: unknown, redact: Redact, depth: number): Json {
  switch (typeof value) {
    case 'string':
      return redact(value)
    case 'number':
      return redact(String(value)) === String(value) ? value : redact(String(value))
    case 'boolean':
      return value
    case 'object':
      return value === null ? null : redactedObject(value, redact, depth)
    default:
      return null
  }
}

function redactedObject(value: object, redact: Redact, depth: number): Json {
  if (depth >= MAX_DEPTH) return '…'
  if (Array.isArray(value)) return value.map(item => redactedValue(item, redact, depth + 1))
  return redactedFields({ ...value }, redact, depth)
}

function sizeOf(fields: JsonFields): number {
  return Buffer.byteLength(jsonText(fields))
}

function escaped(character: string): string {
  return character
    .split('')
    .map(unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
}
