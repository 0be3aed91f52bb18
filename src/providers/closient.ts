import * as v from '@badrap/valita'
import { header } from './auth.ts'
import { ORGANIZATION, SHORT_UUID } from './grammar.ts'
import type { Exchange, Job, JobStatus, Provider, RemoteFile, StatusNames } from './provider.ts'
import { detailsOf, expectId, get, jobStatus, phaseOf } from './response.ts'
import {
  malformed,
  optionalList,
  optionalNumber,
  optionalProblem,
  optionalSize,
  optionalText,
  read,
  requiredText,
} from './schema.ts'
import { link, path } from './urls.ts'

const statuses: StatusNames = {
  waiting: ['pending', 'processing'],
  succeeded: ['completed'],
  failed: ['failed'],
  cancelled: [],
}

/**
 * The example documents only `completed` and `failed` for sections. Other names of a failure count as well, those of a
 * partial one included.
 */
const sectionStatuses: StatusNames = {
  waiting: [...statuses.waiting, 'queued', 'running', 'in progress'],
  succeeded: statuses.succeeded,
  failed: [
    ...['fail*', 'error*', 'completed with err*', 'completed with fail*', 'unsuccessful', 'rejected'],
    ...['denied', 'partial*', 'incomplete', 'truncated', 'missing', 'unavailable', 'expired', 'timed out'],
    'timeout',
  ],
  cancelled: ['cancelled', 'canceled', 'aborted', 'stopped', 'interrupted', 'terminated', 'killed'],
}

const Section = v.object({
  key: optionalText,
  status: optionalText,
  record_count: optionalNumber,
  binary_count: optionalNumber,
  error: optionalProblem,
})

/** A section of another shape adds nothing, and does not hide the others. */
const UNREADABLE = { key: '', status: '', record_count: undefined, binary_count: undefined, error: '' }

const Data = v.object({
  job_id: optionalText,
  status: requiredText,
  archive_format: optionalText,
  file_size_bytes: optionalSize,
  output_filename: optionalText,
  download_url: optionalText,
  expires_at: optionalText,
  error: optionalText,
  sections: optionalList(Section, UNREADABLE),
})

type Data = v.Infer<typeof Data>
type Section = v.Infer<typeof Section>

function remoteFile(data: Data, { apiUrl, exportId }: Job): RemoteFile {
  const url = link(data.download_url, apiUrl)
  return {
    url,
    credential: 'none',
    stem: `closient-export-${exportId}`,
    format: /gz/i.test(data.archive_format) ? 'gzip' : 'zip',
    ...(data.output_filename !== '' && { name: data.output_filename }),
    ...(data.file_size_bytes !== undefined && { size: data.file_size_bytes }),
  }
}

function failedParts(sections: readonly Section[]): readonly string[] {
  return sections
    .filter(
      ({ status, error }) =>
        error !== '' || ['failed', 'cancelled'].includes(phaseOf(sectionStatuses, status).phase),
    )
    .map(({ key, status, error }) => [key, error || status].filter(text => text !== '').join(': '))
}

/** A completed export should have no section that is still in progress. */
function doubtOf(sections: readonly Section[]): string {
  const open = sections.filter(({ status }) => {
    const { phase, known } = phaseOf(sectionStatuses, status)
    return known && phase === 'waiting'
  })
  return open.length === 0
    ? ''
    : `The export is completed, but ${open.length} of its ${sections.length} sections are not.`
}

function* status(job: Job): Exchange<JobStatus> {
  const { 'org-id': org = '' } = job.ids
  const response = yield get(`${job.apiUrl}${path`/dashboard/api/v1/data-export/${org}/${job.exportId}`}`)
  const data = read(Data, response)
  if (data.job_id.length === job.exportId.length) expectId(job.exportId, data.job_id)
  const hasSucceeded = phaseOf(statuses, data.status).phase === 'succeeded'
  // A missing count is not 0.
  const empty =
    data.sections.length > 0 &&
    data.sections.every(section => section.record_count === 0 && section.binary_count === 0)
  const records = data.sections.reduce((sum, section) => sum + (section.record_count ?? 0), 0)
  // Polled again, because the link may come later. An empty export needs none.
  if (hasSucceeded && data.download_url === '' && !empty)
    throw malformed('The export is completed, but the response has no download_url.')
  return jobStatus(statuses, {
    providerStatus: data.status,
    reason: data.error,
    files: hasSucceeded && data.download_url !== '' ? [remoteFile(data, job)] : [],
    empty: hasSucceeded && empty,
    failedParts: failedParts(data.sections),
    doubt: hasSucceeded ? doubtOf(data.sections) : '',
    rowCount: data.sections.length > 0 ? records : undefined,
    expiresAt: data.expires_at,
    details: detailsOf(response.json, ['download_url']),
  })
}

/**
 * Closient organization data export. The documentation calls this endpoint internal, so fields may come and go.
 * Source: Closient API reference, "Poll an organization data export", authentication, errors and rate limits.
 */
export const closient: Provider = {
  id: 'closient',
  title: 'Closient data export',
  docs: 'https://docs.closient.com/api-reference/dashboard/data-export/poll-an-organization-data-export',
  inputs: {
    exportId: { ...SHORT_UUID, required: true },
    ids: { 'org-id': { ...SHORT_UUID, required: true, description: ORGANIZATION } },
    apiUrl: {
      default: 'https://www.closient.com',
      suffix: /\/dashboard\/api\/v1$/,
      knownHosts: /^www\.closient\.(com|dev)$/,
    },
  },
  auth: [header('x-api-key', { token: 'a Closient API key' })],
  statuses,
  hints: {
    401: 'Check the API key: it is sent as X-API-Key, and an inactive or expired key is refused.',
    403: 'Use a key of an organization owner or manager.',
    404: 'Check org-id and export-id; both belong to one organization.',
  },
  requestIds: [],
  status,
}
