import { readFile } from 'node:fs/promises'
import { ExportError } from '../failures/export-error.ts'
import { jwtClaims } from '../providers/jwt.ts'

const WITHOUT_SERVICE =
  'Set upload-artifact: false, or if-upload-fails: warn to continue without the artifact.'

/** The server has no artifact service for actions of this kind. */
export function unsupportedServer(host: string): ExportError {
  return new ExportError('upload', `${host} has no artifact service that this action can use.`, {
    hint: `GitHub Enterprise Server and Gitea lack the service behind upload-artifact v4; upload the files with actions/upload-artifact@v3 there. ${WITHOUT_SERVICE}`,
  })
}

/** The runtime token of the job cannot upload artifacts. */
export function unusableToken(): ExportError {
  return new ExportError('upload', 'The runtime token of this job does not grant access to artifacts.', {
    hint: 'Its scope lacks Actions.Results: the runner or an earlier step replaced ACTIONS_RUNTIME_TOKEN, or the runner is too old. Update the runner.',
  })
}

/** Why the artifact service cannot be used in this environment, as far as this is known before the first request. */
export function serviceProblem(env: NodeJS.ProcessEnv): ExportError | undefined {
  const { hostname } = new URL(serverUrl(env))
  // Like isGhes in lib/internal/shared/config.js of @actions/artifact 6.2.1.
  if (!/^github\.com$|\.ghe\.com$|\.localhost$/.test(hostname)) return unsupportedServer(hostname)
  const missing = ['ACTIONS_RUNTIME_TOKEN', 'ACTIONS_RESULTS_URL'].filter(name => !env[name])
  if (missing.length === 0 && !URL.canParse(env.ACTIONS_RESULTS_URL ?? ''))
    missing.push('ACTIONS_RESULTS_URL')
  if (missing.length > 0)
    return new ExportError('upload', `The runner did not provide ${missing.join(' and ')}.`, {
      hint: `Runners provide these only to actions of a workflow job, not to run steps or a local shell. ${WITHOUT_SERVICE}`,
    })
  const { scp: scopes } = Object(jwtClaims(env.ACTIONS_RUNTIME_TOKEN ?? '')) as { scp?: unknown }
  // Such as "Actions.GenericRead:<run> Actions.Results:<run>:<job>".
  return /(^| )Actions\.Results:[^: ]+:[^: ]+( |$)/.test(String(scopes)) ? undefined : unusableToken()
}

/** Whether everybody can read the repository of the workflow; false if that is not known. */
export async function isPublicRepository(env: NodeJS.ProcessEnv): Promise<boolean> {
  try {
    const event = JSON.parse(await readFile(env.GITHUB_EVENT_PATH ?? '', 'utf8'))
    const { visibility, private: isPrivate } = event.repository
    // Older servers do not send `visibility`.
    return visibility === undefined ? isPrivate === false : visibility === 'public'
  } catch {
    return false
  }
}

/** URL of an artifact of this workflow run. */
export function artifactUrl(env: NodeJS.ProcessEnv, id: number): string {
  return `${serverUrl(env)}/${env.GITHUB_REPOSITORY ?? ''}/actions/runs/${env.GITHUB_RUN_ID ?? ''}/artifacts/${id}`
}

/** Without a trailing slash. */
function serverUrl(env: NodeJS.ProcessEnv): string {
  const url = env.GITHUB_SERVER_URL ?? ''
  return URL.parse(url)?.origin ?? 'https://github.com'
}
