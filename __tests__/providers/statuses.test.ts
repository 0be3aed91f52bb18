import { closient } from '../../src/providers/closient.ts'
import type { JobStatus, Provider } from '../../src/providers/provider.ts'
import { PROVIDERS } from '../../src/providers/registry.ts'
import { jobStatus } from '../../src/providers/response.ts'
import { snyk } from '../../src/providers/snyk.ts'
import { jobOf } from '../support/fixtures.ts'

const IDS = { ids: { 'org-id': 'N5FhWvfL6ukg8E4jfWiZTG' } }

/** The status that a provider reads from one response. */
function statusOf(provider: Provider, json: unknown): JobStatus {
  const exchange = provider.status(jobOf(provider, IDS))
  exchange.next()
  const turn = exchange.next({ status: 200, headers: {}, json })
  if (!turn.done) throw new Error('another request was made')
  return turn.value
}

describe.each(PROVIDERS.map(provider => [provider.id, provider] as const))('%s', (_, provider) => {
  const ended = [...provider.statuses.succeeded, ...provider.statuses.failed, ...provider.statuses.cancelled]

  test.each(ended.filter(documented => !documented.endsWith('*')))(
    'S15 %s with more text after it is another status, however far after it',
    documented => {
      for (const gap of [1, 60, 192, 200, 5000]) {
        const status = jobStatus(provider.statuses, { providerStatus: `${documented}${' '.repeat(gap)}NOT` })
        expect(status).toMatchObject({ phase: 'waiting', known: false, providerStatus: `${documented} NOT` })
      }
    },
  )
})

test('S15 a status is compared as a whole', () => {
  const long = 'x'.repeat(1_000)
  const statuses = { waiting: [], succeeded: [long], failed: [], cancelled: [] }
  expect(jobStatus(statuses, { providerStatus: long })).toMatchObject({ phase: 'succeeded' })
  expect(jobStatus(statuses, { providerStatus: long.repeat(1_000) })).toMatchObject({
    phase: 'waiting',
    known: false,
  })
  expect(jobStatus(statuses, { providerStatus: long.slice(1) })).toMatchObject({
    phase: 'waiting',
    known: false,
  })
})

describe('sections of a Closient export', () => {
  const good = { key: 'products', status: 'completed', record_count: 120, binary_count: 8, error: null }
  const media = { key: 'media', record_count: 0, binary_count: 0 }
  const exported = (...sections: readonly unknown[]) =>
    statusOf(closient, {
      status: 'completed',
      download_url: 'https://storage.example/acme.zip?sig=abc',
      sections: [good, ...sections],
    })

  test.each([
    'failed',
    'FAILED',
    ' Failed ',
    'failure',
    'error',
    'Errored',
    'partial',
    'partially_completed',
    'incomplete',
    'timed-out',
    'expired',
    'cancelled',
    'Canceled',
    'aborted',
    'completed_with_errors',
    'Completed with failures',
    'rejected',
    'unavailable',
    'terminated',
  ])('S13 the status %j fails a section with no error text, or with one', status => {
    for (const error of [undefined, null, '', ' ', false])
      expect(exported({ ...media, status, error }).failedParts).toEqual([`media: ${status}`])
    expect(exported({ ...media, status, error: 'no space' }).failedParts).toEqual(['media: no space'])
  })

  test.each(['completed', 'skipped', 'empty', 'unfailed', '', null, 42, undefined])(
    'S13 the status %j does not fail a section; an error text does',
    status => {
      expect(exported({ ...media, status, error: null })).toMatchObject({ failedParts: [], doubt: '' })
      expect(exported({ ...media, status, error: 'no space' }).failedParts).toEqual(['media: no space'])
    },
  )

  test('S13 a failed section without a key is listed with its status', () => {
    expect(exported({ status: 'failed' }).failedParts).toEqual(['failed'])
  })

  test.each(['pending', 'Processing', 'IN_PROGRESS', 'queued'])(
    'S14 a section that is still %s contradicts the success',
    status => {
      const { phase, doubt, failedParts } = exported({ ...media, status }, { ...media, status })
      expect({ phase, failedParts }).toEqual({ phase: 'succeeded', failedParts: [] })
      expect(doubt).toContain('2 of its 3 sections')
    },
  )

  test('S14 a pending section does not contradict an export that is still processing', () => {
    const sections = [{ ...media, status: 'pending' }]
    expect(statusOf(closient, { status: 'processing', sections }).doubt).toBe('')
  })
})

describe('row counts of a Snyk export', () => {
  const part = { url: 'https://storage.example/data.csv?sig=abc' }
  const finished = (attributes: Readonly<Record<string, unknown>>) =>
    statusOf(snyk, { data: { attributes: { status: 'FINISHED', ...attributes } } })
  const rows = (...counts: readonly unknown[]) => counts.map(count => ({ ...part, row_count: count }))

  test.each([
    ['too few', 1061, [3]],
    ['too many', 3, [3, 1058]],
    ['none', 1061, [0, 0]],
    ['some although none are declared', 0, [7]],
    ['more than can be counted', 10, [1e308, 1e308]],
  ])('S14 parts with %s contradict the success', (_, declared, counts) => {
    const { phase, doubt, files } = finished({ row_count: declared, results: rows(...counts) })
    expect({ phase, files: files.length }).toEqual({ phase: 'succeeded', files: counts.length })
    const sum = counts.reduce((total, count) => total + count, 0)
    expect(doubt).toBe(`The provider declares ${declared} rows, but the listed files add up to ${sum} rows.`)
  })

  test.each([
    ['the parts add up', { row_count: 1061, results: rows(3, 1058) }],
    ['no total is declared', { results: rows(3, 1058) }],
    ['a part does not declare its rows', { row_count: 1061, results: [part, ...rows(3)] }],
    ['a part declares its rows in another type', { row_count: 1061, results: rows(3, null, {}) }],
    ['there are neither rows nor parts', { row_count: 0, results: rows(0) }],
  ])('S14 nothing contradicts the success if %s', (_, attributes) => {
    expect(finished(attributes)).toMatchObject({ phase: 'succeeded', doubt: '' })
  })

  test('S14 nothing contradicts a job that is still running', () => {
    const attributes = { status: 'STARTED', row_count: 1061, results: rows(3) }
    expect(statusOf(snyk, { data: { attributes } })).toMatchObject({ phase: 'waiting', doubt: '' })
  })
})
