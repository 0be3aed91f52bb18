import { appendFileSync } from 'node:fs'
import fc from 'fast-check'

/** A property was tried so often; a line of the ledger. */
export interface CampaignRecord {
  readonly name: string
  readonly runs: number
  /** The count that is promised. */
  readonly full: number
  readonly seconds: number
  /** How often each result occurred, where the property counts them. */
  readonly tally: Readonly<Record<string, number>>
}

/** A property with the count that is promised for it. */
export interface Campaign {
  readonly full: number
  /** Tried at least so often, also in a short run; 100 unless given. */
  readonly least?: number
  readonly property: Property
  /** Counts what came out. */
  readonly tally?: Readonly<Record<string, number>>
}

type Property = Parameters<typeof fc.assert>[0]

/** A thousandth of the promised count where nothing else is requested: `npm test` is run often. */
const SHORT_SHARE = 0.001
const LIMIT_MS = 3_600_000

function share(): number {
  const given = Number(process.env.FUZZ_SHARE ?? SHORT_SHARE)
  return given > 0 && given <= 1 ? given : SHORT_SHARE
}

/**
 * Registers a test that tries a property FUZZ_SHARE times its promised count, with the seed FUZZ_SEED (a fresh one without
 * it; a failure names it), and writes what it did to the file FUZZ_LEDGER, when there is one.
 */
export function campaign(name: string, { full, least = 100, property, tally = {} }: Campaign): void {
  const seed = process.env.FUZZ_SEED
  const numRuns = Math.min(full, Math.max(least, Math.ceil(full * share())))
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
  const ledger = process.env.FUZZ_LEDGER
  if (ledger) appendFileSync(ledger, `${JSON.stringify(line)}\n`)
}
