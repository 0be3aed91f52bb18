import { respond } from '../../simulator/faults.ts'
import { contentOf } from '../../simulator/files/content.ts'
import { planFor } from '../../simulator/jobs/examples.ts'
import type { SimulatedResponse } from '../../simulator/messages.ts'
import { storeRefusal } from '../../simulator/store/refusals.ts'
import { useSimulator } from '../support/cleanup.ts'
import { fetchPlain } from '../support/plain-http.ts'
import { until } from '../support/until.ts'

const start = useSimulator()

async function startJob() {
  const simulator = await start()
  const files = [{ name: 'a.bin', content: contentOf('0123456789'.repeat(100)) }]
  const job = simulator.jobs.add({ ...planFor('closient', 'succeeded'), files })
  return { simulator, path: job.storePaths[0] ?? '', url: job.links()[0]?.url ?? '' }
}

test('faults of a path are applied once each, in order, and then the real response is sent', async () => {
  const { simulator, path, url } = await startJob()
  simulator.inject({
    path,
    faults: [
      { kind: 'response', response: storeRefusal('s3', 'busy') },
      { kind: 'pass' },
      { kind: 'response', response: { status: 204 } },
    ],
  })
  const statuses: number[] = []
  for (let request = 0; request < 4; request++) statuses.push((await fetchPlain(url)).status)
  expect(statuses).toEqual([503, 200, 204, 200])
})

test('a string matches the complete path, a pattern any part of it', async () => {
  const { simulator, url } = await startJob()
  const fault = { kind: 'response', response: { status: 500 } } as const
  simulator.inject({ path: '/a.bin', faults: [fault] })
  expect((await fetchPlain(url)).status).toBe(200)
  simulator.inject({ path: /a\.bin$/, faults: [fault] })
  expect((await fetchPlain(url)).status).toBe(500)
})

test.each([
  ['a reset before the headers', { kind: 'reset' }],
  ['a reset in the middle of the body', { kind: 'reset', afterBytes: 500 }],
  ['a body that ends before its content-length', { kind: 'truncate', afterBytes: 500 }],
] as const)('%s breaks the connection of the client', async (_, fault) => {
  const { simulator, path, url } = await startJob()
  simulator.inject({ path, faults: [fault] })
  await expect(fetchPlain(url)).rejects.toThrow(expect.objectContaining({ code: 'ECONNRESET' }))
  expect((await fetchPlain(url)).text).toHaveLength(1000)
})

test.each([
  ['a stall before the headers', { kind: 'stall' }],
  ['a stall in the middle of the body', { kind: 'stall', afterBytes: 500 }],
] as const)('%s lasts until the client or the simulator closes the connection', async (_, fault) => {
  const { simulator, path, url } = await startJob()
  simulator.inject({ path, faults: [fault, fault] })
  const controller = new AbortController()
  const given = fetchPlain(url, { signal: controller.signal })
  const left = fetchPlain(url)
  const broken = [expect(given).rejects.toThrow(), expect(left).rejects.toThrow()]
  await until(() => simulator.requests.length === 2)
  controller.abort()
  await simulator.close()
  await Promise.all(broken)
})

test('the rest of a rule applies to every later response', async () => {
  const { simulator, path, url } = await startJob()
  simulator.inject({ path, faults: [{ kind: 'pass' }], rest: respond(503, 'busy') })
  const statuses: number[] = []
  for (let request = 0; request < 3; request++) statuses.push((await fetchPlain(url)).status)
  expect(statuses).toEqual([200, 503, 503])
})

test('a response can be changed, corrupted, slowed down, or complete instead of partial', async () => {
  const { simulator, path, url } = await startJob()
  const change = (response: SimulatedResponse) => ({ ...response, status: 203 })
  simulator.inject({
    path,
    faults: [
      { kind: 'change', change },
      { kind: 'corrupt', atByte: 500 },
      { kind: 'trickle', pieceBytes: 400, pauseMs: 1 },
      { kind: 'ignore-range' },
    ],
  })
  const headers = { range: 'bytes=999-' }
  expect((await fetchPlain(url)).status).toBe(203)
  expect((await fetchPlain(url)).text.slice(498, 503)).toBe('89112')
  expect((await fetchPlain(url)).text).toHaveLength(1000)
  expect((await fetchPlain(url, { headers })).status).toBe(200)
  expect((await fetchPlain(url, { headers })).status).toBe(206)
  expect(simulator.requests.map(({ sent }) => [sent.status, sent.bodyBytes])).toEqual([
    [203, 1000],
    [200, 1000],
    [200, 1000],
    [200, 1000],
    [206, 1],
  ])
})

test.each([
  ['more bytes than the content-length', { kind: 'extra', bytes: 'more' }],
  ['bytes that are not HTTP', { kind: 'raw', bytes: 'SSH-2.0\r\n' }],
] as const)('%s reach the client', async (_, fault) => {
  const { simulator, path, url } = await startJob()
  simulator.inject({ path, faults: [fault] })
  await expect(fetchPlain(url)).rejects.toThrow(/^Parse Error/)
})

test('another response can replace the real one and be truncated', async () => {
  const { simulator, path, url } = await startJob()
  const response = { status: 500, body: 'x'.repeat(100) }
  simulator.inject({ path, faults: [{ kind: 'truncate', afterBytes: 7, response }] })
  const broken = await fetch(url)
  expect(broken.status).toBe(500)
  await expect(broken.text()).rejects.toThrow()
})

test('the API server can stop and start again on the same port', async () => {
  const { simulator } = await startJob()
  const startAgain = await simulator.stopApi()
  await expect(fetchPlain(simulator.apiUrl)).rejects.toThrow(
    expect.objectContaining({ code: 'ECONNREFUSED' }),
  )
  await startAgain()
  expect((await fetchPlain(simulator.apiUrl)).status).toBe(404)
})

test('a truncated body has all bytes before the truncation', async () => {
  const { simulator, path, url } = await startJob()
  simulator.inject({ path, faults: [{ kind: 'truncate', afterBytes: 7 }] })
  const response = await fetch(url)
  expect(response.headers.get('content-length')).toBe('1000')
  const bytes: number[] = []
  await expect(async () => {
    for await (const chunk of response.body ?? []) bytes.push(...chunk)
  }).rejects.toThrow()
  expect(Buffer.from(bytes).toString()).toBe('0123456')
})

test('an unknown path returns an HTML page, and every request is recorded', async () => {
  const { simulator } = await startJob()
  const response = await fetchPlain(`${simulator.apiUrl}/v1/unknown?x=1`, {
    method: 'POST',
    body: 'body',
    headers: { 'x-a': 'b' },
  })
  expect([response.status, response.headers['content-type']]).toEqual([404, 'text/html'])
  const [request] = simulator.requests
  expect(request).toMatchObject({ server: 'api', method: 'POST', body: 'body', headers: { 'x-a': 'b' } })
  expect(request?.url.href).toBe(`${simulator.apiUrl}/v1/unknown?x=1`)
})

test('an invalid plan causes a simulator failure, not an outage', async () => {
  const { simulator } = await startJob()
  const job = simulator.jobs.add({ provider: 'sailpoint', phases: [] })
  const headers = { authorization: `Bearer ${simulator.issueToken()}` }
  const response = await fetchPlain(`${simulator.apiUrl}/beta/sp-config/export/${job.id}`, { headers })
  expect([response.status, response.text]).toEqual([
    418,
    'Simulator failure: Error: A job needs at least one phase.',
  ])
})

test('a job can change phase and be removed while it is polled', async () => {
  const { simulator } = await startJob()
  const job = simulator.jobs.add(planFor('sailpoint', 'succeeded', { waitMs: 60_000 }))
  const headers = { authorization: `Bearer ${simulator.issueToken()}` }
  const status = () => fetchPlain(`${simulator.apiUrl}/beta/sp-config/export/${job.id}`, { headers })
  expect((await status()).json.status).toBe('NOT_STARTED')
  job.enter({ word: 'ARCHIVING', fields: { message: 'example' } })
  expect((await status()).json).toMatchObject({ status: 'ARCHIVING', message: 'example' })
  simulator.jobs.remove(job)
  expect((await status()).status).toBe(404)
})
