import { bearer, login } from './auth.ts'
import { fromDefinition } from './definition.ts'
import { UUID } from './grammar.ts'
import { jwtLifetimeMs } from './jwt.ts'
import { requiredTextAt, textAt } from './locator.ts'
import type { Exchange, Place, Started } from './provider.ts'
import { dateOf, get, isOneOf, postJson } from './response.ts'
import { expandUrl } from './template.ts'

const START_IT =
  'Start the export with POST /v1/system/check-sets/{run}/exports first; it needs SDDC Manager 9.1 or later, and export-id must be the run id of a finished check-set.'

/** Looks for an export of the run that was started and has not failed. */
function* findExport({ apiUrl, exportId = '' }: Place): Exchange<Started | undefined> {
  const request = get(`${apiUrl}${expandUrl('/v1/system/check-sets/{id}/exports', { id: exportId })}`)
  const response = yield { ...request, verdicts: [404] }
  const hasNone = response.status === 404 || isOneOf(['NOT_STARTED', 'FAILED'], textAt('.status', response))
  return hasNone ? undefined : { exportId, startedAt: dateOf(response), isAdopted: true }
}

/**
 * VMware Cloud Foundation, SDDC Manager: export of a pre-check (check-set) run.
 * Source: SDDC Manager OpenAPI 9.1 (`/v1/system/check-sets/{runId}/exports`, `/v1/tokens`).
 */
export const vmware = fromDefinition({
  id: 'vmware',
  aliases: ['vcf', 'sddc', 'sddc-manager', 'broadcom'],
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
      meaning: 'that of an SDDC Manager account',
      *logIn({ apiUrl }, username, password) {
        const response = yield postJson(`${apiUrl}/v1/tokens`, { username, password })
        const accessToken = requiredTextAt('.accessToken', response)
        const refreshToken = textAt('.refreshToken.id', response) || undefined
        return { accessToken, refreshToken, expiresInMs: jwtLifetimeMs(accessToken) }
      },
      // The bodies of request and response are JSON strings. The refresh token stays valid.
      *renew({ apiUrl }, refreshToken) {
        const request = postJson(`${apiUrl}/v1/tokens/access-token/refresh`, refreshToken)
        const accessToken = requiredTextAt('.', yield { ...request, method: 'PATCH' })
        return { accessToken, refreshToken, expiresInMs: jwtLifetimeMs(accessToken) }
      },
    }),
  ],
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
  basePath: '/v1/system/check-sets',
  // What a second request does is not documented, except that there can be too many.
  start: { url: '/{id}/exports', unless: findExport, running: { http: 429 } },
  find: findExport,
  poll: {
    url: '/{id}/exports',
    word: '.status',
    words: {
      waiting: ['NOT_STARTED', 'QUEUED', 'IN_PROGRESS'],
      succeeded: ['COMPLETED'],
      failed: ['FAILED'],
    },
    progress: '.progress',
    reason: ['.error.message', '.error.remediationMessage'],
    requestId: '.error.referenceToken',
    startedAt: '.startTimestamp',
    finishedAt: '.endTimestamp',
  },
  download: {
    url: '/{id}/exports/data',
    auth: 'api',
    headers: { accept: 'application/octet-stream, application/json' },
    stem: 'vcf-precheck-{id}',
    format: 'any',
  },
  supplement: ({ providerStatus }) => ({ hint: /^not.?started$/i.test(providerStatus) ? START_IT : '' }),
})
