import type { Budgets } from '../failures/retry.ts'
import type { RemoteFile } from '../providers/provider.ts'
import type { DownloadLimits } from './limits.ts'

/** Finds what is known about the host of a link, which all files of one download from there share. */
export function createHosts({ graceMs, outageMs, contentAttempts }: DownloadLimits) {
  const create = () => {
    const grace = { ms: graceMs, counted: 'in a row' } as const
    const outage = { ms: outageMs }
    const content = { times: contentAttempts, counted: 'always' } as const
    // Each host has its own, because failures are counted by budget.
    const budgets: Budgets = {
      'refresh-link': grace,
      missing: grace,
      retry: outage,
      later: outage,
      'start-over': content,
      malformed: content,
    }
    return { budgets, newByteMs: Number.NEGATIVE_INFINITY }
  }
  const hosts = new Map<string, ReturnType<typeof create>>()
  return ({ url }: RemoteFile) => {
    const { host } = new URL(url)
    const known = hosts.get(host) ?? create()
    hosts.set(host, known)
    return known
  }
}
