import { planFor } from '../../simulator/jobs/examples.ts'
import type { SailpointPlan } from '../../simulator/jobs/plans.ts'
import { useSimulator } from '../support/cleanup.ts'
import { fetchPlain } from '../support/plain-http.ts'

const start = useSimulator()

async function playing(plan: Partial<SailpointPlan> = {}) {
  const simulator = await start()
  const job = simulator.jobs.add({ ...planFor('sailpoint', 'succeeded'), ...plan })
  const bearer = { authorization: `Bearer ${simulator.issueToken()}` }
  const get = (path: string, headers: Record<string, string> = bearer) =>
    fetchPlain(simulator.apiUrl + path, { headers })
  return { simulator, job, get, bearer }
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

test.each(['/beta/sp-config', '/v2024/sp-config', '/v2025/sp-config', '/v2026/sp-config', '/sp-config/v1'])(
  'a completed export is reported and served below %s',
  async base => {
    const { job, get } = await playing()
    const status = await get(`${base}/export/${job.id}`)
    expect(status.json).toMatchObject({ jobId: job.id, status: 'COMPLETE', type: 'EXPORT', message: null })
    expect(status.headers['slpt-request-id']).toMatch(/^[0-9a-f]{32}$/)
    const download = await get(`${base}/export/${job.id}/download`)
    expect(download.status).toBe(200)
    expect(download.json.objects).toHaveLength(48)
  },
)

test('v3 does not know SP-Config', async () => {
  const { job, get } = await playing()
  expect((await get(`/v3/sp-config/export/${job.id}`)).status).toBe(404)
})

test('the export expires a week after its creation', async () => {
  const { job, get } = await playing()
  const { created, expiration } = (await get(`/beta/sp-config/export/${job.id}`)).json
  expect(Date.parse(expiration) - Date.parse(created)).toBe(7 * 86_400_000)
})

test('a documented response has the five required fields only', async () => {
  const { job, get } = await playing({ payload: 'documented' })
  const status = (await get(`/v2025/sp-config/export/${job.id}`)).json
  expect(Object.keys(status)).toEqual(['jobId', 'status', 'type', 'created', 'modified'])
})

test.each([
  ['failed', 'FAILED', expect.stringContaining('WORKFLOWS')],
  ['cancelled', 'CANCELLED', null],
  ['partial', 'PARTIALLY_COMPLETE', null],
] as const)('a %s export says %s', async (ending, word, message) => {
  const { job, get } = await playing(planFor('sailpoint', ending))
  expect((await get(`/v2025/sp-config/export/${job.id}`)).json).toMatchObject({ status: word, message })
})

test('an empty export is a document without objects', async () => {
  const { job, get } = await playing(planFor('sailpoint', 'empty'))
  expect((await get(`/v2025/sp-config/export/${job.id}/download`)).json.objects).toEqual([])
})

test('nothing is served before the end', async () => {
  const { job, get } = await playing({ phases: [{ word: 'IN_PROGRESS' }] })
  expect((await get(`/v2025/sp-config/export/${job.id}/download`)).json.detailCode).toBe('404 Not found')
})

test('the token endpoint exchanges a pair for a token with an expiry', async () => {
  const { simulator, job, get } = await playing()
  const { clientId, clientSecret } = simulator.credentials.sailpoint
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
  }).toString()
  const login = await fetchPlain(`${simulator.apiUrl}/oauth/token`, { method: 'POST', headers: FORM, body })
  expect(login.json).toMatchObject({ token_type: 'bearer', expires_in: 749 })
  const headers = { authorization: `Bearer ${login.json.access_token}` }
  expect((await get(`/v2025/sp-config/export/${job.id}`, headers)).status).toBe(200)
})

test.each([
  ['a wrong secret', { grant_type: 'client_credentials', client_secret: 'wrong' }, FORM, 401],
  ['another grant', { grant_type: 'password' }, FORM, 400],
  [
    'JSON instead of a form',
    { grant_type: 'client_credentials' },
    { 'content-type': 'application/json' },
    400,
  ],
])('the token endpoint refuses %s', async (_, fields, headers, status) => {
  const { simulator } = await playing()
  const body = new URLSearchParams({
    client_id: simulator.credentials.sailpoint.clientId,
    ...fields,
  }).toString()
  expect(
    (await fetchPlain(`${simulator.apiUrl}/oauth/token`, { method: 'POST', headers, body })).status,
  ).toBe(status)
})

test('a token ends by time, by revocation, and is needed at all', async () => {
  let now = Date.now()
  const simulator = await start({ now: () => now })
  const job = simulator.jobs.add(planFor('sailpoint', 'succeeded'))
  const statusWith = async (authorization: string) =>
    (await fetchPlain(`${simulator.apiUrl}/beta/sp-config/export/${job.id}`, { headers: { authorization } }))
      .status
  const short = `Bearer ${simulator.issueToken(1000)}`
  expect(await statusWith(short)).toBe(200)
  now += 1000
  expect(await statusWith(short)).toBe(401)
  const other = `Bearer ${simulator.issueToken()}`
  simulator.revokeTokens()
  expect(await statusWith(other)).toBe(401)
  expect(await statusWith('Bearer made.up.token')).toBe(401)
})

test('an Accept for something else is refused as by the real API', async () => {
  const { job, get, bearer } = await playing()
  const response = await get(`/beta/sp-config/export/${job.id}`, {
    ...bearer,
    accept: 'application/vnd.api+json',
  })
  expect([response.status, response.json.errorName]).toEqual([500, 'NotAcceptableException'])
})

test('a POST starts an export that can be polled', async () => {
  const { simulator, get, bearer } = await playing()
  const url = `${simulator.apiUrl}/v2025/sp-config/export`
  const started = await fetchPlain(url, {
    method: 'POST',
    headers: bearer,
    body: '{"includeTypes":["RULE"]}',
  })
  expect([started.status, started.json.status]).toEqual([202, 'NOT_STARTED'])
  expect((await get(`/v2025/sp-config/export/${started.json.jobId}`)).status).toBe(200)
  expect((await fetchPlain(url, { method: 'POST', headers: bearer, body: 'x' })).status).toBe(400)
})
