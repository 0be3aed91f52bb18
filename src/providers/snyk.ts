import { bearer } from './auth.ts'
import { fromDefinition } from './definition.ts'
import { ORGANIZATION, UUID } from './grammar.ts'
import { lastSegment, numberAt, textAt, valuesAt } from './locator.ts'
import { detailsOf } from './response.ts'

/** The list of results may lag behind the job: if every part declares its rows, they must add up to those of the job. */
function doubtOf(results: readonly unknown[], declared: number | undefined): string {
  const counts = results.map(json => numberAt('.row_count', { json }))
  const named = counts.reduce<number>((sum, rows = 0) => sum + rows, 0)
  if (declared === undefined || counts.includes(undefined) || named === declared) return ''
  return `The provider declares ${declared} rows, but the listed files add up to ${named} rows.`
}

const JWT = /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/

/**
 * Snyk organization and group exports.
 * Source: Snyk REST OpenAPI (`/orgs/{id}/jobs/export/{id}`, `/export/{id}`), export and authentication pages of the Snyk documentation.
 */
export const snyk = fromDefinition({
  id: 'snyk',
  title: 'Snyk export',
  docs: 'https://docs.snyk.io/snyk-api/reference/export',
  inputs: {
    exportId: UUID,
    ids: {
      'org-id': {
        ...UUID,
        description: ORGANIZATION,
        where: 'Copy the Organization ID from Settings > General of the organization in Snyk, not its name.',
      },
      'group-id': {
        ...UUID,
        description: 'Group that the export belongs to. Set exactly one of `org-id` and `group-id`.',
      },
    },
    apiUrl: {
      default: 'https://api.snyk.io',
      suffix: /\/rest$/,
      rightOrigin(hostname) {
        const [, domain] = /^(?:app|www)\.((?:[a-z0-9-]+\.)*snyk(?:gov)?\.io)$/.exec(hostname) ?? []
        return domain && `https://api.${domain}`
      },
      knownHosts: /^api(\.[a-z0-9-]+)*\.(snyk|snykgov)\.io$/,
    },
    apiVersion: {
      pattern: /^\d{4}-\d{2}-\d{2}(~(wip|experimental|beta))?$/,
      expected: 'a version of the Snyk REST API',
      meaning: 'any value of its `version` parameter',
      default: '2024-10-15',
    },
    check({ ids }) {
      const { length } = Object.keys(ids)
      return length === 1
        ? []
        : [`exactly one of org-id and group-id is needed, ${length === 0 ? 'none is' : 'both are'} given`]
    },
  },
  auth: [
    bearer({
      token: 'a Snyk API token, personal access token, service account token or OAuth access token',
      // API tokens and personal access tokens use `token`, OAuth access tokens `Bearer`; sources disagree about service accounts.
      schemes: token => (JWT.test(token) ? ['Bearer', 'token'] : ['token', 'Bearer']),
    }),
  ],
  hints: {
    401: 'Check that the token is valid and belongs to this region: set api-url to the region of your Snyk account, for example https://api.eu.snyk.io.',
    403: 'Give the token the permission "View Organization reports", or "View reports" of the group for a group export. The Export API needs an Enterprise plan.',
    404: 'Check export-id, whether it belongs to an organization (org-id) or a group (group-id), the region (api-url), and that the token may view reports. Files are kept for 3 days.',
  },
  requestIds: ['snyk-request-id'],
  lifecycleHeader: 'snyk-version-lifecycle-stage',
  headers: { accept: 'application/vnd.api+json', 'content-type': 'application/vnd.api+json' },
  basePath: ({ ids }) => (ids['group-id'] === undefined ? '/rest/orgs/{org-id}' : '/rest/groups/{group-id}'),
  request: 'required',
  start: {
    url: '/export?version={api-version}',
    // The attributes alone are enough.
    body: request => ('data' in request ? request : { data: { type: 'resource', attributes: request } }),
    id: '.data.id',
  },
  poll: {
    url: '/jobs/export/{id}?version={api-version}',
    word: '.data.attributes.status',
    // The OpenAPI document says ERRORED, the prose documentation ERROR; both occur.
    words: { waiting: ['PENDING', 'STARTED'], succeeded: ['FINISHED'], failed: ['ERRORED', 'ERROR'] },
    id: '.data.id',
    reason: ['.data.attributes.error', '.data.attributes.errors[0].detail'],
    requestId: 'header.snyk-request-id',
    rowCount: '.data.attributes.row_count',
    startedAt: '.data.attributes.created',
    finishedAt: '.data.attributes.finished',
  },
  // Real status responses already contain the results.
  download: {
    from: { url: '/export/{id}?version={api-version}' },
    each: '.data.attributes.results[]',
    url: '.url',
    // The name of the object, for example `data_1_1_0.csv`: large exports consist of several parts.
    name: result => lastSegment(textAt('.url', result)),
    stem: 'snyk-export-{id}',
    size: '.file_size',
    format: 'csv',
  },
  supplement({ phase, rowCount }, response) {
    const [attributes] = valuesAt('.data.attributes', response)
    const [results = []] = valuesAt('.data.attributes.results', response)
    const details = detailsOf(attributes, ['results'])
    if (phase !== 'succeeded' || !Array.isArray(results)) return { details }
    return { details, empty: results.length === 0 && !rowCount, doubt: doubtOf(results, rowCount) }
  },
})
