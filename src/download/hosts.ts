import { sentence } from '../failures/plain.ts'
import { attemptsText, type Budgets, type FailureRecord } from '../failures/retry.ts'
import type { RemoteFile } from '../providers/provider.ts'
import type { DownloadLimits } from './limits.ts'

/** What is known about one host, shared by all files that come from it. */
interface Host {
  /** Failures are counted by budget, so each host has its own. */
  readonly budgets: Budgets
  /** When it last sent a byte that no attempt had received before. */
  newByteMs: number
  /** The failures since then. */
  failures: FailureRecord | undefined
}

/** The hosts of one download. */
export interface Hosts {
  of(file: RemoteFile): Host
  /** The last failure that nothing has followed, with the number and duration of its attempts; empty without one. */
  lastProblem(nowMs: number): string
}

/** Creates the record of all hosts, which is empty. */
export function createHosts({ graceMs, outageMs, contentAttempts }: DownloadLimits): Hosts {
  const hosts = new Map<string, Host>()
  const content = { times: contentAttempts, counted: 'always' } as const
  return {
    of({ url }) {
      const name = new URL(url).host
      const grace = { ms: graceMs, counted: 'in a row' } as const
      const outage = { ms: outageMs }
      const budgets = { 'refresh-link': grace, missing: grace, retry: outage, later: outage }
      const host = hosts.get(name) ?? {
        budgets: { ...budgets, 'start-over': content, malformed: content },
        newByteMs: Number.NEGATIVE_INFINITY,
        failures: undefined,
      }
      hosts.set(name, host)
      return host
    },
    lastProblem(nowMs) {
      const failures = [...hosts.values()].map(host => host.failures).find(record => record !== undefined)
      if (!failures) return ''
      const attempts = attemptsText(failures, nowMs)
      return `Last error: ${sentence(failures.last.message)}${attempts && ` There were ${attempts}.`}`
    },
  }
}
