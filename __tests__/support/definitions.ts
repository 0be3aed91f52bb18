import type { Definition } from '../../src/providers/definition.ts'
import type { Job } from '../../src/providers/provider.ts'

/** The parts of an example that no test reads. */
const EXAMPLE = {
  title: 'Example export',
  docs: 'https://docs.example.com',
  inputs: { exportId: { pattern: /^.+$/, expected: 'an ID', example: 'e1' }, apiUrl: {} },
  auth: [],
  hints: {},
  requestIds: [],
}

/** Definitions of services in several shapes. */
export const DEFINITIONS = {
  sbom: {
    ...EXAMPLE,
    id: 'github/sbom',
    headers: { accept: 'application/vnd.github+json', 'x-github-api-version': '2026-03-10' },
    poll: {
      url: '/repos/{owner}/{repo}/dependency-graph/sbom/fetch-report/{id}',
      word: 'http',
      words: { waiting: ['201', '202'], succeeded: ['302'] },
    },
    download: { url: 'header.location', format: 'json', name: 'sbom.spdx.json' },
  },
  usage: {
    ...EXAMPLE,
    id: 'github/usage-report',
    poll: {
      url: '/enterprises/{enterprise}/settings/billing/reports/{id}',
      word: '.status',
      words: { waiting: ['processing'], succeeded: ['completed'], failed: ['failed'] },
    },
    download: { url: '.download_urls[]', format: 'csv' },
  },
  lokalise: {
    ...EXAMPLE,
    id: 'lokalise',
    basePath: '/api2',
    poll: {
      url: '/projects/{project}/processes/{id}',
      word: '.process.status',
      words: {
        waiting: ['queued', 'pre_processing', 'running', 'post_processing'],
        succeeded: ['finished'],
        failed: ['failed'],
        cancelled: ['cancelled'],
      },
      reason: ['.process.message'],
      rowCount: '.process.details.total_number_of_keys',
    },
    download: { url: '.process.details.download_url', format: 'zip' },
  },
  auth0: {
    ...EXAMPLE,
    id: 'auth0',
    basePath: '/api/v2',
    poll: {
      url: '/jobs/{id}',
      word: '.status',
      words: { waiting: ['pending', 'processing'], succeeded: ['completed'], failed: ['failed'] },
      progress: '.percentage_done',
      reason: ['.status_details', '.summary'],
    },
    download: { url: '.location', format: 'gzip' },
  },
  tenable: {
    ...EXAMPLE,
    id: 'tenable',
    poll: {
      url: '/vulns/export/{id}/status',
      word: '.status',
      words: {
        waiting: ['QUEUED', 'PROCESSING'],
        succeeded: ['FINISHED'],
        failed: ['ERROR'],
        cancelled: ['CANCELLED'],
      },
      partial: ['.chunks_failed[]', '.chunks_cancelled[]'],
    },
    download: {
      each: '.chunks_available[]',
      url: '/vulns/export/{id}/chunks/{item}',
      auth: 'api',
      format: 'json',
      name: 'vulns-{item}.json',
    },
  },
  checkmarx: {
    ...EXAMPLE,
    id: 'checkmarx',
    basePath: '/api',
    poll: {
      url: '/sca/export/requests?exportId={id}',
      word: '.exportStatus',
      words: { waiting: ['Requested', 'Exporting'], succeeded: ['Completed'], failed: ['Failed'] },
      reason: ['.errorMessage'],
    },
    download: { url: '.fileUrl', auth: 'api', format: 'json' },
  },
  snyk: {
    ...EXAMPLE,
    id: 'snyk',
    basePath: '/rest',
    headers: { accept: 'application/vnd.api+json' },
    poll: {
      url: '/orgs/{org}/jobs/export/{id}?version=2024-10-15',
      word: '.data.attributes.status',
      words: { waiting: ['PENDING', 'STARTED'], succeeded: ['FINISHED'], failed: ['ERROR*'] },
      reason: ['.data.attributes.error', '.data.attributes.errors[0].detail'],
      rowCount: '.data.attributes.row_count',
    },
    download: {
      from: { url: '/orgs/{org}/export/{id}?version=2024-10-15' },
      each: '.data.attributes.results[]',
      url: '.url',
      size: '.file_size',
      format: 'csv',
    },
  },
} as const satisfies Readonly<Record<string, Definition>>

/** A job at `https://api.example.com`. */
export const jobOf = (exportId: string, ids: Job['ids'] = {}): Job => ({
  apiUrl: 'https://api.example.com',
  apiVersion: '',
  exportId,
  ids,
})
