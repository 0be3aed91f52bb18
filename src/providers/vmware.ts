import * as v from '@badrap/valita'
import { bearer, login } from './auth.ts'
import { UUID } from './grammar.ts'
import { jwtClaims } from './jwt.ts'
import type { Exchange, Grant, Job, JobStatus, Provider, StatusNames } from './provider.ts'
import { detailsOf, get, jobStatus, phaseOf } from './response.ts'
import { lenient, optionalNumber, optionalText, read, readIfPossible, requiredText } from './schema.ts'
import { path } from './urls.ts'

const statuses: StatusNames = {
  waiting: ['NOT_STARTED', 'QUEUED', 'IN_PROGRESS'],
  succeeded: ['COMPLETED'],
  failed: ['FAILED'],
  cancelled: [],
}

const ExportTask = v.object({
  status: requiredText,
  progress: optionalNumber,
  startTimestamp: optionalText,
  endTimestamp: optionalText,
  error: lenient(
    v.object({ message: optionalText, remediationMessage: optionalText, referenceToken: optionalText }),
    { message: '', remediationMessage: '', referenceToken: '' },
  ),
})

const START_IT =
  'Start the export with POST /v1/system/check-sets/{run}/exports first; it needs SDDC Manager 9.1 or later, and export-id must be the run id of a finished check-set.'

function* status(job: Job): Exchange<JobStatus> {
  const url = `${job.apiUrl}${path`/v1/system/check-sets/${job.exportId}/exports`}`
  const response = yield get(url)
  const task = read(ExportTask, response)
  const { phase } = phaseOf(statuses, task.status)
  return jobStatus(statuses, {
    providerStatus: task.status,
    progress: task.progress,
    reason: [task.error.message, task.error.remediationMessage].filter(Boolean).join(' '),
    requestId: task.error.referenceToken,
    files:
      phase === 'succeeded'
        ? [
            {
              url: `${url}/data`,
              credential: 'session',
              accept: 'application/octet-stream, application/json',
              stem: `vcf-precheck-${job.exportId}`,
              format: 'any',
            },
          ]
        : [],
    startedAt: task.startTimestamp,
    finishedAt: task.endTimestamp,
    details: detailsOf(response.json),
    hint: /^not.?started$/i.test(task.status) ? START_IT : '',
  })
}

const JwtClaims = v.object({ exp: v.number(), iat: v.number() })

function grant(accessToken: string, refreshToken: string): Grant {
  const claims = readIfPossible(JwtClaims, jwtClaims(accessToken))
  return {
    accessToken,
    ...(claims && { expiresInMs: (claims.exp - claims.iat) * 1000 }),
    ...(refreshToken !== '' && { refreshToken }),
  }
}

const json = { accept: 'application/json', 'content-type': 'application/json' }
const TokenPair = v.object({
  accessToken: requiredText,
  refreshToken: lenient(v.object({ id: v.string() }), { id: '' }),
})

/**
 * VMware Cloud Foundation, SDDC Manager: export of a pre-check (check-set) run.
 * Source: SDDC Manager OpenAPI 9.1 (`/v1/system/check-sets/{runId}/exports`, `/v1/tokens`).
 */
export const vmware: Provider = {
  id: 'vmware',
  title: 'VMware SDDC Manager pre-check export',
  docs: 'https://developer.broadcom.com/xapis/sddc-manager-api/latest/check-sets/',
  inputs: {
    exportId: { ...UUID, required: true, meaning: 'the ID of the check-set run, a UUID' },
    apiUrl: { suffix: /\/v1$/, example: 'https://vcf.example.com' },
  },
  auth: [
    bearer({ token: 'an SDDC Manager access token' }),
    login({
      id: 'username',
      secret: 'password',
      *logIn({ apiUrl }, username, password) {
        const body = JSON.stringify({ username, password })
        const response = yield {
          method: 'POST',
          url: `${apiUrl}/v1/tokens`,
          headers: json,
          body,
          credential: 'none',
        }
        const { accessToken, refreshToken } = read(TokenPair, response)
        return grant(accessToken, refreshToken.id)
      },
      // The bodies of request and response are JSON strings. The refresh token stays valid.
      *renew({ apiUrl }, refreshToken) {
        const url = `${apiUrl}/v1/tokens/access-token/refresh`
        const body = JSON.stringify(refreshToken)
        const response = yield { method: 'PATCH', url, headers: json, body, credential: 'none' }
        return grant(read(requiredText, response), refreshToken)
      },
    }),
  ],
  statuses,
  hints: {
    401: 'The access token is invalid or has expired (it lives for one hour). Set username and password instead of token, so that the token is renewed during the wait.',
    403: 'Give the account a role in SDDC Manager. VIEWER is enough to read an export.',
    404: START_IT,
  },
  requestIds: ['referenceToken'],
  errorFields: {
    reason: ['causes', 'nestedErrors', 'notifications'],
    remedy: ['remediationMessage'],
    nesting: ['nestedErrors', 'causes'],
  },
  status,
}
