import { ExportError } from '../failures/export-error.ts'
import { bearer, oauth2 } from './auth.ts'
import { fromDefinition } from './definition.ts'
import { textAt } from './locator.ts'

/** The types of the specification, for `includeTypes` and `excludeTypes`. SailPoint accepts others, and fails only later. */
const TYPES = `ACCESS_PROFILE ACCESS_REQUEST_CONFIG ATTR_SYNC_SOURCE_CONFIG AUTH_ORG CAMPAIGN_FILTER
  CONNECTOR_RULE FORM_DEFINITION GOVERNANCE_GROUP IDENTITY_OBJECT_CONFIG IDENTITY_PROFILE LIFECYCLE_STATE
  NOTIFICATION_TEMPLATE PASSWORD_POLICY PASSWORD_SYNC_GROUP PUBLIC_IDENTITIES_CONFIG ROLE RULE SEGMENT
  SERVICE_DESK_INTEGRATION SOD_POLICY SOURCE TAG TRANSFORM TRIGGER_SUBSCRIPTION WORKFLOW`.split(/\s+/)

/**
 * SailPoint Identity Security Cloud, SP-Config export.
 * Source: SailPoint API specifications (`sp-config/export`), authentication and rate limit pages of the developer documentation.
 */
export const sailpoint = fromDefinition({
  id: 'sailpoint',
  aliases: ['identitynow', 'isc', 'identity-security-cloud'],
  title: 'SailPoint SP-Config export',
  docs: 'https://developer.sailpoint.com/docs/api/beta/get-sp-config-export-status',
  inputs: {
    exportId: {
      // Dashed UUIDs in real responses, 32 hexadecimal digits in the specification.
      pattern: /^[A-Za-z0-9][A-Za-z0-9-]{0,127}$/,
      expected: 'the jobId of the export: letters, digits and dashes',
      example: '19169053-66d2-40c6-8772-9e2bf55edcf6',
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
      fromTenant(tenant) {
        const [name, domain = 'identitynow.com'] = tenant.toLowerCase().split(/(?:\.api)?\.(.+)/)
        return `https://${name}.api.${domain}`
      },
      rightOrigin(hostname) {
        const [, name, domain] = /^([a-z0-9-]+)\.(identitynow(?:-demo)?\.com)$/.exec(hostname) ?? []
        return domain && `https://${name}.api.${domain}`
      },
    },
    apiVersion: {
      pattern: /^(beta|v2024|v2025|v2026|v1)$/,
      expected: 'one of beta, v2024, v2025, v2026 and v1',
      default: 'v2025',
    },
  },
  auth: [
    bearer({ token: 'a SailPoint access token (JWT)' }),
    oauth2({ path: '/oauth/token', meaning: 'that of a SailPoint personal access token' }),
  ],
  hints: {
    401: 'The access token is invalid or has expired. Set client-id and client-secret instead of token, so that the token is renewed during the wait.',
    403: 'Give the token the scope sp:config:read or sp:config:manage, and its user the ORG_ADMIN level; a client without a user cannot export.',
    404: 'Check export-id, tenant and api-version. An export expires about 7 days after its creation.',
  },
  requestIds: ['slpt-request-id', 'trackingId'],
  errorFields: { reason: ['text', 'messages', 'causes', 'errorMessage', 'detailCode'] },
  // Newer services have their version after the name of the service.
  basePath: ({ apiVersion }) => (apiVersion === 'v1' ? '/sp-config/v1' : '/{api-version}/sp-config'),
  headers: { 'x-sailpoint-experimental': 'true' }, // required for a while, and harmless
  request: 'optional',
  checkRequest({ includeTypes, excludeTypes }) {
    const lists = Object.entries({ includeTypes, excludeTypes }).flatMap(([name, types]) =>
      Array.isArray(types) && types.length > 0 ? { name, types } : [],
    )
    const warnings = lists.flatMap(({ name, types }) =>
      types.flatMap((type, at) =>
        TYPES.includes(type)
          ? []
          : `request has a type in ${name} that SailPoint does not document, number ${at + 1}: the export may fail.`,
      ),
    )
    if (lists.length > 1)
      warnings.push('request has includeTypes and excludeTypes: SailPoint ignores the latter.')
    return { warnings }
  },
  start: { url: '/export', json: {}, id: '.jobId' },
  // Real responses lack `completed`, `description` and `expiration`, and have `message`, unlike newer specifications.
  poll: {
    url: '/export/{id}',
    word: '.status',
    words: {
      waiting: ['NOT_STARTED', 'IN_PROGRESS'],
      // PARTIALLY_COMPLETE and FAILED_EXTERNAL_COMMUNICATION are undocumented, but occur if Config Hub runs on SP-Config.
      succeeded: ['COMPLETE', 'PARTIALLY_COMPLETE'],
      failed: ['FAILED*'],
      cancelled: ['CANCELLED'],
    },
    id: '.jobId',
    reason: ['.message'],
    requestId: 'header.slpt-request-id',
    startedAt: '.created',
    finishedAt: '.completed',
    expiresAt: '.expiration',
  },
  download: {
    url: '/export/{id}/download',
    auth: 'api',
    headers: { accept: 'application/json' },
    name: 'sp-config-{id}.json',
    format: 'json',
  },
  supplement({ providerStatus, reason }, response, { exportId }) {
    if (textAt('.type', response).toUpperCase() === 'IMPORT')
      throw new ExportError('rejected', `Job ${exportId} is an import, not an export.`, {
        hint: 'Use the jobId that POST /sp-config/export returned.',
      })
    if (!/^partially/i.test(providerStatus)) return {}
    return { failedParts: [reason || 'SailPoint does not say which parts'] }
  },
  content: { count: 'objects' },
})
