import { closientProblem } from '../../simulator/apis/closient.ts'
import { sailpointProblem } from '../../simulator/apis/sailpoint.ts'
import { snykProblem } from '../../simulator/apis/snyk.ts'
import { vmwareProblem } from '../../simulator/apis/vmware.ts'
import type { ProviderId } from '../../simulator/jobs/plans.ts'
import type { Answer } from '../../simulator/server.ts'
import type { Scene } from '../support/action.ts'

/** A way in which an API refuses or an outage shows, and how the step has to tell it. */
export interface Refusal extends Pick<Scene, 'inputs' | 'factor'> {
  readonly title: string
  readonly provider: ProviderId
  readonly code: string
  readonly says: readonly string[]
  /** Calls of the API, unless it does not matter. */
  readonly calls?: number
  /** Seconds for which a failure that may heal is asked about again: at least, and less than. */
  readonly waited?: readonly [number, number]
  /** What every question is answered with. */
  readonly answer?: Answer
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
    title: 'a wrong password',
    provider: 'vmware',
    inputs: { password: 'example-of-a-wrong-password' },
    code: 'auth',
    says: ['The login failed', 'User is not authorized', 'Check username and password'],
    calls: 1,
  },
  {
    title: 'A01 a wrong key',
    provider: 'closient',
    inputs: { token: 'csb_EXAMPLEEXAMPLEEXAMPLEEXAMPLEEXAM_84041098' },
    code: 'auth',
    says: ['HTTP 401', 'Authentication is required', 'X-API-Key'],
    calls: 1,
  },
  {
    title: 'A07 a token that may not read exports',
    provider: 'snyk',
    answer: snykProblem(403, 'Forbidden by policy', { 'snyk-request-id': 'example-request-1' }),
    code: 'forbidden',
    says: ['Forbidden by policy', 'View Organization reports', '(request ID example-request-1)'],
    calls: 1,
  },
  {
    title: 'A07 a client without the scope',
    provider: 'sailpoint',
    answer: sailpointProblem(403),
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
    title: 'S09 a run whose export nobody has started',
    provider: 'vmware',
    inputs: { 'export-id': '94f572f3-f17d-4d8d-ac55-44a8a034a6a9' },
    factor: 20,
    code: 'not-found',
    says: ['Export Task Not Found', 'POST /v1/system/check-sets/'],
    waited: MISSING_SECONDS,
  },
  {
    title: 'A08 a question that is refused as such',
    provider: 'closient',
    answer: closientProblem(422),
    code: 'rejected',
    says: ['HTTP 422', 'Invalid input.'],
    calls: 1,
  },
  {
    title: 'J01 a page of HTML in place of JSON, each time',
    provider: 'vmware',
    answer: html,
    factor: 20,
    code: 'protocol',
    says: ['Expected JSON, got text/html', 'Check api-url'],
    calls: 4,
  },
  {
    title: 'R09 an outage from the very first question on',
    provider: 'vmware',
    answer: vmwareProblem(500),
    factor: 50,
    code: 'network',
    says: ['HTTP 500', 'An internal error occurred'],
    waited: [60, 110],
  },
]
