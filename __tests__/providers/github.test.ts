import { migration, sbom, usageReport } from '../../src/providers/github.ts'
import { failureOf } from '../support/failure-of.ts'
import { jobOf } from '../support/fixtures.ts'
import { useServer } from '../support/server.ts'
import { openSession } from '../support/session.ts'

const serve = useServer()
const { signal } = new AbortController()

const LIMITED = {
  status: 403,
  headers: {
    date: 'Thu, 26 Nov 2026 08:00:00 GMT',
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': String(Date.UTC(2026, 10, 26, 8, 25) / 1000),
  },
  body: '{"message":"API rate limit exceeded for user ID 1."}',
}

/** The failures of a poll and of a start. */
async function failures(provider: typeof sbom, response: typeof LIMITED) {
  const { url: apiUrl } = await serve([response])
  const session = openSession({ provider, apiUrl })
  const job = jobOf(provider, { apiUrl })
  if (!provider.start) throw new Error('no start')
  return [
    await failureOf(session.run(provider.status(job), signal)),
    await failureOf(session.run(provider.start(job, {}), signal)),
  ]
}

test.each([sbom, migration, usageReport])(
  'R11 B01 $id: the primary rate limit is waited for until it is reset',
  async provider => {
    for (const error of await failures(provider, LIMITED)) {
      expect(error).toMatchObject({ code: 'network', remedy: 'later', budget: 'later', httpStatus: 403 })
      expect(error.retryAfterMs).toBe(25 * 60_000)
      expect(error.hint).toContain('limits requests')
    }
  },
)

test('A07 a 403 with requests left is a refusal', async () => {
  const headers = { ...LIMITED.headers, 'x-ratelimit-remaining': '4999' }
  const [poll, start] = await failures(sbom, { ...LIMITED, headers })
  expect(poll).toMatchObject({ code: 'forbidden', remedy: 'never' })
  expect(start).toMatchObject({ code: 'rejected', remedy: 'never' })
})
