import { snykProblem } from '../../simulator/apis/snyk.ts'
import { planFor } from '../../simulator/jobs/examples.ts'
import type { SnykPlan } from '../../simulator/jobs/plans.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { useSimulator } from '../support/cleanup.ts'
import { fetchPlain } from '../support/plain-http.ts'

const start = useSimulator()
const ORG = '70ba96dd-160e-445c-adec-3fe070e1dea5'

async function playing(plan: Partial<SnykPlan> = {}) {
  const simulator = await start()
  const job = simulator.jobs.add({ ...planFor('snyk', 'succeeded'), scopeId: ORG, ...plan })
  const get = (path: string, headers = authorization(simulator)) =>
    fetchPlain(simulator.apiUrl + path, { headers })
  return { simulator, job, get }
}

function authorization(simulator: Simulator): Record<string, string> {
  return { authorization: `token ${simulator.credentials.snyk.token}` }
}

const statusPath = (id: string) => `/rest/orgs/${ORG}/jobs/export/${id}?version=2024-10-15`
const resultsPath = (id: string) => `/rest/orgs/${ORG}/export/${id}?version=2024-10-15`

test('the status goes through the documented values and ends with files in the response', async () => {
  const { job, get } = await playing({
    phases: [{ word: 'PENDING', polls: 1 }, { word: 'STARTED', polls: 2 }, { word: 'FINISHED' }],
  })
  const words: string[] = []
  for (let poll = 0; poll < 4; poll++) words.push((await get(statusPath(job.id))).json.data.attributes.status)
  expect(words).toEqual(['PENDING', 'STARTED', 'STARTED', 'FINISHED'])
  const { attributes } = (await get(statusPath(job.id))).json.data
  expect(attributes.row_count).toBe(1061)
  expect(attributes.results).toHaveLength(3)
  expect(attributes.results[0]).toMatchObject({
    file_size: job.plan.files?.[0]?.content.size,
    row_count: 420,
  })
})

test('an observed response lacks jsonapi and a time zone, a documented one has both', async () => {
  const observed = await playing({ phases: [{ word: 'PENDING' }] })
  const seen = (await observed.get(statusPath(observed.job.id))).json
  expect(seen).not.toHaveProperty('jsonapi')
  expect(seen.data.type).toBe('export')
  expect(seen.data.attributes.created).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+\d$/)
  const documented = await playing({ phases: [{ word: 'PENDING' }], payload: 'documented' })
  const specified = (await documented.get(statusPath(documented.job.id))).json
  expect(specified.jsonapi).toEqual({ version: '1.0' })
  expect(specified.data.type).toBe('resource')
  expect(specified.data.attributes.created).toMatch(/Z$/)
})

test('the files can be named by the results endpoint only', async () => {
  const { job, get } = await playing({ results: 'endpoint' })
  expect((await get(statusPath(job.id))).json.data.attributes).not.toHaveProperty('results')
  expect((await get(resultsPath(job.id))).json.data.attributes.results).toHaveLength(3)
})

test('the files can be named at the end of a 303', async () => {
  const { job, get } = await playing({ results: 'redirect' })
  const response = await get(statusPath(job.id))
  expect(response.status).toBe(303)
  expect(response.headers.location).toBe(resultsPath(job.id))
})

test('an empty export names no results and counts no rows', async () => {
  const { job, get } = await playing(planFor('snyk', 'empty'))
  const { attributes } = (await get(resultsPath(job.id))).json.data
  expect(attributes.row_count).toBe(0)
  expect(attributes).not.toHaveProperty('results')
})

test.each(['errored', 'error'] as const)('a failed export says %s', async ending => {
  const { job, get } = await playing(planFor('snyk', ending))
  expect((await get(statusPath(job.id))).json.data.attributes.status).toBe(ending.toUpperCase())
})

test.each([
  ['no credential', {}],
  ['the other scheme', { authorization: 'Bearer TOKEN' }],
  ['another token', { authorization: 'token 00000000-0000-0000-0000-000000000000' }],
])('%s is a documented 401', async (_, headers: Record<string, string>) => {
  const { simulator, job, get } = await playing()
  const { authorization = '' } = headers
  const given = authorization.replace('TOKEN', simulator.credentials.snyk.token)
  const response = await get(statusPath(job.id), given === '' ? {} : { authorization: given })
  expect(response.status).toBe(401)
  expect(response.json.errors[0]).toMatchObject({ status: '401', detail: 'Not authorised' })
  expect(response.headers['snyk-request-id']).toMatch(/^[0-9a-f-]{36}$/)
})

test('a JWT goes by Bearer when the credentials say so', async () => {
  const simulator = await start({ credentials: { snyk: { scheme: 'Bearer' } } })
  const job = simulator.jobs.add({ ...planFor('snyk', 'succeeded'), scopeId: ORG })
  const headers = { authorization: `Bearer ${simulator.credentials.snyk.token}` }
  expect((await fetchPlain(simulator.apiUrl + statusPath(job.id), { headers })).status).toBe(200)
})

test('an unknown export, another organization and a group instead of it are not found', async () => {
  const { job, get } = await playing()
  const paths = [
    statusPath('00000000-0000-0000-0000-000000000000'),
    statusPath(job.id).replace(ORG, '00000000-0000-0000-0000-000000000000'),
    statusPath(job.id).replace('/orgs/', '/groups/'),
  ]
  for (const path of paths) expect((await get(path)).status).toBe(404)
})

test('a request without a version is refused', async () => {
  const { job, get } = await playing()
  const response = await get(statusPath(job.id).replace(/\?.*/, ''))
  expect(response.status).toBe(400)
  expect(response.json.errors[0].detail).toContain('version')
})

test('a POST starts an export that can be polled', async () => {
  const { simulator, get } = await playing()
  const attributes = { formats: ['csv'], dataset: 'issues' }
  const started = await fetchPlain(`${simulator.apiUrl}/rest/orgs/${ORG}/export?version=2024-10-15`, {
    method: 'POST',
    headers: { ...authorization(simulator), 'content-type': 'application/vnd.api+json' },
    body: JSON.stringify({ data: { type: 'resource', attributes } }),
  })
  expect(started.status).toBe(202)
  expect(started.headers['retry-after']).toBe('10')
  expect((await get(statusPath(started.json.data.id))).json.data.attributes.status).toBe('PENDING')
})

test('a POST without formats and dataset is refused', async () => {
  const { simulator } = await playing()
  const url = `${simulator.apiUrl}/rest/orgs/${ORG}/export?version=2024-10-15`
  const response = await fetchPlain(url, { method: 'POST', headers: authorization(simulator), body: '{}' })
  expect(response.status).toBe(400)
})

test('headers of a plan and a documented problem as a fault show in the responses', async () => {
  const { simulator, job, get } = await playing({ statusHeaders: { sunset: '2021-08-02' } })
  simulator.inject({
    path: new RegExp(job.id),
    faults: [{ kind: 'response', response: snykProblem(429, 'Throttled', { 'retry-after': '45' }) }],
  })
  const throttled = await get(statusPath(job.id))
  expect([throttled.status, throttled.headers['retry-after']]).toEqual([429, '45'])
  expect((await get(statusPath(job.id))).headers.sunset).toBe('2021-08-02')
})
