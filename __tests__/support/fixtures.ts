import { readFileSync } from 'node:fs'
import type { HttpRequest, HttpResponse, Job, JobStatus, Provider } from '../../src/providers/provider.ts'

/** The parts of a job that differ from the examples. */
export interface FixtureTarget extends Partial<Job> {
  readonly orgId?: string
  readonly groupId?: string
}

/** A documented exchange: the expected requests, the responses, and the status or error that they mean. */
export interface StatusFixture {
  readonly title: string
  readonly target: FixtureTarget
  readonly exchanges: readonly { readonly request: string; readonly response: Partial<HttpResponse> }[]
  readonly status?: Partial<JobStatus>
  readonly error?: {
    readonly code: string
    readonly remedy: string
    readonly budget?: string
    readonly message: string
  }
}

/** A documented error response and what the action reads from it. */
export interface ErrorFixture {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: unknown
  readonly code: string
  readonly reason: string
  readonly requestId?: string
  readonly retryAfterMs?: number
}

function load<T>(provider: Provider, file: string): T {
  return JSON.parse(readFileSync(new URL(`../fixtures/${provider.id}/${file}.json`, import.meta.url), 'utf8'))
}

export const statusFixtures = (provider: Provider): readonly StatusFixture[] => load(provider, 'status')
export const errorFixtures = (provider: Provider): readonly ErrorFixture[] => load(provider, 'errors')

/** A job with the provider's defaults and its example IDs. */
export function jobOf({ inputs }: Provider, { orgId, groupId, ids, ...fields }: FixtureTarget = {}): Job {
  const { apiUrl, apiVersion, exportId, tenant } = inputs
  const required = Object.entries(inputs.ids ?? {}).filter(([, spec]) => spec.required)
  return {
    apiUrl: apiUrl.default ?? apiUrl.example ?? apiUrl.fromTenant?.(tenant?.example ?? '') ?? '',
    apiVersion: apiVersion?.default ?? '',
    exportId: exportId.example,
    ids: {
      ...Object.fromEntries(required.map(([name, { example }]) => [name, example])),
      ...(orgId && { 'org-id': orgId }),
      ...(groupId && { 'group-id': groupId }),
      ...ids,
    },
    ...fields,
  }
}

/** Plays the responses of a fixture to a provider; returns its requests and the status. */
export function play(
  provider: Provider,
  fixture: StatusFixture,
): { requests: HttpRequest[]; status: JobStatus } {
  const exchange = provider.status(jobOf(provider, fixture.target))
  const requests: HttpRequest[] = []
  let turn = exchange.next()
  for (const { response } of fixture.exchanges) {
    if (turn.done) throw new Error('the provider sent fewer requests than the fixture has')
    requests.push(turn.value)
    turn = exchange.next({ status: 200, headers: {}, json: null, ...response })
  }
  if (!turn.done) throw new Error(`the provider sent another request: ${turn.value.url}`)
  return { requests, status: turn.value }
}
