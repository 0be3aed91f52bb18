import * as v from '@badrap/valita'
import { bearer } from './auth.ts'
import { ORGANIZATION, UUID } from './grammar.ts'
import type { Exchange, HttpResponse, Job, JobStatus, Provider, RemoteFile, StatusNames } from './provider.ts'
import { detailsOf, expectId, get, jobStatus, phaseOf } from './response.ts'
import {
  malformed,
  optionalList,
  optionalNumber,
  optionalSize,
  optionalText,
  read,
  readIfPossible,
  requiredText,
} from './schema.ts'
import { link, path } from './urls.ts'

const statuses: StatusNames = {
  waiting: ['PENDING', 'STARTED'],
  succeeded: ['FINISHED'],
  // The OpenAPI document says ERRORED, the prose documentation ERROR; both occur.
  failed: ['ERRORED', 'ERROR'],
  cancelled: [],
}

const REQUEST_ID = 'snyk-request-id'

const Result = v.object({ url: v.string(), file_size: optionalSize, row_count: optionalNumber })

/** Real responses lack `jsonapi`, `formats` and more. The status response may already contain the results. */
const Document = v.object({
  data: v.object({
    id: optionalText,
    attributes: v.object({
      status: requiredText,
      created: optionalText,
      finished: optionalText,
      row_count: optionalNumber,
      results: v.array(Result).nullable().optional(),
      errors: optionalList(v.object({ detail: optionalText }), { detail: '' }),
      error: optionalText,
    }),
  }),
})

/** The same for the `details` output, with every field. */
const Attributes = v.object({ data: v.object({ attributes: v.unknown() }) })

type Data = v.Infer<typeof Document>['data']

function document(response: HttpResponse, job: Job): Data {
  const { data } = read(Document, response)
  expectId(job.exportId, data.id)
  return data
}

/** A file has the name of its object, for example `data_1_1_0.csv`: large exports consist of several parts. */
function remoteFile(result: v.Infer<typeof Result>, job: Job): RemoteFile {
  const url = link(result.url, job.apiUrl)
  const name = new URL(url).pathname.split('/').at(-1) ?? ''
  return {
    url,
    credential: 'none',
    format: 'csv',
    stem: `snyk-export-${job.exportId}`,
    ...(name !== '' && { name: decodedName(name) }),
    ...(result.file_size !== undefined && { size: result.file_size }),
  }
}

function decodedName(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

function filesOf({ attributes }: Data, job: Job): readonly RemoteFile[] {
  const results = attributes.results ?? []
  const rows = attributes.row_count ?? 0
  if (results.length === 0 && rows > 0)
    throw malformed(
      `The export is FINISHED with ${rows} rows, but the response lists no files (data.attributes.results).`,
    )
  return results.map(result => remoteFile(result, job))
}

/** The list of results may lag behind the job: if every part declares its rows, they must add up to those of the job. */
function doubtOf({ attributes: { results, row_count: declared } }: Data): string {
  const counts = (results ?? []).flatMap(({ row_count: rows }) => rows ?? [])
  const named = counts.reduce((sum, rows) => sum + rows, 0)
  if (declared === undefined || counts.length < (results ?? []).length || named === declared) return ''
  return `The provider declares ${declared} rows, but the listed files add up to ${named} rows.`
}

function* status(job: Job): Exchange<JobStatus> {
  const { 'org-id': org = '', 'group-id': group } = job.ids
  const scope = group === undefined ? path`orgs/${org}` : path`groups/${group}`
  const query = path`export/${job.exportId}?version=${job.apiVersion}`
  const accept = { accept: 'application/vnd.api+json' }
  let response = yield get(`${job.apiUrl}/rest/${scope}/jobs/${query}`, accept)
  let data = document(response, job)
  const hasSucceeded = () => phaseOf(statuses, data.attributes.status).phase === 'succeeded'
  if (hasSucceeded() && (data.attributes.results ?? []).length === 0) {
    response = yield get(`${job.apiUrl}/rest/${scope}/${query}`, accept)
    data = document(response, job)
  }
  const files = hasSucceeded() ? filesOf(data, job) : []
  return jobStatus(statuses, {
    providerStatus: data.attributes.status,
    reason: data.attributes.error || (data.attributes.errors[0]?.detail ?? ''),
    requestId: response.headers[REQUEST_ID] ?? '',
    files,
    empty: hasSucceeded() && files.length === 0,
    doubt: hasSucceeded() ? doubtOf(data) : '',
    rowCount: data.attributes.row_count,
    startedAt: data.attributes.created,
    finishedAt: data.attributes.finished,
    details: detailsOf(readIfPossible(Attributes, response.json)?.data.attributes, ['results']),
  })
}

const JWT = /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/

/**
 * Snyk organization and group exports.
 * Source: Snyk REST OpenAPI (`/orgs/{id}/jobs/export/{id}`, `/export/{id}`), export and authentication pages of the Snyk documentation.
 */
export const snyk: Provider = {
  id: 'snyk',
  title: 'Snyk export',
  docs: 'https://docs.snyk.io/snyk-api/reference/export',
  inputs: {
    exportId: { ...UUID, required: true },
    ids: {
      'org-id': { ...UUID, description: ORGANIZATION },
      'group-id': {
        ...UUID,
        description: 'Group that the export belongs to. Set exactly one of `org-id` and `group-id`.',
      },
    },
    apiUrl: {
      default: 'https://api.snyk.io',
      suffix: /\/rest$/,
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
  statuses,
  hints: {
    401: 'Check that the token is valid and belongs to this region: set api-url to the region of your Snyk account, for example https://api.eu.snyk.io.',
    403: 'Give the token the permission "View Organization reports", or "View reports" of the group for a group export. The Export API needs an Enterprise plan.',
    404: 'Check export-id, whether it belongs to an organization (org-id) or a group (group-id), the region (api-url), and that the token may view reports. Files are kept for 3 days.',
  },
  requestIds: [REQUEST_ID],
  lifecycleHeader: 'snyk-version-lifecycle-stage',
  status,
}
