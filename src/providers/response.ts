import * as v from '@badrap/valita'
import type { HttpRequest, JobStatus, StatusNames } from './provider.ts'
import { malformed, readIfPossible } from './schema.ts'
import { phaseOf } from './statuses.ts'

/** A GET with the session's credential. */
export function get(url: string, headers: Readonly<Record<string, string>> = {}): HttpRequest {
  return { method: 'GET', url, headers: { accept: 'application/json', ...headers }, credential: 'session' }
}

/** Refuses an answer about another job. Ids that the answer lacks are not compared. */
export function expectId(expected: string, actual: string): void {
  if (actual !== '' && actual.toLowerCase() !== expected.toLowerCase())
    throw malformed(`The answer is about another job, ${actual}, and not about ${expected}.`)
}

/** One more than is ever shown, so that a cut is seen: each new word is remembered, and one may be of megabytes. */
const MAX_WORD_CHARS = 201

/** What a provider fills in; everything else of a `JobStatus` has its neutral value. */
export type StatusFacts = Pick<JobStatus, 'providerStatus'> &
  Partial<Omit<JobStatus, 'phase' | 'known' | 'providerStatus'>>

/**
 * A `JobStatus` from a provider's status and the other fields of its response. The whole status decides the phase; it is
 * cut after 201 characters for display only, with runs of white space as one space, so that they do not hide what follows.
 */
export function jobStatus(words: StatusNames, facts: StatusFacts): JobStatus {
  const neutral = {
    progress: undefined,
    reason: '',
    requestId: '',
    files: [],
    empty: false,
    failedParts: [],
    doubt: '',
    rowCount: undefined,
    startedAt: '',
    finishedAt: '',
    expiresAt: '',
    details: {},
    hint: '',
  } as const
  const providerStatus = facts.providerStatus.replace(/\s+/g, ' ').slice(0, MAX_WORD_CHARS)
  return { ...neutral, ...facts, providerStatus, ...phaseOf(words, facts.providerStatus) }
}

/** The fields of an answer for the `details` output, without those that hold links. */
export function detailsOf(json: unknown, links: readonly string[] = []): Readonly<Record<string, unknown>> {
  const fields = readIfPossible(v.record(v.unknown()), json) ?? {}
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !links.includes(name)))
}
