import type { Handler, RecordedRequest, SimulatedResponse } from '../../simulator/messages.ts'
import { ExportError } from '../../src/failures/export-error.ts'
import { sailpoint } from '../../src/providers/sailpoint.ts'
import { failureOf } from '../support/failure-of.ts'
import { type TestServer, useServer } from '../support/server.ts'
import type { OpenedSession } from '../support/session.ts'
import { openSession, question } from '../support/session.ts'
import { type VirtualClock, virtualClock } from '../support/virtual-clock.ts'

const serve = useServer()
const { signal } = new AbortController()
const PAIR = { kind: 'pair', id: 'example-client', secret: 'example-secret' } as const
const OK: SimulatedResponse = { status: 200, body: '{"ok":true}' }
const REFUSED: SimulatedResponse = { status: 401, body: '{"error":"JWT is expired"}' }
const LOGIN = 'POST /oauth/token'

interface Opened {
  readonly server: TestServer
  readonly session: OpenedSession
  readonly clock: VirtualClock
  /** What was requested, and with which token. */
  asked(): readonly string[]
  ask(): Promise<unknown>
}

/** A SailPoint API with lists of responses to logins and to other requests, the last one of each for ever. */
async function open(
  logins: readonly unknown[],
  answers: readonly SimulatedResponse[] = [OK],
): Promise<Opened> {
  const turns = { login: 0, answer: 0 }
  const handle: Handler = ({ url }) => {
    if (url.pathname !== '/oauth/token')
      return answers[Math.min(turns.answer++, answers.length - 1)] as SimulatedResponse
    const login = logins[Math.min(turns.login++, logins.length - 1)]
    return isAnswer(login) ? login : { status: 200, body: JSON.stringify(login) }
  }
  const server = await serve(handle)
  const clock = virtualClock({ advance: 'manual' })
  const session = openSession({ provider: sailpoint, apiUrl: server.url, credentials: PAIR, clock })
  return {
    server,
    session,
    clock,
    asked: () => server.requests.map(summary),
    ask: () => session.run(question(`${server.url}/status`), signal),
  }
}

const isAnswer = (value: unknown): value is SimulatedResponse =>
  typeof value === 'object' && value !== null && 'status' in value
const token = (name: string, expires?: unknown) => ({ access_token: name, expires_in: expires })

function summary({ method, url, headers }: RecordedRequest): string {
  const { authorization } = headers
  return `${method} ${url.pathname}${authorization ? ` ${authorization}` : ''}`
}

describe('a pair', () => {
  test('is exchanged for a token at first use, which is masked before it is used', async () => {
    const { asked, ask, session, server } = await open([token('first')])
    expect(server.requests).toEqual([])
    await ask()
    await ask()
    expect(asked()).toEqual([LOGIN, 'GET /status Bearer first', 'GET /status Bearer first'])
    expect(session.kept).toEqual(['first'])
    expect(server.requests.some(({ url }) => url.href.includes(PAIR.secret))).toBe(false)
  })

  test('A02 gets a new token after a 401, and the request is repeated', async () => {
    const { asked, ask, session } = await open([token('first'), token('second')], [OK, REFUSED, OK])
    await ask()
    await ask()
    expect(asked()).toEqual([
      LOGIN,
      'GET /status Bearer first',
      'GET /status Bearer first',
      LOGIN,
      'GET /status Bearer second',
    ])
    expect(session.kept).toEqual(['first', 'second'])
  })

  test('A02 renews for the download of a file as well', async () => {
    const { asked, session, server } = await open([token('first'), token('second')], [OK, REFUSED, OK])
    const file = { url: `${server.url}/data`, credential: 'session', stem: 'x', format: 'any' } as const
    for (let round = 0; round < 2; round++) (await session.open(file, {}, signal)).close()
    expect(asked().slice(-3)).toEqual(['GET /data Bearer first', LOGIN, 'GET /data Bearer second'])
  })

  test('A03 whose fresh token is refused fails, without a login for each request', async () => {
    const { asked, ask } = await open([token('first')], [REFUSED])
    for (let round = 0; round < 2; round++)
      expect(await failureOf(ask())).toMatchObject({ code: 'auth', outlook: 'unauthorized', httpStatus: 401 })
    expect(asked()).toEqual([LOGIN, 'GET /status Bearer first', 'GET /status Bearer first'])
  })

  test('A03 is exchanged once more after a 401, and not twice', async () => {
    const { asked, ask } = await open([token('first'), token('second')], [OK, REFUSED])
    await ask()
    await failureOf(ask())
    expect(asked().filter(line => line === LOGIN)).toHaveLength(2)
    expect(asked().at(-1)).toBe('GET /status Bearer second')
  })

  test('is exchanged once for simultaneous requests', async () => {
    const { asked, ask } = await open([token('first')])
    await Promise.all([ask(), ask(), ask()])
    expect(asked().filter(line => line === LOGIN)).toHaveLength(1)
  })

  test('A02 is renewed once for requests that are refused together', async () => {
    let logins = 0
    let valid = 1
    const server = await serve(({ url, headers }) => {
      if (url.pathname === '/oauth/token') {
        logins += 1
        return { status: 200, body: JSON.stringify(token(`t${logins}`)) }
      }
      return headers.authorization === `Bearer t${valid}` ? OK : REFUSED
    })
    const session = openSession({ provider: sailpoint, apiUrl: server.url, credentials: PAIR })
    const ask = () => session.run(question(`${server.url}/status`), signal)
    await ask()
    valid = 2
    await Promise.all([ask(), ask(), ask()])
    expect(logins).toBe(2)
  })
})

describe('A06 a token that lives', () => {
  test.each([
    [749, 599.2],
    [3600, 2880],
    ['3600', 2880],
    [100, 50],
    [60, 30],
    [1, 0.5],
  ])('%s s is renewed after %d s', async (seconds, dueSeconds) => {
    const { asked, ask, clock } = await open([token('first', seconds), token('second', seconds)])
    await ask()
    clock.advance(dueSeconds * 1000 - 1)
    await ask()
    expect(asked().at(-1)).toBe('GET /status Bearer first')
    clock.advance(1)
    await ask()
    expect(asked().slice(-2)).toEqual([LOGIN, 'GET /status Bearer second'])
  })

  test.each([undefined, null, 0, -5, 1e12, 'x', '3600 s', {}])(
    'for %j is used until it is refused',
    async seconds => {
      const { asked, ask, clock } = await open(
        [token('first', seconds), token('second', seconds)],
        [OK, OK, REFUSED, OK],
      )
      await ask()
      clock.advance(365 * 24 * 3600 * 1000)
      await ask()
      expect(asked().filter(line => line === LOGIN)).toHaveLength(1)
      await ask()
      expect(asked().at(-1)).toBe('GET /status Bearer second')
    },
  )
})

describe('A05 an early renewal that fails', () => {
  const HOUR = 3600
  const DUE_MS = 2_880_000
  const failing = [503, 401].map(status => [status, { status, body: '{}' }] as const)

  test.each(failing)(
    'with %i leaves the token in use, is retried after a minute, and is reported once it has expired',
    async (status, failure) => {
      const { ask, asked, clock } = await open([token('first', HOUR), failure])
      await ask()
      clock.advance(DUE_MS)
      await ask()
      clock.advance(59_999)
      await ask()
      clock.advance(1)
      await ask()
      const used = 'GET /status Bearer first'
      expect(asked()).toEqual([LOGIN, used, LOGIN, used, used, LOGIN, used])
      clock.advance(HOUR * 1000)
      expect(await failureOf(ask())).toMatchObject({ httpStatus: status })
      expect(asked().at(-1)).toBe(LOGIN)
    },
  )

  test.each(failing)('with %i is reported when the token is refused', async (status, failure) => {
    const { ask, asked, clock } = await open([token('first', HOUR), failure], [OK, OK, REFUSED])
    await ask()
    clock.advance(DUE_MS)
    await ask()
    expect(await failureOf(ask())).toMatchObject({ httpStatus: status })
    expect(asked().slice(-2)).toEqual(['GET /status Bearer first', LOGIN])
  })

  test('does not outlast a short token: the next attempt comes when it expires', async () => {
    const { ask, asked, clock } = await open([token('first', 60), { status: 503 }, token('second', 60)])
    await ask()
    clock.advance(30_000)
    await ask()
    clock.advance(30_000)
    await ask()
    expect(asked().slice(-2)).toEqual([LOGIN, 'GET /status Bearer second'])
  })
})

describe('a login that fails', () => {
  test.each([400, 401, 403])('with %i names the pair and is final', async status => {
    const body = '{"error":"invalid_client","error_description":"Bad client credentials"}'
    const { ask, asked } = await open([{ status, body, headers: { 'slpt-request-id': 'r-1' } }])
    const error = await failureOf(ask())
    expect(error).toMatchObject({ code: 'auth', outlook: 'permanent', httpStatus: status, requestId: 'r-1' })
    expect(error.message).toContain('The login was refused.')
    expect(error.message).toContain('Bad client credentials')
    expect(error.hint).toBe('Check client-id and client-secret, and that they belong to this host.')
    expect(asked()).toEqual([LOGIN])
  })

  test.each([404, 405])('with %i says that nothing there takes a login', async status => {
    const { ask } = await open([{ status, body: '<html><title>Not here</title></html>' }])
    const error = await failureOf(ask())
    expect(error).toMatchObject({ code: 'rejected', outlook: 'permanent', httpStatus: status })
    expect(error.hint).toContain('api-url')
  })

  test('A05 with a 503 is an outage: the next request logs in', async () => {
    const down: SimulatedResponse = { status: 503, headers: { 'retry-after': '7' } }
    const { ask, asked } = await open([down, { status: 429 }, token('first')])
    expect(await failureOf(ask())).toMatchObject({
      code: 'network',
      outlook: 'transient',
      retryAfterMs: 7000,
    })
    expect(await failureOf(ask())).toMatchObject({ code: 'network', outlook: 'transient' })
    await ask()
    expect(asked()).toEqual([LOGIN, LOGIN, LOGIN, 'GET /status Bearer first'])
  })

  test('A05 by its time is an outage', async () => {
    const server = await serve({ kind: 'stall' })
    const clock = virtualClock({ advance: 'manual' })
    const session = openSession({ provider: sailpoint, apiUrl: server.url, credentials: PAIR, clock })
    const failure = failureOf(session.run(question(server.url), signal))
    await server.nextRequest()
    clock.advance(30_000)
    expect(await failure).toMatchObject({ code: 'network', outlook: 'transient' })
  })

  test('by the signal ends with its reason', async () => {
    const server = await serve({ kind: 'stall' })
    const session = openSession({ provider: sailpoint, apiUrl: server.url, credentials: PAIR })
    const controller = new AbortController()
    const failure = failureOf(session.run(question(server.url), controller.signal))
    await server.nextRequest()
    const reason = new ExportError('aborted', 'The test gave up.')
    controller.abort(reason)
    expect(await failure).toBe(reason)
  })

  test.each([301, 303, 307, 308])('X06 with the redirect %i sends the secret nowhere', async status => {
    const other = await serve([{ status: 200, body: JSON.stringify(token('stolen')) }])
    const { ask, asked } = await open([{ status, headers: { location: `${other.url}/oauth/token` } }])
    expect(await failureOf(ask())).toMatchObject({
      code: 'rejected',
      outlook: 'permanent',
      httpStatus: status,
    })
    expect(asked()).toEqual([LOGIN])
    expect(other.requests).toEqual([])
  })

  test.each([
    ['{"access_token":"SECRET-TOKEN","expires', 'cut short or broken'],
    ['"SECRET-TOKEN"', 'not the documented one'],
    ['{"token":"SECRET-TOKEN"}', 'not the documented one'],
    ['{"access_token":""}', 'not the documented one'],
    ['access_token=SECRET-TOKEN&expires_in=749', 'Expected JSON'],
    ['eyJTRUNSRVQ.SECRET.SECRET', 'Expected JSON'],
  ])('A13 with a 200 of %s shows nothing of it', async (body, why) => {
    const { ask } = await open([{ status: 200, body }])
    const error = await failureOf(ask())
    expect(error).toMatchObject({ code: 'protocol', outlook: 'malformed' })
    expect(error.message).toContain(why)
    expect(error.message).not.toContain('SECRET')
  })
})
