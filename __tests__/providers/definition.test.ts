import type { Definition } from '../../src/providers/definition.ts'
import { fromDefinition } from '../../src/providers/definition.ts'
import type { HttpRequest, HttpResponse, Job, JobStatus } from '../../src/providers/provider.ts'
import { get } from '../../src/providers/response.ts'
import { DEFINITIONS, jobOf } from '../support/definitions.ts'

/** Plays responses to a definition, each of them a JSON document or a whole response. */
function play(definition: Definition, job: Job, ...responses: readonly Partial<HttpResponse>[]) {
  const exchange = fromDefinition(definition).status(job)
  const requests: HttpRequest[] = []
  let turn = exchange.next()
  for (const response of responses) {
    if (turn.done) throw new Error('too few requests')
    requests.push(turn.value)
    turn = exchange.next({ status: 200, headers: {}, json: undefined, ...response })
  }
  if (!turn.done) throw new Error(`another request: ${turn.value.url}`)
  return { requests, status: turn.value }
}

const statusOf = (definition: Definition, job: Job, json: unknown): JobStatus =>
  play(definition, job, { json }).status

const { sbom, usage, lokalise, auth0, tenable, checkmarx, snyk } = DEFINITIONS

describe('a status of HTTP', () => {
  const job = jobOf('4bab1a7e', { owner: 'octo', repo: 'app' })
  const location = 'https://store.example/sbom.json?sig=x'

  test('a listed status is pending or a verdict; all others keep their meaning', () => {
    const { classify } = fromDefinition(sbom)
    const { requests } = play(sbom, job, { status: 302, headers: { location } })
    const meaning = (status: number) =>
      requests[0] && classify?.({ status, headers: {}, json: undefined }, requests[0])
    expect([201, 202, 302].map(meaning)).toEqual(['pending', 'pending', 'verdict'])
    expect([200, 204, 301, 303, 400, 401, 403, 404, 429, 500].map(meaning)).toEqual(Array(10).fill(undefined))
    const other = fromDefinition(usage).classify
    expect(requests[0] && other?.({ status: 302, headers: {}, json: undefined }, requests[0])).toBeUndefined()
  })

  test('J01 a listed 2xx with a web page is not from the API', () => {
    const words = { succeeded: ['200'], failed: ['410'] }
    const { classify } = fromDefinition({ ...sbom, poll: { ...sbom.poll, words } })
    const meaning = (response: Partial<HttpResponse>) =>
      classify?.({ status: 200, headers: {}, json: undefined, ...response }, get('https://api.example.com/'))
    expect(meaning({ text: '<html>Sign in</html>' })).toBeUndefined()
    expect([{ text: '' }, { json: {} }, { status: 410, text: 'Gone' }].map(meaning)).toEqual(
      Array(3).fill('verdict'),
    )
  })

  test('the link in a header gets no credential', () => {
    const { requests, status } = play(sbom, job, { status: 302, headers: { location } })
    expect(requests).toEqual([
      {
        method: 'GET',
        url: 'https://api.example.com/repos/octo/app/dependency-graph/sbom/fetch-report/4bab1a7e',
        headers: sbom.headers,
        credential: 'session',
      },
    ])
    expect(status).toMatchObject({ phase: 'succeeded', providerStatus: 'HTTP 302', known: true })
    expect(status.files).toEqual([
      {
        url: location,
        credential: 'none',
        stem: 'github-sbom-4bab1a7e',
        name: 'sbom.spdx.json',
        format: 'json',
      },
    ])
  })

  test('J13 a success without its link is malformed, an unlisted status waits', () => {
    expect(() => play(sbom, job, { status: 302 })).toThrow('but the response has no header.location')
    expect(play(sbom, job, { status: 200, json: {} }).status).toMatchObject({
      phase: 'waiting',
      known: false,
    })
  })

  test('an empty status needs no link', () => {
    const words = { waiting: ['202'], succeeded: ['302'], empty: ['204'] }
    const definition: Definition = { ...sbom, poll: { ...sbom.poll, words } }
    expect(play(definition, job, { status: 204 }).status).toMatchObject({
      phase: 'succeeded',
      empty: true,
      files: [],
    })
  })

  test('another request for the links is refused, because its status would be one of the job', () => {
    const download = { ...sbom.download, from: { url: '/x' } } as const
    expect(() => fromDefinition({ ...sbom, download })).toThrow('cannot be used with `word: http`')
  })
})

describe('a list of links', () => {
  const job = jobOf('a1b2', { enterprise: 'acme' })

  test('every link is a file', () => {
    const links = ['https://blob.example/1.csv?sig=a', '/2.csv']
    const status = statusOf(usage, job, { status: 'completed', actor: 'mona', download_urls: links })
    expect(status.files.map(({ url }) => url)).toEqual([
      'https://blob.example/1.csv?sig=a',
      'https://api.example.com/2.csv',
    ])
    expect(status.details).toEqual({ status: 'completed', actor: 'mona' })
    expect(statusOf(usage, job, { status: 'processing' })).toMatchObject({ phase: 'waiting', files: [] })
  })

  test('an empty list is an empty export', () => {
    expect(statusOf(usage, job, { status: 'completed', download_urls: [] })).toMatchObject({
      phase: 'succeeded',
      empty: true,
      files: [],
    })
  })

  test.each([
    {},
    { download_urls: null },
    { download_urls: 'https://blob.example/1.csv' },
    { download_urls: [null] },
    { download_urls: [''] },
    { download_urls: [42] },
  ])('J13 J14 the list in %j is malformed', fields => {
    expect(() => statusOf(usage, job, { status: 'completed', ...fields })).toThrow(
      'The export is completed, but the response has no download_urls[].',
    )
  })
})

test('at most 20,000 files are supported', () => {
  const done = (count: number) => ({
    status: 'completed',
    download_urls: Array.from({ length: count }, (_, at) => `/${at}.csv`),
  })
  const job = jobOf('a1b2', { enterprise: 'acme' })
  expect(statusOf(usage, job, done(20_000)).files).toHaveLength(20_000)
  expect(() => statusOf(usage, job, done(20_001))).toThrow(
    'The export lists 20001 files; at most 20000 are supported.',
  )
})

test.each([null, '', 42])('J13 J14 the item %j among links is malformed', item => {
  const links = ['https://blob.example/1.csv', item]
  const job = jobOf('a1b2', { enterprise: 'acme' })
  expect(() => statusOf(usage, job, { status: 'completed', download_urls: links })).toThrow(
    'The export is completed, but an item of .download_urls[] is not a link.',
  )
})

describe('a list whose items the definition of a user does not name', () => {
  const urls = ['https://blob.example/1.csv']
  test.each([
    ['files', { url: '.files' }, { files: urls }, "Write download.url: '.files[]' in the definition."],
    [
      'files',
      { each: '.files', url: '.url' },
      { files: [] },
      "Write download.each: '.files[]' in the definition.",
    ],
    [
      'files[].urls',
      { each: '.files[]', url: '.urls' },
      { files: [{ urls }] },
      "Write download.url: '.urls[]' in the definition.",
    ],
  ] as const)('%s', (path, download, json, hint) => {
    const definition: Definition = { ...usage, isByUser: true, download: { ...download, format: 'csv' } }
    const job = jobOf('a1b2', { enterprise: 'acme' })
    expect(() => statusOf(definition, job, { status: 'completed', ...json })).toThrow(
      expect.objectContaining({
        message: `The export is completed, but the value at .${path} is a list.`,
        hint,
      }),
    )
  })

  test('items that are lists are items', () => {
    const download = { each: '.rows[]', url: '.[1]', format: 'csv' } as const
    const rows = [['a', 'https://blob.example/1.csv']]
    const job = jobOf('a1b2', { enterprise: 'acme' })
    expect(statusOf({ ...usage, download }, job, { status: 'completed', rows }).files).toHaveLength(1)
  })
})

describe('a link in nested fields', () => {
  const job = jobOf('1efe5657', { project: '8038.4680' })

  test('details, rows and reason', () => {
    const queued = { process: { status: 'queued', message: null, details: [] } }
    const { requests, status } = play(lokalise, job, { json: queued })
    expect(requests[0]?.url).toBe('https://api.example.com/api2/projects/8038.4680/processes/1efe5657')
    expect(status).toMatchObject({ phase: 'waiting', reason: '', rowCount: undefined })
    const details = {
      file_size_kb: 1,
      total_number_of_keys: '14',
      download_url: 'https://s3.example/b.zip?sig=x',
    }
    const finished = statusOf(lokalise, job, { process: { status: 'finished', details } })
    expect(finished).toMatchObject({ phase: 'succeeded', rowCount: 14, files: [{ format: 'zip' }] })
    expect(finished.details).toEqual({
      process: { status: 'finished', details: { file_size_kb: 1, total_number_of_keys: '14' } },
    })
    const failed = { process: { status: 'failed', message: 'No keys found', details: [] } }
    expect(statusOf(lokalise, job, failed)).toMatchObject({ phase: 'failed', reason: 'No keys found' })
  })

  test('a response without a status is malformed', () => {
    for (const json of [{}, { process: { status: ' ' } }, { process: { status: {} } }, null, []])
      expect(() => statusOf(lokalise, job, json)).toThrow('there is no text at .process.status')
  })

  test('a status that is not a text is malformed', () => {
    expect(() => statusOf(lokalise, job, { process: { status: 42 } })).toThrow(
      'the value at .process.status is a number, but must be a text',
    )
    expect(() => statusOf(lokalise, job, { process: { status: true } })).toThrow('is a boolean')
  })

  test('progress, and reasons that are joined', () => {
    const state = (status: string, fields: object) => statusOf(auth0, jobOf('job_1'), { status, ...fields })
    expect(state('processing', { percentage_done: 40 }).progress).toBe(40)
    expect(state('failed', { status_details: 'timed out', summary: { failed: 1 } }).reason).toBe(
      'timed out. {"failed":1}',
    )
    expect(state('failed', { status_details: 'timed out', summary: 'timed out' }).reason).toBe('timed out')
    expect(() => state('completed', { location: 'ftp://store.example/x' })).toThrow('not an http or https')
  })
})

describe('files from a template', () => {
  const job = jobOf('2b5e3f7a')
  const finished = (...chunks: readonly unknown[]) =>
    statusOf(tenable, job, { status: 'FINISHED', chunks_available: chunks, chunks_failed: [] })

  test('each item is a file at the API', () => {
    const { files, failedParts } = finished(1, '3')
    expect(failedParts).toEqual([])
    expect(files).toEqual([
      {
        url: 'https://api.example.com/vulns/export/2b5e3f7a/chunks/1',
        credential: 'session',
        stem: 'tenable-2b5e3f7a',
        name: 'vulns-1.json',
        format: 'json',
      },
      {
        url: 'https://api.example.com/vulns/export/2b5e3f7a/chunks/3',
        credential: 'session',
        stem: 'tenable-2b5e3f7a',
        name: 'vulns-3.json',
        format: 'json',
      },
    ])
  })

  test.each(['../1', 'a/b', 'x?y', '%2e%2e', 'a\\b', '\ud800', '{id}'])(
    'the item %j stays one segment of the URL, and one part of the name',
    item => {
      const [file] = finished(item).files
      const { pathname, search } = new URL(file?.url ?? '')
      expect(pathname.split('/')).toHaveLength(6)
      expect(search).toBe('')
      expect(file?.name).not.toMatch(/[/\\]/)
    },
  )

  test.each(['.', '..', '', 'x'.repeat(257), null, {}, [], true])('the item %j is malformed', item => {
    expect(() => finished(1, item)).toThrow(/no value for \{item\}|cannot be a part|is not a file/)
  })

  test('chunks that failed make the export partial', () => {
    const fields = { chunks_available: [1], chunks_failed: [0, 7], chunks_cancelled: [] }
    expect(statusOf(tenable, job, { status: 'FINISHED', ...fields }).failedParts).toEqual(['0', '7'])
  })

  test('no chunks are an empty export, a missing list is malformed', () => {
    expect(finished()).toMatchObject({ empty: true, files: [] })
    expect(() => statusOf(tenable, job, { status: 'FINISHED' })).toThrow('has no chunks_available[]')
  })
})

test('a link at the API gets the credential if the definition says so, a link elsewhere never does', () => {
  const done = (fileUrl: string) =>
    statusOf(checkmarx, jobOf('7f1c'), { exportStatus: 'Completed', fileUrl }).files[0]
  expect(done('/api/files/1')).toMatchObject({
    url: 'https://api.example.com/api/files/1',
    credential: 'session',
  })
  expect(done('https://api.example.com:8443/x')?.credential).toBe('none')
  expect(done('https://api.example.com.evil.example/x')?.credential).toBe('none')
  expect(done('//evil.example/x')?.credential).toBe('none')
})

describe('a size or a name that a definition of the user locates in vain', () => {
  const download = { each: '.files[]', url: '.url', name: '.name', size: '.bytes', format: 'csv' } as const
  const definition: Definition = { ...usage, isByUser: true, download }
  const job = jobOf('e1', { enterprise: 'acme' })
  const file = { url: '/1.csv', name: '1.csv', bytes: 8 }
  const warnings = (...files: readonly object[]) =>
    statusOf(definition, job, { status: 'completed', files }).warnings
  const FOUND = 'the response has .status, .files[].url, .files[].name, .files[].bytes.'

  test.each(['8 bytes', '1,024', null, [8]])('the size %j causes one warning', bytes => {
    expect(warnings(file, { ...file, bytes }, { ...file, bytes })).toEqual([
      `download.size finds no number at .files[].bytes: ${FOUND}`,
    ])
  })

  test.each([0, -1, 8.5, '8'])('the size %j causes none', bytes => {
    expect(warnings({ ...file, bytes })).toEqual([])
  })

  test('so does a name', () => {
    expect(warnings(file, { ...file, name: 8 })).toEqual([
      `download.name finds no text at .files[].name: ${FOUND}`,
    ])
  })

  test('an export without files causes none, nor does a provider whose definition is not from the user', () => {
    const { isByUser: _, ...builtIn } = definition
    expect(warnings()).toEqual([])
    expect(statusOf(builtIn, job, { status: 'completed', files: [{ url: '/1.csv' }] }).warnings).toEqual([])
  })
})

describe('links from another request', () => {
  const job = jobOf('94f572f3', { org: 'a1cbf11b' })
  const data = (attributes: object) => ({ json: { data: { attributes } } })
  const results = [
    { url: 'https://store.example/1.csv?sig=a', file_size: '10' },
    { url: 'https://store.example/2.csv?sig=b', file_size: 0 },
  ]

  test('it is made after the success, with the headers of the definition', () => {
    const { requests, status } = play(snyk, job, data({ status: 'FINISHED' }), data({ results }))
    expect(requests.map(({ url, headers }) => [url, headers])).toEqual([
      ['https://api.example.com/rest/orgs/a1cbf11b/jobs/export/94f572f3?version=2024-10-15', snyk.headers],
      ['https://api.example.com/rest/orgs/a1cbf11b/export/94f572f3?version=2024-10-15', snyk.headers],
    ])
    expect(status.files.map(({ size }) => size)).toEqual([10, undefined])
    expect(play(snyk, job, data({ status: 'STARTED' })).status.phase).toBe('waiting')
    expect(play(snyk, job, data({ status: 'ERRORED', errors: [{ detail: 'No.' }] })).status).toMatchObject({
      phase: 'failed',
      reason: 'No.',
    })
  })

  test('it is not made if the first response has the links', () => {
    const { requests, status } = play(snyk, job, data({ status: 'FINISHED', results }))
    expect(requests).toHaveLength(1)
    expect(status.files).toHaveLength(2)
  })

  test('its status counts, if it has one', () => {
    const first = data({ status: 'FINISHED' })
    expect(play(snyk, job, first, data({ status: 'STARTED', results })).status).toMatchObject({
      phase: 'waiting',
      files: [],
    })
    expect(play(snyk, job, first, data({ results, row_count: 9 })).status.rowCount).toBeUndefined()
    expect(play(snyk, job, first, data({ status: 'FINISHED', results, row_count: 9 })).status.rowCount).toBe(
      9,
    )
  })

  test('J13 a file without a link is malformed', () => {
    const broken = [{ url: 'https://store.example/1.csv' }, { file_size: 1 }]
    expect(() => play(snyk, job, data({ status: 'FINISHED', results: broken }))).toThrow(
      'but the response has no data.attributes.results[].url.',
    )
  })

  test('an empty list is an empty export only if there are no rows', () => {
    const finished = (rows: unknown) =>
      play(snyk, job, data({ status: 'FINISHED', row_count: rows }), data({ results: [] }))
    for (const rows of [undefined, null, 0, '0']) expect(finished(rows).status.empty).toBe(true)
    expect(() => finished('7')).toThrow(
      'The export is FINISHED with 7 rows, but the response lists no files.',
    )
  })
})

test.each([
  [{ json: { ids: ['{id}'], limit: 5 } }, 'application/json', '{"ids":["e&1\\"/"],"limit":5}'],
  [{ form: { id: '{id}', all: 'yes' } }, 'application/x-www-form-urlencoded', 'id=e%261%22%2F&all=yes'],
])('a poll may have a body (%#)', (body, type, text) => {
  const definition: Definition = {
    ...usage,
    poll: { ...usage.poll, ...body, method: 'POST', url: '/status' },
  }
  const { requests } = play(definition, jobOf('e&1"/'), { json: { status: 'processing' } })
  expect(requests).toEqual([
    {
      method: 'POST',
      url: 'https://api.example.com/status',
      headers: { accept: 'application/json', 'content-type': type },
      body: text,
      credential: 'session',
    },
  ])
})

test('a status in `empty` is a success without files, whatever the template of the URL', () => {
  const words = { succeeded: ['done'], empty: ['nothing to export'] }
  const definition: Definition = {
    ...usage,
    poll: { ...usage.poll, words },
    download: { url: '/reports/{id}', format: 'any' },
  }
  const job = jobOf('e1', { enterprise: 'acme' })
  expect(statusOf(definition, job, { status: 'NOTHING_TO_EXPORT' })).toMatchObject({
    phase: 'succeeded',
    empty: true,
    files: [],
  })
  expect(statusOf(definition, job, { status: 'done' })).toMatchObject({ empty: false, files: [{}] })
})

test('the base path, the name and the format may depend on the job and the file', () => {
  const definition: Definition = {
    ...usage,
    basePath: ({ ids }) => `/${ids.enterprise}`,
    download: {
      each: '.files[]',
      url: '.url',
      name: ({ json }) => `${Object(json).kind}.bin`,
      format: ({ json }) => Object(json).kind,
    },
  }
  const files = [
    { url: '/1', kind: 'zip' },
    { url: '/2', kind: 'csv' },
  ]
  const { requests, status } = play(definition, jobOf('e1', { enterprise: 'acme' }), {
    json: { status: 'completed', files },
  })
  expect(requests[0]?.url).toBe('https://api.example.com/acme/enterprises/acme/settings/billing/reports/e1')
  expect(status.files).toMatchObject([
    { url: 'https://api.example.com/1', name: 'zip.bin', format: 'zip' },
    { url: 'https://api.example.com/2', name: 'csv.bin', format: 'csv' },
  ])
})

test('a supplement replaces fields of the status', () => {
  const definition: Definition = {
    ...usage,
    supplement: ({ phase }, { headers }, { exportId }) => ({
      hint: [phase, headers.via, exportId].join(' '),
    }),
  }
  const { status } = play(definition, jobOf('e1', { enterprise: 'acme' }), {
    headers: { via: 'x' },
    json: { status: 'processing' },
  })
  expect(status).toMatchObject({ phase: 'waiting', hint: 'waiting x e1' })
})

describe('an export that is named by its resource, and was started by this step', () => {
  const startedAt = new Date('2026-11-26T10:00:00Z')
  const definition: Definition = {
    ...usage,
    start: { url: '/projects/{id}/export' },
    poll: { ...usage.poll, url: '/projects/{id}/export', startedAt: '.started', finishedAt: '.finished' },
    download: { url: '.url', format: 'csv' },
  }
  const { status: poll } = fromDefinition(definition)

  /** A response to a poll, some seconds after the start. */
  const responseAt = (seconds: number, json: object): HttpResponse => ({
    status: 200,
    headers: { date: new Date(startedAt.getTime() + seconds * 1000).toUTCString() },
    json: { status: 'completed', url: '/file', ...json },
  })

  /** The last status of several polls. */
  function last(responses: readonly HttpResponse[], job: Job = { ...jobOf('p1'), startedAt }) {
    return responses.reduce<JobStatus | undefined>((before, response) => {
      const exchange = poll(job, before)
      exchange.next()
      return exchange.next(response).value as JobStatus
    }, undefined)
  }

  const old = { started: '2020-01-01T00:00:00Z', finished: '2020-01-01T00:10:00Z' }
  const now = { started: '2026-11-26T10:00:00Z', finished: '2026-11-26T10:00:02Z' }

  test.each([
    ['without times, it may be an earlier one for a minute', [responseAt(59, {})], 'waiting'],
    ['without times, it is accepted after a minute', [responseAt(1, {}), responseAt(60, {})], 'succeeded'],
    [
      'without the clock of the server, that of the runner counts',
      [{ ...responseAt(0, {}), headers: {}, receivedAt: new Date(startedAt.getTime() + 60_000) }],
      'succeeded',
    ],
    ['with times since the start, it is accepted at once', [responseAt(2, now)], 'succeeded'],
    ['with times before the start, it is never accepted', [responseAt(3600, old)], 'waiting'],
    [
      'with one of them before the start, nor is it',
      [responseAt(90, { ...now, started: old.started })],
      'waiting',
    ],
    ['a clock may be slow', [responseAt(2, { finished: '2026-11-26T09:59:30Z' })], 'waiting'],
    ['a clock may be slow for a minute', [responseAt(60, { finished: '2026-11-26T09:59:30Z' })], 'succeeded'],
    [
      'a time without its zone says nothing',
      [responseAt(60, { finished: '2026-11-26T05:00:00' })],
      'succeeded',
    ],
    [
      'after a status that has not ended, it is the new one',
      [responseAt(1, old), responseAt(2, { status: 'processing' }), responseAt(3, old)],
      'succeeded',
    ],
    ['new links of a success need no second check', [responseAt(2, now), responseAt(3, old)], 'succeeded'],
    ['a failure may be an earlier one as well', [responseAt(1, { status: 'failed' })], 'waiting'],
  ] as const)('%s', (_, responses, phase) => {
    const status = last(responses)
    expect(status).toMatchObject({ phase, files: phase === 'succeeded' ? [{}] : [] })
    expect(status?.hint).toMatch(phase === 'waiting' ? /an earlier export\.$/ : /^$/)
  })

  test('an export that another step has started counts as it is', () => {
    expect(last([responseAt(0, old)], jobOf('p1'))?.phase).toBe('succeeded')
  })
})
