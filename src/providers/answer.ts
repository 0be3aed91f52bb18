import * as v from 'valibot'
import { ExportError } from '../errors.ts'
import type { HttpAnswer, HttpRequest, JobStatus, StatusWords } from './provider.ts'
import { phaseOf } from './words.ts'

/** A text that real answers may lack: anything but a string reads as empty. */
export const optionalText = v.fallback(v.string(), '')

/** A number that real answers may lack: anything but a finite number reads as undefined. */
export const optionalNumber = v.fallback(v.optional(v.pipe(v.number(), v.finite())), undefined)

/** A list that real answers may lack: anything but a list of `item` reads as empty. */
export function optionalList<T extends v.GenericSchema>(item: T) {
  return v.fallback(v.array(item), () => [])
}

/** A GET with the session's credential. */
export function get(url: string, headers: Readonly<Record<string, string>> = {}): HttpRequest {
  return { method: 'GET', url, headers: { accept: 'application/json', ...headers }, credential: 'session' }
}

/** Builds a URL path: each value is percent-encoded, so that no id can change the path. */
export function path(parts: TemplateStringsArray, ...values: readonly string[]): string {
  return String.raw({ raw: parts }, ...values.map(encodeURIComponent))
}

/** An answer that lacks what it must have; asked again at most twice. */
export function malformed(message: string): ExportError {
  return new ExportError('protocol', message, {
    outlook: 'malformed',
    hint: 'If this lasts, check api-url and api-version, and whether a proxy answers in the place of the API.',
  })
}

/** Reads an answer by a schema; what does not fit is a malformed answer that names the field. */
export function read<T extends v.GenericSchema>(schema: T, answer: HttpAnswer): v.InferOutput<T> {
  const result = v.safeParse(schema, answer.json)
  if (result.success) return result.output
  const field = v.getDotPath(result.issues[0]) ?? 'the document'
  throw malformed(`The answer is not the documented one: ${field}: ${result.issues[0].message}.`)
}

/** Refuses an answer about another job. Ids that the answer lacks are not compared. */
export function expectId(expected: string, actual: string): void {
  if (actual !== '' && actual.toLowerCase() !== expected.toLowerCase())
    throw malformed(`The answer is about another job, ${actual}, and not about ${expected}.`)
}

/** A link out of an answer as an absolute URL, relative ones resolved against the API; anything but http(s) is malformed. */
export function link(text: string, apiUrl: string): string {
  const url = URL.canParse(text, apiUrl) ? new URL(text, apiUrl) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    throw malformed('The answer names a file by something that is not a web address.')
  return url.href
}

/** What a provider fills in; everything else of a `JobStatus` has its neutral value. */
export type StatusFacts = Pick<JobStatus, 'word'> & Partial<Omit<JobStatus, 'phase' | 'known' | 'word'>>

/** A `JobStatus` from a provider's word and whatever else its answer told. */
export function jobStatus(words: StatusWords, facts: StatusFacts): JobStatus {
  const neutral = {
    progress: undefined,
    reason: '',
    requestId: '',
    files: [],
    empty: false,
    failedParts: [],
    rowCount: undefined,
    startedAt: '',
    finishedAt: '',
    expiresAt: '',
    details: {},
    advice: '',
  } as const
  return { ...neutral, ...facts, ...phaseOf(words, facts.word) }
}

/** The fields of an answer for the `details` output, without those that hold links. */
export function detailsOf(json: unknown, links: readonly string[] = []): Readonly<Record<string, unknown>> {
  const fields = v.parse(v.fallback(v.record(v.string(), v.unknown()), {}), json)
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !links.includes(name)))
}
