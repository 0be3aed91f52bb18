import { readFileSync } from 'node:fs'
import type { Inputs } from '../../support/action.ts'
import { textOf } from '../../support/documents.ts'
import { stepsOf, yamlSnippets } from '../../support/workflows.ts'

/** A response: its status, then its JSON or headers. */
export type Response = readonly [
  status: number,
  json?: object | null,
  headers?: Readonly<Record<string, string>>,
]

/** A service, its definition and what its API responds according to its documentation. */
export interface Service {
  readonly name: string
  /** The step. */
  readonly inputs: Inputs
  /** The header that every request to the API must have. */
  readonly credential: readonly [name: string, value: string]
  /** The body of the request that logs in, the first one. */
  readonly login?: object
  /** The requests that start, poll and get links, in order; those that download come after. */
  readonly requests: readonly (readonly [request: string, response: Response])[]
  /** The response to the last request with which the export has failed, and the reason. */
  readonly failed?: readonly [Response, reason: string]
  readonly exportId: string
  readonly files: readonly string[]
}

const TOKEN = 'an-example-of-a-token'
const PAIR = { 'client-id': 'an-example-of-an-id', 'client-secret': 'an-example-of-a-secret' }
const GRANT = { access_token: 'granted-by-the-login', expires_in: 3600 }
const OAUTH = {
  grant_type: 'client_credentials',
  client_id: PAIR['client-id'],
  client_secret: PAIR['client-secret'],
}
const GRANTED = ['authorization', 'Bearer granted-by-the-login'] as const
const BEARER = ['authorization', `Bearer ${TOKEN}`] as const

/** The step of a recipe in `docs/custom/`. */
function recipe(name: string): Inputs {
  const [snippet] = yamlSnippets(name, textOf(`docs/custom/${name}.md`))
  const [step] = stepsOf(snippet?.text ?? '')
  const entries = Object.entries(step?.with ?? {}).map(([key, value]) => [key, String(value)] as const)
  const given: Inputs = { token: TOKEN, ...PAIR }
  return Object.fromEntries(
    entries.map(([key, value]) => [key, value.startsWith('${{') ? (given[key] ?? '') : value]),
  )
}

/** A step with one of the other definitions. */
function step(name: string, inputs: Inputs): Inputs {
  const definition = readFileSync(new URL(`definitions/${name}.yml`, import.meta.url), 'utf8')
  return { provider: 'custom', definition, start: 'true', ...inputs }
}

const UUID = '4bab1a7e-da63-4828-9488-44e0e01a7c1b'
const SIGNED = 'https://store.example'

export const SERVICES: readonly Service[] = [
  {
    name: 'lokalise',
    inputs: recipe('lokalise'),
    credential: ['x-api-token', TOKEN],
    requests: [
      [
        'POST /api2/projects/803826145ba90b42d5d860.46800099/files/async-download',
        [200, { process_id: UUID }],
      ],
      [
        `GET /api2/projects/803826145ba90b42d5d860.46800099/processes/${UUID}`,
        [
          200,
          {
            process: { process_id: UUID, type: 'async-export', status: 'queued', message: null, details: [] },
          },
        ],
      ],
      [
        `GET /api2/projects/803826145ba90b42d5d860.46800099/processes/${UUID}`,
        [
          200,
          {
            process: {
              type: 'async-export',
              status: 'finished',
              message: null,
              details: {
                file_size_kb: 1,
                total_number_of_keys: 14,
                download_url: `${SIGNED}/b.zip?X-Amz-Signature=3b1f0a9c8d7e`,
              },
            },
          },
        ],
      ],
    ],
    failed: [
      [200, { process: { type: 'async-export', status: 'failed', message: 'No keys found', details: [] } }],
      'No keys found',
    ],
    exportId: UUID,
    files: [`custom-${UUID}.zip`],
  },
  {
    name: 'jfrog-xray',
    inputs: recipe('jfrog-xray'),
    credential: BEARER,
    requests: [
      ['POST /xray/api/v1/reports/vulnerabilities', [200, { report_id: 1234, status: 'pending' }]],
      [
        'GET /xray/api/v1/reports/1234',
        [200, { id: 1234, name: 'nightly', status: 'running', progress: 35, number_of_rows: 10, error: '' }],
      ],
      [
        'GET /xray/api/v1/reports/1234',
        [200, { id: 1234, status: 'completed', progress: 100, number_of_rows: 812 }],
      ],
    ],
    failed: [[200, { id: 1234, status: 'failed', error: 'no resources' }], 'no resources'],
    exportId: '1234',
    files: ['custom-1234.zip'],
  },
  {
    name: 'circleci-usage',
    inputs: recipe('circleci-usage'),
    credential: ['circle-token', TOKEN],
    requests: [
      [
        'POST /api/v2/organizations/bb604b45-b6b0-4b81-ad80-796f15eddf87/usage_export_job',
        [201, { usage_export_job_id: UUID, state: 'created', download_urls: [] }],
      ],
      [
        `GET /api/v2/organizations/bb604b45-b6b0-4b81-ad80-796f15eddf87/usage_export_job/${UUID}`,
        [200, { usage_export_job_id: UUID, state: 'processing', download_urls: [] }],
      ],
      [
        `GET /api/v2/organizations/bb604b45-b6b0-4b81-ad80-796f15eddf87/usage_export_job/${UUID}`,
        [200, { usage_export_job_id: UUID, state: 'completed', download_urls: [`${SIGNED}/0.csv.gz?sig=a`] }],
      ],
    ],
    failed: [[200, { state: 'failed', error_reason: 'Too many rows' }], 'Too many rows'],
    exportId: UUID,
    files: [`custom-${UUID}.gz`],
  },
  {
    name: 'intune',
    inputs: recipe('intune'),
    credential: GRANTED,
    login: { ...OAUTH, scope: 'https://graph.microsoft.com/.default' },
    requests: [
      ['POST /acme.onmicrosoft.com/oauth2/v2.0/token', [200, GRANT]],
      [
        'POST /v1.0/deviceManagement/reports/exportJobs',
        [201, { id: `Devices_${UUID}`, reportName: 'Devices', status: 'notStarted', url: null }],
      ],
      [
        `GET /v1.0/deviceManagement/reports/exportJobs/Devices_${UUID}`,
        [200, { id: `Devices_${UUID}`, status: 'inProgress', url: null }],
      ],
      [
        `GET /v1.0/deviceManagement/reports/exportJobs/Devices_${UUID}`,
        [
          200,
          { status: 'completed', url: `${SIGNED}/d.zip?sig=x`, expirationDateTime: '2026-11-26T07:00:00Z' },
        ],
      ],
    ],
    failed: [[200, { status: 'failed', url: null }], ''],
    exportId: `Devices_${UUID}`,
    files: [`custom-Devices_${UUID}.zip`],
  },
  {
    name: 'checkmarx-sca',
    inputs: recipe('checkmarx-sca'),
    credential: GRANTED,
    login: { grant_type: 'refresh_token', client_id: 'ast-app', refresh_token: TOKEN },
    requests: [
      ['POST /auth/realms/acme/protocol/openid-connect/token', [200, GRANT]],
      ['POST /api/sca/export/requests', [202, { exportId: UUID }]],
      [
        `GET /api/sca/export/requests?exportId=${UUID}`,
        [200, { exportId: UUID, exportStatus: 'Exporting', fileUrl: '', errorMessage: '' }],
      ],
      [
        `GET /api/sca/export/requests?exportId=${UUID}`,
        [
          200,
          {
            exportId: UUID,
            exportStatus: 'Completed',
            fileUrl: `https://eu.ast.checkmarx.net/api/sca/export/requests/${UUID}/download`,
            errorMessage: '',
          },
        ],
      ],
    ],
    failed: [[200, { exportStatus: 'Failed', errorMessage: 'Scan not found' }], 'Scan not found'],
    exportId: UUID,
    files: [`custom-${UUID}.json`],
  },
  {
    name: 'black-duck',
    inputs: recipe('black-duck'),
    credential: GRANTED,
    login: {},
    requests: [
      [
        'POST /api/tokens/authenticate',
        [200, { bearerToken: GRANT.access_token, expiresInMilliseconds: 7_199_999 }],
      ],
      [
        'POST /api/projects/0c4a8fd5-7d0e-4f4c-8f5b-3f1f7e0a1a11/versions/6b0a7b0f-3b6e-4b38-9a0e-5d2f0c9b2b22/sbom-reports',
        [201, null, { location: `https://blackduck.example.com/api/projects/p/versions/v/reports/${UUID}` }],
      ],
      [
        `GET /api/projects/0c4a8fd5-7d0e-4f4c-8f5b-3f1f7e0a1a11/versions/6b0a7b0f-3b6e-4b38-9a0e-5d2f0c9b2b22/reports/${UUID}`,
        [200, { status: 'IN_PROGRESS', _meta: { links: [] } }],
      ],
      [
        `GET /api/projects/0c4a8fd5-7d0e-4f4c-8f5b-3f1f7e0a1a11/versions/6b0a7b0f-3b6e-4b38-9a0e-5d2f0c9b2b22/reports/${UUID}`,
        [200, { status: 'COMPLETED', fileName: 'sbom.zip', _meta: { links: [] } }],
      ],
    ],
    exportId: UUID,
    files: [`custom-${UUID}.zip`],
  },
  {
    name: 'github-sbom',
    inputs: step('github-sbom', { token: TOKEN, params: 'owner=octo\nrepo=app' }),
    credential: BEARER,
    requests: [
      [
        'GET /repos/octo/app/dependency-graph/sbom/generate-report',
        [
          201,
          { sbom_url: `https://api.github.com/repos/octo/app/dependency-graph/sbom/fetch-report/${UUID}` },
        ],
      ],
      [`GET /repos/octo/app/dependency-graph/sbom/fetch-report/${UUID}`, [202]],
      [
        `GET /repos/octo/app/dependency-graph/sbom/fetch-report/${UUID}`,
        [302, null, { location: `${SIGNED}/sbom.json?sig=x` }],
      ],
    ],
    exportId: UUID,
    files: ['sbom.spdx.json'],
  },
  {
    name: 'github-migration',
    inputs: step('github-migration', { token: TOKEN, params: 'org=octo' }),
    credential: BEARER,
    requests: [
      ['POST /orgs/octo/migrations', [201, { id: 79, state: 'pending', lock_repositories: false }]],
      ['GET /orgs/octo/migrations/79?exclude=repositories', [200, { id: 79, state: 'exporting' }]],
      ['GET /orgs/octo/migrations/79?exclude=repositories', [200, { id: 79, state: 'exported' }]],
    ],
    failed: [[200, { id: 79, state: 'failed' }], ''],
    exportId: '79',
    files: ['custom-79.gz'],
  },
  {
    name: 'github-usage',
    inputs: step('github-usage', { token: TOKEN, params: 'enterprise=acme' }),
    credential: BEARER,
    requests: [
      ['POST /enterprises/acme/settings/billing/reports', [202, { id: UUID, status: 'processing' }]],
      [
        `GET /enterprises/acme/settings/billing/reports/${UUID}`,
        [
          200,
          {
            id: UUID,
            status: 'completed',
            download_urls: [`${SIGNED}/1.csv?sig=a`, `${SIGNED}/2.csv?sig=b`],
          },
        ],
      ],
    ],
    exportId: UUID,
    files: [`1-custom-${UUID}.csv`, `2-custom-${UUID}.csv`],
  },
  {
    name: 'gitlab-project',
    inputs: step('gitlab-project', { token: TOKEN, 'export-id': '278964' }),
    credential: ['private-token', TOKEN],
    requests: [
      ['POST /api/v4/projects/278964/export', [202, { message: '202 Accepted' }]],
      ['GET /api/v4/projects/278964/export', [200, { id: 278964, export_status: 'queued' }]],
      ['GET /api/v4/projects/278964/export', [200, { id: 278964, export_status: 'finished' }]],
    ],
    failed: [[200, { id: 278964, export_status: 'none' }], ''],
    exportId: '278964',
    files: ['custom-278964.gz'],
  },
  {
    name: 'auth0',
    inputs: step('auth0', PAIR),
    credential: GRANTED,
    login: { ...OAUTH, audience: 'https://acme.eu.auth0.com/api/v2/' },
    requests: [
      ['POST /oauth/token', [200, GRANT]],
      [
        'POST /api/v2/jobs/users-exports',
        [200, { type: 'users_export', status: 'pending', id: 'job_coRQCC3M' }],
      ],
      [
        'GET /api/v2/jobs/job_coRQCC3M',
        [200, { status: 'processing', id: 'job_coRQCC3M', percentage_done: 40, time_left_seconds: 9 }],
      ],
      [
        'GET /api/v2/jobs/job_coRQCC3M',
        [200, { status: 'completed', location: `${SIGNED}/acme.json.gz?sig=x`, percentage_done: 100 }],
      ],
    ],
    failed: [[200, { status: 'failed', id: 'job_coRQCC3M', status_details: 'timed out' }], 'timed out'],
    exportId: 'job_coRQCC3M',
    files: ['custom-job_coRQCC3M.gz'],
  },
  {
    name: 'tenable-vulns',
    inputs: step('tenable-vulns', PAIR),
    credential: ['x-apikeys', `accessKey=${PAIR['client-id']};secretKey=${PAIR['client-secret']}`],
    requests: [
      ['POST /vulns/export', [200, { export_uuid: UUID }]],
      [`GET /vulns/export/${UUID}/status`, [200, { status: 'PROCESSING', chunks_available: [1] }]],
      [
        `GET /vulns/export/${UUID}/status`,
        [200, { status: 'FINISHED', chunks_available: [1, 3, 2], chunks_failed: [], chunks_cancelled: [] }],
      ],
    ],
    failed: [[200, { status: 'ERROR', chunks_available: [] }], ''],
    exportId: UUID,
    files: ['vulns-1.json', 'vulns-3.json', 'vulns-2.json'],
  },
  {
    name: 'snyk',
    inputs: step('snyk', { token: TOKEN, params: 'org=a1cbf11b-aa99-4434-b4e7-1bb47fc86db1' }),
    credential: ['authorization', `token ${TOKEN}`],
    requests: [
      [
        'POST /rest/orgs/a1cbf11b-aa99-4434-b4e7-1bb47fc86db1/export?version=2024-10-15',
        [202, { data: { id: UUID, type: 'export' } }],
      ],
      [
        `GET /rest/orgs/a1cbf11b-aa99-4434-b4e7-1bb47fc86db1/jobs/export/${UUID}?version=2024-10-15`,
        [200, { data: { id: UUID, attributes: { status: 'STARTED' } } }],
      ],
      [
        `GET /rest/orgs/a1cbf11b-aa99-4434-b4e7-1bb47fc86db1/jobs/export/${UUID}?version=2024-10-15`,
        [200, { data: { id: UUID, attributes: { status: 'FINISHED' } } }],
      ],
      [
        `GET /rest/orgs/a1cbf11b-aa99-4434-b4e7-1bb47fc86db1/export/${UUID}?version=2024-10-15`,
        [
          200,
          {
            data: {
              id: UUID,
              attributes: {
                status: 'FINISHED',
                row_count: 2,
                results: [
                  { url: `${SIGNED}/1.csv?sig=a`, file_size: 8 },
                  { url: `${SIGNED}/2.csv?sig=b`, file_size: 8 },
                ],
              },
            },
          },
        ],
      ],
    ],
    exportId: UUID,
    files: [`1-custom-${UUID}.csv`, `2-custom-${UUID}.csv`],
  },
  {
    name: 'sailpoint',
    inputs: step('sailpoint', PAIR),
    credential: GRANTED,
    login: OAUTH,
    requests: [
      ['POST /oauth/token', [200, GRANT]],
      ['POST /v2025/sp-config/export', [202, { jobId: UUID, status: 'NOT_STARTED', type: 'EXPORT' }]],
      [`GET /v2025/sp-config/export/${UUID}`, [200, { jobId: UUID, status: 'COMPLETE', type: 'EXPORT' }]],
    ],
    failed: [
      [200, { jobId: UUID, status: 'FAILED_EXTERNAL_COMMUNICATION', message: 'No source' }],
      'No source',
    ],
    exportId: UUID,
    files: [`custom-${UUID}.json`],
  },
  {
    name: 'vmware',
    inputs: step('vmware', {
      username: 'svc@example.com',
      password: 'an-example-of-a-password',
      'export-id': UUID,
    }),
    credential: GRANTED,
    login: { username: 'svc@example.com', password: 'an-example-of-a-password' },
    requests: [
      ['POST /v1/tokens', [200, { accessToken: GRANT.access_token }]],
      [`POST /v1/system/check-sets/${UUID}/exports`, [202, { status: 'QUEUED', progress: 0 }]],
      [`GET /v1/system/check-sets/${UUID}/exports`, [200, { status: 'IN_PROGRESS', progress: 42.5 }]],
      [`GET /v1/system/check-sets/${UUID}/exports`, [200, { status: 'COMPLETED', progress: 100 }]],
    ],
    failed: [
      [200, { status: 'FAILED', error: { message: 'No report.', remediationMessage: 'Run it again.' } }],
      'No report. Run it again.',
    ],
    exportId: UUID,
    files: [`custom-${UUID}.json`],
  },
  {
    name: 'closient',
    inputs: step('closient', { token: TOKEN, params: 'org=N5FhWvfL6ukg8E4jfWiZTG', 'if-partial': 'warn' }),
    credential: ['x-api-key', TOKEN],
    requests: [
      [
        'POST /dashboard/api/v1/data-export/N5FhWvfL6ukg8E4jfWiZTG',
        [
          200,
          { job_id: 'Ckk72rfArHcPKgN6uVkheK', status: 'pending', file_size_bytes: 0, download_url: null },
        ],
      ],
      [
        'GET /dashboard/api/v1/data-export/N5FhWvfL6ukg8E4jfWiZTG/Ckk72rfArHcPKgN6uVkheK',
        [
          200,
          {
            job_id: 'Ckk72rfArHcPKgN6uVkheK',
            status: 'completed',
            file_size_bytes: 116,
            output_filename: 'a.zip',
            download_url: `${SIGNED}/x?sig=x`,
            sections: [{ key: 'media', error: 'asset store unavailable' }],
          },
        ],
      ],
    ],
    exportId: 'Ckk72rfArHcPKgN6uVkheK',
    files: ['a.zip'],
  },
]
