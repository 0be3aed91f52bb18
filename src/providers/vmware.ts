import * as v from '@badrap/valita'
import type { Grant } from './auth.ts'
import { UUID } from './grammar.ts'
import type { Exchange, JobStatus, Provider, StatusNames, Target } from './provider.ts'
import { detailsOf, get, jobStatus, path } from './response.ts'
import { lenient, optionalNumber, optionalText, read, readIfPossible, requiredText } from './schema.ts'

const words: StatusNames = {
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

function* status(target: Target): Exchange<JobStatus> {
  const url = `${target.apiUrl}${path`/v1/system/check-sets/${target.exportId}/exports`}`
  const answer = yield get(url)
  const task = read(ExportTask, answer)
  const { phase } = jobStatus(words, { providerStatus: task.status })
  return jobStatus(words, {
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
              stem: `vcf-precheck-${target.exportId}`,
              format: 'any',
            },
          ]
        : [],
    startedAt: task.startTimestamp,
    finishedAt: task.endTimestamp,
    details: detailsOf(answer.json),
    hint: /^not.?started$/i.test(task.status) ? START_IT : '',
  })
}

const JwtClaims = v.object({ exp: v.number(), iat: v.number() })

/** The life of a JWT by its own claims; undefined when it tells none. */
function lifetimeMs(jwt: string): number | undefined {
  try {
    const claims = JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString())
    const life = readIfPossible(JwtClaims, claims)
    return life && (life.exp - life.iat) * 1000
  } catch {
    return undefined
  }
}

function grant(accessToken: string, refreshToken: string): Grant {
  const expiresInMs = lifetimeMs(accessToken)
  return {
    accessToken,
    ...(expiresInMs !== undefined && { expiresInMs }),
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
    exportId: { ...UUID, required: true },
    apiUrl: { suffix: /\/v1$/ },
    token: 'an SDDC Manager access token',
    pair: { id: 'username', secret: 'password' },
  },
  auth: {
    attach: token => [{ authorization: `Bearer ${token}` }],
    *login({ apiUrl }, { id: username, secret: password }) {
      const body = JSON.stringify({ username, password })
      const answer = yield {
        method: 'POST',
        url: `${apiUrl}/v1/tokens`,
        headers: json,
        body,
        credential: 'none',
      }
      const { accessToken, refreshToken } = read(TokenPair, answer)
      return grant(accessToken, refreshToken.id)
    },
    // The body and the answer are bare JSON strings; the refresh token stays valid.
    *renew({ apiUrl }, refreshToken) {
      const url = `${apiUrl}/v1/tokens/access-token/refresh`
      const body = JSON.stringify(refreshToken)
      const answer = yield { method: 'PATCH', url, headers: json, body, credential: 'none' }
      return grant(read(requiredText, answer), refreshToken)
    },
  },
  statuses: words,
  hints: {
    401: 'The access token is invalid or has expired (it lives for one hour). Give username and password instead of token: then it is renewed for as long as the wait takes.',
    403: 'Give the account a role in SDDC Manager: VIEWER is enough to read an export.',
    404: START_IT,
  },
  status,
}
