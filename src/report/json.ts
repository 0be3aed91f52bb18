import type { Redact } from '../secrets/redactor.ts'

type Fields = Readonly<Record<string, unknown>>

/** Deeper levels are of no use to people, and a server can nest values until the stack overflows. */
const MAX_DEPTH = 32

/** The same fields without secrets in names, texts and numbers; levels below the 32nd become an ellipsis. */
export function redactedFields(fields: Fields, redact: Redact, depth = 0): Fields {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined)
  return Object.fromEntries(
    entries.map(([name, value]) => [redact(name), redactedValue(value, redact, depth + 1)]),
  )
}

function redactedValue(value: unknown, redact: Redact, depth: number): unknown {
  if (typeof value === 'string') return redact(value)
  if (typeof value === 'number') return redact(String(value)) === String(value) ? value : '***'
  if (typeof value === 'boolean') return value
  if (typeof value !== 'object' || value === null) return null
  if (depth >= MAX_DEPTH) return '…'
  if (Array.isArray(value)) return value.map(item => redactedValue(item, redact, depth + 1))
  return redactedFields({ ...value }, redact, depth)
}

/** JSON on one line whatever its reader takes for a line break; hidden characters are escaped. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value).replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, character =>
    character
      .split('')
      .map(unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  )
}

/** The fields without the largest ones, so that their JSON fits into `maxBytes` of UTF-8. */
export function fieldsWithin(fields: Fields, maxBytes: number): Fields {
  // In a list, name and value take as many bytes as in an object: here two brackets less, and a comma more.
  const sized = Object.entries(fields).map(entry => ({
    entry,
    bytes: Buffer.byteLength(jsonText(entry)) - 1,
  }))
  const kept = new Set<unknown>()
  let left = maxBytes - '{}'.length
  for (const one of sized.toSorted((a, b) => a.bytes - b.bytes)) {
    left -= one.bytes
    if (left < 0) break
    kept.add(one)
  }
  return Object.fromEntries(sized.filter(one => kept.has(one)).map(({ entry }) => entry))
}
