import { bearer, login } from './auth.ts'
import { fromDefinition } from './definition.ts'
import { UUID } from './grammar.ts'
import { grantOf } from './jwt.ts'
import { requiredTextAt, textAt } from './locator.ts'
import { isOneOf, postJson } from './response.ts'

const START_IT =
  'Start the export with POST /v1/system/check-sets/{run}/exports first; it needs SDDC Manager 9.1 or later, and export-id must be the run id of a finished check-set.'

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
    exportId: { ...UUID, meaning: 'the ID of the check-set run, a UUID' },
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
        return grantOf(requiredTextAt('.accessToken', response), textAt('.refreshToken.id', response))
      },
      // The bodies of request and response are JSON strings. The refresh token stays valid.
      *renew({ apiUrl }, refreshToken) {
        const request = postJson(`${apiUrl}/v1/tokens/access-token/refresh`, refreshToken)
        return grantOf(requiredTextAt('.', yield { ...request, method: 'PATCH' }), refreshToken)
      },
    }),
  ],
  hints: {
    401: 'The access token is invalid or has expired (it is valid for one hour). Set username and password instead of token, so that the token is renewed during the wait.',
    403: 'Give the account a role in SDDC Manager. VIEWER is enough to read an export.',
    404: START_IT,
    start: { 404: 'Check export-id: the run id of a finished check-set (SDDC Manager 9.1 or later).' },
  },
  requestIds: ['referenceToken'],
  errorFields: { reason: ['nestedErrors', 'causes', 'notifications'], advice: ['remediationMessage'] },
  basePath: '/v1/system/check-sets',
  // What a second request does is not documented, except that there can be too many.
  start: {
    url: '/{id}/exports',
    isAdoptable: status => !isOneOf(['NOT_STARTED', 'FAILED'], status),
    adoptsFirst: true,
    running: { http: 429 },
  },
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
