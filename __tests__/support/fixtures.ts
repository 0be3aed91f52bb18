import { readFileSync } from 'node:fs'
import type {
  Exchange,
  HttpRequest,
  HttpResponse,
  Job,
  JobStatus,
  Json,
  JsonObject,
  Provider,
} from '../../src/providers/provider.ts'

/** The parts of a job that differ from the examples: `exportId`, `apiUrl`, `apiVersion`, and other IDs in `ids`. */
export type FixtureTarget = Partial<Job>

const FIELDS = ['exportId', 'apiUrl', 'apiVersion', 'ids']

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

/** A documented start: the expected requests with the body of each, the responses, and the export or error that they mean. */
export interface StartFixture {
  readonly title: string
  readonly target: FixtureTarget
  /** The input `request`. */
  readonly request?: JsonObject
  readonly exchanges: readonly {
    readonly request: string
    readonly body?: Json
    readonly headers?: HttpRequest['headers']
    readonly response: Partial<HttpResponse>
  }[]
  readonly started?: { readonly exportId: string; readonly isAdopted: boolean }
  readonly error?: { readonly code: string; readonly message: string }
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
export const startFixtures = (provider: Provider): readonly StartFixture[] => load(provider, 'start')
export const errorFixtures = (provider: Provider): readonly ErrorFixture[] => load(provider, 'errors')

/** A job with the provider's defaults and its example IDs. */
export function jobOf({ inputs }: Provider, target: FixtureTarget = {}): Job {
  const unknown = Object.keys(target).filter(name => !FIELDS.includes(name))
  if (unknown.length > 0) throw new Error(`A target has no ${unknown.join(', ')}, but ${FIELDS.join(', ')}.`)
  const { apiUrl, apiVersion, exportId, tenant } = inputs
  const required = Object.entries(inputs.ids ?? {}).filter(([, spec]) => spec.required)
  return {
    apiUrl: apiUrl.default ?? apiUrl.example ?? apiUrl.fromTenant?.(tenant?.example ?? '') ?? '',
    apiVersion: apiVersion?.default ?? '',
    exportId: exportId.example,
    ...target,
    ids: {
      ...Object.fromEntries(required.map(([name, { example }]) => [name, example])),
      ...target.ids,
    },
  }
}

/** Plays the responses of a fixture to a provider; returns its requests and the status. */
export function play(
  provider: Provider,
  fixture: StatusFixture,
): { requests: HttpRequest[]; status: JobStatus } {
  const { requests, value } = playAll(provider, provider.status(jobOf(provider, fixture.target)), fixture)
  return { requests, status: value }
}

/** Plays the responses of a fixture to the start of a provider. */
export function playStart(provider: Provider, fixture: StartFixture) {
  const { exportId, ...place } = jobOf(provider, fixture.target)
  const start = provider.start?.(provider.isNamedByResource ? { ...place, exportId } : place, fixture.request)
  if (!start) throw new Error('the provider cannot start exports')
  return playAll(provider, start, fixture)
}

/** Plays the responses to an exchange that the session would pass to it. */
function playAll<T>(
  { classify }: Provider,
  exchange: Exchange<T>,
  { exchanges }: { readonly exchanges: readonly { readonly response: Partial<HttpResponse> }[] },
): { requests: HttpRequest[]; value: T } {
  const requests: HttpRequest[] = []
  let turn = exchange.next()
  for (const { response } of exchanges) {
    if (turn.done) throw new Error('the provider sent fewer requests than the fixture has')
    requests.push(turn.value)
    const whole = { status: 200, headers: {}, json: null, ...response }
    if ((whole.status < 200 || whole.status > 299) && classify?.(whole, turn.value) !== 'verdict')
      throw new Error(`HTTP ${whole.status} would not reach the exchange`)
    turn = exchange.next(whole)
  }
  if (!turn.done) throw new Error(`the provider sent another request: ${turn.value.url}`)
  return { requests, value: turn.value }
}
