import type { RecordedRequest, SimulatedResponse } from '../../simulator/messages.ts'
import { snyk } from '../../src/providers/snyk.ts'
import { vmware } from '../../src/providers/vmware.ts'
import { failureOf } from '../support/failure-of.ts'
import { useServer } from '../support/server.ts'
import { openSession, question } from '../support/session.ts'
import { virtualClock } from '../support/virtual-clock.ts'

const serve = useServer()
const { signal } = new AbortController()
const PAIR = { kind: 'pair', id: 'svc@example.local', secret: 'example-password' } as const
const HOUR_MS = 3_600_000
const LOGIN = 'POST /v1/tokens'
const RENEWAL = 'PATCH /v1/tokens/access-token/refresh'

/** An unsigned token of an hour. */
const jwt = (name: string) => {
  const claims = Buffer.from(JSON.stringify({ name, iat: 1000, exp: 4600 })).toString('base64url')
  return `eyJhbGciOiJub25lIn0.${claims}.c2ln`
}
const loggedIn = (name: string): SimulatedResponse => ({
  status: 200,
  body: JSON.stringify({ accessToken: jwt(name), refreshToken: { id: `refresh-${name}` } }),
})
const renewed = (name: string): SimulatedResponse => ({ status: 200, body: JSON.stringify(jwt(name)) })

/** An SDDC Manager that accepts every request, one after another. */
async function open(tokens: readonly SimulatedResponse[]) {
  let turn = 0
  const server = await serve(({ method }) =>
    method === 'GET' ? { status: 200, body: '{}' } : (tokens[turn++] ?? { status: 500 }),
  )
  const clock = virtualClock({ advance: 'manual' })
  const session = openSession({ provider: vmware, apiUrl: server.url, credentials: PAIR, clock })
  const ask = () => session.run(question(`${server.url}/status`), signal)
  return { server, session, clock, ask, asked: () => server.requests.map(summary) }
}

function summary({ method, url, headers, body }: RecordedRequest): string {
  const bearer = headers.authorization?.split('.')[1]
  const name = bearer && JSON.parse(Buffer.from(bearer, 'base64url').toString()).name
  return [method, url.pathname, method === 'PATCH' ? body : name].filter(Boolean).join(' ')
}

test('A02 a token is renewed before it expires, without the password; both tokens are secrets', async () => {
  const { ask, asked, clock, session } = await open([loggedIn('a'), renewed('b')])
  await ask()
  clock.advance(HOUR_MS * 0.8)
  await ask()
  expect(asked()).toEqual([LOGIN, 'GET /status a', `${RENEWAL} "refresh-a"`, 'GET /status b'])
  expect(session.kept).toEqual([jwt('a'), 'refresh-a', jwt('b'), 'refresh-a'])
})

test.each([400, 401, 404])(
  'A02 a renewal that is refused with %i falls back to the password',
  async status => {
    const { ask, asked, clock } = await open([loggedIn('a'), { status, body: '{}' }, loggedIn('b')])
    await ask()
    clock.advance(HOUR_MS)
    await ask()
    expect(asked()).toEqual([LOGIN, 'GET /status a', `${RENEWAL} "refresh-a"`, LOGIN, 'GET /status b'])
  },
)

test('A02 so does one that cannot be read', async () => {
  const { ask, asked, clock } = await open([loggedIn('a'), { status: 200, body: '{}' }, loggedIn('b')])
  await ask()
  clock.advance(HOUR_MS)
  await ask()
  expect(asked().at(-1)).toBe('GET /status b')
})

test('A05 a renewal that fails with an outage is retried by the next request', async () => {
  const { ask, asked, clock } = await open([loggedIn('a'), { status: 503 }, renewed('b')])
  await ask()
  clock.advance(HOUR_MS)
  expect(await failureOf(ask())).toMatchObject({ code: 'network', outlook: 'transient' })
  await ask()
  expect(asked().slice(2)).toEqual([`${RENEWAL} "refresh-a"`, `${RENEWAL} "refresh-a"`, 'GET /status b'])
})

test('a refused account names username and password', async () => {
  const { ask } = await open([{ status: 401, body: '{"message":"Invalid user"}' }])
  expect((await failureOf(ask())).hint).toBe(
    'Check username and password, and that they belong to this host.',
  )
})

test('a pair for a provider without a login is a defect of ours', async () => {
  const server = await serve([{ status: 200, body: '{}' }])
  const session = openSession({ provider: snyk, apiUrl: server.url, credentials: PAIR })
  expect(await failureOf(session.run(question(server.url), signal))).toMatchObject({ code: 'internal' })
  expect(server.requests).toEqual([])
})
