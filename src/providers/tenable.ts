import { quantityText } from '../failures/quantity.ts'
import { fromDefinition } from './definition.ts'
import { UUID } from './grammar.ts'
import { numberAt, problemsAt, valuesAt } from './locator.ts'
import type { Auth, HttpResponse, Json, Provider } from './provider.ts'

/** Both keys of a user in one header. */
const API_KEYS: Auth = {
  inputs: ['client-id', 'client-secret'],
  meaning: 'the access key and the secret key of a Tenable user',
  use: (accessKey, secretKey) => ({
    kind: 'headers',
    headers: [{ 'x-apikeys': `accessKey=${accessKey};secretKey=${secretKey}` }],
  }),
}

/** The list of chunks may lag behind the status. */
function doubtOf(response: HttpResponse): string {
  const listed = valuesAt('.chunks_available[]', response).filter(chunk => chunk !== undefined).length
  const declared = numberAt('.chunks_available_count', response) ?? listed
  return declared === listed
    ? ''
    : `The provider declares ${quantityText(declared, 'chunk')}, but lists ${listed}.`
}

/** The export of one kind of data, in chunks. */
function chunkedExport(kind: 'vulns' | 'assets', title: string, json: Json): Provider {
  return fromDefinition({
    id: `tenable/${kind}`,
    title,
    docs: `https://developer.tenable.com/reference/exports-${kind}-request-export`,
    inputs: {
      exportId: UUID,
      apiUrl: { default: 'https://cloud.tenable.com', knownHosts: /^(cloud|fedcloud)\.tenable\.com$/ },
    },
    auth: [API_KEYS],
    hints: {
      401: 'Check client-id (the access key) and client-secret (the secret key). Generating new keys invalidates the previous ones of the user.',
      403: 'Give the user of the keys a role with the permission to export, and access to the assets.',
      404: 'Check export-id. An export is kept for 24 hours.',
    },
    requestIds: ['x-request-uuid'],
    request: 'optional',
    // A running export of the same data is named by a conflict.
    start: {
      url: `/${kind}/export`,
      json,
      id: '.export_uuid',
      running: { http: 409, id: '.active_job_id' },
    },
    poll: {
      url: `/${kind}/export/{id}/status`,
      id: '.uuid',
      word: '.status',
      words: {
        waiting: ['QUEUED', 'PROCESSING'],
        succeeded: ['FINISHED'],
        failed: ['ERROR'],
        cancelled: ['CANCELLED'],
      },
    },
    download: {
      each: '.chunks_available[]',
      url: `/${kind}/export/{id}/chunks/{item}`,
      auth: 'api',
      name: `${kind}-{item}.json`,
      format: 'json',
    },
    supplement: (_, response) => ({
      doubt: doubtOf(response),
      failedParts: [
        ...problemsAt(['.chunks_failed[]'], response).map(chunk => `chunk ${chunk} failed`),
        ...problemsAt(['.chunks_cancelled[]'], response).map(chunk => `chunk ${chunk} was cancelled`),
      ],
    }),
  })
}

/**
 * Vulnerabilities of Tenable Vulnerability Management.
 * Source: Tenable developer portal, vulnerability exports; pyTenable for running exports.
 */
export const vulns = chunkedExport('vulns', 'Tenable vulnerability export', { num_assets: 500 })

/**
 * Assets of Tenable Vulnerability Management.
 * Source: Tenable developer portal, asset exports; pyTenable for running exports.
 */
export const assets = chunkedExport('assets', 'Tenable asset export', { chunk_size: 1000 })
