import type { Handler, SimulatedResponse } from '../../simulator/messages.ts'
import { closient } from '../../src/providers/closient.ts'
import type { Provider } from '../../src/providers/provider.ts'
import { snyk } from '../../src/providers/snyk.ts'
import { failureOf } from '../support/failure-of.ts'
import { useServer } from '../support/server.ts'
import { openSession, question } from '../support/session.ts'

const serve = useServer()
const { signal } = new AbortController()
const OK: SimulatedResponse = { status: 200, body: '{"ok":true}' }

async function open(script: Handler | readonly SimulatedResponse[], provider: Provider = closient) {
  const server = await serve(script)
  return { server, session: openSession({ provider, apiUrl: server.url }) }
}

describe('a token that may come with two schemes', () => {
  const accepting =
    (scheme: string): Handler =>
    ({ headers }) =>
      headers.authorization === `${scheme} example-token` ? OK : { status: 401, body: '{}' }
  const schemes = (server: { readonly requests: readonly { headers: Readonly<Record<string, string>> }[] }) =>
    server.requests.map(({ headers }) => headers.authorization?.split(' ')[0])

  test('A01 is tried with the other after a first 401, and that is kept', async () => {
    const { server, session } = await open(accepting('Bearer'), snyk)
    for (let round = 0; round < 2; round++) await session.run(question(server.url), signal)
    expect(schemes(server)).toEqual(['token', 'Bearer', 'Bearer'])
  })

  test('A04 is not tried with the other once it was accepted', async () => {
    const { server, session } = await open([OK, { status: 401, body: '{}' }], snyk)
    await session.run(question(server.url), signal)
    expect(await failureOf(session.run(question(server.url), signal))).toMatchObject({ code: 'auth' })
    expect(schemes(server)).toEqual(['token', 'token'])
  })

  test('an outage before the first 401 proves nothing', async () => {
    const { server, session } = await open(
      request => (request.url.pathname === '/503' ? { status: 503 } : accepting('Bearer')(request)),
      snyk,
    )
    await failureOf(session.run(question(`${server.url}/503`), signal))
    await session.run(question(server.url), signal)
    expect(schemes(server)).toEqual(['token', 'token', 'Bearer'])
  })

  test('A01 refused with both fails, and begins with the first again', async () => {
    const { server, session } = await open([{ status: 401, body: '{"message":"no"}' }], snyk)
    for (let round = 0; round < 2; round++)
      expect(await failureOf(session.run(question(server.url), signal))).toMatchObject({
        code: 'auth',
        outlook: 'unauthorized',
      })
    expect(schemes(server)).toEqual(['token', 'Bearer', 'token', 'Bearer'])
  })

  test('two simultaneous requests settle on one scheme', async () => {
    const { server, session } = await open(accepting('Bearer'), snyk)
    await Promise.all([1, 2].map(() => session.run(question(server.url), signal)))
    expect(schemes(server).slice(-2)).toEqual(['Bearer', 'Bearer'])
  })

  test('A01 with one scheme only is refused at once', async () => {
    const { server, session } = await open([{ status: 401, body: '{}' }], closient)
    expect(await failureOf(session.run(question(server.url), signal))).toMatchObject({ code: 'auth' })
    expect(server.requests).toHaveLength(1)
  })
})
