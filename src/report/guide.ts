import type { Failure, FailureCode } from '../failures/export-error.ts'

const PAGE = 'docs/troubleshooting.md'

/** The headings of the page below that of a code, with texts of the errors that each explains. The first match applies. */
export const HEADINGS: Partial<Readonly<Record<FailureCode, Readonly<Record<string, readonly string[]>>>>> = {
  input: {
    input: ['inputs are wrong'],
    'duration-has-no-unit': ['has no unit'],
    'input-is-not-used-by-the-provider': ['is not used by the provider'],
    'token-is-empty': ['Check the name of the secret'],
    'token-cannot-be-used': [
      'is wrapped in quotes',
      'has several lines',
      'it has spaces or characters beyond ASCII',
    ],
    'export-id-is-empty': [
      'If it comes from an earlier step',
      'The request that starts the export probably failed',
    ],
    'api-url-is-wrong': [
      'is not an https address',
      'is not the API of',
      'contains credentials',
      'has a path',
      'has a query or a fragment',
    ],
    'definition-of-a-custom-provider': [
      'definition: ',
      'is not valid YAML or JSON',
      'has braces without quotes',
    ],
    'ca-certificate': ['cannot be read. If the file is in the repository', 'it contains no certificate'],
    'proxy-settings': ['is not the URL of an HTTP proxy'],
  },
  auth: {
    'access-token-has-expired': ['is invalid or has expired'],
    'login-failed': ['The login failed'],
    'http-401': ['returned HTTP 401'],
  },
  forbidden: {
    'rate-limit-with-http-403': ['The service limits requests', 'rate limit'],
    'http-403': ['returned HTTP 403'],
  },
  'not-found': {
    'files-were-deleted': ['its results are missing', 'may have deleted the files'],
    'http-404': ['returned HTTP 404'],
  },
  rejected: {
    'request-of-a-custom-provider': ['Check the URL and the body of the request in the definition'],
    'no-login-at-this-address': ['There is no login at this address'],
    'start-refused': ['returned HTTP 403', 'returned HTTP 404'],
    'http-409': ['returned HTTP 409', 'refused a new export as if one were running'],
    'http-410': ['returned HTTP 410'],
    redirect: ['the response is a redirect'],
    'http-400-or-422': ['returned HTTP 400', 'returned HTTP 422'],
  },
  network: {
    'rate-limit': ['returned HTTP 429', 'The service limits requests'],
    proxy: ['The proxy did not open a connection'],
    'certificate-is-not-trusted': ['is not trusted'],
    'host-could-not-be-reached': ['could not be reached: '],
    'no-response': ['did not respond within', 'was lost during the response'],
    'server-error': ['returned HTTP'],
  },
  protocol: {
    'unexpected-response': ['Unexpected response', 'Expected JSON', 'sent an invalid HTTP response'],
    'response-about-another-job': ['The response is about another job'],
    'unsafe-link-or-redirect': ['The response redirects', 'The link was not followed'],
    'definition-and-response-differ': ['in the definition'],
  },
  'timed-out': {
    'no-status': ['No status of'],
    'export-is-still-running': ['is still running after'],
    'no-export-was-started': ['No export was started within'],
  },
  download: {
    'download-timeout-expired': ['expired before the step was done'],
    'download-of-a-custom-provider': ['set download.auth: api', 'correct download.format in the definition'],
    'download-link-expired': ['has expired or was rejected', 'Could not get new download links'],
    'storage-returned-an-error': ['cannot be downloaded: '],
    'cannot-verify-a-file': ['the server sent neither its length nor a checksum'],
    'file-is-damaged-or-cut-short': ['was damaged in transit', 'is cut short', 'but the provider declared'],
    'something-else-in-place-of-the-file': ['; expected '],
    'disk-is-full': ['the disk is full', 'left, but the download needs'],
    'folder-cannot-be-used': [
      'writing there is not allowed',
      'through a symbolic link',
      'has that name',
      'a part of the path is',
      'The disk of',
    ],
  },
  upload: {
    'no-artifact-service': ['has no artifact service that this action can use'],
    'artifact-name-is-in-use': [
      'This run already has an artifact',
      'its incomplete artifact still uses the name',
    ],
    'artifact-rejected': [
      'The artifact service rejected the request',
      'The account has no artifact storage left',
    ],
    'no-access-to-artifacts': ['does not grant access to artifacts', 'The runner did not provide'],
    'artifact-service-cannot-be-reached': [
      'The connection to the artifact service failed',
      'The artifact service stopped responding',
      'The artifact service returned HTTP',
    ],
    'raw-artifact': ['A raw artifact contains one file', 'The artifact cannot be named'],
  },
}

/** Where this version of the action explains a failure: a link, or the path for an action in the workflow's own repository. */
export function guideTo({ code, reason, hint }: Failure, env: NodeJS.ProcessEnv): string {
  const { GITHUB_ACTION_REPOSITORY: repository = '', GITHUB_ACTION_REF: version = '' } = env
  const explains = (text: string) => reason.includes(text) || hint.includes(text)
  const found = Object.entries(HEADINGS[code] ?? {}).find(([, texts]) => texts.some(explains))
  const path = `${PAGE}#${found?.[0] ?? code}`
  const isPublished = /^[\w.-]+\/[\w.-]+$/.test(repository) && /^[\w./-]+$/.test(version)
  return isPublished ? `https://github.com/${repository}/blob/${version}/${path}` : path
}
