import * as v from '@badrap/valita'
import { ExportError } from '../failures/export-error.ts'
import type { HttpResponse } from './provider.ts'

/** Unknown fields are no error anywhere: providers add them without notice. */
const STRIP = { mode: 'strip' } as const

function orNeutral<T>(type: v.Type<T>, neutral: T): v.Type<T> {
  return v.unknown().map(value => {
    const result = type.try(value, STRIP)
    return result.ok ? result.value : neutral
  })
}

/** What real answers may lack or have in another shape: whatever does not fit reads as `neutral`. */
export function lenient<T>(type: v.Type<T>, neutral: T): v.Type<T> {
  return orNeutral(type, neutral).optional(() => neutral)
}

/** A text that may be absent; absent reads as empty. */
export const optionalText = lenient(v.string(), '')

/** A finite number that may be absent. */
export const optionalNumber = lenient<number | undefined>(v.number().assert(Number.isFinite), undefined)

/** A list that may be absent; absent reads as empty, and an item of another shape as `neutral`. */
export function optionalList<T>(item: v.Type<T>, neutral: T): v.Type<readonly T[]> {
  return lenient<readonly T[]>(v.array(orNeutral(item, neutral)), [])
}

/** What may say that something went wrong: empty when it is absent, `null` or empty, else its text or its JSON. */
export const optionalProblem: v.Type<string> = v
  .unknown()
  .map(value => {
    if (typeof value === 'string') return value.trim()
    return value === null || value === undefined || value === false ? '' : JSON.stringify(value)
  })
  .optional(() => '')

/** A text that must be there and say something; the white space around it is taken off. */
export const requiredText = v
  .string()
  .map(text => text.trim())
  .assert(text => text !== '', 'expected a text that is not empty')

/** An answer that lacks what it must have; asked again at most twice. */
export function malformed(message: string): ExportError {
  return new ExportError('protocol', message, {
    outlook: 'malformed',
    hint: 'If this lasts, check api-url and api-version, and whether a proxy answers in the place of the API.',
  })
}

/** Reads an answer by a schema; what does not fit is a malformed answer that names the field. */
export function read<T>(schema: v.Type<T>, { json }: Pick<HttpResponse, 'json'>): T {
  const result = schema.try(json, STRIP)
  if (result.ok) return result.value
  throw malformed(`The answer is not the documented one: ${result.message}.`)
}

/** Reads by a schema what may not be of it at all. */
export function readIfPossible<T>(schema: v.Type<T>, value: unknown): T | undefined {
  const result = schema.try(value, STRIP)
  return result.ok ? result.value : undefined
}
