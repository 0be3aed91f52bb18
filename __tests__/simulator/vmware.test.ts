import { planFor } from '../../simulator/jobs/examples.ts'
import type { VmwarePlan } from '../../simulator/jobs/plans.ts'
import { useSimulator } from '../support/cleanup.ts'
import { fetchPlain } from '../support/plain-http.ts'

const start = useSimulator()

async function playing(plan: Partial<VmwarePlan> = {}) {
  const simulator = await start()
  const job = simulator.jobs.add({ ...planFor('vmware', 'succeeded'), ...plan })
  const url = `${simulator.apiUrl}/v1/system/check-sets/${job.id}/exports`
  const headers = { authorization: `Bearer ${simulator.issueToken()}` }
  return { simulator, job, url, headers }
}

async function login(simulator: Awaited<ReturnType<typeof start>>, change: Record<string, string> = {}) {
  const { username, password } = simulator.credentials.vmware
  const body = JSON.stringify({ username, password, ...change })
  return fetchPlain(`${simulator.apiUrl}/v1/tokens`, { method: 'POST', body })
}

test('a completed export is reported and served with a name', async () => {
  const { url, headers, job } = await playing()
  const status = (await fetchPlain(url, { headers })).json
  expect(status).toMatchObject({ status: 'COMPLETED', progress: 100, error: null })
  expect(status.endTimestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  const data = await fetchPlain(`${url}/data`, { headers })
  expect(data.headers['content-disposition']).toBe('attachment; filename="vcf-precheck-report.csv"')
  expect(data.text).toHaveLength(job.plan.files?.[0]?.content.size ?? 0)
})

test('progress is reported while it runs, and nothing is served', async () => {
  const { url, headers } = await playing(planFor('vmware', 'succeeded', { waitMs: 60_000 }))
  expect((await fetchPlain(url, { headers })).json).toMatchObject({
    status: 'QUEUED',
    progress: 0,
    endTimestamp: null,
  })
  expect((await fetchPlain(`${url}/data`, { headers })).status).toBe(404)
})

test('a failed export has the reason, the remedy and the reference', async () => {
  const { url, headers } = await playing(planFor('vmware', 'failed'))
  expect((await fetchPlain(url, { headers })).json).toMatchObject({
    status: 'FAILED',
    error: { message: expect.any(String), remediationMessage: expect.any(String), referenceToken: '8QK2ZL' },
  })
})

test('an export that was not started is not found until a POST starts it, once', async () => {
  const { url, headers } = await playing({ started: false })
  expect((await fetchPlain(url, { headers })).json.message).toBe('Export Task Not Found')
  expect((await fetchPlain(`${url}/data`, { headers })).status).toBe(404)
  expect((await fetchPlain(url, { method: 'POST', headers })).status).toBe(202)
  expect((await fetchPlain(url, { headers })).status).toBe(200)
  expect((await fetchPlain(url, { method: 'POST', headers })).json.message).toBe('Too Many Export Request')
})

test('a POST for an unknown run is refused', async () => {
  const { url, headers, job } = await playing()
  const other = url.replace(job.id, '00000000-0000-0000-0000-000000000000')
  expect((await fetchPlain(other, { method: 'POST', headers })).status).toBe(400)
})

test('a login gives tokens of which the second renews the first', async () => {
  const { simulator, url } = await playing()
  const granted = await login(simulator)
  expect(granted.status).toBe(201)
  const { accessToken, refreshToken } = granted.json
  const claims = JSON.parse(Buffer.from(accessToken.split('.')[1], 'base64url').toString())
  expect(claims.exp - claims.iat).toBe(3600)
  simulator.revokeTokens()
  const refused = await fetchPlain(url, { headers: { authorization: `Bearer ${accessToken}` } })
  expect([refused.status, refused.json.errorCode]).toEqual([401, 'IDENTITY_UNAUTHORIZED_ENTITY'])
  const body = JSON.stringify(refreshToken.id)
  const renewed = await fetchPlain(`${simulator.apiUrl}/v1/tokens/access-token/refresh`, {
    method: 'PATCH',
    body,
  })
  expect((await fetchPlain(url, { headers: { authorization: `Bearer ${renewed.json}` } })).status).toBe(200)
})

test('wrong passwords, unknown refresh tokens and bodies that are no JSON are refused', async () => {
  const { simulator } = await playing()
  const refresh = `${simulator.apiUrl}/v1/tokens/access-token/refresh`
  expect((await login(simulator, { password: 'wrong' })).status).toBe(401)
  expect((await fetchPlain(`${simulator.apiUrl}/v1/tokens`, { method: 'POST', body: 'x' })).status).toBe(400)
  expect((await fetchPlain(refresh, { method: 'PATCH', body: '"unknown"' })).status).toBe(404)
  expect((await fetchPlain(refresh, { method: 'PATCH', body: 'unquoted' })).status).toBe(400)
})
