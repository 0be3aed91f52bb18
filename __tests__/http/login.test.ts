import type { Handler, RecordedRequest, SimulatedResponse } from '../../simulator/messages.ts'
import { ExportError } from '../../src/failures/export-error.ts'
import { sailpoint } from '../../src/providers/sailpoint.ts'
import { failureOf } from '../support/failure-of.ts'
import { type TestServer, useServer } from '../support/server.ts'
import type { OpenedSession } from '../support/session.ts'
import { credentialsOf, openSession, requestTo } from '../support/session.ts'
import { type VirtualClock, virtualClock } from '../support/virtual-clock.ts'

const serve = useServer()
const { signal } = new AbortController()
const PAIR = credentialsOf(sailpoint, 'example-client', 'example-secret')
const OK: SimulatedResponse = { status: 200, body: '{"ok":true}' }
const REFUSED: SimulatedResponse = { status: 401, body: '{"error":"JWT is expired"}' }
const LOGIN = 'POST /oauth/token'

interface Opened {
  readonly server: TestServer
  readonly session: OpenedSession
  readonly clock: VirtualClock
  /** The requests so far, with their tokens. */
  requests(): readonly string[]
  poll(): Promise<unknown>
}

/** A SailPoint API with a list of responses to logins and one to other requests; the last of each repeats. */
async function open(
  logins: readonly unknown[],
  responses: readonly SimulatedResponse[] = [OK],
): Promise<Opened> {
  const turns = { login: 0, other: 0 }
  const handle: Handler = ({ url }) => {
    if (url.pathname !== '/oauth/token')
      return responses[Math.min(turns.other++, responses.length - 1)] as SimulatedResponse
    const login = logins[Math.min(turns.login++, logins.length - 1)]
    return isResponse(login) ? login : { status: 200, body: JSON.stringify(login) }
  }
  const server = await serve(handle)
  const clock = virtualClock({ advance: 'manual' })
  const session = openSession({ provider: sailpoint, apiUrl: server.url, credentials: PAIR, clock })
  return {
    server,
    session,
    clock,
    requests: () => server.requests.map(summary),
    poll: () => session.run(requestTo(`${server.url}/status`), signal),
  }
}

const isResponse = (value: unknown): value is SimulatedResponse =>
  typeof value === 'object' && value !== null && 'status' in value
const token = (name: string, expires?: unknown) => ({ access_token: name, expires_in: expires })

function summary({ method, url, headers }: RecordedRequest): string {
  const { authorization } = headers
  return `${method} ${url.pathname}${authorization ? ` ${authorization}` : ''}`
}

describe('a pair of credentials', () => {
  test('is exchanged for a token at the first request; the token is masked before it is used', async () => {
    const { requests, poll, session, server } = await open([token('first')])
    expect(server.requests).toEqual([])
    await poll()
    await poll()
    expect(requests()).toEqual([LOGIN, 'GET /status Bearer first', 'GET /status Bearer first'])
    expect(session.masked).toEqual(['first'])
    expect(server.requests.some(({ url }) => url.href.includes('example-secret'))).toBe(false)
  })

  test('A02 gets a new token after a 401, and the request is repeated', async () => {
    const { requests, poll, session, clock } = await open(
      [token('first'), token('second')],
      [OK, REFUSED, OK],
    )
    await poll()
    clock.advance(10_000)
    await poll()
    expect(requests()).toEqual([
      LOGIN,
      'GET /status Bearer first',
      'GET /status Bearer first',
      LOGIN,
      'GET /status Bearer second',
    ])
    expect(session.masked).toEqual(['first', 'second'])
  })

  test('A02 gets a new token for a download as well', async () => {
    const { requests, session, server, clock } = await open(
      [token('first'), token('second')],
      [OK, REFUSED, OK],
    )
    const file = { url: `${server.url}/data`, credential: 'session', stem: 'x', format: 'any' } as const
    for (let round = 0; round < 2; round++) {
      ;(await session.open(file, {}, signal)).close()
      clock.advance(10_000)
    }
    expect(requests().slice(-3)).toEqual(['GET /data Bearer first', LOGIN, 'GET /data Bearer second'])
  })

  test('A14 keeps a token that is refused within 10 s of its login', async () => {
    const { requests, poll, clock } = await open([token('first')], [REFUSED, REFUSED, OK])
    const temporary = { code: 'auth', remedy: 'renew-credential', httpStatus: 401 }
    expect(await failureOf(poll())).toMatchObject(temporary)
    clock.advance(9_999)
    expect(await failureOf(poll())).toMatchObject(temporary)
    await poll()
    expect(requests().filter(line => line === LOGIN)).toHaveLength(1)
  })

  test('A03 fails if a second token is refused for 10 s as well, without a login for each request', async () => {
    const { requests, poll, clock } = await open([token('first'), token('second')], [REFUSED])
    const remedies: string[] = []
    for (let round = 0; round < 4; round++) {
      remedies.push((await failureOf(poll())).budget)
      clock.advance(10_000)
    }
    expect(remedies).toEqual(['renew-credential', 'renew-credential', 'refused', 'refused'])
    expect(requests().filter(line => line === LOGIN)).toHaveLength(2)
    expect(requests().at(-1)).toBe('GET /status Bearer second')
  })

  test('A14 is exchanged again after a 401 of a second token that was accepted once', async () => {
    const { requests, poll, clock } = await open(
      [token('first'), token('second'), token('third')],
      [REFUSED, OK, REFUSED, OK],
    )
    await failureOf(poll())
    clock.advance(10_000)
    await poll()
    expect(requests().at(-1)).toBe('GET /status Bearer first')
    await poll()
    expect(requests().at(-1)).toBe('GET /status Bearer second')
  })

  test('A15 is not exchanged after a 401 of another host to which a download is redirected', async () => {
    const store = await serve([{ status: 401 }])
    const { requests, session, server, clock } = await open(
      [token('first')],
      [{ status: 302, headers: { location: `${store.url}/object` } }],
    )
    const file = { url: `${server.url}/data`, credential: 'session', stem: 'x', format: 'any' } as const
    for (let round = 0; round < 2; round++) {
      const response = await session.open(file, {}, signal)
      expect(response.status).toBe(401)
      response.close()
      clock.advance(10_000)
    }
    expect(requests().filter(line => line === LOGIN)).toHaveLength(1)
    expect(store.requests).toHaveLength(2)
  })

  test('is exchanged once for parallel requests', async () => {
    const { requests, poll } = await open([token('first')])
    await Promise.all([poll(), poll(), poll()])
    expect(requests().filter(line => line === LOGIN)).toHaveLength(1)
  })

  test('is exchanged in the background if a request that only waits for it gives up', async () => {
    const { promise, resolve } = Promise.withResolvers<SimulatedResponse>()
    const server = await serve(({ url }) => (url.pathname === '/oauth/token' ? promise : OK))
    const session = openSession({ provider: sailpoint, apiUrl: server.url, credentials: PAIR })
    const poll = (pollSignal: AbortSignal) => session.run(requestTo(`${server.url}/status`), pollSignal)
    const patient = poll(signal)
    const stop = new AbortController()
    const hasty = failureOf(poll(stop.signal))
    stop.abort(new ExportError('timed-out', 'Too late.'))
    expect((await hasty).code).toBe('timed-out')
    resolve({ status: 200, body: JSON.stringify(token('first')) })
    expect((await patient).value).toMatchObject({ status: 200 })
  })

  test('A02 is exchanged once more for parallel requests that are refused', async () => {
    let logins = 0
    let valid = 1
    const server = await serve(({ url, headers }) => {
      if (url.pathname === '/oauth/token') {
        logins += 1
        return { status: 200, body: JSON.stringify(token(`t${logins}`)) }
      }
      return headers.authorization === `Bearer t${valid}` ? OK : REFUSED
    })
    const clock = virtualClock({ advance: 'manual' })
    const session = openSession({ provider: sailpoint, apiUrl: server.url, credentials: PAIR, clock })
    const poll = () => session.run(requestTo(`${server.url}/status`), signal)
    await poll()
    valid = 2
    clock.advance(10_000)
    await Promise.all([poll(), poll(), poll()])
    expect(logins).toBe(2)
  })
})

describe('A06 a token with a lifetime of', () => {
  test.each([
    [749, 599.2],
    [3600, 2880],
    ['3600', 2880],
    [100, 50],
    [60, 30],
    [1, 0.5],
  ])('%s s is renewed after %d s', async (seconds, dueSeconds) => {
    const { requests, poll, clock } = await open([token('first', seconds), token('second', seconds)])
    await poll()
    clock.advance(dueSeconds * 1000 - 1)
    await poll()
    expect(requests().at(-1)).toBe('GET /status Bearer first')
    clock.advance(1)
    await poll()
    expect(requests().slice(-2)).toEqual([LOGIN, 'GET /status Bearer second'])
  })

  test.each([undefined, null, 0, -5, 1e12, 'x', '3600 s', {}])(
    'for %j is used until it is refused',
    async seconds => {
      const { requests, poll, clock } = await open(
        [token('first', seconds), token('second', seconds)],
        [OK, OK, REFUSED, OK],
      )
      await poll()
      clock.advance(365 * 24 * 3600 * 1000)
      await poll()
      expect(requests().filter(line => line === LOGIN)).toHaveLength(1)
      await poll()
      expect(requests().at(-1)).toBe('GET /status Bearer second')
    },
  )
})

describe('A05 a renewal before the expiry that fails', () => {
  const HOUR = 3600
  const DUE_MS = 2_880_000
  const failing = [503, 401].map(status => [status, { status, body: '{}' }] as const)

  test.each(failing)(
    'with %i keeps the token, is retried after a minute, and fails once the token has expired',
    async (status, failure) => {
      const { poll, requests, clock } = await open([token('first', HOUR), failure])
      await poll()
      clock.advance(DUE_MS)
      await poll()
      clock.advance(59_999)
      await poll()
      clock.advance(1)
      await poll()
      const used = 'GET /status Bearer first'
      expect(requests()).toEqual([LOGIN, used, LOGIN, used, used, LOGIN, used])
      clock.advance(HOUR * 1000)
      expect(await failureOf(poll())).toMatchObject({ httpStatus: status })
      expect(requests().at(-1)).toBe(LOGIN)
    },
  )

  test.each(failing)('with %i fails when the token is refused', async (status, failure) => {
    const { poll, requests, clock } = await open([token('first', HOUR), failure], [OK, OK, REFUSED])
    await poll()
    clock.advance(DUE_MS)
    await poll()
    expect(await failureOf(poll())).toMatchObject({ httpStatus: status })
    expect(requests().slice(-2)).toEqual(['GET /status Bearer first', LOGIN])
  })

  test('is retried when a token expires within a minute', async () => {
    const { poll, requests, clock } = await open([token('first', 60), { status: 503 }, token('second', 60)])
    await poll()
    clock.advance(30_000)
    await poll()
    clock.advance(30_000)
    await poll()
    expect(requests().slice(-2)).toEqual([LOGIN, 'GET /status Bearer second'])
  })
})

describe('a login that fails', () => {
  test.each([400, 401, 403])('with %i names the two inputs and is permanent', async status => {
    const body = '{"error":"invalid_client","error_description":"Bad client credentials"}'
    const { poll, requests } = await open([{ status, body, headers: { 'slpt-request-id': 'r-1' } }])
    const error = await failureOf(poll())
    expect(error).toMatchObject({ code: 'auth', remedy: 'never', httpStatus: status, requestId: 'r-1' })
    expect(error.message).toContain('The login failed.')
    expect(error.message).toContain('Bad client credentials')
    expect(error.hint).toBe('Check client-id and client-secret, and that they belong to this host.')
    expect(requests()).toEqual([LOGIN])
  })

  test.each([404, 405])('with %i says that there is no login endpoint', async status => {
    const { poll } = await open([{ status, body: '<html><title>Not here</title></html>' }])
    const error = await failureOf(poll())
    expect(error).toMatchObject({ code: 'rejected', remedy: 'never', httpStatus: status })
    expect(error.hint).toBe('There is no login at this address. Check tenant or api-url.')
  })

  test('A05 with a 503 is an outage: the next request logs in', async () => {
    const down: SimulatedResponse = { status: 503, headers: { 'retry-after': '7' } }
    const { poll, requests } = await open([down, { status: 429 }, token('first')])
    expect(await failureOf(poll())).toMatchObject({
      code: 'network',
      remedy: 'later',
      retryAfterMs: 7000,
    })
    expect(await failureOf(poll())).toMatchObject({ code: 'network', remedy: 'later' })
    await poll()
    expect(requests()).toEqual([LOGIN, LOGIN, LOGIN, 'GET /status Bearer first'])
  })

  test('A05 because of its time limit is an outage', async () => {
    const server = await serve({ kind: 'stall' })
    const clock = virtualClock({ advance: 'manual' })
    const session = openSession({ provider: sailpoint, apiUrl: server.url, credentials: PAIR, clock })
    const failure = failureOf(session.run(requestTo(server.url), signal))
    await server.nextRequest()
    clock.advance(30_000)
    expect(await failure).toMatchObject({ code: 'network', remedy: 'retry' })
  })

  test('because of the signal has its reason', async () => {
    const server = await serve({ kind: 'stall' })
    const session = openSession({ provider: sailpoint, apiUrl: server.url, credentials: PAIR })
    const controller = new AbortController()
    const failure = failureOf(session.run(requestTo(server.url), controller.signal))
    await server.nextRequest()
    const reason = new ExportError('aborted', 'The test gave up.')
    controller.abort(reason)
    expect(await failure).toBe(reason)
  })

  test.each([301, 303, 307, 308])(
    'X06 with the redirect %i sends the secret to no other host',
    async status => {
      const other = await serve([{ status: 200, body: JSON.stringify(token('stolen')) }])
      const { poll, requests } = await open([{ status, headers: { location: `${other.url}/oauth/token` } }])
      expect(await failureOf(poll())).toMatchObject({
        code: 'rejected',
        remedy: 'never',
        httpStatus: status,
      })
      expect(requests()).toEqual([LOGIN])
      expect(other.requests).toEqual([])
    },
  )

  test.each([
    ['{"access_token":"SECRET-TOKEN","expires', 'truncated, invalid'],
    ['"SECRET-TOKEN"', 'Unexpected response'],
    ['{"token":"SECRET-TOKEN"}', 'Unexpected response'],
    ['{"access_token":""}', 'Unexpected response'],
    ['access_token=SECRET-TOKEN&expires_in=749', 'Expected JSON from 127.0.0.1:'],
    ['eyJTRUNSRVQ.SECRET.SECRET', 'Expected JSON from 127.0.0.1:'],
  ])('A13 with a 200 of %s shows none of it', async (body, why) => {
    const { poll } = await open([{ status: 200, body }])
    const error = await failureOf(poll())
    expect(error).toMatchObject({ code: 'protocol', remedy: 'retry', budget: 'malformed' })
    expect(error.message).toContain(why)
    expect(error.message).not.toContain('SECRET')
  })
})
