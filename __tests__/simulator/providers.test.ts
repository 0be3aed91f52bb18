import { type Ending, planFor } from '../../simulator/jobs/examples.ts'
import type { Job } from '../../simulator/jobs/jobs.ts'
import type { ProviderId } from '../../simulator/jobs/plans.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import type {
  Exchange,
  HttpRequest,
  HttpResponse,
  JobStatus,
  Provider,
} from '../../src/providers/provider.ts'
import { PROVIDERS } from '../../src/providers/registry.ts'
import { useSimulator } from '../support/cleanup.ts'
import { fetchPlain } from '../support/plain-http.ts'
import { credentialsOf } from '../support/session.ts'

const start = useSimulator()
const SCOPE = {
  snyk: '70ba96dd-160e-445c-adec-3fe070e1dea5',
  closient: 'N5FhWvfL6ukg8E4jfWiZTG',
  sailpoint: '',
  vmware: '',
}

function providerOf(id: ProviderId): Provider {
  const provider = PROVIDERS.find(value => value.id === id)
  if (!provider) throw new Error(`No provider ${id}.`)
  return provider
}

function jobOf(simulator: Simulator, job: Job) {
  const { default: apiVersion = '' } = providerOf(job.plan.provider).inputs.apiVersion ?? {}
  const ids = { 'org-id': SCOPE[job.plan.provider] }
  return { apiUrl: simulator.apiUrl, apiVersion, exportId: job.id, ids }
}

/** Replaces the session: sends the requests of a provider with the given credential headers. */
async function runExchange<T>(
  exchange: Exchange<T>,
  credential: Readonly<Record<string, string>>,
): Promise<T> {
  let step = exchange.next()
  while (!step.done) step = exchange.next(await send(step.value, credential))
  return step.value
}

async function send(
  request: HttpRequest,
  credential: Readonly<Record<string, string>>,
): Promise<HttpResponse> {
  const { method, headers = {}, body } = request
  const attached = request.credential === 'session' ? credential : {}
  const response = await fetchPlain(request.url, {
    method,
    headers: { ...headers, ...attached },
    ...(body === undefined ? {} : { body }),
  })
  expect([200, 201]).toContain(response.status)
  return { status: response.status, headers: response.headers as Record<string, string>, json: response.json }
}

async function credentialOf(simulator: Simulator, job: Job): Promise<Readonly<Record<string, string>>> {
  const provider = providerOf(job.plan.provider)
  const { snyk, sailpoint, vmware, closient } = simulator.credentials
  const inputs = {
    snyk: [snyk.token],
    sailpoint: [sailpoint.clientId, sailpoint.clientSecret],
    vmware: [vmware.username, vmware.password],
    closient: [closient.apiKey],
  } as const
  const [first, secret] = inputs[job.plan.provider]
  const credentials = credentialsOf(provider, first, secret)
  if (credentials.kind === 'headers') return credentials.headers[0] ?? {}
  const { accessToken } = await runExchange(credentials.logIn(jobOf(simulator, job)), {})
  return credentials.attach(accessToken)
}

async function statusFrom(
  id: ProviderId,
  ending: Ending,
): Promise<{ status: JobStatus; simulator: Simulator }> {
  const scope = id === 'snyk' ? { scopeId: SCOPE.snyk } : { orgId: SCOPE[id] }
  const simulator = await start({ jobs: [] })
  const job = simulator.jobs.add({ ...planFor(id, ending), ...scope })
  const credential = await credentialOf(simulator, job)
  const status = await runExchange(providerOf(id).status(jobOf(simulator, job)), credential)
  return { status, simulator }
}

test.each([
  ['snyk', 'succeeded', { phase: 'succeeded', rowCount: 1061, empty: false }],
  ['snyk', 'empty', { phase: 'succeeded', empty: true }],
  ['snyk', 'errored', { phase: 'failed', providerStatus: 'ERRORED' }],
  ['snyk', 'error', { phase: 'failed', providerStatus: 'ERROR' }],
  ['sailpoint', 'succeeded', { phase: 'succeeded', failedParts: [] }],
  ['sailpoint', 'partial', { phase: 'succeeded', failedParts: [expect.any(String)] }],
  ['sailpoint', 'failed', { phase: 'failed', reason: expect.stringContaining('WORKFLOWS') }],
  ['sailpoint', 'cancelled', { phase: 'cancelled' }],
  ['vmware', 'succeeded', { phase: 'succeeded', progress: 100 }],
  ['vmware', 'failed', { phase: 'failed', requestId: '8QK2ZL' }],
  ['closient', 'succeeded', { phase: 'succeeded', rowCount: 120, failedParts: [] }],
  ['closient', 'partial', { phase: 'succeeded', failedParts: ['media: asset store unavailable'] }],
  ['closient', 'empty', { phase: 'succeeded', empty: true }],
  ['closient', 'failed', { phase: 'failed', reason: 'Export failed: out of space' }],
] as const)('the action understands the responses of %s for the ending %s', async (id, ending, expected) => {
  const { status } = await statusFrom(id, ending)
  expect(status).toMatchObject({ known: true, ...expected })
})

test.each(['snyk', 'closient'] as const)('the files of %s have links to another origin', async id => {
  const { status, simulator } = await statusFrom(id, 'succeeded')
  for (const file of status.files) {
    expect([new URL(file.url).origin, file.credential]).toEqual([simulator.storeUrl, 'none'])
    expect((await fetchPlain(file.url)).bytes).toHaveLength(file.size ?? -1)
  }
  expect(status.files.length).toBeGreaterThan(0)
})

test('an ending that a provider does not have throws', () => {
  expect(() => planFor('vmware', 'cancelled')).toThrow('vmware has no ending "cancelled".')
})
