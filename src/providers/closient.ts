import { header } from './auth.ts'
import { fromDefinition } from './definition.ts'
import { ORGANIZATION, SHORT_UUID } from './grammar.ts'
import { textAt } from './locator.ts'

/**
 * Closient organization data export. The documentation calls this endpoint internal, so fields may come and go.
 * Source: Closient API reference, "Poll an organization data export", authentication, errors and rate limits.
 */
export const closient = fromDefinition({
  id: 'closient',
  title: 'Closient data export',
  docs: 'https://docs.closient.com/api-reference/dashboard/data-export/poll-an-organization-data-export',
  inputs: {
    exportId: SHORT_UUID,
    ids: { 'org-id': { ...SHORT_UUID, required: true, description: ORGANIZATION } },
    apiUrl: {
      default: 'https://www.closient.com',
      suffix: /\/dashboard\/api\/v1$/,
      knownHosts: /^www\.closient\.(com|dev)$/,
    },
  },
  auth: [header('x-api-key', { token: 'a Closient API key' })],
  hints: {
    401: 'Check the API key: it is sent as X-API-Key, and an inactive or expired key is refused.',
    403: 'Use a key of an organization owner or manager.',
    404: 'Check org-id and export-id; both belong to one organization.',
  },
  pollsPerSecond: 4, // 300 a minute for one key
  basePath: '/dashboard/api/v1',
  request: 'optional',
  checkRequest: request =>
    /^{"archive_format":"(zip|tar\.gz)"}$/.test(JSON.stringify(request))
      ? {}
      : { problems: ['request must be `archive_format: zip` or `archive_format: tar.gz`, and nothing else'] },
  start: { url: '/data-export/{org-id}', requestIn: 'query', id: '.job_id' },
  poll: {
    url: '/data-export/{org-id}/{id}',
    word: '.status',
    words: { waiting: ['pending', 'processing'], succeeded: ['completed'], failed: ['failed'] },
    id: '.job_id',
    idForms: 'several',
    reason: ['.error'],
    expiresAt: '.expires_at',
    parts: {
      each: '.sections[]',
      name: '.key',
      status: '.status',
      error: '.error',
      counts: ['.record_count', '.binary_count'],
    },
  },
  download: {
    url: '.download_url',
    name: '.output_filename',
    stem: 'closient-export-{id}',
    size: '.file_size_bytes',
    format: response => (/gz/i.test(textAt('.archive_format', response)) ? 'gzip' : 'zip'),
  },
})
