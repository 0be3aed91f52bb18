import { readFileSync } from 'node:fs'
import type { HttpRequest, HttpResponse, JobStatus, Provider, Target } from '../../src/providers/provider.ts'

/** One documented exchange: requests, responses, and the resulting status or error. */
export interface StatusFixture {
  readonly title: string
  readonly target: Partial<Target>
  readonly exchanges: readonly { readonly asks: string; readonly answers: Partial<HttpResponse> }[]
  readonly status?: Partial<JobStatus>
  readonly error?: { readonly code: string; readonly outlook: string; readonly message: string }
}

/** One documented error response, and the facts read from it. */
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

/** Example API origins for providers without a public one. */
const ORIGINS: Readonly<Record<string, string>> = {
  sailpoint: 'https://acme.api.identitynow.com',
  vmware: 'https://vcf.example.com',
}

/** A target with the provider's defaults and its example ids. */
export function targetOf({ id, inputs }: Provider, fields: Partial<Target> = {}): Target {
  return {
    apiUrl: inputs.apiUrl.default ?? ORIGINS[id] ?? '',
    apiVersion: inputs.apiVersion?.default ?? '',
    exportId: inputs.exportId.example,
    orgId: '',
    groupId: '',
    ...fields,
  }
}

/** Passes the responses of a fixture to a provider; returns its requests and the resulting status. */
export function play(
  provider: Provider,
  fixture: StatusFixture,
): { asked: HttpRequest[]; status: JobStatus } {
  const exchange = provider.status(targetOf(provider, fixture.target))
  const asked: HttpRequest[] = []
  let turn = exchange.next()
  for (const { answers } of fixture.exchanges) {
    if (turn.done) throw new Error('the provider sent fewer requests than the fixture has responses')
    asked.push(turn.value)
    turn = exchange.next({ status: 200, headers: {}, json: null, ...answers })
  }
  if (!turn.done) throw new Error(`the provider sent another request: ${turn.value.url}`)
  return { asked, status: turn.value }
}
