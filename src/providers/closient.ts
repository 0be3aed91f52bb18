import * as v from '@badrap/valita'
import { SHORT_UUID } from './grammar.ts'
import type { Exchange, JobStatus, Provider, RemoteFile, StatusNames, Target } from './provider.ts'
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

const Job = v.object({
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

type Job = v.Infer<typeof Job>
type Section = v.Infer<typeof Section>

function remoteFile(job: Job, target: Target): RemoteFile {
  const url = link(job.download_url, target.apiUrl)
  return {
    url,
    credential: 'none',
    stem: `closient-export-${target.exportId}`,
    format: /gz/i.test(job.archive_format) ? 'gzip' : 'zip',
    ...(job.output_filename !== '' && { name: job.output_filename }),
    ...(job.file_size_bytes !== undefined && { size: job.file_size_bytes }),
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

function* status(target: Target): Exchange<JobStatus> {
  const response = yield get(
    `${target.apiUrl}${path`/dashboard/api/v1/data-export/${target.orgId}/${target.exportId}`}`,
  )
  const job = read(Job, response)
  if (job.job_id.length === target.exportId.length) expectId(target.exportId, job.job_id)
  const hasSucceeded = phaseOf(statuses, job.status).phase === 'succeeded'
  // A missing count is not 0.
  const empty =
    job.sections.length > 0 &&
    job.sections.every(section => section.record_count === 0 && section.binary_count === 0)
  const records = job.sections.reduce((sum, section) => sum + (section.record_count ?? 0), 0)
  // Polled again, because the link may come later. An empty export needs none.
  if (hasSucceeded && job.download_url === '' && !empty)
    throw malformed('The export is completed, but the response has no download_url.')
  return jobStatus(statuses, {
    providerStatus: job.status,
    reason: job.error,
    files: hasSucceeded && job.download_url !== '' ? [remoteFile(job, target)] : [],
    empty: hasSucceeded && empty,
    failedParts: failedParts(job.sections),
    doubt: hasSucceeded ? doubtOf(job.sections) : '',
    rowCount: job.sections.length > 0 ? records : undefined,
    expiresAt: job.expires_at,
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
    orgId: { ...SHORT_UUID, required: true },
    apiUrl: {
      default: 'https://www.closient.com',
      suffix: /\/dashboard\/api\/v1$/,
      knownHosts: /^www\.closient\.(com|dev)$/,
    },
    token: 'a Closient API key',
  },
  auth: { attach: key => [{ 'x-api-key': key }] },
  statuses,
  hints: {
    401: 'Check the API key: it is sent as X-API-Key, and an inactive or expired key is refused.',
    403: 'Use a key of an organization owner or manager.',
    404: 'Check org-id and export-id; both belong to one organization.',
  },
  status,
}
