import type { RecordedRequest, SimulatedResponse } from '../../simulator/messages.ts'
import { vmware } from '../../src/providers/vmware.ts'
import { failureOf } from '../support/failure-of.ts'
import { useServer } from '../support/server.ts'
import { credentialsOf, openSession, requestTo } from '../support/session.ts'
import { virtualClock } from '../support/virtual-clock.ts'

const serve = useServer()
const { signal } = new AbortController()
const PAIR = credentialsOf(vmware, 'svc@example.local', 'example-password')
const HOUR_MS = 3_600_000
const LOGIN = 'POST /v1/tokens'
const RENEWAL = 'PATCH /v1/tokens/access-token/refresh'

/** An unsigned token that lives for an hour. */
const jwt = (name: string) => {
  const claims = Buffer.from(JSON.stringify({ name, iat: 1000, exp: 4600 })).toString('base64url')
  return `eyJhbGciOiJub25lIn0.${claims}.c2ln`
}
const loggedIn = (name: string): SimulatedResponse => ({
  status: 200,
  body: JSON.stringify({ accessToken: jwt(name), refreshToken: { id: `refresh-${name}` } }),
})
const renewed = (name: string): SimulatedResponse => ({ status: 200, body: JSON.stringify(jwt(name)) })

/** An SDDC Manager with a list of responses to logins; every GET succeeds. */
async function open(tokens: readonly SimulatedResponse[]) {
  let turn = 0
  const server = await serve(({ method }) =>
    method === 'GET' ? { status: 200, body: '{}' } : (tokens[turn++] ?? { status: 500 }),
  )
  const clock = virtualClock({ advance: 'manual' })
  const session = openSession({ provider: vmware, apiUrl: server.url, credentials: PAIR, clock })
  const poll = () => session.run(requestTo(`${server.url}/status`), signal)
  return { server, session, clock, poll, requests: () => server.requests.map(summary) }
}

function summary({ method, url, headers, body }: RecordedRequest): string {
  const bearer = headers.authorization?.split('.')[1]
  const name = bearer && JSON.parse(Buffer.from(bearer, 'base64url').toString()).name
  return [method, url.pathname, method === 'PATCH' ? body : name].filter(Boolean).join(' ')
}

test('A02 a token is renewed before it expires, without the password; both tokens are masked', async () => {
  const { poll, requests, clock, session } = await open([loggedIn('a'), renewed('b')])
  await poll()
  clock.advance(HOUR_MS * 0.8)
  await poll()
  expect(requests()).toEqual([LOGIN, 'GET /status a', `${RENEWAL} "refresh-a"`, 'GET /status b'])
  expect(session.masked).toEqual([jwt('a'), 'refresh-a', jwt('b'), 'refresh-a'])
})

test.each([400, 401, 404])('A02 after a renewal that fails with %i, the password is used', async status => {
  const { poll, requests, clock } = await open([loggedIn('a'), { status, body: '{}' }, loggedIn('b')])
  await poll()
  clock.advance(HOUR_MS)
  await poll()
  expect(requests()).toEqual([LOGIN, 'GET /status a', `${RENEWAL} "refresh-a"`, LOGIN, 'GET /status b'])
})

test('A02 after a malformed renewal, the password is used', async () => {
  const { poll, requests, clock } = await open([loggedIn('a'), { status: 200, body: '{}' }, loggedIn('b')])
  await poll()
  clock.advance(HOUR_MS)
  await poll()
  expect(requests().at(-1)).toBe('GET /status b')
})

test('A05 a renewal that fails in an outage is retried by the next request', async () => {
  const { poll, requests, clock } = await open([loggedIn('a'), { status: 503 }, renewed('b')])
  await poll()
  clock.advance(HOUR_MS)
  expect(await failureOf(poll())).toMatchObject({ code: 'network', remedy: 'retry' })
  await poll()
  expect(requests().slice(2)).toEqual([`${RENEWAL} "refresh-a"`, `${RENEWAL} "refresh-a"`, 'GET /status b'])
})

test('after a refused login, the hint names username and password', async () => {
  const { poll } = await open([{ status: 401, body: '{"message":"Invalid user"}' }])
  expect((await failureOf(poll())).hint).toBe(
    'Check username and password, and that they belong to this host.',
  )
})
