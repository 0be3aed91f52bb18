import type { Handler, SimulatedResponse } from '../../simulator/messages.ts'
import { closient } from '../../src/providers/closient.ts'
import type { Provider } from '../../src/providers/provider.ts'
import { snyk } from '../../src/providers/snyk.ts'
import { failureOf } from '../support/failure-of.ts'
import { useServer } from '../support/server.ts'
import { openSession, requestTo } from '../support/session.ts'

const serve = useServer()
const { signal } = new AbortController()
const OK: SimulatedResponse = { status: 200, body: '{"ok":true}' }

async function open(script: Handler | readonly SimulatedResponse[], provider: Provider = closient) {
  const server = await serve(script)
  return { server, session: openSession({ provider, apiUrl: server.url }) }
}

describe('a token with two possible schemes', () => {
  const accepting =
    (scheme: string): Handler =>
    ({ headers }) =>
      headers.authorization === `${scheme} example-token` ? OK : { status: 401, body: '{}' }
  const schemes = (server: { readonly requests: readonly { headers: Readonly<Record<string, string>> }[] }) =>
    server.requests.map(({ headers }) => headers.authorization?.split(' ')[0])

  test('A01 is sent with the other scheme after a first 401, and keeps it', async () => {
    const { server, session } = await open(accepting('Bearer'), snyk)
    for (let round = 0; round < 2; round++) await session.run(requestTo(server.url), signal)
    expect(schemes(server)).toEqual(['token', 'Bearer', 'Bearer'])
  })

  test('A04 keeps its scheme once it was accepted', async () => {
    const { server, session } = await open([OK, { status: 401, body: '{}' }], snyk)
    await session.run(requestTo(server.url), signal)
    expect(await failureOf(session.run(requestTo(server.url), signal))).toMatchObject({ code: 'auth' })
    expect(schemes(server)).toEqual(['token', 'token'])
  })

  test('is not accepted by an outage before the first 401', async () => {
    const { server, session } = await open(
      request => (request.url.pathname === '/503' ? { status: 503 } : accepting('Bearer')(request)),
      snyk,
    )
    await failureOf(session.run(requestTo(`${server.url}/503`), signal))
    await session.run(requestTo(server.url), signal)
    expect(schemes(server)).toEqual(['token', 'token', 'Bearer'])
  })

  test('A01 fails if both are refused, and starts with the first again', async () => {
    const { server, session } = await open([{ status: 401, body: '{"message":"no"}' }], snyk)
    for (let round = 0; round < 2; round++)
      expect(await failureOf(session.run(requestTo(server.url), signal))).toMatchObject({
        code: 'auth',
        remedy: 'never',
      })
    expect(schemes(server)).toEqual(['token', 'Bearer', 'token', 'Bearer'])
  })

  test('has one scheme in the end for parallel requests', async () => {
    const { server, session } = await open(accepting('Bearer'), snyk)
    await Promise.all([1, 2].map(() => session.run(requestTo(server.url), signal)))
    expect(schemes(server).slice(-2)).toEqual(['Bearer', 'Bearer'])
  })

  test('A01 fails at once if there is only one scheme', async () => {
    const { server, session } = await open([{ status: 401, body: '{}' }], closient)
    expect(await failureOf(session.run(requestTo(server.url), signal))).toMatchObject({ code: 'auth' })
    expect(server.requests).toHaveLength(1)
  })
})
