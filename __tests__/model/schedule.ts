import fc from 'fast-check'
import type { Ending } from '../../simulator/jobs/examples.ts'
import type { ProviderId } from '../../simulator/jobs/plans.ts'
import type { ModelFault, Script } from './model-faults.ts'
import { apiScript, storeScript } from './model-faults.ts'

/**
 * A fault of every request in a period of time, in milliseconds since the start of the step for polls and logins, and since
 * the first request for a file for files.
 */
export interface Outage {
  readonly of: 'api' | 'files'
  readonly fromMs: number
  readonly untilMs: number
  readonly fault: ModelFault
  readonly exceptLogins: boolean
}

/** A step, its job, and all faults. */
export interface Schedule {
  readonly provider: ProviderId
  readonly login: 'token' | 'pair'
  readonly inputs: Readonly<Record<string, string>>
  readonly ending: Ending
  readonly waitMs: number
  /** Whether the export of a VMware run already exists; true by default. */
  readonly isStarted?: boolean
  /** Lifetimes of the links in the first, second, ... response with links. */
  readonly linkLivesMs: readonly number[]
  readonly store: 's3' | 'gcs' | 'azure'
  readonly api: Script
  /** Count before `api`. */
  readonly outages?: readonly Outage[]
  readonly objects: Script
  readonly upload: 'good' | 'failing' | 'silent'
  /** When a signal ends the step; undefined for most. */
  readonly abortAtMs: number | undefined
  readonly seed: number
}

const ENDINGS: Readonly<Record<ProviderId, readonly Ending[]>> = {
  snyk: ['succeeded', 'failed', 'empty', 'error'],
  sailpoint: ['succeeded', 'failed', 'cancelled', 'partial', 'empty'],
  vmware: ['succeeded', 'failed'],
  closient: ['succeeded', 'failed', 'partial', 'empty'],
}

/** Long waits are rare: they send the same requests as short ones. */
const waits = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      timeout: fc.constantFrom('1s', '20s', '90s', '5m'),
      'poll-interval': fc.constantFrom('auto', 'auto', '5s', '17s'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      timeout: fc.constantFrom('30m', '5h'),
      'poll-interval': fc.constantFrom('auto', '300s'),
    }),
  },
)

const rules = fc.record({
  'download-timeout': fc.constantFrom('1s', '45s', '5m', '60m'),
  'if-empty': fc.constantFrom('warn', 'error', 'ignore'),
  'if-partial': fc.constantFrom('warn', 'error', 'ignore'),
  'if-upload-fails': fc.constantFrom('warn', 'error'),
})

const DELIVERIES: readonly Readonly<Record<string, string>>[] = [
  {},
  {},
  {},
  { download: 'false' },
  { 'upload-artifact': 'true' },
]

const inputs = fc
  .tuple(waits, rules, fc.constantFrom(...DELIVERIES))
  .map(parts => Object.assign({}, ...parts) as Readonly<Record<string, string>>)

/** Any schedule for one of the providers; most jobs finish in time, so that the download is reached. */
export function schedulesOf(...providers: readonly ProviderId[]): fc.Arbitrary<Schedule> {
  return fc.constantFrom(...providers).chain(provider =>
    fc.record({
      provider: fc.constant(provider),
      login: fc.constantFrom('token', 'pair'),
      inputs,
      ending: fc.oneof(
        { weight: 3, arbitrary: fc.constant<Ending>('succeeded') },
        { weight: 1, arbitrary: fc.constantFrom(...ENDINGS[provider]) },
      ),
      waitMs: fc.constantFrom(0, 0, 0, 500, 500, 3_000, 15_000, 80_000, 4_000_000),
      linkLivesMs: fc.constantFrom(
        [3_600_000],
        [0, 3_600_000],
        [2_000, 3_600_000],
        [0, 0, 0, 0, 60_000],
        [0],
      ),
      store: fc.constantFrom('s3', 'gcs', 'azure'),
      api: apiScript,
      objects: storeScript,
      upload: fc.constantFrom('good', 'failing', 'silent'),
      abortAtMs: fc.oneof(
        { weight: 9, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: fc.nat({ max: 120_000 }) },
      ),
      seed: fc.nat(),
    }),
  )
}
