import * as v from '@badrap/valita'
import { ExportError } from '../failures/export-error.ts'
import type { HttpResponse } from './provider.ts'

/** Unknown fields are never an error, because providers add them without notice. */
const STRIP = { mode: 'strip' } as const

/** A field that real responses may lack or have in another shape; it is then `neutral`. */
function lenient<T>(type: v.Type<T>, neutral: T): v.Type<T> {
  return v
    .unknown()
    .map(value => {
      const result = type.try(value, STRIP)
      return result.ok ? result.value : neutral
    })
    .optional(() => neutral)
}

/** A text that may be absent; it is then empty. */
export const optionalText = lenient(v.string(), '')

/** Some APIs send 64-bit numbers as text. */
const numberAsText = v
  .string()
  .assert(text => /^\d{1,20}(?:\.\d{1,20})?$/.test(text.trim()))
  .map(Number)

/** A finite number, or its digits as text; may be absent. */
export const optionalNumber = lenient<number | undefined>(
  v.union(v.number().assert(Number.isFinite), numberAsText),
  undefined,
)

/** A declared size in bytes; unknown unless it is a whole number above 0, since APIs send 0 or -1 for unknown sizes. */
export const optionalSize = optionalNumber.map(size =>
  size !== undefined && size > 0 && Number.isSafeInteger(size) ? size : undefined,
)

/** A field that may describe an error: its text or JSON; empty if it is absent, `null`, `false` or empty. */
export const optionalProblem: v.Type<string> = v
  .unknown()
  .map(value => {
    if (typeof value === 'string') return value.trim()
    if (value === null || value === undefined || value === false) return ''
    return Array.isArray(value) && value.length === 0 ? '' : JSON.stringify(value)
  })
  .optional(() => '')

/** A text that must not be absent or blank, trimmed. */
export const requiredText = v
  .string()
  .map(text => text.trim())
  .assert(text => text !== '', 'expected a text that is not blank')

/** A response that lacks a required part; polled again at most twice. */
export function malformed(message: string): ExportError {
  return new ExportError('protocol', message, {
    remedy: 'retry',
    budget: 'malformed',
    hint: 'If the error persists, check api-url and api-version, and whether a proxy responds in place of the API.',
  })
}

/** Reads a response with a schema; if it does not match, throws an error that names the field. */
export function read<T>(schema: v.Type<T>, { json }: Pick<HttpResponse, 'json'>): T {
  const result = schema.try(json, STRIP)
  if (result.ok) return result.value
  throw malformed(`Unexpected response: ${result.message}.`)
}

/** Reads a value with a schema; undefined if it does not match. */
export function readIfPossible<T>(schema: v.Type<T>, value: unknown): T | undefined {
  const result = schema.try(value, STRIP)
  return result.ok ? result.value : undefined
}
