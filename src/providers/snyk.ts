import * as v from '@badrap/valita'
import { UUID } from './grammar.ts'
import type { Exchange, HttpResponse, Provider, RemoteFile, StatusNames, Target } from './provider.ts'
import { detailsOf, expectId, get, jobStatus, link, path } from './response.ts'
import {
  malformed,
  optionalList,
  optionalNumber,
  optionalText,
  read,
  readIfPossible,
  requiredText,
} from './schema.ts'

const words: StatusNames = {
  waiting: ['PENDING', 'STARTED'],
  succeeded: ['FINISHED'],
  // The OpenAPI document says ERRORED, the prose documentation ERROR; both are seen.
  failed: ['ERRORED', 'ERROR'],
  cancelled: [],
}

const Result = v.object({ url: v.string(), file_size: optionalNumber })

/** Real answers lack `jsonapi`, `formats` and more; the status answer may hold the results already. */
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

function document(answer: HttpResponse, target: Target): Job {
  const { data } = read(Document, answer)
  expectId(target.exportId, data.id)
  return data
}

/** The object's own name, for example `data_1_1_0.csv`: large exports come in several parts. */
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
      `The export is FINISHED with ${rows} rows, but the answer names no file (data.attributes.results).`,
    )
  return results.map(result => remoteFile(result, target))
}

function reasonOf({ attributes }: Job): string {
  return attributes.error || (attributes.errors[0]?.detail ?? '')
}

function* status(target: Target): Exchange<ReturnType<typeof jobStatus>> {
  const scope = target.groupId === '' ? path`orgs/${target.orgId}` : path`groups/${target.groupId}`
  const query = path`export/${target.exportId}?version=${target.apiVersion}`
  const accept = { accept: 'application/vnd.api+json' }
  let answer = yield get(`${target.apiUrl}/rest/${scope}/jobs/${query}`, accept)
  let job = document(answer, target)
  let facts = jobStatus(words, { providerStatus: job.attributes.status })
  if (facts.phase === 'succeeded' && (job.attributes.results ?? []).length === 0) {
    answer = yield get(`${target.apiUrl}/rest/${scope}/${query}`, accept)
    job = document(answer, target)
    facts = jobStatus(words, { providerStatus: job.attributes.status })
  }
  const files = facts.phase === 'succeeded' ? filesOf(job, target) : []
  return jobStatus(words, {
    providerStatus: job.attributes.status,
    reason: reasonOf(job),
    requestId: answer.headers['snyk-request-id'] ?? '',
    files,
    empty: facts.phase === 'succeeded' && files.length === 0,
    rowCount: job.attributes.row_count,
    startedAt: job.attributes.created,
    finishedAt: job.attributes.finished,
    details: detailsOf(readIfPossible(Attributes, answer.json)?.data.attributes, ['results']),
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
  statuses: words,
  hints: {
    401: 'Check that the token is valid and belongs to this region: set api-url to the region of your Snyk account, for example https://api.eu.snyk.io.',
    403: 'Give the token the permission "View Organization reports", or "View reports" of the group for a group export; the Export API needs an Enterprise plan.',
    404: 'Check export-id, whether it belongs to an organization (org-id) or a group (group-id), the region (api-url), and that the token may view reports. Files are kept for 3 days.',
  },
  status,
}
