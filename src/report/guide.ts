import type { FailureCode } from '../failures/export-error.ts'

const PAGE = 'docs/troubleshooting.md'

/** Where this version of the action explains a failure: a link, or the path for an action in the workflow's own repository. */
export function guideTo(code: FailureCode, env: NodeJS.ProcessEnv): string {
  const { GITHUB_ACTION_REPOSITORY: repository = '', GITHUB_ACTION_REF: version = '' } = env
  const path = `${PAGE}#${code}`
  const isPublished = /^[\w.-]+\/[\w.-]+$/.test(repository) && /^[\w./-]+$/.test(version)
  return isPublished ? `https://github.com/${repository}/blob/${version}/${path}` : path
}
