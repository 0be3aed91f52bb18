import * as yaml from 'yaml'
import type { Handler } from '../../simulator/messages.ts'
import type { ExportError } from '../../src/failures/export-error.ts'
import { customProvider } from '../../src/providers/custom.ts'
import type { Job, JobStatus, Provider, RemoteFile } from '../../src/providers/provider.ts'
import { failureOf } from '../support/failure-of.ts'
import { useServer } from '../support/server.ts'
import { openSession } from '../support/session.ts'

const serve = useServer()
const { signal } = new AbortController()

const DEFINITION = `
api: API
login: { url: LOGIN, json: { key: '{token}' }, token: .token }
start: { url: /exports, id: .id }
poll: { url: '/exports/{id}', word: .status, words: { succeeded: [done] } }
download: { from: { url: '/exports/{id}/files' }, url: .url }
`

/** The API accepts every request but the one with the path `failing`. */
const accept =
  (failing: string): Handler =>
  ({ url: { pathname } }) => {
    if (pathname === failing) return { status: 422, body: '{"message":"No plan"}' }
    return { status: 200, body: '{"token":"t","id":"e1","status":"done"}' }
  }

function providerAt(api: string, login = '/token'): Provider {
  const text = DEFINITION.replace('API', api).replace('LOGIN', login)
  return customProvider(yaml.parse(text), {}).provider as Provider
}

const jobAt = (apiUrl: string): Job => ({ apiUrl, apiVersion: '', exportId: 'e1', ids: {} })

/** The failure of a poll, or of a start. */
function failed(
  provider: Provider,
  apiUrl: string,
  kind: 'start' | 'status' = 'status',
): Promise<ExportError> {
  const [auth] = provider.auth
  const session = openSession({
    provider,
    apiUrl,
    credentials: auth?.use('key') ?? { kind: 'headers', headers: [] },
  })
  const job = jobAt(apiUrl)
  return failureOf(
    kind === 'start' && provider.start
      ? session.run(provider.start(job, undefined), signal)
      : session.run(provider.status(job), signal),
  )
}

describe('an error names the request that failed', () => {
  test.each([
    ['login', '/token', 'status'],
    ['start', '/exports', 'start'],
    ['poll', '/exports/e1', 'status'],
    ['download.from', '/exports/e1/files', 'status'],
  ] as const)('%s', async (section, path, kind) => {
    const { url } = await serve(accept(path))
    const { message } = await failed(providerAt(url), url, kind)
    expect(message).toContain(`HTTP 422: No plan. Request: ${section}.`)
  })

  test('download', async () => {
    const { url } = await serve(accept(''))
    const provider = providerAt(url)
    const session = openSession({ provider, apiUrl: url, credentials: { kind: 'headers', headers: [{}] } })
    const exchange = provider.status(jobAt(url))
    exchange.next()
    const json = { status: 'done', url: 'http://127.0.0.1:1/file' }
    const { value } = exchange.next({ status: 200, headers: {}, json })
    const [file] = (value as JobStatus).files
    const { message } = await failureOf(session.open(file as RemoteFile, {}, signal))
    expect(message).toMatch(/^127\.0\.0\.1:1 could not be reached: .* Request: download\.$/)
  })
})

test.each([
  ['api', '/token', 'http://127.0.0.1:1'],
  ['login.url', 'http://127.0.0.1:1/token', ''],
])('an unreachable host is that of the key %s', async (key, login, api) => {
  const { url } = await serve(accept(''))
  const { message, hint } = await failed(providerAt(api || url, login), api || url)
  expect(message).toContain('127.0.0.1:1 could not be reached')
  expect(hint).toMatch(
    new RegExp(`^Check ${key.replace('.', '\\.')} in the definition and the proxy settings\\.`),
  )
})

test('a login that is not there is that of the key login.url, also below api', async () => {
  const { url } = await serve(() => ({ status: 404 }))
  for (const [api, login] of [
    ['http://127.0.0.1:1', `${url}/token`],
    [url, '/token'],
  ] as const)
    expect((await failed(providerAt(api, login), api)).hint).toBe(
      'There is no login at this address. Check login.url in the definition.',
    )
})

test('every error that would name the input api-url names the key instead', async () => {
  const { url } = await serve(({ url: { pathname } }) =>
    pathname === '/token' ? { status: 200, body: '{"token":"t"}' } : { status: 418 },
  )
  expect((await failed(providerAt(url), url)).hint).toBe(
    'Check request and api in the definition: the service rejects the request itself.',
  )
})

test('the documentation of the service is not known, so no hint names it', async () => {
  const { url } = await serve(({ url: { pathname } }) =>
    pathname === '/token' ? { status: 200, body: '{"token":"t"}' } : { status: 500 },
  )
  const { code, hint } = await failed(providerAt(url), url, 'start')
  expect(code).toBe('start-unknown')
  expect(hint).toMatch(/pass its ID as export-id without start: true\.$/)
})
