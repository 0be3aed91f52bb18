import { bearer } from './auth.ts'
import { type Definition, fromDefinition } from './definition.ts'
import { ORGANIZATION, UUID } from './grammar.ts'
import { textAt, valuesAt } from './locator.ts'
import type { ApiUrlSpec, Exchange, HttpResponse, JsonObject, Place, Started } from './provider.ts'
import { get } from './response.ts'
import { expandUrl } from './template.ts'
import { isLoopback } from './urls.ts'

/** The API of the GitHub that runs the workflow. */
const API_URL: ApiUrlSpec = {
  default: 'https://api.github.com',
  variable: 'GITHUB_API_URL',
  suffix: /\/api\/v3$/,
  rightOrigin(hostname) {
    const [, domain] = /^(?:www\.)?(github\.com|(?!api\.)[a-z0-9-]+\.ghe\.com)$/.exec(hostname) ?? []
    return domain && `https://api.${domain}`
  },
}

/** Whether the API is that of GitHub Enterprise Server. */
function isServer({ apiUrl }: Place): boolean {
  const { hostname = '' } = URL.parse(apiUrl) ?? {}
  return !/^api\.(github\.com|[a-z0-9-]+\.ghe\.com)$/.test(hostname) && !isLoopback(hostname)
}

/** The problem of a server without these exports. */
function notOnServer(what: string): (place: Place) => readonly string[] {
  return place =>
    isServer(place)
      ? [
          `api-url must be https://api.github.com or https://api.SUBDOMAIN.ghe.com: GitHub Enterprise Server ${what}`,
        ]
      : []
}

const HEADERS = { accept: 'application/vnd.github+json', 'x-github-api-version': '2026-03-10' }
const CLASSIC_TOKEN =
  'Migrations need a personal access token (classic) of an organization owner, with the scopes repo and admin:org. The github.token and fine-grained tokens do not work.'

/** What all exports share. */
const COMMON: Pick<Definition, 'requestIds' | 'isRateLimit'> = {
  requestIds: ['x-github-request-id'],
  // The primary rate limit. A secondary one has `Retry-After`.
  isRateLimit: ({ status, headers }) => status === 403 && headers['x-ratelimit-remaining'] === '0',
}

/**
 * SBOM of a repository, from its dependency graph.
 * Source: GitHub REST API, "Software bill of materials (SBOM)", version 2026-03-10.
 */
export const sbom = fromDefinition({
  ...COMMON,
  id: 'github/sbom',
  aliases: ['github', 'sbom', 'dependency-graph'],
  title: 'GitHub SBOM',
  docs: 'https://docs.github.com/rest/dependency-graph/sboms',
  inputs: {
    exportId: UUID,
    ids: {
      repository: {
        // Both parts are segments of the URL.
        pattern: /^[A-Za-z0-9][A-Za-z0-9_-]{0,38}\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/,
        expected: 'a repository as owner/name',
        example: 'octo-org/hello-world',
        required: true,
        variable: 'GITHUB_REPOSITORY',
        description: 'Repository to export from.',
      },
    },
    apiUrl: API_URL,
    check: notOnServer('does not export SBOMs in the background'),
  },
  auth: [bearer({ token: 'the `github.token`, or another GitHub token that can read the repository' })],
  hints: {
    401: 'Pass a valid token, for example the github.token of the job.',
    403: 'Give the job permissions: contents: read.',
    404: 'Check repository and export-id, enable the dependency graph of the repository, and give the job permissions: contents: read. The github.token reads only its own repository and public ones. An SBOM is kept for a week.',
    start: {
      404: 'Check repository, enable the dependency graph of the repository, and give the job permissions: contents: read. The github.token reads only its own repository and public ones.',
    },
  },
  headers: HEADERS,
  basePath: ({ ids: { repository } }) => `/repos/${repository}/dependency-graph/sbom`,
  // It reads the head of the default branch: a second one is the same.
  repeat: 'safe',
  // The link to the new export is absolute or a path; only its ID counts.
  start: { method: 'GET', url: '/generate-report', id: '.sbom_url' },
  poll: {
    url: '/fetch-report/{id}',
    word: 'http',
    // Sources disagree about the status of an SBOM that is not ready. An SBOM that failed has an error status.
    words: { waiting: ['201', '202'], succeeded: ['302'] },
  },
  // The storage refuses requests with the token.
  download: { url: 'header.location', name: 'sbom.spdx.json', format: 'json' },
  content: { count: 'packages' },
})

/**
 * Migration archive of an organization: its repositories with issues, pull requests and users.
 * Source: GitHub REST API, "Organization migrations", version 2022-11-28, which GitHub Enterprise Server supports, too.
 */
export const migration = fromDefinition({
  ...COMMON,
  id: 'github/migration',
  aliases: ['github-migrations'],
  title: 'GitHub migration archive',
  docs: 'https://docs.github.com/rest/migrations/orgs',
  inputs: {
    exportId: {
      pattern: /^\d{1,20}$/,
      expected: 'the number of the migration',
      example: '79',
    },
    ids: {
      'org-id': {
        pattern: /^[a-z\d](?:[a-z\d-]{0,37}[a-z\d])?$/i,
        expected: 'the login name of an organization',
        example: 'octo-org',
        required: true,
        description: ORGANIZATION,
      },
    },
    apiUrl: API_URL,
  },
  auth: [bearer({ token: 'a classic personal access token of an organization owner' })],
  hints: {
    401: 'Pass a valid personal access token (classic).',
    403: CLASSIC_TOKEN,
    404: `Check org-id and export-id. ${CLASSIC_TOKEN} An archive is deleted after 7 days.`,
    start: { 404: `Check org-id. ${CLASSIC_TOKEN}` },
    422: 'Check the names in repositories: each is owner/name.',
  },
  headers: { ...HEADERS, 'x-github-api-version': '2022-11-28' },
  basePath: place => (isServer(place) ? '/api/v3/orgs/{org-id}' : '/orgs/{org-id}'),
  request: 'required',
  checkRequest: request => ({
    warnings:
      request.lock_repositories === true
        ? [
            'request has `lock_repositories: true`: nobody can push to the repositories until each is unlocked through the API.',
          ]
        : [],
  }),
  // The lists of repositories would make the responses megabytes long.
  start: { url: '/migrations', id: '.id', body: request => ({ exclude: ['repositories'], ...request }) },
  poll: {
    url: '/migrations/{id}?exclude=repositories',
    id: '.id',
    word: '.state',
    words: { waiting: ['pending', 'exporting'], succeeded: ['exported'], failed: ['failed'] },
    startedAt: '.created_at',
  },
  download: {
    url: '/migrations/{id}/archive',
    auth: 'api',
    name: 'github-migration-{id}.tar.gz',
    format: 'gzip',
  },
})

const REPORTS = '/enterprises/{enterprise}/settings/billing/reports'

/** Looks for the only report with the same parameters that was created since the start began. */
function* findReport(
  { apiUrl, ids }: Place,
  request: JsonObject | undefined,
  begunAt: (response: HttpResponse) => Date,
): Exchange<Started | undefined> {
  const response = yield get(`${apiUrl}${expandUrl(REPORTS, ids)}`, HEADERS)
  const reports = valuesAt('.usage_report_exports[]', response).filter(
    json =>
      new Date(textAt('.created_at', { json })) >= begunAt(response) &&
      (['report_type', 'start_date', 'end_date'] as const).every(
        name => request?.[name] === undefined || request[name] === textAt(`.${name}`, { json }),
      ),
  )
  const [json] = reports
  const exportId = textAt('.id', { json })
  return reports.length === 1 && UUID.pattern.test(exportId)
    ? { exportId, startedAt: undefined, isAdopted: true }
    : undefined
}

/**
 * Usage report of an enterprise.
 * Source: GitHub REST API, "Billing usage reports", version 2026-03-10.
 */
export const usageReport = fromDefinition({
  ...COMMON,
  id: 'github/usage-report',
  aliases: ['github-billing', 'usage-report'],
  title: 'GitHub usage report',
  docs: 'https://docs.github.com/enterprise-cloud@latest/rest/billing/usage-reports',
  inputs: {
    exportId: UUID,
    ids: {
      enterprise: {
        pattern: /^[a-z\d](?:[a-z\d_-]{0,98}[a-z\d])?$/i,
        expected: 'the slug of an enterprise',
        example: 'octo-corp',
        required: true,
        description: 'Enterprise to export from.',
      },
    },
    apiUrl: API_URL,
    check: notOnServer('has no usage reports'),
  },
  auth: [bearer({ token: 'a token of an enterprise owner or billing manager' })],
  hints: {
    401: 'Pass a valid token.',
    403: 'The token must belong to an enterprise owner or a billing manager.',
    404: 'Check enterprise and export-id, and give the token the scope manage_billing:enterprise. The github.token does not work. A report is kept for 31 days.',
    start: {
      404: 'Check enterprise, and give the token the scope manage_billing:enterprise. The github.token does not work.',
    },
  },
  headers: HEADERS,
  request: 'required',
  dateFields: ['start_date', 'end_date'],
  start: { url: REPORTS, id: '.id' },
  find: findReport,
  poll: {
    url: `${REPORTS}/{id}`,
    id: '.id',
    word: '.status',
    words: { waiting: ['processing'], succeeded: ['completed'], failed: ['failed'] },
    startedAt: '.created_at',
  },
  download: { url: '.download_urls[]', format: 'csv' },
})
