import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import type { Handler, SimulatedResponse } from '../../simulator/messages.ts'
import { json } from '../../simulator/router.ts'
import type { Inputs } from '../support/action.ts'
import { useServer } from '../support/server.ts'
import { useSteps } from '../support/step.ts'

import.meta.jest.setTimeout(30_000)

const steps = useSteps()
const serve = useServer()

/** A service that starts, waits and serves files as documented. `{api}` and `{store}` stand for the origins. */
interface Service {
  readonly inputs: Inputs
  readonly env?: Inputs
  /** The responses to each request of the API in turn; the last one is repeated. */
  readonly api: Readonly<Record<string, SimulatedResponse | readonly SimulatedResponse[]>>
  /** The content of each file of the storage by its path. */
  readonly store?: Readonly<Record<string, string | Buffer>>
  /** The header that has the credential, and its value. */
  readonly credential: readonly [name: string, value: string]
  readonly exportId: string
  /** The names of the downloaded files and their content. */
  readonly files: Readonly<Record<string, string | Buffer>>
}

const SBOM_ID = '4bab1a7e-da63-4828-9488-44e0e01a7c1b'
const SBOM = '{"spdxVersion":"SPDX-2.3","packages":[{"name":"app"},{"name":"lib"}]}'
const SBOM_PATH = '/repos/octo/app/dependency-graph/sbom'

const UUID = '94f572f3-f17d-4d8d-ac55-44a8a034a6a9'
const MIGRATIONS = '/orgs/octo-org/migrations'
const REPORTS = '/enterprises/octo-corp/settings/billing/reports'
const REPORT = { id: UUID, report_type: 'detailed', start_date: '2026-11-01', end_date: '2026-11-25' }
const PROJECT = '/api/v4/projects/278964'
const VULNERABILITIES = '/api/v4/security/vulnerability_exports/2'
const DEPENDENCIES = '/api/v4/dependency_list_exports/2'
const GITLAB = { token: 'an-example-token', project: '278964' }
const JOB = 'job_coRQCC3MHztpuTlo'
const USERS = gzipSync('{"email":"user@example.com"}')
const TENABLE = {
  inputs: { 'client-id': 'an-access-key', 'client-secret': 'a-secret-key' },
  credential: ['x-apikeys', 'accessKey=an-access-key;secretKey=a-secret-key'],
  exportId: UUID,
} as const
const TAR_GZ = gzipSync('archive')

const SERVICES: Readonly<Record<string, Service>> = {
  'github/sbom': {
    inputs: { token: 'an-example-token', 'api-url': '' },
    env: { GITHUB_API_URL: '{api}', GITHUB_REPOSITORY: 'octo/app' },
    api: {
      [`GET ${SBOM_PATH}/generate-report`]: json(201, {
        sbom_url: `https://api.github.com${SBOM_PATH}/fetch-report/${SBOM_ID}`,
      }),
      [`GET ${SBOM_PATH}/fetch-report/${SBOM_ID}`]: [
        { status: 202 },
        { status: 302, headers: { location: '{store}/sbom.json?sig=x' } },
      ],
    },
    store: { '/sbom.json': SBOM },
    credential: ['authorization', 'Bearer an-example-token'],
    exportId: SBOM_ID,
    files: { 'sbom.spdx.json': SBOM },
  },
  'github/migration': {
    inputs: {
      token: 'an-example-token',
      'org-id': 'octo-org',
      request: 'repositories: [octo-org/hello-world]',
    },
    api: {
      [`POST ${MIGRATIONS}`]: json(201, { id: 79, state: 'pending' }),
      [`GET ${MIGRATIONS}/79?exclude=repositories`]: [
        json(200, { id: 79, state: 'exporting' }),
        json(200, { id: 79, state: 'exported' }),
      ],
      [`GET ${MIGRATIONS}/79/archive`]: {
        status: 302,
        headers: { location: '{store}/archive.tar.gz?sig=x' },
      },
    },
    store: { '/archive.tar.gz': TAR_GZ },
    credential: ['authorization', 'Bearer an-example-token'],
    exportId: '79',
    files: { 'github-migration-79.tar.gz': TAR_GZ },
  },
  'github/usage-report': {
    inputs: {
      token: 'an-example-token',
      enterprise: 'octo-corp',
      request: 'report_type: detailed\nstart_date: 2026-11-01\nend_date: 2026-11-25',
    },
    api: {
      [`POST ${REPORTS}`]: json(202, { ...REPORT, status: 'processing' }),
      [`GET ${REPORTS}/${UUID}`]: [
        json(200, { ...REPORT, status: 'processing' }),
        json(200, {
          ...REPORT,
          status: 'completed',
          download_urls: ['{store}/1.csv?sig=x', '{store}/2.csv?sig=y'],
        }),
      ],
    },
    store: { '/1.csv': 'date,product\n', '/2.csv': 'date,sku\n' },
    credential: ['authorization', 'Bearer an-example-token'],
    exportId: UUID,
    files: {
      [`1-github-usage-report-${UUID}.csv`]: 'date,product\n',
      [`2-github-usage-report-${UUID}.csv`]: 'date,sku\n',
    },
  },
  'gitlab/project': {
    inputs: { token: 'an-example-token', 'export-id': '278964' },
    api: {
      [`POST ${PROJECT}/export`]: json(202, { message: '202 Accepted' }),
      [`GET ${PROJECT}/export`]: [
        json(200, { export_status: 'none' }),
        json(200, { export_status: 'queued' }),
        json(200, { export_status: 'finished' }),
      ],
      [`GET ${PROJECT}/export/download`]: {
        status: 200,
        headers: {
          'content-disposition': 'attachment; filename="2026-11-26_10-11-148_octo_app_export.tar.gz"',
        },
        body: [TAR_GZ],
      },
    },
    credential: ['authorization', 'Bearer an-example-token'],
    exportId: '278964',
    files: { '2026-11-26_10-11-148_octo_app_export.tar.gz': TAR_GZ },
  },
  'gitlab/vulnerabilities': {
    inputs: GITLAB,
    api: {
      'POST /api/v4/security/projects/278964/vulnerability_exports': json(201, { id: 2, status: 'created' }),
      [`GET ${VULNERABILITIES}`]: [
        json(202, { id: 2, status: 'running' }),
        json(200, { id: 2, status: 'finished', format: 'csv' }),
      ],
      [`GET ${VULNERABILITIES}/download`]: { status: 200, body: 'Title,Severity\n' },
    },
    credential: ['authorization', 'Bearer an-example-token'],
    exportId: '2',
    files: { 'gitlab-vulnerabilities-2.csv': 'Title,Severity\n' },
  },
  'gitlab/dependencies': {
    inputs: GITLAB,
    api: {
      'POST /api/v4/projects/278964/dependency_list_exports': json(201, { id: 2, status: 'created' }),
      [`GET ${DEPENDENCIES}`]: [
        json(202, { id: 2, status: 'running' }),
        json(200, { id: 2, status: 'finished', export_type: 'cyclonedx_1_6_json' }),
      ],
      [`GET ${DEPENDENCIES}/download`]: { status: 302, headers: { location: '{store}/list.json?sig=x' } },
    },
    store: { '/list.json': '{"bomFormat":"CycloneDX"}' },
    credential: ['authorization', 'Bearer an-example-token'],
    exportId: '2',
    files: { 'gitlab-dependencies-2.json': '{"bomFormat":"CycloneDX"}' },
  },
  'auth0/users': {
    inputs: { token: 'an-example-token' },
    api: {
      'POST /api/v2/jobs/users-exports': json(200, { id: JOB, status: 'pending' }),
      [`GET /api/v2/jobs/${JOB}`]: [
        json(200, { id: JOB, status: 'processing', percentage_done: 40 }),
        json(200, { id: JOB, status: 'completed', format: 'json', location: '{store}/acme.json.gz?sig=x' }),
      ],
    },
    store: { '/acme.json.gz': USERS },
    credential: ['authorization', 'Bearer an-example-token'],
    exportId: JOB,
    files: { 'users.json.gz': USERS },
  },
  'tenable/vulns': {
    ...TENABLE,
    api: {
      'POST /vulns/export': json(200, { export_uuid: UUID }),
      [`GET /vulns/export/${UUID}/status`]: [
        json(200, { status: 'PROCESSING', chunks_available: [2] }),
        json(200, { status: 'FINISHED', chunks_available: [2, 1], chunks_failed: [] }),
      ],
      [`GET /vulns/export/${UUID}/chunks/1`]: json(200, [{ severity: 'high' }]),
      [`GET /vulns/export/${UUID}/chunks/2`]: json(200, []),
    },
    files: { 'vulns-2.json': '[]', 'vulns-1.json': '[{"severity":"high"}]' },
  },
  'tenable/assets': {
    ...TENABLE,
    api: {
      'POST /assets/export': json(200, { export_uuid: UUID }),
      [`GET /assets/export/${UUID}/status`]: [
        json(200, { status: 'QUEUED' }),
        json(200, { status: 'FINISHED', chunks_available: [1] }),
      ],
      [`GET /assets/export/${UUID}/chunks/1`]: json(200, [{ hostname: 'a' }]),
    },
    files: { 'assets-1.json': '[{"hostname":"a"}]' },
  },
}

function serviceOf(provider: string): Service {
  const service = SERVICES[provider]
  if (!service) throw new Error(`There is no ${provider}.`)
  return service
}

/** The request that starts an export. */
function startOf({ api }: Service): string {
  return Object.keys(api)[0] ?? ''
}

type Changes = Partial<Pick<Service, 'inputs' | 'api'>>

/** Runs a step that starts an export of the service, with other inputs and responses. */
async function run(provider: string, changes: Changes = {}) {
  const service = serviceOf(provider)
  const origins = { api: '', store: '' }
  const located = (text: string) => text.replaceAll('{api}', origins.api).replaceAll('{store}', origins.store)
  const store = await serve(({ url }) => {
    const body = service.store?.[url.pathname]
    return body === undefined ? { status: 404 } : { status: 200, body: [Buffer.from(body)] }
  })
  const api = await serve(playing({ ...service.api, ...changes.api }, located))
  Object.assign(origins, { api: api.url, store: store.url })
  const inputs = { provider, start: 'true', 'api-url': api.url, ...service.inputs, ...changes.inputs }
  const env = Object.entries(service.env ?? {}).map(([name, text]) => [name, located(text)])
  const result = await steps.run({ inputs, env: Object.fromEntries(env) }, 50)
  const calls = api.requests.map(({ method, url }) => `${method} ${url.pathname}${url.search}`)
  return { service, result, api, store, calls, outputs: result.outputs }
}

/** Sends the responses of each request in turn. */
function playing(routes: Service['api'], located: (text: string) => string): Handler {
  const turns = new Map<string, number>()
  return ({ method, url }) => {
    const call = `${method} ${url.pathname}${url.search}`
    const responses = [routes[call] ?? { status: 418, body: call }].flat()
    const turn = turns.get(call) ?? 0
    turns.set(call, turn + 1)
    const {
      status,
      headers = {},
      body,
    } = responses[Math.min(turn, responses.length - 1)] as SimulatedResponse
    const sent = Object.entries(headers).map(([name, value]) => [name, located(value)])
    return {
      status,
      headers: { date: new Date().toUTCString(), ...Object.fromEntries(sent) },
      ...(body !== undefined && { body: typeof body === 'string' ? located(body) : body }),
    }
  }
}

describe.each(Object.keys(SERVICES))('%s', provider => {
  test('starts one export, waits for it and downloads it', async () => {
    const { service, result, api, store, calls, outputs } = await run(provider)
    expect(outputs).toMatchObject({ status: 'succeeded', 'failure-code': '', 'export-id': service.exportId })
    const files: { readonly path: string; readonly name: string }[] = JSON.parse(outputs.files ?? '')
    expect(files.map(({ name }) => name)).toEqual(Object.keys(service.files))
    for (const { path, name } of files)
      expect(readFileSync(path)).toEqual(Buffer.from(service.files[name] ?? ''))
    expect(calls.filter(call => call === startOf(service))).toHaveLength(1)
    const [name, value] = service.credential
    for (const { headers } of api.requests) expect(headers[name]).toBe(value)
    for (const { headers } of store.requests) expect(JSON.stringify(headers)).not.toContain(value)
    const visible = result.log.split('\n').filter(line => !line.startsWith('::add-mask::'))
    expect(visible.join('\n')).not.toContain('sig=')
  })
})

describe('github/sbom', () => {
  test('a second SBOM does no harm: a start whose outcome is unknown is repeated', async () => {
    const service = serviceOf('github/sbom')
    const start = startOf(service)
    const responses = [{ status: 500 }, service.api[start] ?? []].flat()
    const { calls, outputs } = await run('github/sbom', { api: { [start]: responses } })
    expect(outputs).toMatchObject({ status: 'succeeded' })
    expect(calls.filter(call => call === start)).toHaveLength(2)
  })

  test('GitHub Enterprise Server is refused before the first request', async () => {
    const { calls, result, outputs } = await run('github/sbom', {
      inputs: { 'api-url': 'https://github.example.com/api/v3' },
    })
    expect(outputs).toMatchObject({ status: 'error', 'failure-code': 'input' })
    expect(result.log).toContain('GitHub Enterprise Server does not export SBOMs in the background')
    expect(calls).toEqual([])
  })
})

describe('github/migration', () => {
  test('a request that locks the repositories causes a warning', async () => {
    const request = 'repositories: [octo-org/hello-world]\nlock_repositories: true'
    const { result, outputs } = await run('github/migration', { inputs: { request } })
    expect(outputs).toMatchObject({ status: 'succeeded' })
    expect(result.log).toMatch(/::warning::.*lock_repositories: true/)
  })
})

describe('github/usage-report', () => {
  const { api } = serviceOf('github/usage-report')
  const [start = ''] = Object.keys(api)
  // The start begins later than this line.
  const created = { ...REPORT, status: 'processing', created_at: new Date(Date.now() + 60_000).toISOString() }
  const old = { ...created, id: SBOM_ID, created_at: '2026-11-01T00:00:00Z' }
  const other = { ...created, id: SBOM_ID, report_type: 'summarized' }

  test.each([
    ['one new report with the same parameters is adopted', [old, other, created], 'succeeded', ''],
    ['without one, the outcome is unknown', [old, other], 'error', 'start-unknown'],
    ['with two, it is as well', [created, { ...created, id: SBOM_ID }], 'error', 'start-unknown'],
  ])('after a lost response, %s', async (_, reports, status, code) => {
    const { calls, outputs } = await run('github/usage-report', {
      api: { [start]: { status: 500 }, [`GET ${REPORTS}`]: json(200, { usage_report_exports: reports }) },
    })
    expect(outputs).toMatchObject({ status, 'failure-code': code })
    expect(calls.filter(call => call === start)).toHaveLength(1)
  })
})

describe('gitlab/project', () => {
  const start = `POST ${PROJECT}/export`
  const poll = `GET ${PROJECT}/export`
  const finished = json(200, { export_status: 'finished' })

  test('the file of an earlier export is not taken for the new one', async () => {
    const date = new Date(Date.now() + 3_600_000).toUTCString()
    const later = json(200, { export_status: 'finished' }, { date })
    const named = (year: number) => ({
      status: 200,
      headers: {
        'content-disposition': `attachment; filename="${year}-01-01_10-11-148_octo_app_export.tar.gz"`,
      },
    })
    const { calls, outputs } = await run('gitlab/project', {
      api: {
        [poll]: [finished, later],
        [`HEAD ${PROJECT}/export/download`]: [named(2017), named(new Date().getFullYear() + 1)],
      },
    })
    expect(outputs).toMatchObject({ status: 'succeeded', 'file-count': '1' })
    expect(calls.filter(call => !call.startsWith('GET') || call === poll)).toEqual([
      start,
      poll,
      poll,
      `HEAD ${PROJECT}/export/download`,
      poll,
      `HEAD ${PROJECT}/export/download`,
    ])
  })

  test.each([
    ['is adopted if it is running', 'queued', 'succeeded', ''],
    ['is unknown otherwise', 'none', 'error', 'start-unknown'],
  ])('an export whose response was lost %s', async (_, status, ending, code) => {
    const { calls, outputs } = await run('gitlab/project', {
      api: { [start]: { status: 502 }, [poll]: [json(200, { export_status: status }), finished] },
    })
    expect(outputs).toMatchObject({ status: ending, 'failure-code': code })
    expect(calls.filter(call => call === start)).toHaveLength(1)
  })
})

test('auth0/users logs in for the Management API of its tenant', async () => {
  const login = 'POST /oauth/token'
  const { api, calls, outputs } = await run('auth0/users', {
    inputs: { token: '', 'client-id': 'a-client', 'client-secret': 'a-client-secret' },
    api: { [login]: json(200, { access_token: 'an-example-token', expires_in: 86_400 }) },
  })
  expect(outputs).toMatchObject({ status: 'succeeded' })
  expect(calls.filter(call => call === login)).toHaveLength(1)
  expect(Object.fromEntries(new URLSearchParams(api.requests[0]?.body))).toEqual({
    grant_type: 'client_credentials',
    client_id: 'a-client',
    client_secret: 'a-client-secret',
    audience: `${api.url}/api/v2/`,
  })
})

describe('tenable/vulns', () => {
  const start = 'POST /vulns/export'

  test('a running export is adopted', async () => {
    const { calls, result, outputs } = await run('tenable/vulns', {
      api: { [start]: json(409, { active_job_id: UUID, failure_reason: 'Duplicate export request' }) },
    })
    expect(outputs).toMatchObject({ status: 'succeeded', 'export-id': UUID })
    expect(JSON.parse(outputs.exports ?? '')).toMatchObject([{ adopted: true }])
    expect(result.log).toMatch(/::warning::.*already exists/)
    expect(calls.filter(call => call === start)).toHaveLength(1)
  })

  test('chunks that failed make it partial, and the others are kept', async () => {
    const status = { status: 'FINISHED', chunks_available: [1], chunks_failed: [2], chunks_cancelled: [3] }
    const { outputs } = await run('tenable/vulns', {
      api: { [`GET /vulns/export/${UUID}/status`]: json(200, status) },
    })
    expect(outputs).toMatchObject({
      'failure-code': 'partial',
      'failure-reason': 'The export is partial: chunk 2 failed; chunk 3 was cancelled.',
      'file-count': '1',
    })
  })
})
