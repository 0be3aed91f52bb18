import { bearer } from './auth.ts'
import { fromDefinition } from './definition.ts'
import { isSettled } from './earlier.ts'
import { textAt } from './locator.ts'
import type { FieldSpec, HttpResponse, InputSpec, Provider } from './provider.ts'
import { get, isOneOf } from './response.ts'

const NUMBER: FieldSpec = { pattern: /^\d{1,20}$/, expected: 'a number', example: '278964' }

/** What all exports share. The host may be the user's own. */
const COMMON = {
  auth: [bearer({ token: 'a GitLab access token with the scope `api`' })],
  requestIds: ['x-request-id'],
  basePath: '/api/v4',
} as const

const API_URL: InputSpec['apiUrl'] = { default: 'https://gitlab.com', suffix: /\/api\/v4$/ }

const CHECK_TOKEN =
  'Check the access token: it must be valid, belong to this GitLab instance, and have the scope api.'

const RUNNING = ['queued', 'started', 'regeneration_in_progress']

/** Whether the name of a served file, `2017-12-05_22-11-148_octo_app_export.tar.gz`, has a time since the start. It has no seconds. */
function isServedSince(startedAt: Date, { headers }: HttpResponse): boolean {
  const { 'content-disposition': name = '', location = '' } = headers
  const [, day, hour, minute] =
    /(\d{4}-\d\d-\d\d)_(\d\d)-(\d\d)-\d{1,3}_/.exec(`${name} ${location}`.slice(0, 8192)) ?? []
  return Date.parse(`${day}T${hour}:${minute}:59.999Z`) >= startedAt.getTime()
}

const projectExport = fromDefinition({
  ...COMMON,
  id: 'gitlab/project',
  aliases: ['gitlab', 'gitlab-project'],
  title: 'GitLab project export',
  docs: 'https://docs.gitlab.com/api/project_import_export/',
  inputs: {
    exportId: { ...NUMBER, expected: 'the ID of the project, a number' },
    apiUrl: API_URL,
  },
  hints: {
    401: CHECK_TOKEN,
    403: 'The token must belong to a maintainer or owner of the project.',
    404: 'Check the project ID in export-id, and that the token belongs to a maintainer or owner of the project.',
    429: 'GitLab allows 6 exports and one download of a project per minute.',
  },
  start: { url: '/projects/{id}/export', isAdoptable: status => isOneOf(RUNNING, status) },
  poll: {
    url: '/projects/{id}/export',
    word: '.export_status',
    // An export that fails goes back to `none`.
    words: { waiting: RUNNING, succeeded: ['finished'], failed: ['none'] },
  },
  download: { url: '/projects/{id}/export/download', auth: 'api', format: 'gzip' },
  supplement: ({ phase }) =>
    phase === 'failed'
      ? {
          hint: 'GitLab reports `none` if an export has failed, and if there is none. It sends the reason by email.',
        }
      : {},
})

const NOT_BEGUN =
  'GitLab has not begun the export: its background jobs may be slow. If it has failed, GitLab reports that by email.'

/**
 * File export of a project, for an import into another GitLab. One project has one export at a time, without an ID.
 * Source: GitLab REST API, "Project import and export".
 */
export const project: Provider = {
  ...projectExport,
  *status(job, before) {
    const status = yield* projectExport.status(job, before)
    const { startedAt } = job
    if (!startedAt || isSettled(projectExport.statuses, before)) return status
    // The status until a worker takes the export, which may be a long time.
    if (isOneOf(['none'], status.providerStatus)) return { ...status, phase: 'waiting', hint: NOT_BEGUN }
    const [file] = status.files
    if (!file) return status
    // Only its name shows whether a file is new. A storage may serve it.
    const response = yield { ...get(file.url), method: 'HEAD', verdicts: [200, 302] }
    if (isServedSince(startedAt, response)) return status
    return {
      ...status,
      phase: 'waiting',
      files: [],
      hint: 'GitLab still serves the file of an earlier export.',
    }
  },
}

/** The project of an export that has an ID of its own. */
const PROJECT = {
  project: {
    ...NUMBER,
    required: true,
    expected: 'the ID of a project, a number',
    description: 'Project to export from.',
  },
} as const

/**
 * Vulnerability report of a project.
 * Source: GitLab REST API, "Vulnerability export".
 */
export const vulnerabilities = fromDefinition({
  ...COMMON,
  id: 'gitlab/vulnerabilities',
  title: 'GitLab vulnerability export',
  docs: 'https://docs.gitlab.com/api/vulnerability_exports/',
  inputs: { exportId: NUMBER, ids: PROJECT, apiUrl: API_URL },
  hints: {
    401: CHECK_TOKEN,
    403: 'Vulnerability exports need GitLab Ultimate, and a token that may read the vulnerabilities of the project.',
    404: 'Check project and export-id. Only the user who started an export can read it.',
    429: 'An earlier export of this project by the same user is still running.',
  },
  request: 'optional',
  start: { url: '/security/projects/{project}/vulnerability_exports', id: '.id' },
  poll: {
    url: '/security/vulnerability_exports/{id}',
    id: '.id',
    word: '.status',
    words: { waiting: ['created', 'running'], succeeded: ['finished'], failed: ['failed'] },
    startedAt: '.started_at',
    finishedAt: '.finished_at',
    expiresAt: '.expires_at',
  },
  download: {
    url: '/security/vulnerability_exports/{id}/download',
    auth: 'api',
    format: response => (textAt('.format', response) === 'pdf' ? 'any' : 'csv'),
  },
})

/**
 * Dependency list of a project, as CycloneDX unless the request says otherwise.
 * Source: GitLab REST API, "Dependency list export".
 */
export const dependencies = fromDefinition({
  ...COMMON,
  id: 'gitlab/dependencies',
  aliases: ['gitlab/sbom'],
  title: 'GitLab dependency list export',
  docs: 'https://docs.gitlab.com/api/dependency_list_export/',
  inputs: { exportId: NUMBER, ids: PROJECT, apiUrl: API_URL },
  hints: {
    401: CHECK_TOKEN,
    403: 'Dependency lists need GitLab Ultimate, and a token that may read the dependencies of the project.',
    404: 'Check project and export-id. Only the user who started an export can read it, and it is deleted at the time in expires_at.',
  },
  request: 'optional',
  start: {
    url: '/projects/{project}/dependency_list_exports',
    json: { export_type: 'cyclonedx_1_6_json' },
    id: '.id',
  },
  poll: {
    url: '/dependency_list_exports/{id}',
    id: '.id',
    word: '.status',
    words: { waiting: ['created', 'running'], succeeded: ['finished'], failed: ['failed'] },
    expiresAt: '.expires_at',
  },
  download: {
    url: '/dependency_list_exports/{id}/download',
    auth: 'api',
    format: response => (textAt('.export_type', response) === 'csv' ? 'csv' : 'json'),
  },
})
