import { ExportError } from '../failures/export-error.ts'
import type { Environment } from '../inputs/environment.ts'

/** Said after every failed upload: the download itself is not lost. */
export const FILES_KEPT = 'The downloaded files are kept in the folder that the output "path" names.'

const WITHOUT_SERVICE = `Set "upload-artifact: false", or "if-upload-fails: warn" to go on without the artifact. ${FILES_KEPT}`

/** Why this server has no artifact service for us. */
export function unsupportedServer(host: string): ExportError {
  return new ExportError('upload', `${host} has no artifact service that this action can use.`, {
    hint: `GitHub Enterprise Server and Gitea lack the service behind upload-artifact v4; upload the files with actions/upload-artifact@v3 there. ${WITHOUT_SERVICE}`,
  })
}

/** Why the job's runtime token cannot upload. */
export function unusableToken(): ExportError {
  return new ExportError('upload', 'The runtime token of this job does not grant access to artifacts.', {
    hint: `Its scope lacks "Actions.Results": the runner or a step before this one replaced ACTIONS_RUNTIME_TOKEN, or the runner is too old. Update the runner. ${FILES_KEPT}`,
  })
}

/** Says before the first request why the artifact service cannot be used from here; undefined when it can. */
export function serviceProblem(env: Environment): ExportError | undefined {
  const host = serverHost(env)
  if (!isHosted(host)) return unsupportedServer(host)
  const missing = ['ACTIONS_RUNTIME_TOKEN', 'ACTIONS_RESULTS_URL'].filter(name => !env[name])
  if (missing.length > 0) return missingVariables(missing)
  if (!URL.canParse(env.ACTIONS_RESULTS_URL ?? '')) return missingVariables(['ACTIONS_RESULTS_URL'])
  return grantsArtifacts(env.ACTIONS_RUNTIME_TOKEN ?? '') ? undefined : unusableToken()
}

/** Address of the server that runs the workflow, without a trailing slash. */
export function serverUrl(env: Environment): string {
  const given = env.GITHUB_SERVER_URL ?? ''
  return URL.canParse(given) ? given.replace(/\/+$/, '') : 'https://github.com'
}

function serverHost(env: Environment): string {
  return new URL(serverUrl(env)).hostname.toLowerCase()
}

// The same three forms as in @actions/artifact 6.2.1, lib/internal/shared/config.js: isGhes.
function isHosted(host: string): boolean {
  return host === 'github.com' || host.endsWith('.ghe.com') || host.endsWith('.localhost')
}

function missingVariables(names: readonly string[]): ExportError {
  return new ExportError('upload', `The runner did not provide ${names.join(' and ')}.`, {
    hint: `Runners give these to actions of a workflow job only, not to "run:" steps or a local shell. ${WITHOUT_SERVICE}`,
  })
}

// The claims are read, not verified: the service does that. A scope looks like "Actions.Results:<run>:<job>".
function grantsArtifacts(token: string): boolean {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
    const scopes = (claims as { scp?: unknown } | null)?.scp
    return (
      typeof scopes === 'string' &&
      scopes.split(' ').some(scope => /^Actions\.Results:[^:]+:[^:]+$/.test(scope))
    )
  } catch {
    return false
  }
}
