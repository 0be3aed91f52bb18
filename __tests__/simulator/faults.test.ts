import { respond } from '../../simulator/faults.ts'
import { contentOf } from '../../simulator/files/content.ts'
import { planFor } from '../../simulator/jobs/examples.ts'
import type { SimulatedResponse } from '../../simulator/messages.ts'
import { storeRefusal } from '../../simulator/store/refusals.ts'
import { useSimulator } from '../support/cleanup.ts'
import { fetchPlain } from '../support/plain-http.ts'
import { until } from '../support/until.ts'

const start = useSimulator()

async function playing() {
  const simulator = await start()
  const files = [{ name: 'a.bin', content: contentOf('0123456789'.repeat(100)) }]
  const job = simulator.jobs.add({ ...planFor('closient', 'succeeded'), files })
  return { simulator, path: job.storePaths[0] ?? '', url: job.links()[0]?.url ?? '' }
}

test('faults of a path are used once each, in order, and then the real response is sent', async () => {
  const { simulator, path, url } = await playing()
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

test('a path as a text is the whole path, a pattern any part of it', async () => {
  const { simulator, url } = await playing()
  const fault = { kind: 'response', response: { status: 500 } } as const
  simulator.inject({ path: '/a.bin', faults: [fault] })
  expect((await fetchPlain(url)).status).toBe(200)
  simulator.inject({ path: /a\.bin$/, faults: [fault] })
  expect((await fetchPlain(url)).status).toBe(500)
})

test.each([
  ['a reset before the head', { kind: 'reset' }],
  ['a reset in the middle of the body', { kind: 'reset', afterBytes: 500 }],
  ['a body that ends before its promised length', { kind: 'truncate', afterBytes: 500 }],
] as const)('%s reaches the client as a broken connection', async (_, fault) => {
  const { simulator, path, url } = await playing()
  simulator.inject({ path, faults: [fault] })
  await expect(fetchPlain(url)).rejects.toThrow(expect.objectContaining({ code: 'ECONNRESET' }))
  expect((await fetchPlain(url)).text).toHaveLength(1000)
})

test.each([
  ['silence before the head', { kind: 'stall' }],
  ['silence in the middle of the body', { kind: 'stall', afterBytes: 500 }],
] as const)('%s lasts until the client or the simulator ends it', async (_, fault) => {
  const { simulator, path, url } = await playing()
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

test('the rest of a rule is what every later response suffers', async () => {
  const { simulator, path, url } = await playing()
  simulator.inject({ path, faults: [{ kind: 'pass' }], rest: respond(503, 'busy') })
  const statuses: number[] = []
  for (let request = 0; request < 3; request++) statuses.push((await fetchPlain(url)).status)
  expect(statuses).toEqual([200, 503, 503])
})

test('a response can be changed, damaged, slowed down, or sent whole instead of a part', async () => {
  const { simulator, path, url } = await playing()
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
  ['more bytes than the length says', { kind: 'extra', bytes: 'more' }],
  ['bytes that are not HTTP', { kind: 'raw', bytes: 'SSH-2.0\r\n' }],
] as const)('%s reach the client', async (_, fault) => {
  const { simulator, path, url } = await playing()
  simulator.inject({ path, faults: [fault] })
  await expect(fetchPlain(url)).rejects.toThrow(/^Parse Error/)
})

test('another response can be truncated in place of the real one', async () => {
  const { simulator, path, url } = await playing()
  const response = { status: 500, body: 'x'.repeat(100) }
  simulator.inject({ path, faults: [{ kind: 'truncate', afterBytes: 7, response }] })
  const broken = await fetch(url)
  expect(broken.status).toBe(500)
  await expect(broken.text()).rejects.toThrow()
})

test('the server of the APIs can stop and start again at the same address', async () => {
  const { simulator } = await playing()
  const startAgain = await simulator.stopApi()
  await expect(fetchPlain(simulator.apiUrl)).rejects.toThrow(
    expect.objectContaining({ code: 'ECONNREFUSED' }),
  )
  await startAgain()
  expect((await fetchPlain(simulator.apiUrl)).status).toBe(404)
})

test('a truncated body has the bytes before the cut', async () => {
  const { simulator, path, url } = await playing()
  simulator.inject({ path, faults: [{ kind: 'truncate', afterBytes: 7 }] })
  const response = await fetch(url)
  expect(response.headers.get('content-length')).toBe('1000')
  const bytes: number[] = []
  await expect(async () => {
    for await (const chunk of response.body ?? []) bytes.push(...chunk)
  }).rejects.toThrow()
  expect(Buffer.from(bytes).toString()).toBe('0123456')
})

test('a path that no API has is a page of HTML, and every request is recorded', async () => {
  const { simulator } = await playing()
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

test('a mistake in a plan shows as such and not as an outage', async () => {
  const { simulator } = await playing()
  const job = simulator.jobs.add({ provider: 'sailpoint', phases: [] })
  const headers = { authorization: `Bearer ${simulator.issueToken()}` }
  const response = await fetchPlain(`${simulator.apiUrl}/beta/sp-config/export/${job.id}`, { headers })
  expect([response.status, response.text]).toEqual([
    418,
    'Simulator failure: Error: A job needs at least one phase.',
  ])
})

test('a job can be moved and removed while it is watched', async () => {
  const { simulator } = await playing()
  const job = simulator.jobs.add(planFor('sailpoint', 'succeeded', { waitMs: 60_000 }))
  const headers = { authorization: `Bearer ${simulator.issueToken()}` }
  const status = () => fetchPlain(`${simulator.apiUrl}/beta/sp-config/export/${job.id}`, { headers })
  expect((await status()).json.status).toBe('NOT_STARTED')
  job.enter({ word: 'ARCHIVING', fields: { message: 'example' } })
  expect((await status()).json).toMatchObject({ status: 'ARCHIVING', message: 'example' })
  simulator.jobs.remove(job)
  expect((await status()).status).toBe(404)
})
