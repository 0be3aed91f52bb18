import * as v from '@badrap/valita'
import { UUID } from './grammar.ts'
import type {
  Exchange,
  HttpResponse,
  JobStatus,
  Provider,
  RemoteFile,
  StatusNames,
  Target,
} from './provider.ts'
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

type Job = v.Infer<typeof Document>['data']

function document(response: HttpResponse, target: Target): Job {
  const { data } = read(Document, response)
  expectId(target.exportId, data.id)
  return data
}

/** A file has the name of its object, for example `data_1_1_0.csv`: large exports consist of several parts. */
function remoteFile(result: v.Infer<typeof Result>, target: Target): RemoteFile {
  const url = link(result.url, target.apiUrl)
  const name = new URL(url).pathname.split('/').at(-1) ?? ''
  return {
    url,
    credential: 'none',
    format: 'csv',
    stem: `snyk-export-${target.exportId}`,
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

function filesOf(job: Job, target: Target): readonly RemoteFile[] {
  const results = job.attributes.results ?? []
  const rows = job.attributes.row_count ?? 0
  if (results.length === 0 && rows > 0)
    throw malformed(
      `The export is FINISHED with ${rows} rows, but the response lists no files (data.attributes.results).`,
    )
  return results.map(result => remoteFile(result, target))
}

/** The list of results may lag behind the job: if every part declares its rows, they must add up to those of the job. */
function doubtOf({ attributes: { results, row_count: declared } }: Job): string {
  const counts = (results ?? []).flatMap(({ row_count: rows }) => rows ?? [])
  const named = counts.reduce((sum, rows) => sum + rows, 0)
  if (declared === undefined || counts.length < (results ?? []).length || named === declared) return ''
  return `The provider declares ${declared} rows, but the listed files add up to ${named} rows.`
}

function* status(target: Target): Exchange<JobStatus> {
  const scope = target.groupId === '' ? path`orgs/${target.orgId}` : path`groups/${target.groupId}`
  const query = path`export/${target.exportId}?version=${target.apiVersion}`
  const accept = { accept: 'application/vnd.api+json' }
  let response = yield get(`${target.apiUrl}/rest/${scope}/jobs/${query}`, accept)
  let job = document(response, target)
  const hasSucceeded = () => phaseOf(statuses, job.attributes.status).phase === 'succeeded'
  if (hasSucceeded() && (job.attributes.results ?? []).length === 0) {
    response = yield get(`${target.apiUrl}/rest/${scope}/${query}`, accept)
    job = document(response, target)
  }
  const files = hasSucceeded() ? filesOf(job, target) : []
  return jobStatus(statuses, {
    providerStatus: job.attributes.status,
    reason: job.attributes.error || (job.attributes.errors[0]?.detail ?? ''),
    requestId: response.headers['snyk-request-id'] ?? '',
    files,
    empty: hasSucceeded() && files.length === 0,
    doubt: hasSucceeded() ? doubtOf(job) : '',
    rowCount: job.attributes.row_count,
    startedAt: job.attributes.created,
    finishedAt: job.attributes.finished,
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
    orgId: UUID,
    groupId: UUID,
    apiUrl: {
      default: 'https://api.snyk.io',
      suffix: /\/rest$/,
      knownHosts: /^api(\.[a-z0-9-]+)*\.(snyk|snykgov)\.io$/,
    },
    apiVersion: {
      pattern: /^\d{4}-\d{2}-\d{2}(~(wip|experimental|beta))?$/,
      expected: 'a version of the Snyk REST API',
      example: '2024-10-15',
      default: '2024-10-15',
    },
    token: 'a Snyk API token, personal access token, service account token or OAuth access token',
    check: ({ orgId, groupId }) =>
      (orgId === '') === (groupId === '')
        ? [`exactly one of org-id and group-id is needed, ${orgId === '' ? 'none is' : 'both are'} given`]
        : [],
  },
  auth: {
    // API tokens and personal access tokens use `token`, OAuth access tokens `Bearer`; sources disagree about service accounts.
    attach: token => {
      const schemes = JWT.test(token) ? ['Bearer', 'token'] : ['token', 'Bearer']
      return schemes.map(scheme => ({ authorization: `${scheme} ${token}` }))
    },
  },
  statuses,
  hints: {
    401: 'Check that the token is valid and belongs to this region: set api-url to the region of your Snyk account, for example https://api.eu.snyk.io.',
    403: 'Give the token the permission "View Organization reports", or "View reports" of the group for a group export. The Export API needs an Enterprise plan.',
    404: 'Check export-id, whether it belongs to an organization (org-id) or a group (group-id), the region (api-url), and that the token may view reports. Files are kept for 3 days.',
  },
  status,
}
