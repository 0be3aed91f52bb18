import { readFile } from 'node:fs/promises'
import type { Environment } from '../inputs/environment.ts'
import { serverUrl } from './service.ts'

/** Whether everybody can read the repository that runs the workflow; what cannot be known counts as no. */
export async function isPublicRepository(env: Environment): Promise<boolean> {
  try {
    const event: unknown = JSON.parse(await readFile(env.GITHUB_EVENT_PATH ?? '', 'utf8'))
    const repository = (event as { repository?: { visibility?: unknown; private?: unknown } } | null)
      ?.repository
    // Older servers send no `visibility`.
    return repository?.visibility === undefined
      ? repository?.private === false
      : repository.visibility === 'public'
  } catch {
    return false
  }
}

/** The days asked for, cut to the repository's limit where the runner tells one. */
export function allowedRetentionDays(askedDays: number, env: Environment): number {
  const limitDays = Number(env.GITHUB_RETENTION_DAYS ?? '')
  return Number.isInteger(limitDays) && limitDays > 0 ? Math.min(askedDays, limitDays) : askedDays
}

/** Page of an artifact of this workflow run. */
export function artifactUrl(env: Environment, id: number): string {
  return `${serverUrl(env)}/${env.GITHUB_REPOSITORY ?? ''}/actions/runs/${env.GITHUB_RUN_ID ?? ''}/artifacts/${id}`
}
