import * as v from '@badrap/valita'
import type { HttpRequest, JobStatus, StatusNames } from './provider.ts'
import { malformed, readIfPossible } from './schema.ts'
import { phaseOf } from './statuses.ts'

/** A GET with the session's credential. */
export function get(url: string, headers: Readonly<Record<string, string>> = {}): HttpRequest {
  return { method: 'GET', url, headers: { accept: 'application/json', ...headers }, credential: 'session' }
}

/** Builds a URL path: each value is percent-encoded, so that no id can change the path. */
export function path(parts: TemplateStringsArray, ...values: readonly string[]): string {
  return String.raw({ raw: parts }, ...values.map(encodeURIComponent))
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

/** One more than is ever shown, so that a cut is seen: each new word is remembered, and one may be of megabytes. */
const MAX_WORD_CHARS = 201

/** What a provider fills in; everything else of a `JobStatus` has its neutral value. */
export type StatusFacts = Pick<JobStatus, 'providerStatus'> &
  Partial<Omit<JobStatus, 'phase' | 'known' | 'providerStatus'>>

/** A `JobStatus` from a provider's word, cut after 201 characters, and whatever else its answer told. */
export function jobStatus(words: StatusNames, facts: StatusFacts): JobStatus {
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
    hint: '',
  } as const
  const providerStatus = facts.providerStatus.slice(0, MAX_WORD_CHARS)
  return { ...neutral, ...facts, providerStatus: providerStatus, ...phaseOf(words, providerStatus) }
}

/** The fields of an answer for the `details` output, without those that hold links. */
export function detailsOf(json: unknown, links: readonly string[] = []): Readonly<Record<string, unknown>> {
  const fields = readIfPossible(v.record(v.unknown()), json) ?? {}
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !links.includes(name)))
}
