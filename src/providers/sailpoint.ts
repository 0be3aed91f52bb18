import * as v from '@badrap/valita'
import { ExportError } from '../failures/export-error.ts'
import { bearer, oauth2 } from './auth.ts'
import type { Exchange, Job, JobStatus, Provider, StatusNames } from './provider.ts'
import { detailsOf, expectId, get, jobStatus, phaseOf } from './response.ts'
import { optionalText, read, requiredText } from './schema.ts'
import { path } from './urls.ts'

const statuses: StatusNames = {
  waiting: ['NOT_STARTED', 'IN_PROGRESS'],
  // PARTIALLY_COMPLETE and FAILED_EXTERNAL_COMMUNICATION are undocumented, but occur if Config Hub runs on SP-Config.
  succeeded: ['COMPLETE', 'PARTIALLY_COMPLETE'],
  failed: ['FAILED*'],
  cancelled: ['CANCELLED'],
}

/** Real responses lack `completed`, `description` and `expiration`, and have `message`, unlike newer specifications. */
const Data = v.object({
  jobId: optionalText,
  status: requiredText,
  type: optionalText,
  message: optionalText,
  created: optionalText,
  completed: optionalText,
  expiration: optionalText,
})

const Contents = v.object({ objects: v.array(v.unknown()) })

const REQUEST_ID = 'slpt-request-id'

/** Newer services have their version after the name of the service. */
function jobUrl({ apiUrl, apiVersion, exportId }: Job): string {
  const service = apiVersion === 'v1' ? 'sp-config/v1' : `${apiVersion}/sp-config`
  return `${apiUrl}/${service}${path`/export/${exportId}`}`
}

function* status(job: Job): Exchange<JobStatus> {
  const url = jobUrl(job)
  // The header was required for a while, and does no harm.
  const response = yield get(url, { 'x-sailpoint-experimental': 'true' })
  const data = read(Data, response)
  expectId(job.exportId, data.jobId)
  if (data.type.toUpperCase() === 'IMPORT')
    throw new ExportError('rejected', `Job ${job.exportId} is an import, not an export.`, {
      hint: 'Use the jobId that POST /sp-config/export returned.',
    })
  const { phase } = phaseOf(statuses, data.status)
  const stem = `sp-config-${job.exportId}`
  const document = {
    url: `${url}/download`,
    credential: 'session',
    accept: 'application/json',
    name: `${stem}.json`,
    stem,
    format: 'json',
  } as const
  const partial = /^partially/i.test(data.status)
  return jobStatus(statuses, {
    providerStatus: data.status,
    reason: data.message,
    requestId: response.headers[REQUEST_ID] ?? '',
    files: phase === 'succeeded' ? [document] : [],
    failedParts: partial ? [data.message || 'SailPoint does not say which parts'] : [],
    startedAt: data.created,
    finishedAt: data.completed,
    expiresAt: data.expiration,
    details: detailsOf(response.json),
  })
}

function objectCount(text: string): number {
  try {
    // `JSON.parse` rejects a byte order mark, which readers may ignore (RFC 8259, 8.1).
    return read(Contents, { json: JSON.parse(text.replace(/^\ufeff/, '')) }).objects.length
  } catch {
    // Without the cause: the error of the parser quotes the text.
    throw new ExportError('download', 'The downloaded document is not valid JSON with an `objects` array.', {
      hint: 'Run the step again with the same export-id. If the error persists, start a new export.',
    })
  }
}

/** The origin of the API for a tenant name or one of its two hosts. */
function fromTenant(tenant: string): string | undefined {
  const match = /^([a-z0-9][a-z0-9-]{0,62})(?:(?:\.api)?\.(identitynow|identitynow-demo)\.com)?$/i.exec(
    tenant,
  )
  return match ? `https://${match[1]}.api.${match[2] ?? 'identitynow'}.com`.toLowerCase() : undefined
}

/**
 * SailPoint Identity Security Cloud, SP-Config export.
 * Source: SailPoint API specifications (`sp-config/export`), authentication and rate limit pages of the developer documentation.
 */
export const sailpoint: Provider = {
  id: 'sailpoint',
  title: 'SailPoint SP-Config export',
  docs: 'https://developer.sailpoint.com/docs/api/beta/get-sp-config-export-status',
  inputs: {
    exportId: {
      // Dashed UUIDs in real responses, 32 hexadecimal digits in the specification.
      pattern: /^[A-Za-z0-9][A-Za-z0-9-]{0,127}$/,
      expected: 'the jobId of the export: letters, digits and dashes',
      example: '19169053-66d2-40c6-8772-9e2bf55edcf6',
      required: true,
    },
    tenant: {
      pattern: /^[a-z0-9][a-z0-9-]{0,62}((\.api)?\.identitynow(-demo)?\.com)?$/i,
      expected: 'a tenant name or its identitynow.com host',
      example: 'acme',
      meaning:
        'the name, such as `acme`, or the host, `acme.identitynow.com` or `acme.identitynow-demo.com`, with or without `.api`',
    },
    apiUrl: {
      suffix: /\/(beta|v3|v202\d|sp-config\/v1|v1)$/,
      knownHosts: /^[a-z0-9-]+\.api\.(identitynow(-demo)?\.com|cloud\.sailpoint\.com)$/,
      fromTenant,
      normalise: url => url.replace(/^(https:\/\/[a-z0-9-]+)\.(identitynow(?:-demo)?\.com)$/, '$1.api.$2'),
    },
    apiVersion: {
      pattern: /^(beta|v2024|v2025|v2026|v1)$/,
      expected: 'one of beta, v2024, v2025, v2026 and v1',
      meaning: 'one of `beta`, `v2024`, `v2025`, `v2026`, `v1`',
      default: 'v2025',
    },
  },
  auth: [bearer({ token: 'a SailPoint access token (JWT)' }), oauth2({ path: '/oauth/token' })],
  statuses,
  hints: {
    401: 'The access token is invalid or has expired. Set client-id and client-secret instead of token, so that the token is renewed during the wait.',
    403: 'Give the token the scope sp:config:read or sp:config:manage, and its user the ORG_ADMIN level; a client without a user cannot export.',
    404: 'Check export-id, tenant and api-version. An export expires about 7 days after its creation.',
  },
  requestIds: [REQUEST_ID, 'trackingId'],
  errorFields: { reason: ['text', 'messages', 'causes', 'errorMessage', 'detailCode'] },
  status,
  content: {
    maxBytes: 32 * 1024 * 1024,
    count: objectCount,
  },
}
