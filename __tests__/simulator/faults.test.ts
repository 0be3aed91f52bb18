import { contentOf } from '../../simulator/files/content.ts'
import { planFor } from '../../simulator/jobs/examples.ts'
import { storeRefusal } from '../../simulator/store/refusals.ts'
import { ask } from '../support/plain-http.ts'
import { useSimulator } from '../support/use-simulator.ts'

const start = useSimulator()

async function playing() {
  const simulator = await start()
  const files = [{ name: 'a.bin', content: contentOf('0123456789'.repeat(100)) }]
  const job = simulator.jobs.add({ ...planFor('closient', 'succeeded'), files })
  return { simulator, path: job.storePaths[0] ?? '', url: job.links()[0]?.url ?? '' }
}

test('faults of a path are used once each, in order, and then the real answer comes', async () => {
  const { simulator, path, url } = await playing()
  simulator.inject({
    path,
    faults: [
      { kind: 'answer', answer: storeRefusal('s3', 'busy') },
      { kind: 'pass' },
      { kind: 'answer', answer: { status: 204 } },
    ],
  })
  const statuses: number[] = []
  for (let request = 0; request < 4; request++) statuses.push((await ask(url)).status)
  expect(statuses).toEqual([503, 200, 204, 200])
})

test('a path as a text is the whole path, a pattern any part of it', async () => {
  const { simulator, url } = await playing()
  const fault = { kind: 'answer', answer: { status: 500 } } as const
  simulator.inject({ path: '/a.bin', faults: [fault] })
  expect((await ask(url)).status).toBe(200)
  simulator.inject({ path: /a\.bin$/, faults: [fault] })
  expect((await ask(url)).status).toBe(500)
})

test.each([
  ['a reset before the head', { kind: 'reset' }],
  ['a reset in the middle of the body', { kind: 'reset', afterBytes: 500 }],
  ['a body that ends before its promised length', { kind: 'truncate', afterBytes: 500 }],
] as const)('%s reaches the client as a broken connection', async (_, fault) => {
  const { simulator, path, url } = await playing()
  simulator.inject({ path, faults: [fault] })
  await expect(ask(url)).rejects.toThrow(expect.objectContaining({ code: 'ECONNRESET' }))
  expect((await ask(url)).text).toHaveLength(1000)
})

test.each([
  ['silence before the head', { kind: 'stall' }],
  ['silence in the middle of the body', { kind: 'stall', afterBytes: 500 }],
] as const)('%s lasts until the client or the simulator ends it', async (_, fault) => {
  const { simulator, path, url } = await playing()
  simulator.inject({ path, faults: [fault, fault] })
  const controller = new AbortController()
  const given = ask(url, { signal: controller.signal })
  const left = ask(url)
  const broken = [expect(given).rejects.toThrow(), expect(left).rejects.toThrow()]
  await until(() => simulator.requests.length === 2)
  controller.abort()
  await simulator.close()
  await Promise.all(broken)
})

test('a truncated body brings the bytes before the cut', async () => {
  const { simulator, path, url } = await playing()
  simulator.inject({ path, faults: [{ kind: 'truncate', afterBytes: 7 }] })
  const answer = await fetch(url)
  expect(answer.headers.get('content-length')).toBe('1000')
  const bytes: number[] = []
  await expect(async () => {
    for await (const chunk of answer.body ?? []) bytes.push(...chunk)
  }).rejects.toThrow()
  expect(Buffer.from(bytes).toString()).toBe('0123456')
})

test('a path that no API has is a page of HTML, and every request is recorded', async () => {
  const { simulator } = await playing()
  const answer = await ask(`${simulator.apiUrl}/v1/unknown?x=1`, {
    method: 'POST',
    body: 'body',
    headers: { 'x-a': 'b' },
  })
  expect([answer.status, answer.headers['content-type']]).toEqual([404, 'text/html'])
  const [request] = simulator.requests
  expect(request).toMatchObject({ server: 'api', method: 'POST', body: 'body', headers: { 'x-a': 'b' } })
  expect(request?.url.href).toBe(`${simulator.apiUrl}/v1/unknown?x=1`)
})

test('a mistake in a plan shows as such and not as an outage', async () => {
  const { simulator } = await playing()
  const job = simulator.jobs.add({ provider: 'sailpoint', phases: [] })
  const headers = { authorization: `Bearer ${simulator.issueToken()}` }
  const answer = await ask(`${simulator.apiUrl}/beta/sp-config/export/${job.id}`, { headers })
  expect([answer.status, answer.text]).toEqual([
    418,
    'Simulator failure: Error: A job needs at least one phase.',
  ])
})

test('a job can be moved and removed while it is watched', async () => {
  const { simulator } = await playing()
  const job = simulator.jobs.add(planFor('sailpoint', 'succeeded', { waitMs: 60_000 }))
  const headers = { authorization: `Bearer ${simulator.issueToken()}` }
  const status = () => ask(`${simulator.apiUrl}/beta/sp-config/export/${job.id}`, { headers })
  expect((await status()).json.status).toBe('NOT_STARTED')
  job.enter({ word: 'ARCHIVING', fields: { message: 'example' } })
  expect((await status()).json).toMatchObject({ status: 'ARCHIVING', message: 'example' })
  simulator.jobs.remove(job)
  expect((await status()).status).toBe(404)
})

/** Lets real sockets work until something has happened; the test's own limit ends a wait in vain. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(resolve => setImmediate(resolve))
}
