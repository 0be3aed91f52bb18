import type { CredentialChoice } from '../../simulator/apis/world.ts'
import { planFor } from '../../simulator/jobs/examples.ts'
import type { ClosientPlan } from '../../simulator/jobs/plans.ts'
import { useSimulator } from '../support/cleanup.ts'
import { fetchPlain } from '../support/plain-http.ts'

const start = useSimulator()
const ORG = 'N5FhWvfL6ukg8E4jfWiZTG'

async function playing(plan: Partial<ClosientPlan> = {}, credentials: CredentialChoice = {}) {
  const simulator = await start({ credentials })
  const job = simulator.jobs.add({ ...planFor('closient', 'succeeded'), orgId: ORG, ...plan })
  const url = `${simulator.apiUrl}/dashboard/api/v1/data-export/${ORG}/${job.id}`
  const headers = { 'x-api-key': simulator.credentials.closient.apiKey }
  return { simulator, job, url, headers }
}

test('a completed export names its archive, its size and when the link ends', async () => {
  const { simulator, url, headers, job } = await playing()
  const status = (await fetchPlain(url, { headers })).json
  const [file] = job.plan.files ?? []
  expect(status).toMatchObject({
    status: 'completed',
    archive_format: 'zip',
    file_size_bytes: file?.content.size,
    output_filename: file?.name,
    error: null,
  })
  expect(new URL(status.download_url).origin).toBe(simulator.storeUrl)
  expect(Date.parse(status.expires_at)).toBeGreaterThan(Date.now())
  expect((await fetchPlain(status.download_url)).text.slice(0, 2)).toBe('PK')
})

test('before the end there is no link, no size and no section', async () => {
  const { url, headers, job } = await playing({ phases: [{ word: 'processing' }] })
  expect(job.id).toMatch(/^[2-9A-HJ-NP-Za-km-z]{22}$/)
  expect((await fetchPlain(url, { headers })).json).toMatchObject({
    file_size_bytes: 0,
    output_filename: null,
    download_url: null,
    expires_at: null,
    sections: [],
  })
})

test('a partial export names the section that failed', async () => {
  const { url, headers } = await playing(planFor('closient', 'partial'))
  const { sections } = (await fetchPlain(url, { headers })).json
  expect(sections.filter((section: { error: unknown }) => section.error !== null)).toMatchObject([
    { key: 'media', error: 'asset store unavailable' },
  ])
})

test('an empty export counts nothing in any section', async () => {
  const { url, headers } = await playing(planFor('closient', 'empty'))
  const { sections } = (await fetchPlain(url, { headers })).json
  expect(sections).toHaveLength(2)
  for (const section of sections) expect([section.record_count, section.binary_count]).toEqual([0, 0])
})

test('a failed export says why', async () => {
  const { url, headers } = await playing(planFor('closient', 'failed'))
  expect((await fetchPlain(url, { headers })).json).toMatchObject({
    status: 'failed',
    error: 'Export failed: out of space',
  })
})

test('the key goes by X-API-Key only', async () => {
  const { url, headers } = await playing()
  const refused = await fetchPlain(url, { headers: { authorization: `Bearer ${headers['x-api-key']}` } })
  expect([refused.status, refused.json.error.code]).toEqual([401, 'UNAUTHORIZED'])
})

test('another organization does not see the job', async () => {
  const { url, headers } = await playing()
  const response = await fetchPlain(url.replace(ORG, 'Ckk72rfArHcPKgN6uVkheK'), { headers })
  expect(response.json.error).toMatchObject({ code: 'NOT_FOUND', status: 404 })
})

test('every response has the rate limit, which is enforced', async () => {
  const { url, headers } = await playing({}, { closient: { requestsPerMinute: 2 } })
  const first = await fetchPlain(url, { headers })
  expect(first.headers).toMatchObject({ 'ratelimit-limit': '2', 'ratelimit-remaining': '1' })
  expect(first.headers).not.toHaveProperty('retry-after')
  await fetchPlain(url, { headers })
  const throttled = await fetchPlain(url, { headers })
  expect([throttled.status, throttled.headers['ratelimit-remaining']]).toEqual([429, '0'])
  expect(throttled.headers['retry-after']).toBe(throttled.headers['ratelimit-reset'])
})

test('a rate limit ends with its minute', async () => {
  let now = Date.now()
  const simulator = await start({ now: () => now, credentials: { closient: { requestsPerMinute: 1 } } })
  const job = simulator.jobs.add(planFor('closient', 'succeeded'))
  const url = `${simulator.apiUrl}/dashboard/api/v1/data-export/${ORG}/${job.id}`
  const headers = { 'x-api-key': simulator.credentials.closient.apiKey }
  const statuses: number[] = []
  for (const passMs of [0, 59_999, 1]) {
    now += passMs
    statuses.push((await fetchPlain(url, { headers })).status)
  }
  expect(statuses).toEqual([200, 429, 200])
})

test('a POST starts an export in the requested archive format', async () => {
  const { simulator, headers } = await playing()
  const url = `${simulator.apiUrl}/dashboard/api/v1/data-export/${ORG}`
  const started = await fetchPlain(`${url}?archive_format=tar.gz`, { method: 'POST', headers })
  expect(started.json).toMatchObject({ status: 'pending', archive_format: 'tar.gz' })
  expect((await fetchPlain(`${url}/${started.json.job_id}`, { headers })).status).toBe(200)
})
