import type { Chart } from './chart.ts'
import { image, lineChart } from './chart.ts'
import type { Fleet, FleetResult } from './fleet.ts'
import { busiestWindow, scattered, simulateFleet } from './fleet.ts'
import { capacityTable } from './fleet-capacity.ts'
import { percent, span } from './format.ts'
import type { BenchPart, Goal } from './part.ts'
import { goalTable, table } from './part.ts'
import { seeded } from './random.ts'
import type { RateLimit } from './rate-limit.ts'
import { documentedLimits, rateLimits, unlimited } from './rate-limit.ts'

const SIZES = [1, 20, 256]
const JOB_MS = 1_800_000
const BURST_MS = 100
/** Bursts are counted from the second minute until the first job ends. */
const BURSTS_FROM_MS = 60_000
const BURSTS_UNTIL_MS = 0.8 * JOB_MS

/** Averages of several runs of one kind of fleet. */
interface Row {
  readonly limit: RateLimit
  readonly waits: number
  readonly rejectedShare: number
  readonly lastRejectedMs: number
  readonly pollsPerWait: number
  readonly meanLatenessMs: number
  readonly p95LatenessMs: number
  readonly timedOut: number
  readonly burst: number
  readonly scatteredBurst: number
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1)
}

function burstsOf({ polls }: FleetResult, seed: number): readonly [own: number, scattered: number] {
  const own = polls.map(({ atMs }) => atMs)
  return [
    busiestWindow(own, BURST_MS, BURSTS_FROM_MS, BURSTS_UNTIL_MS),
    busiestWindow(scattered(polls, seeded(seed + 500)), BURST_MS, BURSTS_FROM_MS, BURSTS_UNTIL_MS),
  ]
}

function rowOf(fleet: Omit<Fleet, 'seed'>, seeds: readonly number[]): Row {
  const results = seeds.map(seed => simulateFleet({ ...fleet, seed }))
  const polls = results.flatMap(result => result.polls)
  const rejected = polls.filter(poll => poll.isRejected)
  const lateness = results.flatMap(result => result.latenessMs).sort((a, b) => a - b)
  const bursts = results.map((result, i) => burstsOf(result, seeds[i] ?? 0))
  return {
    limit: fleet.limit,
    waits: fleet.waits,
    rejectedShare: rejected.length / polls.length,
    lastRejectedMs: rejected.reduce((last, { atMs }) => Math.max(last, atMs), 0),
    pollsPerWait: polls.length / seeds.length / fleet.waits,
    meanLatenessMs: mean(lateness),
    p95LatenessMs: lateness[Math.floor(0.95 * lateness.length)] ?? 0,
    timedOut: mean(results.map(result => result.timedOut)),
    burst: mean(bursts.map(([own]) => own)),
    scatteredBurst: mean(bursts.map(([, scattered]) => scattered)),
  }
}

function cellsOf(row: Row): readonly string[] {
  return [
    row.limit.title,
    String(row.waits),
    percent(row.rejectedShare),
    row.rejectedShare > 0 ? span(row.lastRejectedMs) : 'none',
    row.pollsPerWait.toFixed(0),
    span(row.meanLatenessMs),
    span(row.p95LatenessMs),
    row.timedOut.toFixed(0),
    `${row.burst.toFixed(1)} / ${row.scatteredBurst.toFixed(1)}`,
  ]
}

function goalsOf(rows: readonly Row[]): readonly Goal[] {
  return rows
    .filter(({ waits }) => waits === 256)
    .map(({ limit, burst, scatteredBurst }) => ({
      goal: `busiest 100 ms of 256 waits at most 1.5 times that of independent starts: ${limit.title}`,
      measured: (burst / scatteredBurst).toFixed(2),
      isMet: burst <= 1.5 * scatteredBurst,
    }))
}

/** Requests per second over time, averaged over 10 seconds. */
function rateChart(seed: number): Chart {
  const points = [unlimited, ...documentedLimits].flatMap(limit => {
    const fleet = { waits: 256, limit, startsWithinMs: 0, seed, jobMs: JOB_MS, timeoutMs: 2 * JOB_MS }
    const counts = new Map<number, number>()
    for (const { atMs } of simulateFleet(fleet).polls) {
      const x = 10 * Math.floor(atMs / 10_000)
      if (x < 600) counts.set(x, (counts.get(x) ?? 0) + 0.1)
    }
    return Array.from({ length: 60 }, (_, i) => ({
      series: limit.title,
      x: 10 * i,
      y: counts.get(10 * i) ?? 0,
    }))
  })
  return lineChart({
    name: 'fleet',
    alt: 'Requests per second of 256 waits that start together, over the first ten minutes, for each documented limit',
    title: '256 waits with one API key, started at the same instant',
    x: { title: 'seconds since the start', type: 'linear' },
    y: { title: 'requests per second', type: 'linear' },
    points,
  })
}

const METHOD = `The jobs of a workflow matrix share one API key and start at the same instant; their exports take 24 to 36 minutes. Each wait
runs the real policy in virtual time, against a server with rolling windows as documented; pauses are computed by the functions
that read real headers. The last column is the busiest 100 ms between the second minute and the end of the first export: as
measured, and with each wait shifted by a random share of its own interval (independent starts at the same rates).`

const READING = `Snyk: the first polls of 256 waits use up the limit of the minute within seconds; rejected waits come back after the pause that
the server requests, spread over another quarter of it. SailPoint: the limit is 100 requests in ten seconds, so a matrix of 256
is rejected from the start, and occasionally later, until the intervals have grown; lateness is the same as for a single wait.
Closient: 10,000 requests a day are not enough for 256 waits; the rate-limit headers slow each wait down, and the limit of the
key is used up. No client can solve that alone: use fewer jobs, or wait for several exports with different keys. A fixed
interval of 30 s or more is easier on such a key than ours in its first minutes. One burst remains: waits that started at the
same instant also time out at the same instant, and send their last poll together.`

/** Many waits with one API key. */
export const fleetPart: BenchPart = {
  id: 'fleet',
  title: 'Many waits with one API key',
  run: async quick => {
    const seeds = Array.from({ length: quick ? 2 : 10 }, (_, i) => i + 1)
    const rows = [unlimited, ...rateLimits].flatMap(limit =>
      SIZES.map(waits =>
        rowOf({ waits, limit, startsWithinMs: 0, jobMs: JOB_MS, timeoutMs: 2 * JOB_MS }, seeds),
      ),
    )
    const head = [
      'API',
      'Waits',
      'Rejected',
      'Last rejection',
      'Polls per wait',
      'Lateness',
      'p95',
      'Timed out',
      'Busiest 100 ms',
    ]
    const chart = rateChart(1)
    const markdown = [
      METHOD,
      goalTable(goalsOf(rows)),
      table(head, rows.map(cellsOf)),
      capacityTable(),
      image(chart),
      READING,
    ]
    return { markdown: markdown.join('\n\n'), charts: [chart] }
  },
}
