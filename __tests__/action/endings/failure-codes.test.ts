import { closientProblem } from '../../../simulator/apis/closient.ts'
import { sailpointProblem } from '../../../simulator/apis/sailpoint.ts'
import { vmwareProblem } from '../../../simulator/apis/vmware.ts'
import { planFor } from '../../../simulator/jobs/examples.ts'
import type { ProviderId } from '../../../simulator/jobs/plans.ts'
import type { SimulatedResponse } from '../../../simulator/messages.ts'
import { expectWaited, type StepSetup, storeCalls, useAction } from '../../support/action.ts'
import { expectNoFiles } from '../../support/action-files.ts'

const action = useAction()

/** An API error, and how the step must report it. */
interface ApiError extends Pick<StepSetup, 'inputs' | 'factor'> {
  readonly title: string
  readonly provider: ProviderId
  readonly code: string
  readonly says: readonly string[]
  /** Number of API requests, if it matters. */
  readonly calls?: number
  /** Seconds for which a retryable failure is retried: minimum, and maximum. */
  readonly waited?: readonly [number, number]
  /** The response to every request. */
  readonly response?: SimulatedResponse
}

const html = { status: 200, headers: { 'content-type': 'text/html' }, body: '<h1>Welcome</h1>' }

/** The grace period of ten seconds, and a last pause that may begin just before its end. */
const MISSING_SECONDS = [10, 30] as const

/** One row for each kind of error, with its failure code. */
const API_ERRORS: readonly ApiError[] = [
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
    title: 'S09 an id unknown to Snyk',
    provider: 'snyk',
    inputs: { 'export-id': '94f572f3-f17d-4d8d-ac55-44a8a034a6a9' },
    factor: 8,
    code: 'not-found',
    says: ['HTTP 404', 'Check export-id', 'group-id'],
    waited: MISSING_SECONDS,
  },
  {
    title: 'A08 a request that is rejected as invalid',
    provider: 'closient',
    response: closientProblem(422),
    code: 'rejected',
    says: ['HTTP 422', 'Invalid input.'],
    calls: 1,
  },
  {
    title: 'J01 repeated HTML pages instead of JSON',
    provider: 'vmware',
    response: html,
    factor: 20,
    code: 'protocol',
    says: ['Expected JSON from 127.0.0.1:', 'got text/html', 'Check api-url'],
    calls: 4,
  },
  {
    title: 'R09 an outage from the first poll on',
    provider: 'vmware',
    response: vmwareProblem(500),
    factor: 25,
    code: 'network',
    says: ['HTTP 500', 'An internal error occurred'],
    waited: [60, 110],
  },
]

test.each(API_ERRORS)(
  '$title fails the step with $code',
  async ({ provider, response, code, says, calls, waited, ...setup }) => {
    const run = await action.run({
      ...setup,
      plan: planFor(provider, 'succeeded'),
      prepare: ({ simulator }) => {
        const faults = Array(100).fill({ kind: 'response', response })
        if (response) simulator.inject({ path: /^\/(?!oauth|v1\/tokens)/, faults })
      },
    })
    const { outputs, summary } = run.result
    expect(outputs).toMatchObject({ 'failure-code': code, 'provider-status': '' })
    for (const text of says) expect(run.error).toContain(text)
    expect(summary).toContain(`<code>failure-code: ${code}</code>`)
    if (calls !== undefined) expect(run.simulator.requests).toHaveLength(calls)
    if (waited) {
      expectWaited(run, waited)
      expect(Number(outputs.polls)).toBeGreaterThan(1)
    }
    expect(storeCalls(run)).toEqual([])
    expectNoFiles(run)
  },
)
