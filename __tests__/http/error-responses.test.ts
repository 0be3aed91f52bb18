import type { SimulatedResponse } from '../../simulator/messages.ts'
import type { ExportError } from '../../src/failures/export-error.ts'
import { MAX_RESPONSE_BYTES } from '../../src/http/body.ts'
import type { Provider } from '../../src/providers/provider.ts'
import { PROVIDERS } from '../../src/providers/registry.ts'
import { snyk } from '../../src/providers/snyk.ts'
import { failureOf } from '../support/failure-of.ts'
import type { ErrorFixture } from '../support/fixtures.ts'
import { errorFixtures, jobOf } from '../support/fixtures.ts'
import { useServer } from '../support/server.ts'
import { openSession } from '../support/session.ts'

const serve = useServer()

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
  const error = await failureOf(session.run(provider.status(job), new AbortController().signal))
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
