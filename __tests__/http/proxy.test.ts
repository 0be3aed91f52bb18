import { ExportError } from '../../src/failures/export-error.ts'
import { readText } from '../../src/http/body.ts'
import { followRedirects } from '../../src/http/redirects.ts'
import type { WireResponse } from '../../src/http/transport.ts'
import { useClosing } from '../support/cleanup.ts'
import type { ConnectProxy, ProxyBehavior } from '../support/connect-proxy.ts'
import { startConnectProxy } from '../support/connect-proxy.ts'
import { failureOf } from '../support/failure-of.ts'
import { useServer } from '../support/server.ts'
import { sendTo } from '../support/session.ts'
import { IDENTITIES, TEST_CA, TEST_HOSTS } from '../support/tls/certificates.ts'

const closing = useClosing()
const serve = useServer()
const VARIABLES = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY', 'no_proxy', 'NO_PROXY'] as const
const before = VARIABLES.map(name => [name, process.env[name]] as const)

beforeEach(() => {
  for (const name of VARIABLES) delete process.env[name]
})
afterAll(() => {
  for (const [name, value] of before) {
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
  }
})

const API = `https://${TEST_HOSTS.api}`

function get(url: string, signal = new AbortController().signal): Promise<WireResponse> {
  return sendTo(API, TEST_CA)({ method: 'GET', url: new URL(url), headers: {} }, signal)
}

async function proxy(behavior: ProxyBehavior, port?: number, credential = ''): Promise<ConnectProxy> {
  const started = await closing(startConnectProxy(behavior, port))
  process.env.https_proxy = `http://${credential}${started.host}`
  return started
}

const secure = (identity: keyof typeof IDENTITIES = 'good') =>
  serve([{ status: 200, body: '{"via":"proxy"}' }], { tls: IDENTITIES[identity] })

const portOf = ({ url }: { readonly url: string }) => Number(new URL(url).port)

describe('through a proxy', () => {
  test('N23 X15 the proxy looks up the name of the API', async () => {
    const server = await secure()
    const { requests, emptied } = await proxy('tunnel', portOf(server))
    expect(await readText(await get(`${API}/status`))).toBe('{"via":"proxy"}')
    expect(requests).toEqual([{ target: `${TEST_HOSTS.api}:443`, authorization: undefined }])
    expect(server.requests[0]?.url.pathname).toBe('/status')
    await emptied()
  })

  test('N23 the proxy receives its username and password, and the API does not', async () => {
    const server = await secure()
    const { requests } = await proxy('tunnel', portOf(server), 'us%40er:p%3Aw@')
    ;(await get(API)).close()
    expect(requests[0]?.authorization).toBe(`Basic ${Buffer.from('us@er:p:w').toString('base64')}`)
    expect(server.requests[0]?.headers).not.toHaveProperty('proxy-authorization')
  })

  test('N20 the certificate of the API is checked', async () => {
    const server = await secure('wrongHost')
    await proxy('tunnel', portOf(server))
    const error = await failureOf(get(API))
    expect(error).toMatchObject({ code: 'network', remedy: 'never' })
    expect(error.message).toContain('ERR_TLS_CERT_ALTNAME_INVALID')
  })

  test('X15 a literal private address is rejected', async () => {
    const { requests } = await proxy('tunnel')
    expect(await failureOf(get('https://10.0.0.1/file'))).toMatchObject({
      code: 'protocol',
      remedy: 'never',
    })
    expect(requests).toEqual([])
  })

  test('X13 a redirect to a private address is rejected', async () => {
    const server = await serve([{ status: 302, headers: { location: 'https://10.0.0.1/file' } }], {
      tls: IDENTITIES.good,
    })
    const { requests } = await proxy('tunnel', portOf(server))
    const error = await failureOf(
      followRedirects(
        sendTo(API, TEST_CA),
        { method: 'GET', url: new URL(API), headers: {} },
        { scope: 'any-origin', credential: {}, onRedirect: () => undefined },
        new AbortController().signal,
      ),
    )
    expect(error).toMatchObject({ code: 'protocol', remedy: 'never' })
    expect(error.message).toContain('10.0.0.1, which is a private address')
    expect(requests).toHaveLength(1)
  })

  test.each([407, 403])('N24 a proxy that returns %i is a permanent failure', async status => {
    await proxy(status, 0, 'user:hunter22@')
    const error = await failureOf(get(API))
    expect(error).toMatchObject({ code: 'network', remedy: 'never' })
    expect(error.message).toBe(
      `The proxy did not open a connection to ${TEST_HOSTS.api}: it returned HTTP ${status}.`,
    )
    expect(error.hint).toContain('https_proxy')
  })

  test.each([502, 503])('N24 a proxy that returns %i is a transient failure', async status => {
    await proxy(status)
    expect(await failureOf(get(API))).toMatchObject({ code: 'network', remedy: 'retry' })
  })

  test('N24 a proxy that drops the connection is a transient failure', async () => {
    await proxy('drop')
    const error = await failureOf(get(API))
    expect(error).toMatchObject({ code: 'network', remedy: 'retry' })
    expect(error.message).toContain('The proxy did not open a connection')
  })

  test('N24 a proxy that does not exist is unreachable', async () => {
    const gone = await startConnectProxy('silence')
    await gone.close()
    process.env.HTTPS_PROXY = `http://${gone.host}`
    const error = await failureOf(get(API))
    expect(error).toMatchObject({ code: 'network', remedy: 'retry', budget: 'unreachable' })
    expect(error.message).toContain('ECONNREFUSED')
  })

  test('N25 a request through a proxy that never responds is aborted by the signal, and its connection ends', async () => {
    const { nextRequest, emptied } = await proxy('silence')
    const controller = new AbortController()
    const failure = failureOf(get(API, controller.signal))
    await nextRequest()
    const late = new ExportError('network', 'late', { remedy: 'retry' })
    controller.abort(late)
    expect(await failure).toBe(late)
    await emptied()
  })

  test('N27 loopback addresses bypass it', async () => {
    const server = await serve([{ status: 200, body: '{}' }])
    const { requests, host } = await proxy('silence')
    process.env.http_proxy = `http://${host}`
    ;(
      await sendTo(server.url)(
        { method: 'GET', url: new URL(server.url), headers: {} },
        new AbortController().signal,
      )
    ).close()
    expect(requests).toEqual([])
  })

  test.each([
    'api.example.test',
    'example.test',
    '.example.test',
    'api.example.test:443',
    '*',
    'x, API.example.test',
  ])('N27 no_proxy=%s bypasses it', async entry => {
    const { requests } = await proxy('silence')
    process.env.no_proxy = entry
    // The name does not exist: it is reserved for tests.
    expect(await failureOf(get(API))).toMatchObject({ remedy: 'retry', budget: 'unreachable' })
    expect(requests).toEqual([])
  })

  test.each(['other.test', 'api.example.test:8443', '*.example.test', '10.0.0.0/8'])(
    'N27 no_proxy=%s does not',
    async entry => {
      const { requests } = await proxy(503)
      process.env.no_proxy = entry
      await failureOf(get(API))
      expect(requests).toHaveLength(1)
    },
  )
})
