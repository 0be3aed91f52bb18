import type { SimulatedResponse } from '../../simulator/messages.ts'
import type { ExportError } from '../../src/failures/export-error.ts'
import { MAX_RESPONSE_BYTES } from '../../src/http/body.ts'
import { closient } from '../../src/providers/closient.ts'
import type {
  Credentials,
  Exchange,
  Grant,
  Provider,
  RemoteFile,
  Started,
} from '../../src/providers/provider.ts'
import { PROVIDERS } from '../../src/providers/registry.ts'
import { pendingStatus } from '../../src/providers/response.ts'
import { sailpoint } from '../../src/providers/sailpoint.ts'
import { snyk } from '../../src/providers/snyk.ts'
import { vmware } from '../../src/providers/vmware.ts'
import { failureOf } from '../support/failure-of.ts'
import type { ErrorFixture } from '../support/fixtures.ts'
import { errorFixtures, jobOf } from '../support/fixtures.ts'
import { useServer } from '../support/server.ts'
import { credentialsOf, loginOf, openSession, requestTo } from '../support/session.ts'

const serve = useServer()
const { signal } = new AbortController()

const BUDGETS: Readonly<Record<string, string>> = {
  auth: 'never',
  forbidden: 'never',
  'not-found': 'missing',
  rejected: 'never',
  network: 'retry',
}

const cases = PROVIDERS.flatMap(provider =>
  errorFixtures(provider).map(fixture => {
    const name = `${provider.id}: ${fixture.status} ${fixture.reason}`
    return [name, provider, fixture] as const
  }),
)

function bodyOf({ body }: ErrorFixture): string {
  return typeof body === 'string' ? body : JSON.stringify(body)
}

/** The failure of a session whose first request gets this response. */
async function failureFrom(provider: Provider, response: SimulatedResponse): Promise<ExportError> {
  const server = await serve([response])
  const session = openSession({ provider, apiUrl: server.url })
  const job = jobOf(provider, { apiUrl: server.url, ids: { 'org-id': 'org' } })
  const error = await failureOf(session.run(provider.status(job), signal, pendingStatus))
  for (const { url } of server.requests) expect(url.href).toContain(job.exportId)
  return error
}

test.each(cases)('A01 A07 A08 R07 %s', async (_, provider, fixture) => {
  const { status, headers = {}, code, reason, requestId = '', retryAfterMs = 0 } = fixture
  const error = await failureFrom(provider, { status, headers, body: bodyOf(fixture) })
  const budget = status === 429 ? 'later' : BUDGETS[code]
  expect(error).toMatchObject({ code, budget, requestId, retryAfterMs, httpStatus: status })
  expect(error.message.replace(/\.$/, '')).toBe(
    `${provider.title} returned HTTP ${status}: ${reason.replace(`${status} `, '').replace(/\.$/, '')}`,
  )
  expect(error.hint).toContain(provider.hints[status] ?? '')
})

test('every provider has fixtures for a refused credential, an unknown job and an outage', () => {
  for (const provider of PROVIDERS) {
    const codes = errorFixtures(provider).map(({ code }) => code)
    expect(codes).toEqual(expect.arrayContaining(['auth', 'network', 'not-found']))
  }
})

test.each([
  [402, 'rejected', 'never'],
  [405, 'rejected', 'never'],
  [406, 'rejected', 'never'],
  [408, 'network', 'retry'],
  [409, 'rejected', 'never'],
  [410, 'rejected', 'never'],
  [415, 'rejected', 'never'],
  [422, 'rejected', 'never'],
  [425, 'network', 'retry'],
  [500, 'network', 'retry'],
  [503, 'network', 'retry'],
  [504, 'network', 'retry'],
  [520, 'network', 'retry'],
  [524, 'network', 'retry'],
  [300, 'rejected', 'never'],
  [304, 'rejected', 'never'],
])('A08 A09 S10 R07 a %i without a body is %s and %s', async (status, code, remedy) => {
  const error = await failureFrom(snyk, { status })
  expect(error).toMatchObject({ code, remedy, httpStatus: status })
  expect(error.message).toBe(`${snyk.title} returned HTTP ${status}.`)
  if (status < 400) expect(error.hint).toContain('api-url')
})

describe('a hint names only inputs that the step uses', () => {
  const starting = PROVIDERS.filter(({ start }) => start)
  const refused = async (provider: Provider, status: number, credentials?: Credentials) => {
    const server = await serve(() => ({ status }))
    const session = openSession({ provider, apiUrl: server.url, ...(credentials && { credentials }) })
    const place = jobOf(provider, { apiUrl: server.url, ids: { 'org-id': 'org' } })
    return failureOf(session.run(provider.start?.(place, {}) as Exchange<Started>, signal))
  }

  test.each(starting.map(provider => [provider.id, provider] as const))(
    'of a start: %s',
    async (_, provider) => {
      for (const status of [400, 403, 404, 409, 410, 422, 500]) {
        const { hint, httpStatus } = await refused(provider, status)
        expect(httpStatus).toBe(status)
        if (provider.isNamedByResource) continue
        expect(hint).not.toMatch(/export-id(?! without start: true)/)
        if (provider.inputs.apiVersion === undefined) expect(hint).not.toContain('api-version')
      }
    },
  )

  test('with the IDs that are set', async () => {
    const server = await serve(() => ({ status: 400 }))
    const session = openSession({ provider: closient, apiUrl: server.url })
    const poll = await failureOf(session.run(requestTo(server.url), signal, response => response))
    expect(poll.hint).toBe('Check export-id, org-id and api-url: the service rejects the request itself.')
    const start = await refused(closient, 400)
    expect(start.hint).toBe('Check org-id, request and api-url: the service rejects the request itself.')
  })

  test.each(
    PROVIDERS.filter(({ auth }) => auth.length > 1).map(provider => [provider.id, provider] as const),
  )('of a 401 after a login: %s', async (_, provider) => {
    const [token, login] = [credentialsOf(provider, 'example-token'), loginOf(provider)]
    const own = provider.hints[401]
    expect(own).toContain('instead of token')
    expect((await refused(provider, 401, token)).hint).toBe(own)
    const { logIn: _login, ...rest } = login
    const hint = (await refused(provider, 401, { ...rest, logIn: grant })).hint
    expect(hint).toMatch(/^Check that the credential is valid for the host in (tenant or )?api-url\.$/)
  })

  test.each([
    ['tenant or api-url', sailpoint, 'http://127.0.0.1:1'],
    ['api-url', closient, 'http://127.0.0.1:1'],
    ['the download link', closient, 'http://127.0.0.1:2'],
  ])('of an address, as %s', async (name, provider, apiUrl) => {
    const url = 'http://127.0.0.1:1/data.zip'
    const file: RemoteFile = { url, stem: 'data', format: 'zip', credential: 'none' }
    const session = openSession({ provider, apiUrl })
    const { message, hint } = await failureOf(session.open(file, {}, signal))
    expect(message).toContain('127.0.0.1:1 could not be reached')
    expect(hint).toContain(`Check ${name} and the proxy settings.`)
  })

  test.each([
    ['snyk', snyk, 'pass its ID as export-id without start: true.'],
    ['vmware', vmware, 'wait for it without start: true.'],
  ] as const)('of a running export: %s', async (_, provider, says) => {
    expect((await refused(provider, 409)).hint).toContain(says)
  })

  test('of a 403 that asks for a pause, which is a rate limit', async () => {
    const limited = await failureFrom(snyk, { status: 403, headers: { 'retry-after': '7' } })
    expect(limited.hint).toMatch(/^The service limits requests/)
    expect((await failureFrom(snyk, { status: 403 })).hint).toBe(snyk.hints[403])
  })

  // biome-ignore lint/correctness/useYield: a login without a request
  function* grant(): Exchange<Grant> {
    return { accessToken: 'granted' }
  }
})

test('R11 a 429 without Retry-After asks for a pause until the rate limit is reset', async () => {
  const headers = { 'ratelimit-remaining': '0', 'ratelimit-reset': '12' }
  expect((await failureFrom(snyk, { status: 429, headers })).retryAfterMs).toBe(12_000)
})

test('an error status is reported even if its body is too large', async () => {
  const error = await failureFrom(snyk, { status: 403, body: 'x'.repeat(MAX_RESPONSE_BYTES + 1) })
  expect(error).toMatchObject({ code: 'forbidden', remedy: 'never' })
})

test('R10 the Retry-After of a 503 is read', async () => {
  const { retryAfterMs } = await failureFrom(snyk, { status: 503, headers: { 'retry-after': '7' } })
  expect(retryAfterMs).toBe(7000)
})
