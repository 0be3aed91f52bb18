import type { Budgets } from '../failures/retry.ts'
import type { RemoteFile } from '../providers/provider.ts'
import type { DownloadLimits } from './limits.ts'

/** What is known about one host, shared by all files that come from it. */
interface Host {
  /** Its own, because failures are counted by budget. */
  readonly budgets: Budgets
  /** When it last sent a byte that no attempt had received before. */
  newByteMs: number
}

/** Finds the host of a link. */
export type Hosts = (file: RemoteFile) => Host

/** Creates the record of all hosts of one download. */
export function createHosts({ graceMs, outageMs, contentAttempts }: DownloadLimits): Hosts {
  const hosts = new Map<string, Host>()
  return ({ url }) => {
    const name = new URL(url).host
    const grace = { ms: graceMs, counted: 'in a row' } as const
    const outage = { ms: outageMs }
    const content = { times: contentAttempts, counted: 'always' } as const
    const host: Host = hosts.get(name) ?? {
      budgets: {
        'refresh-link': grace,
        missing: grace,
        retry: outage,
        later: outage,
        'start-over': content,
        malformed: content,
      },
      newByteMs: Number.NEGATIVE_INFINITY,
    }
    hosts.set(name, host)
    return host
  }
}
