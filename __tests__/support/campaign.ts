import { appendFileSync } from 'node:fs'
import fc from 'fast-check'

/** Result of one campaign; a line of the file FUZZ_RECORDS. */
export interface CampaignRecord {
  readonly name: string
  readonly runs: number
  /** Cases of a full run. */
  readonly full: number
  readonly seconds: number
  /** How often each result occurred, if the property counts them. */
  readonly tally: Readonly<Record<string, number>>
}

/** A property and how often it is tried. */
export interface Campaign {
  /** Cases of a full run. */
  readonly full: number
  /** Minimum number of cases, also in a short run; 20 by default. */
  readonly min?: number
  readonly property: Property
  /** Counts of the results. */
  readonly tally?: Readonly<Record<string, number>>
}

type Property = Parameters<typeof fc.assert>[0]

/** By default a thousandth of a full run, because `npm test` runs often. */
const SHORT_SHARE = 0.001
const LIMIT_MS = 3_600_000

function share(): number {
  const value = Number(process.env.FUZZ_SHARE ?? SHORT_SHARE)
  return value > 0 && value <= 1 ? value : SHORT_SHARE
}

/**
 * Registers a test that tries a property with FUZZ_SHARE of the cases of a full run. FUZZ_SEED sets the seed (random by
 * default; a failure prints it). The result is appended to the file FUZZ_RECORDS, if set.
 */
export function campaign(name: string, { full, min = 20, property, tally = {} }: Campaign): void {
  const seed = process.env.FUZZ_SEED
  const numRuns = Math.min(full, Math.max(min, Math.ceil(full * share())))
  test(
    `${name} (${numRuns} of ${full})`,
    async () => {
      const startedMs = performance.now()
      await fc.assert(property, { numRuns, ...(seed && { seed: Number(seed) }) })
      record({ name, runs: numRuns, full, seconds: (performance.now() - startedMs) / 1000, tally })
    },
    LIMIT_MS,
  )
}

function record(line: CampaignRecord): void {
  const path = process.env.FUZZ_RECORDS
  if (path) appendFileSync(path, `${JSON.stringify(line)}\n`)
}
