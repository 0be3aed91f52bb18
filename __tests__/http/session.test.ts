import type { Fault } from '../../simulator/faults.ts'
import type { Handler, SimulatedResponse } from '../../simulator/messages.ts'
import { ExportError } from '../../src/failures/export-error.ts'
import { closient } from '../../src/providers/closient.ts'
import type { Exchange, Provider } from '../../src/providers/provider.ts'
import { PROVIDERS } from '../../src/providers/registry.ts'
import { snyk } from '../../src/providers/snyk.ts'
import { systemClock } from '../../src/runtime/clock.ts'
import { failureOf } from '../support/failure-of.ts'
import { jobOf } from '../support/fixtures.ts'
import { rawResponse, useServer } from '../support/server.ts'
import { openSession, requestTo } from '../support/session.ts'
import { virtualClock } from '../support/virtual-clock.ts'

const serve = useServer()
const { signal } = new AbortController()
const OK: SimulatedResponse = { status: 200, body: '{"ok":true}' }
const ABORT = new ExportError('aborted', 'The test gave up.')

async function open(script: Handler | readonly SimulatedResponse[], provider: Provider = closient) {
  const server = await serve(script)
  return { server, session: openSession({ provider, apiUrl: server.url }) }
}

describe('a request', () => {
  test('has the credential, and returns the value of its exchange', async () => {
    const { server, session } = await open([OK])
    const { value, pauseMs } = await session.run(requestTo(`${server.url}/a?b=c`), signal)
    expect(value).toMatchObject({ status: 200, json: { ok: true } })
    expect(pauseMs).toBe(0)
    expect(server.requests[0]).toMatchObject({ method: 'GET', headers: { 'x-api-key': 'example-token' } })
  })

  test('may be one of several, with headers and a body of its own', async () => {
    const { server, session } = await open([
      { status: 200, body: '1' },
      { status: 201, body: '2' },
    ])
    function* sum(): Exchange<number> {
      const first = yield {
        method: 'GET',
        url: `${server.url}/1`,
        headers: { 'x-a': 'b' },
        credential: 'none',
      }
      const second = yield { method: 'PATCH', url: `${server.url}/2`, body: 'hello', credential: 'session' }
      return Number(first.json) + Number(second.json)
    }
    expect((await session.run(sum(), signal)).value).toBe(3)
    const [first, second] = server.requests
    expect(first?.headers).toMatchObject({ 'x-a': 'b' })
    expect(first?.headers).not.toHaveProperty('x-api-key')
    expect(second).toMatchObject({
      method: 'PATCH',
      body: 'hello',
      headers: { 'x-api-key': 'example-token' },
    })
  })

  test.each(['application/json', 'application/vnd.api+json', 'text/plain', 'text/html', ''])(
    'J12 reads JSON whose content type is %j',
    async type => {
      const { server, session } = await open([
        { ...OK, headers: type === '' ? {} : { 'content-type': type } },
      ])
      expect((await session.run(requestTo(server.url), signal)).value.json).toEqual({ ok: true })
    },
  )

  test('X03 to another origin has no credential', async () => {
    const other = await serve([OK])
    const { session } = await open([OK])
    await session.run(requestTo(other.url), signal)
    expect(JSON.stringify(other.requests[0]?.headers)).not.toContain('example-token')
  })

  test('X03 follows a redirect with its credential only within its origin', async () => {
    const other = await serve([OK])
    const { server, session } = await open(({ url }) =>
      url.pathname === '/ok' ? OK : { status: 302, headers: { location: url.searchParams.get('to') ?? '' } },
    )
    await session.run(requestTo(`${server.url}/?to=/ok`), signal)
    expect(server.requests[1]?.headers).toMatchObject({ 'x-api-key': 'example-token' })
    const error = await failureOf(session.run(requestTo(`${server.url}/?to=${other.url}`), signal))
    expect(error).toMatchObject({ code: 'protocol', remedy: 'never' })
    expect(other.requests).toEqual([])
  })

  test.each([
    ['J01 a page', { body: '<html><title>Log in</title></html>', headers: { 'content-type': 'text/html' } }],
    ['J02 broken JSON', { body: '{"status":"PEN' }],
    ['J03 nothing', { body: '' }],
    ['J03 204', { status: 204 }],
    ['J06 10 MB', { body: JSON.stringify('x'.repeat(10_000_000)) }],
  ])('%s in place of JSON is malformed', async (_, response) => {
    const { server, session } = await open([{ status: 200, ...response }])
    const error = await failureOf(session.run(requestTo(server.url), signal))
    expect(error).toMatchObject({ code: 'protocol', remedy: 'retry', budget: 'malformed' })
  })

  test('J06 a response of 3 MB with thousands of signed links is read', async () => {
    const results = Array.from({ length: 3000 }, (_, index) => ({
      url: `https://storage.example.com/data_${index}.csv?X-Goog-Signature=${'a0'.repeat(500)}`,
      file_size: index,
    }))
    const job = jobOf(snyk, { ids: { 'org-id': 'org' } })
    const data = { id: job.exportId, attributes: { status: 'FINISHED', row_count: 9, results } }
    const { server, session } = await open([{ status: 200, body: JSON.stringify({ data }) }], snyk)
    const { value } = await session.run(snyk.status({ ...job, apiUrl: server.url }), signal)
    expect(value.files?.map(({ url }) => url)).toEqual(results.map(({ url }) => url))
  })

  const withBody = PROVIDERS.filter(({ statuses }) =>
    statuses.succeeded.every(name => !/^HTTP \d/.test(name)),
  )
  const shapeless = withBody.flatMap(provider =>
    ['null', '[]', '"x"', '42', '{}'].map(body => [body, provider.id, provider] as const),
  )
  test.each(shapeless)('J05 %s is malformed for %s', async (body, _, provider) => {
    const { server, session } = await open([{ status: 200, body }], provider)
    const exchange = provider.status(jobOf(provider, { apiUrl: server.url, ids: { 'org-id': 'org' } }))
    const error = await failureOf(session.run(exchange, signal))
    expect(error).toMatchObject({ code: 'protocol', remedy: 'retry', budget: 'malformed' })
    expect(error.message).not.toContain('The response says')
  })

  test('J16 an error with status 200 is reported with its message', async () => {
    const body = JSON.stringify({ errors: [{ detail: 'Export storage is offline' }] })
    const { server, session } = await open(
      [{ status: 200, body, headers: { 'snyk-request-id': 'r-1' } }],
      snyk,
    )
    const exchange = snyk.status(jobOf(snyk, { apiUrl: server.url, ids: { 'org-id': 'org' } }))
    const error = await failureOf(session.run(exchange, signal))
    expect(error).toMatchObject({ code: 'protocol', remedy: 'retry', budget: 'malformed', requestId: 'r-1' })
    expect(error.message).toContain('The response says: Export storage is offline')
  })

  test('other errors of an exchange stay as they are', async () => {
    const { server, session } = await open([{ status: 200, body: '{"message":"x"}' }])
    const own = new ExportError('rejected', 'An import.')
    function* refusing(): Exchange<never> {
      yield { method: 'GET', url: server.url, credential: 'session' }
      throw own
    }
    expect(await failureOf(session.run(refusing(), signal))).toBe(own)
  })

  test('R11 returns the pause that the last response asks for', async () => {
    const { server, session } = await open([
      { ...OK, headers: { 'ratelimit-remaining': '0', 'ratelimit-reset': '90' } },
      { ...OK, headers: { 'ratelimit-remaining': '2', 'ratelimit-reset': '60' } },
    ])
    function* twice(): Exchange<void> {
      yield { method: 'GET', url: server.url, credential: 'session' }
      yield { method: 'GET', url: server.url, credential: 'session' }
    }
    expect((await session.run(twice(), signal)).pauseMs).toBe(30_000)
  })

  test('an exchange without a request sends nothing', async () => {
    const { server, session } = await open([OK])
    // biome-ignore lint/correctness/useYield: that it sends nothing is the point
    function* silent(): Exchange<string> {
      return 'known'
    }
    expect(await session.run(silent(), signal)).toEqual({ value: 'known', pauseMs: 0 })
    expect(server.requests).toEqual([])
  })
})

describe('the time limit of a request', () => {
  const slow: [string, Fault][] = [
    ['N08 no response', { kind: 'stall' }],
    ['N09 a head and no body', { kind: 'raw', bytes: rawResponse('', ['content-length: 20']), end: 'never' }],
    ['N10 half a body', { kind: 'raw', bytes: rawResponse('{"st', ['content-length: 20']), end: 'never' }],
    ['N11 half a head', { kind: 'raw', bytes: 'HTTP/1.1 200 OK\r\ncontent-', end: 'never' }],
  ]

  test.each(slow)('%s within 30 s is transient and ends the connection', async (_, fault) => {
    const server = await serve(fault)
    const clock = virtualClock({ advance: 'manual' })
    const session = openSession({ provider: closient, apiUrl: server.url, clock })
    const failure = failureOf(session.run(requestTo(server.url), signal))
    await server.nextRequest()
    await new Promise(resolve => setTimeout(resolve, 20))
    clock.advance(29_999)
    expect(clock.sleeping()).toBe(1)
    clock.advance(1)
    const error = await failure
    expect(error).toMatchObject({ code: 'network', remedy: 'retry' })
    expect(error.message).toBe(`${new URL(server.url).host} did not respond within 30 s.`)
    await server.emptied()
  })

  /** An error response whose body never ends. */
  const stalled = (status: string): Fault => {
    return {
      kind: 'raw',
      bytes: `HTTP/1.1 ${status} X\r\ncontent-length: 90\r\n\r\n{"detail":"no`,
      end: 'never',
    }
  }

  test.each([
    ['401', 'auth', 'never'],
    ['403', 'forbidden', 'never'],
    ['503', 'network', 'retry'],
  ])(
    'N09 a %s whose body does not arrive within 5 s is reported without a reason',
    async (status, code, remedy) => {
      const server = await serve(stalled(status))
      const clock = virtualClock({ advance: 'manual' })
      const session = openSession({ provider: closient, apiUrl: server.url, clock })
      const failure = failureOf(session.run(requestTo(server.url), signal))
      await server.nextRequest()
      // The time limits of the request and of the error body.
      await clock.untilSleeping(2)
      clock.advance(5000)
      expect(await failure).toMatchObject({ code, remedy, httpStatus: Number(status) })
      await server.emptied()
      expect(clock.sleeping()).toBe(0)
    },
  )

  test('N09 an error status is reported even if the limit of the request ends before its body has arrived', async () => {
    const server = await serve(stalled('403'))
    const clock = virtualClock({ advance: 'manual' })
    const session = openSession({ provider: closient, apiUrl: server.url, clock, attemptMs: 3000 })
    const failure = failureOf(session.run(requestTo(server.url), signal))
    await server.nextRequest()
    // The time limits of the request and of the error body.
    await clock.untilSleeping(2)
    clock.advance(3000)
    expect(await failure).toMatchObject({ code: 'forbidden' })
    await server.emptied()
  })

  test('a signal ends the wait for an error body at once', async () => {
    const server = await serve(stalled('403'))
    const clock = virtualClock({ advance: 'manual' })
    const session = openSession({ provider: closient, apiUrl: server.url, clock })
    const controller = new AbortController()
    const failure = failureOf(session.run(requestTo(server.url), controller.signal))
    await server.nextRequest()
    // The time limits of the request and of the error body.
    await clock.untilSleeping(2)
    controller.abort(ABORT)
    expect(await failure).toBe(ABORT)
    await server.emptied()
    expect(clock.sleeping()).toBe(0)
  })

  test('starts with each request, and ends with it', async () => {
    const clock = virtualClock({ advance: 'manual' })
    const server = await serve(() => {
      clock.advance(29_000)
      return OK
    })
    const session = openSession({ provider: closient, apiUrl: server.url, clock })
    for (let round = 0; round < 3; round++) await session.run(requestTo(server.url), signal)
    expect(server.requests).toHaveLength(3)
    expect(clock.sleeping()).toBe(0)
  })

  test('can be set', async () => {
    const server = await serve({ kind: 'stall' })
    const session = openSession({ provider: closient, apiUrl: server.url, clock: systemClock, attemptMs: 50 })
    expect((await failureOf(session.run(requestTo(server.url), signal))).message).toContain('within 0.05 s')
  })

  test('a signal ends it at once with its reason', async () => {
    const server = await serve({ kind: 'stall' })
    const clock = virtualClock({ advance: 'manual' })
    const session = openSession({ provider: closient, apiUrl: server.url, clock })
    const controller = new AbortController()
    const failure = failureOf(session.run(requestTo(server.url), controller.signal))
    await server.nextRequest()
    controller.abort(ABORT)
    expect(await failure).toBe(ABORT)
    await server.emptied()
    expect(clock.sleeping()).toBe(0)
  })
})

describe('a warning about deprecation', () => {
  test.each([
    [{ deprecation: '@1767225600' }, /API\. Look/],
    [{ 'x-deprecated': 'true' }, /API\. Look/],
    [{ 'snyk-version-lifecycle-stage': 'deprecated' }, /API\. Look/],
    [{ 'snyk-version-lifecycle-stage': 'Sunset' }, /API\. Look/],
    [{ sunset: 'Thu, 31 Dec 2026 00:00:00 GMT' }, /its shutdown date is Thu, 31 Dec 2026/],
  ])('is emitted for %j', async (headers, text) => {
    const { server, session } = await open([{ ...OK, headers }], snyk)
    await session.run(requestTo(server.url), signal)
    expect(session.events).toEqual([
      { kind: 'warning', topic: 'deprecation', text: expect.stringMatching(text) },
    ])
  })

  test.each([{}, { 'snyk-version-lifecycle-stage': 'ga' }, { 'x-deprecated': 'false' }])(
    'is not emitted for %j',
    async headers => {
      const { server, session } = await open([{ ...OK, headers }], snyk)
      await session.run(requestTo(server.url), signal)
      expect(session.events).toEqual([])
    },
  )
})
