/**
 * Runs the full number of random cases for every parser of hostile text, and of fault schedules through the complete action.
 * The first argument is the share of cases to run (default 1). FUZZ_SEED sets the seed, which is random by default.
 */
import { randomInt } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CampaignRecord } from '../../__tests__/support/campaign.ts'
import { type Figure, report } from './figures.ts'
import { runTests } from './run-node.ts'

/** Cases of a full run, by the beginning of the campaign name. */
const FULL_RUNS: Readonly<Record<string, number>> = {
  'L01 L02 hostile strings through the log sanitiser': 1_000_000,
  'L05 outputs back from the file that the runner reads': 200_000,
  'A13 secrets in hostile strings through the redactor': 200_000,
  'A13 A16 A20 A23 secrets and a sentence in hostile responses': 20_000,
  'A13 A16 A23 responses of up to 4 MiB, through the bundle': 200,
  durations: 100_000,
  'api-url': 100_000,
  tenants: 100_000,
  'Retry-After': 100_000,
  'rate-limit headers': 100_000,
  'Content-Range': 100_000,
  'checksum headers': 100_000,
  'F01 F13 names of files': 100_000,
  'F04 Content-Disposition': 100_000,
  'J09 documents and their depth': 100_000,
  'J10 bodies of errors': 100_000,
  'J07 status documents of snyk': 100_000,
  'J07 status documents of sailpoint': 100_000,
  'J07 status documents of vmware': 100_000,
  'J07 status documents of closient': 100_000,
  'proxy settings': 100_000,
  'login responses of sailpoint': 100_000,
  'login responses of vmware': 100_000,
  'signed links': 100_000,
  'first bytes': 100_000,
  'files of outputs through the reader of the demo': 100_000,
  'D36 bodies and facts of a server': 20_000,
  'fault schedules': 50_000,
  'R16 temporary failures': 5_000,
  'B06 failures at every point of a start': 5_000,
  'B01 failures that have not started an export': 5_000,
}

/** How many times as many cases the smaller properties run in a full run. */
const FACTOR = 10

const share = Number(process.argv[2] ?? '1')
if (!(share > 0 && share <= 1)) throw new Error('The share must be above 0 and at most 1.')
const seed = process.env.FUZZ_SEED ?? String(randomInt(2 ** 31))

function figureOf([name, full]: readonly [string, number], records: readonly CampaignRecord[]): Figure {
  const own = records.filter(record => record.name.startsWith(name))
  const runs = own.reduce((sum, record) => sum + record.runs, 0)
  const seconds = own.reduce((sum, record) => sum + record.seconds, 0)
  const required = Math.floor(full * share)
  return {
    name,
    value: `${runs} in ${seconds.toFixed(0)} s`,
    bound: `${required}`,
    verdict: runs >= required ? 'passed' : 'failed',
  }
}

function outcomesOf(records: readonly CampaignRecord[]): string {
  const sums = new Map<string, number>()
  for (const { tally } of records)
    for (const [outcome, count] of Object.entries(tally)) sums.set(outcome, (sums.get(outcome) ?? 0) + count)
  const sorted = [...sums].sort(([, one], [, other]) => other - one)
  return sorted.map(([outcome, count]) => `${outcome} ${count}`).join(', ')
}

const folder = await mkdtemp(join(tmpdir(), 'await-export-fuzz-'))
const recordsFile = join(folder, 'records')
process.stdout.write(`FUZZ_SEED=${seed}, ${share} of a full run\n`)
try {
  const env = { FUZZ_SHARE: String(share), FUZZ_SEED: seed, FUZZ_RECORDS: recordsFile }
  const factor = { FUZZ_FACTOR: String(Math.max(1, FACTOR * share)) }
  const code = await runTests(['__tests__/(fuzz|model|report|secrets)/', 'download/file-name', 'http/body'], {
    ...env,
    ...factor,
  })
  const lines = (await readFile(recordsFile, 'utf8').catch(() => '')).split('\n').filter(line => line !== '')
  const records = lines.map(line => JSON.parse(line) as CampaignRecord)
  report(Object.entries(FULL_RUNS).map(entry => figureOf(entry, records)))
  process.stdout.write(`\nOutcomes of the fault schedules: ${outcomesOf(records)}.\nFUZZ_SEED=${seed}\n`)
  if (code !== 0) process.exitCode = code
} finally {
  await rm(folder, { recursive: true })
}
