import { closientProblem } from '../../../simulator/apis/closient.ts'
import { sailpointProblem } from '../../../simulator/apis/sailpoint.ts'
import { vmwareProblem } from '../../../simulator/apis/vmware.ts'
import type { ProviderId } from '../../../simulator/jobs/plans.ts'
import type { SimulatedResponse } from '../../../simulator/messages.ts'
import type { Scene } from '../../support/action.ts'

/** A refusal or an outage of an API, and how the step has to report it. */
export interface Refusal extends Pick<Scene, 'inputs' | 'factor'> {
  readonly title: string
  readonly provider: ProviderId
  readonly code: string
  readonly says: readonly string[]
  /** Calls of the API, unless it does not matter. */
  readonly calls?: number
  /** Seconds for which a retryable failure is retried: at least, and less than. */
  readonly waited?: readonly [number, number]
  /** The response to every request. */
  readonly response?: SimulatedResponse
}

const html = { status: 200, headers: { 'content-type': 'text/html' }, body: '<h1>Welcome</h1>' }

/** The grace of ten seconds, and a last pause that may begin just before its end. */
const MISSING_SECONDS = [10, 30] as const

/** One row for each way, with the code of the closed list that it ends in. */
export const REFUSALS: readonly Refusal[] = [
  {
    title: 'A01 a wrong Snyk token',
    provider: 'snyk',
    inputs: { token: '0f0f0f0f-1111-4222-8333-444444444444' },
    code: 'auth',
    says: ['HTTP 401', 'Not authorised', 'region', 'request ID'],
    calls: 2,
  },
  {
    title: 'a wrong client secret',
    provider: 'sailpoint',
    inputs: { 'client-secret': 'example-of-a-wrong-secret' },
    code: 'auth',
    says: ['The login failed', 'Full authentication is required', 'client-secret'],
    calls: 1,
  },
  {
    title: 'A07 a client without the scope',
    provider: 'sailpoint',
    response: sailpointProblem(403),
    code: 'forbidden',
    says: ['refuses to authorize', 'sp:config:read'],
    calls: 2,
  },
  {
    title: 'S09 an id that Snyk does not know',
    provider: 'snyk',
    inputs: { 'export-id': '94f572f3-f17d-4d8d-ac55-44a8a034a6a9' },
    factor: 20,
    code: 'not-found',
    says: ['HTTP 404', 'Check export-id', 'group-id'],
    waited: MISSING_SECONDS,
  },
  {
    title: 'A08 a poll that is rejected as such',
    provider: 'closient',
    response: closientProblem(422),
    code: 'rejected',
    says: ['HTTP 422', 'Invalid input.'],
    calls: 1,
  },
  {
    title: 'J01 a page of HTML in place of JSON, each time',
    provider: 'vmware',
    response: html,
    factor: 20,
    code: 'protocol',
    says: ['Expected JSON, got text/html', 'Check api-url'],
    calls: 4,
  },
  {
    title: 'R09 an outage from the very first poll on',
    provider: 'vmware',
    response: vmwareProblem(500),
    factor: 50,
    code: 'network',
    says: ['HTTP 500', 'An internal error occurred'],
    waited: [60, 110],
  },
]
