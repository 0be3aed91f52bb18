import { bearer } from './auth.ts'
import { fromDefinition } from './definition.ts'
import { UUID } from './grammar.ts'
import type { ApiUrlSpec, Place } from './provider.ts'
import { isLoopback } from './urls.ts'

/** The API of the GitHub that runs the workflow. */
const API_URL: ApiUrlSpec = {
  default: 'https://api.github.com',
  variable: 'GITHUB_API_URL',
  suffix: /\/api\/v3$/,
  rightOrigin(hostname) {
    const [, domain] = /^(?:www\.)?(github\.com|(?!api\.)[a-z0-9-]+\.ghe\.com)$/.exec(hostname) ?? []
    return domain && `https://api.${domain}`
  },
}

/** Whether the API is that of GitHub Enterprise Server. */
function isServer({ apiUrl }: Place): boolean {
  const { hostname = '' } = URL.parse(apiUrl) ?? {}
  return !/^api\.(github\.com|[a-z0-9-]+\.ghe\.com)$/.test(hostname) && !isLoopback(hostname)
}

const HEADERS = { accept: 'application/vnd.github+json', 'x-github-api-version': '2026-03-10' }

/**
 * SBOM of a repository, from its dependency graph.
 * Source: GitHub REST API, "Software bill of materials (SBOM)", version 2026-03-10.
 */
export const sbom = fromDefinition({
  id: 'github/sbom',
  aliases: ['github', 'sbom', 'dependency-graph'],
  title: 'GitHub SBOM',
  docs: 'https://docs.github.com/rest/dependency-graph/sboms',
  inputs: {
    exportId: { ...UUID, required: true },
    ids: {
      repository: {
        // Both parts are segments of the URL.
        pattern: /^[A-Za-z0-9][A-Za-z0-9_-]{0,38}\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/,
        expected: 'a repository as owner/name',
        example: 'octo-org/hello-world',
        required: true,
        variable: 'GITHUB_REPOSITORY',
        description: 'Repository to export from.',
      },
    },
    apiUrl: API_URL,
    check: place =>
      isServer(place)
        ? [
            'api-url must be https://api.github.com or https://api.SUBDOMAIN.ghe.com: GitHub Enterprise Server does not export SBOMs in the background',
          ]
        : [],
  },
  auth: [bearer({ token: 'the `github.token`, or another GitHub token that can read the repository' })],
  hints: {
    401: 'Pass a valid token, for example the github.token of the job.',
    403: 'Give the job permissions: contents: read.',
    404: 'Check repository and export-id, enable the dependency graph of the repository, and give the job permissions: contents: read. The github.token reads only its own repository and public ones. An SBOM is kept for a week.',
  },
  requestIds: ['x-github-request-id'],
  headers: HEADERS,
  basePath: ({ ids: { repository } }) => `/repos/${repository}/dependency-graph/sbom`,
  // It reads the head of the default branch: a second one is the same.
  repeat: 'safe',
  // The link to the new export is absolute or a path; only its ID counts.
  start: { method: 'GET', url: '/generate-report', id: '.sbom_url' },
  poll: {
    url: '/fetch-report/{id}',
    word: 'http',
    // Sources disagree about the status of an SBOM that is not ready. An SBOM that failed has an error status.
    words: { waiting: ['201', '202'], succeeded: ['302'] },
  },
  // The storage refuses requests with the token.
  download: { url: 'header.location', name: 'sbom.spdx.json', format: 'json' },
  content: { count: 'packages' },
})
