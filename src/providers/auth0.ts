import { bearer, oauth2 } from './auth.ts'
import { fromDefinition } from './definition.ts'
import { textAt } from './locator.ts'

/**
 * Users of a tenant.
 * Source: Auth0 Management API v2 (`jobs/users-exports`, `jobs/{id}`), bulk user exports of the Auth0 documentation.
 */
export const users = fromDefinition({
  id: 'auth0/users',
  aliases: ['auth0', 'auth0-users'],
  title: 'Auth0 user export',
  docs: 'https://auth0.com/docs/api/management/v2/jobs/post-users-exports',
  inputs: {
    exportId: {
      pattern: /^job_[A-Za-z0-9]{1,64}$/,
      expected: 'the ID of the job, which begins with job_',
      example: 'job_coRQCC3MHztpuTlo',
    },
    tenant: {
      pattern: /^[a-z\d][a-z\d-]{0,62}(?:\.[a-z\d-]{1,16})?\.auth0\.com$/i,
      expected: 'the domain of a tenant',
      example: 'acme.eu.auth0.com',
    },
    apiUrl: {
      suffix: /\/api\/v2$/,
      knownHosts: /\.auth0\.com$/,
      fromTenant: tenant => `https://${tenant.toLowerCase()}`,
    },
  },
  auth: [
    bearer({ token: 'a token of the Auth0 Management API' }),
    oauth2({
      path: '/oauth/token',
      audience: '/api/v2/',
      meaning: 'that of an Auth0 machine-to-machine application',
    }),
  ],
  hints: {
    401: 'The token is invalid or has expired. Set client-id and client-secret instead of token, so that the token is renewed during the wait.',
    403: 'Authorize the application for the Auth0 Management API with the permission read:users.',
    404: 'Check export-id and tenant. A job is deleted after 24 hours.',
  },
  basePath: '/api/v2',
  pollsPerSecond: 2,
  request: 'optional',
  start: { url: '/jobs/users-exports', json: { format: 'json' }, id: '.id' },
  poll: {
    url: '/jobs/{id}',
    id: '.id',
    word: '.status',
    words: { waiting: ['pending', 'processing'], succeeded: ['completed'], failed: ['failed'] },
    progress: '.percentage_done',
    reason: ['.status_details'],
    startedAt: '.created_at',
  },
  download: {
    url: '.location',
    name: response => `users.${textAt('.format', response) === 'csv' ? 'csv' : 'json'}.gz`,
    format: 'gzip',
  },
})
