import type { SimulatedResponse } from '../../simulator/messages.ts'
import { ExportError } from '../../src/failures/export-error.ts'
import { readText } from '../../src/http/body.ts'
import { closient } from '../../src/providers/closient.ts'
import { failureOf } from '../support/failure-of.ts'
import { useServer } from '../support/server.ts'
import { openSession } from '../support/session.ts'

const serve = useServer()
const { signal } = new AbortController()
const OK: SimulatedResponse = { status: 200, body: '{"ok":true}' }
const ABORT = new ExportError('aborted', 'The test gave up.')

async function open(script: readonly SimulatedResponse[]) {
  const server = await serve(script)
  return { server, session: openSession({ provider: closient, apiUrl: server.url }) }
}

describe('a file', () => {
  const file = { stem: 'x', format: 'any' } as const

  test('from the API is requested with the credential, and its body is left to the reader', async () => {
    const { server, session } = await open([{ status: 206, body: 'bytes' }])
    const response = await session.open(
      { ...file, url: `${server.url}/data`, credential: 'session', accept: 'x/y' },
      { range: 'bytes=5-' },
      signal,
    )
    expect(response.status).toBe(206)
    expect(await readText(response)).toBe('bytes')
    expect(server.requests[0]?.headers).toMatchObject({
      accept: 'x/y',
      range: 'bytes=5-',
      'x-api-key': 'example-token',
    })
    expect(session.masked).toEqual([])
  })

  test('X03 behind a signed link is requested without it, and the link is masked before', async () => {
    const store = await serve([OK])
    const { session } = await open([OK])
    const url = `${store.url}/file?sig=SIGNATURE`
    ;(await session.open({ ...file, url, credential: 'none' }, {}, signal)).close()
    expect(session.masked).toEqual([url])
    expect(store.requests[0]?.headers).not.toHaveProperty('x-api-key')
    expect(store.requests[0]?.headers.accept).toBe('*/*')
  })

  test('X03 at the API behind a link without a credential is requested without it', async () => {
    const { server, session } = await open([OK])
    ;(await session.open({ ...file, url: `${server.url}/f`, credential: 'none' }, {}, signal)).close()
    expect(server.requests[0]?.headers).not.toHaveProperty('x-api-key')
  })

  test('X03 is redirected to another origin without the credential; each address is masked before', async () => {
    const store = await serve([OK])
    const { server, session } = await open([
      { status: 302, headers: { location: `${store.url}/f?sig=SIGNATURE` } },
    ])
    const response = await session.open({ ...file, url: server.url, credential: 'session' }, {}, signal)
    response.close()
    expect(response.url.origin).toBe(store.url)
    expect(store.requests[0]?.headers).not.toHaveProperty('x-api-key')
    expect(session.masked).toEqual([`${store.url}/f?sig=SIGNATURE`])
  })

  test.each([301, 401, 403, 404, 416, 503])('with the status %i is returned', async status => {
    const { server, session } = await open([{ status, headers: { location: '/' }, body: 'why' }, OK])
    const response = await session.open({ ...file, url: server.url, credential: 'session' }, {}, signal)
    response.close()
    expect(response.status).toBe(status === 301 ? 200 : status)
  })

  test('is aborted by the signal', async () => {
    const server = await serve({ kind: 'stall' })
    const session = openSession({ provider: closient, apiUrl: server.url })
    const controller = new AbortController()
    const failure = failureOf(
      session.open({ ...file, url: server.url, credential: 'none' }, {}, controller.signal),
    )
    await server.nextRequest()
    controller.abort(ABORT)
    expect(await failure).toBe(ABORT)
  })
})
