import * as v from '@badrap/valita'
import { SHORT_UUID } from './grammar.ts'
import type { Exchange, JobStatus, Provider, RemoteFile, StatusNames, Target } from './provider.ts'
import { detailsOf, expectId, get, jobStatus, link, path } from './response.ts'
import {
  malformed,
  optionalList,
  optionalNumber,
  optionalProblem,
  optionalText,
  read,
  requiredText,
} from './schema.ts'

const words: StatusNames = {
  waiting: ['pending', 'processing'],
  succeeded: ['completed'],
  failed: ['failed'],
  cancelled: [],
}

const Section = v.object({
  key: optionalText,
  record_count: optionalNumber,
  binary_count: optionalNumber,
  error: optionalProblem,
})

/** A section of another shape counts nothing and hides nothing of the others. */
const UNREADABLE = { key: '', record_count: undefined, binary_count: undefined, error: '' }

const Job = v.object({
  job_id: optionalText,
  status: requiredText,
  archive_format: optionalText,
  file_size_bytes: optionalNumber,
  output_filename: optionalText,
  download_url: optionalText,
  expires_at: optionalText,
  error: optionalText,
  sections: optionalList(Section, UNREADABLE),
})

type Job = v.Infer<typeof Job>

function remoteFile(job: Job, target: Target): RemoteFile {
  const url = link(job.download_url, target.apiUrl)
  return {
    url,
    credential: 'none',
    stem: `closient-export-${target.exportId}`,
    format: /gz/i.test(job.archive_format) ? 'gzip' : 'zip',
    ...(job.output_filename !== '' && { name: job.output_filename }),
    // 0 stands for unknown.
    ...(job.file_size_bytes && { size: job.file_size_bytes }),
  }
}

function recordsIn(sections: Job['sections']): number {
  return sections.reduce((sum, section) => sum + (section.record_count ?? 0), 0)
}

function* status(target: Target): Exchange<JobStatus> {
  const answer = yield get(
    `${target.apiUrl}${path`/dashboard/api/v1/data-export/${target.orgId}/${target.exportId}`}`,
  )
  const job = read(Job, answer)
  if (job.job_id.length === target.exportId.length) expectId(target.exportId, job.job_id)
  const { phase } = jobStatus(words, { providerStatus: job.status })
  // A count that is not told is not 0.
  const empty =
    job.sections.length > 0 &&
    job.sections.every(section => section.record_count === 0 && section.binary_count === 0)
  // A link that is not there yet is asked for again; an empty export needs none.
  if (phase === 'succeeded' && job.download_url === '' && !empty)
    throw malformed('The export is completed, but the answer names no download_url.')
  return jobStatus(words, {
    providerStatus: job.status,
    reason: job.error,
    files: phase === 'succeeded' && job.download_url !== '' ? [remoteFile(job, target)] : [],
    empty: phase === 'succeeded' && empty,
    failedParts: job.sections
      .filter(section => section.error !== '')
      .map(section => `${section.key}: ${section.error}`),
    rowCount: job.sections.length > 0 ? recordsIn(job.sections) : undefined,
    expiresAt: job.expires_at,
    details: detailsOf(answer.json, ['download_url']),
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
  statuses: words,
  hints: {
    401: 'Check the API key: it is sent as X-API-Key, and an inactive or expired key is refused.',
    403: 'Use a key of an organization owner or manager.',
    404: 'Check org-id and export-id; both belong to one organization.',
  },
  status,
}
