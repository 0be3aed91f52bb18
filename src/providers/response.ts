import { ExportError } from '../failures/export-error.ts'
import type { HttpRequest, HttpResponse, JobStatus, Phase, StatusNames } from './provider.ts'

/** A GET request with the credential. */
export function get(url: string, headers: Readonly<Record<string, string>> = {}): HttpRequest {
  return { method: 'GET', url, headers: { accept: 'application/json', ...headers }, credential: 'session' }
}

/** A POST request with a JSON body, without the credential: for logins. */
export function postJson(url: string, body: unknown): HttpRequest {
  return {
    method: 'POST',
    url,
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify(body),
    credential: 'none',
  }
}

/** The time of a response by the clock of the server. */
export function dateOf({ headers: { date = '' } }: HttpResponse): Date | undefined {
  const time = new Date(date)
  return Number.isNaN(time.valueOf()) ? undefined : time
}

/** The hint of a response that lacks a required part; `hints.malformed` of a provider takes precedence. */
export const MALFORMED =
  'If the error persists, check api-url and api-version, and whether a proxy responds in place of the API.'

/** A response that lacks a required part; polled again at most twice. */
export function malformed(message: string, hint = MALFORMED): ExportError {
  return new ExportError('protocol', message, { remedy: 'retry', budget: 'malformed', hint })
}

const PHASES = ['succeeded', 'failed', 'cancelled', 'waiting'] as const satisfies readonly Phase[]

/** Statuses that plainly say, at any provider, that a job is over. None is a success: only a documented status is. */
const PLAIN_ENDINGS = {
  cancelled: ['cancelled', 'canceled', 'aborted'],
  failed: ['failed', 'failure', 'error', 'errored', 'expired', 'timed out'],
}

/** The phase of a status. An undocumented status is not `known`, and is `waiting` unless it plainly says that the job is over. */
export function phaseOf(statuses: StatusNames, status: string): Pick<JobStatus, 'phase' | 'known'> {
  const phase = PHASES.find(candidate => isOneOf(statuses[candidate], status))
  const ending = (['cancelled', 'failed'] as const).find(name => isOneOf(PLAIN_ENDINGS[name], status))
  return { phase: phase ?? ending ?? 'waiting', known: phase !== undefined }
}

/** No documented status is longer. */
const MAX_MATCHED_CHARS = 1_000

/** Whether a status is one of the documented ones. */
export function isOneOf(documented: readonly string[], status: string): boolean {
  if (status.length > MAX_MATCHED_CHARS) return false
  return documented.some(name =>
    name.endsWith('*')
      ? folded(status).startsWith(folded(name.slice(0, -1)))
      : folded(status) === folded(name),
  )
}

/** Providers write one status in several ways. */
function folded(status: string): string {
  return status.toLowerCase().replaceAll(/[\s_-]/g, '')
}

/**
 * A `JobStatus` from a provider's status and the other fields of its response; the fields that are not given are neutral.
 * The whole status decides the phase. For display, runs of white space become one space, so that they do not hide what
 * follows.
 */
export function jobStatus(
  statuses: StatusNames,
  fields: Pick<JobStatus, 'providerStatus'> & Partial<Omit<JobStatus, 'phase' | 'known'>>,
): JobStatus {
  const neutral = {
    progress: undefined,
    reason: '',
    requestId: '',
    files: [],
    empty: false,
    failedParts: [],
    doubt: '',
    warnings: [],
    rowCount: undefined,
    startedAt: '',
    finishedAt: '',
    expiresAt: '',
    details: {},
    hint: '',
  } as const
  return {
    ...neutral,
    ...fields,
    providerStatus: fields.providerStatus.replace(/\s+/g, ' '),
    ...phaseOf(statuses, fields.providerStatus),
  }
}

/** The status of a job if a response says only that it is not done yet. */
export function pendingStatus({ status }: HttpResponse): JobStatus {
  const providerStatus = `HTTP ${status}`
  return jobStatus(
    { waiting: [providerStatus], succeeded: [], failed: [], cancelled: [] },
    { providerStatus },
  )
}

/** The fields of a response for the `details` output, without the one at `path`, which contains links. */
export function detailsOf(json: unknown, path: readonly string[] = []): Readonly<Record<string, unknown>> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return {}
  const [name = '', ...rest] = path
  return Object.fromEntries(
    Object.entries(json).flatMap(([key, value]): [string, unknown][] => {
      if (key !== name) return [[key, value]]
      return rest.length === 0 ? [] : [[key, detailsOf(value, rest)]]
    }),
  )
}
