import { ExportError } from '../../src/failures/export-error.ts'
import type { Provider } from '../../src/providers/provider.ts'
import { PROVIDERS } from '../../src/providers/registry.ts'
import { phaseOf } from '../../src/providers/response.ts'
import type { StatusFixture } from '../support/fixtures.ts'
import { jobOf, play, playStart, startFixtures, statusFixtures } from '../support/fixtures.ts'

const HOSTILE_IDS = [
  '..',
  '.',
  '../x',
  'a/b',
  'a?b',
  'a#b',
  'a%2fb',
  '%2e%2e',
  'a\\b',
  'a b',
  'a\nb',
  'a\0b',
  'é',
  'x'.repeat(10_000),
  "a';--",
  '{id}',
  '::x::',
]

function failureOf(action: () => unknown): ExportError {
  try {
    action()
  } catch (error) {
    if (error instanceof ExportError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe.each(PROVIDERS.map(provider => [provider.id, provider] as const))('provider %s', (_, provider) => {
  const fixtures = statusFixtures(provider)
  const isHttp = provider.statuses.succeeded.some(name => name.startsWith('HTTP '))
  const good = fixtures.filter(fixture => fixture.status)
  const bad = fixtures.filter(fixture => fixture.error)

  test.each(good.map(fixture => [fixture.title, fixture] as const))('%s', (_title, fixture) => {
    const { requests, status } = play(provider, fixture)
    expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual(
      fixture.exchanges.map(({ request }) => request),
    )
    expect(requests.every(({ credential }) => credential === 'session')).toBe(true)
    expect(status).toMatchObject(fixture.status ?? {})
  })

  test.each(bad.map(fixture => [fixture.title, fixture] as const))('%s', (_title, fixture) => {
    const { message, ...details } = fixture.error ?? { message: '' }
    const error = failureOf(() => play(provider, fixture))
    expect(error).toMatchObject(details)
    expect(error.message).toContain(message)
  })

  const starts = startFixtures(provider)

  test.each(starts.map(fixture => [fixture.title, fixture] as const))('start: %s', (_title, fixture) => {
    const { request, exchanges, started, error } = fixture
    expect((request && provider.checkRequest?.(request).problems) ?? []).toEqual([])
    if (error) {
      expect(failureOf(() => playStart(provider, fixture)).message).toContain(error.message)
      return
    }
    const { requests, value } = playStart(provider, fixture)
    expect(
      requests.map(({ method, url, body }) => ({
        request: `${method} ${url}`,
        ...(body !== undefined && { body: JSON.parse(body) }),
      })),
    ).toEqual(
      exchanges.map(({ request: line, body }) => ({ request: line, ...(body !== undefined && { body }) })),
    )
    for (const [at, { headers }] of exchanges.entries())
      if (headers) expect(requests[at]?.headers).toEqual(headers)
    expect(requests.every(({ credential }) => credential === 'session')).toBe(true)
    expect(value).toMatchObject(started ?? {})
  })

  test('exactly one request of a start is marked, the last one', () => {
    const posted = starts.filter(({ started, error }) => !error && started && !started.isAdopted)
    expect(posted).not.toEqual([])
    for (const fixture of posted) {
      const { requests } = playStart(provider, fixture)
      expect(requests.map(({ starts: isStart }) => isStart ?? false)).toEqual(
        requests.map((_request, at) => at === requests.length - 1),
      )
    }
  })

  test('I02 an ID in the response to a start that the input would not allow is malformed', () => {
    if (provider.isNamedByResource) return
    const [fixture] = starts.filter(({ started }) => started && !started.isAdopted)
    if (!fixture?.started) throw new Error('no fixture')
    const { exportId } = fixture.started
    const text = JSON.stringify(fixture.exchanges)
    const value = [`"${exportId}"`, `:${exportId},`].find(spelling => text.includes(spelling))
    for (const id of ['', '.', '..', 'a/b', 'x'.repeat(10_000), null, [], {}, true]) {
      // The ID is a text, a number, or the end of a link.
      const hostile = value ? value.replace(/[^:,]+/, () => JSON.stringify(id)) : `/${id}"`
      const exchanges = JSON.parse(text.replace(value ?? `/${exportId}"`, () => hostile))
      expect(failureOf(() => playStart(provider, { ...fixture, exchanges })).message).toMatch(
        /no ID of the export|cannot be used as an ID/,
      )
    }
  })

  test('every documented status has its phase in any spelling', () => {
    for (const phase of ['waiting', 'succeeded', 'failed', 'cancelled'] as const)
      for (const documented of provider.statuses[phase]) {
        const plain = documented.replace('*', '')
        const spellings = [
          plain,
          plain.toLowerCase(),
          ` ${plain} `,
          plain.replaceAll('_', ' '),
          plain.replaceAll('_', '-'),
        ]
        for (const spelling of spellings)
          expect(phaseOf(provider.statuses, spelling)).toEqual({ phase, known: true })
      }
    expect(phaseOf(provider.statuses, 'defragmenting')).toEqual({ phase: 'waiting', known: false })
  })

  test.each(HOSTILE_IDS)('I01 I02 the ID %j does not match the pattern of any ID', id => {
    const { exportId, ids = {} } = provider.inputs
    for (const { pattern, example } of [exportId, ...Object.values(ids)]) {
      // Two parts, each of which is one segment.
      const [owner, ...names] = example.split('/')
      const spellings = names.length === 0 ? [id] : [`${owner}/${id}`, `${id}/${names}`]
      for (const spelling of spellings) expect(pattern.test(spelling)).toBe(false)
    }
  })

  test.each(HOSTILE_IDS.filter(id => !/^\.+$/.test(id)))(
    'I02 even without the pattern, the ID %j stays one segment of the path',
    id => {
      const job = jobOf(provider, { exportId: id, ids: { 'org-id': 'org' } })
      const request = provider.status(job).next().value
      if (!('url' in request)) throw new Error('no request')
      const url = new URL(request.url)
      const harmless = jobOf(provider, { exportId: 'harmless', ids: { 'org-id': 'org' } })
      const expected = provider.status(harmless).next().value
      if (!('url' in expected)) throw new Error('no request')
      expect(url.origin).toBe(new URL(job.apiUrl).origin)
      expect(url.hash).toBe('')
      expect(url.pathname.split('/').length).toBe(new URL(expected.url).pathname.split('/').length)
      expect([...url.searchParams.keys()]).toEqual([...new URL(expected.url).searchParams.keys()])
    },
  )

  test('J13 J14 a finished response with a required field that is missing or of a wrong type is malformed, and the error names the field', () => {
    const finished = good.filter(({ status }) => status?.phase === 'succeeded')
    for (const fixture of finished)
      for (const wrong of [undefined, null, 42, [], {}, true]) {
        const { field, broken } = replaceStatus(provider, fixture, wrong)
        const error = failureOf(() => play(provider, broken))
        expect(error).toMatchObject({ code: 'protocol', remedy: 'retry', budget: 'malformed' })
        expect(error.message).toContain(field)
      }
  })

  test('J13 J14 an ID that is missing or of a wrong type is not compared: the URL identifies the job', () => {
    for (const fixture of good)
      for (const wrong of [undefined, null, 42, [], {}, true]) {
        const { phase, files } = play(provider, fixture).status
        expect(play(provider, replaceIds(provider, fixture, wrong)).status).toMatchObject({ phase, files })
      }
  })

  test.each([null, [], 'x', 42, {}, true])('J05 the document %j is malformed', json => {
    const first = good[0]
    if (!first) throw new Error('no fixture')
    const exchanges = first.exchanges.slice(0, 1).map(({ request }) => ({ request, response: { json } }))
    const broken = { ...first, exchanges }
    // A document is not the status.
    if (isHttp) {
      expect(play(provider, broken).status).toMatchObject({ phase: 'waiting', known: false })
      return
    }
    expect(failureOf(() => play(provider, broken))).toMatchObject({
      code: 'protocol',
      remedy: 'retry',
      budget: 'malformed',
    })
  })

  test('the examples of the inputs match their patterns', () => {
    const { exportId, ids = {}, tenant, apiVersion } = provider.inputs
    for (const spec of [exportId, ...Object.values(ids), tenant])
      if (spec) expect(spec.example).toMatch(spec.pattern)
    if (apiVersion) expect(apiVersion.default).toMatch(apiVersion.pattern)
  })
})

/** The first exchange with another value as the status, and the field that contains it. */
function replaceStatus({ statuses }: Provider, fixture: StatusFixture, status: unknown) {
  const text = JSON.stringify(fixture.exchanges.slice(0, 1))
  // A status of HTTP is never missing, but the link beside it may be.
  if (statuses.succeeded.some(name => name.startsWith('HTTP '))) {
    const exchanges = fixture.exchanges.map(({ request, response }) => ({
      request,
      response: { ...response, headers: {} },
    }))
    return { field: 'location', broken: { ...fixture, exchanges } }
  }
  const [original = '', field = ''] =
    new RegExp(`"(\\w+)":"(?:${statuses.succeeded.join('|')})"`).exec(text) ?? []
  const replacement = status === undefined ? '"other":0' : `"${field}":${JSON.stringify(status)}`
  return { field, broken: { ...fixture, exchanges: JSON.parse(text.replaceAll(original, replacement)) } }
}

/** The same exchanges with another value as the ID of the job. */
function replaceIds(provider: Provider, fixture: StatusFixture, id: unknown): StatusFixture {
  const { exportId } = jobOf(provider, fixture.target)
  const text = JSON.stringify(fixture.exchanges)
  const ids = new RegExp(`"(?:id|jobId|job_id)":"${exportId}"`, 'g')
  const replacement =
    id === undefined ? '"other":0' : JSON.stringify({ id, jobId: id, job_id: id }).slice(1, -1)
  return { ...fixture, exchanges: JSON.parse(text.replaceAll(ids, replacement)) }
}
