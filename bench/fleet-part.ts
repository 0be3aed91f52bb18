import type { Chart } from './chart.ts'
import { image, lineChart } from './chart.ts'
import type { Fleet, Voyage } from './fleet.ts'
import { fullest, sail, scattered } from './fleet.ts'
import { fitTable } from './fleet-fit.ts'
import type { BenchPart, Goal } from './part.ts'
import { goalTable, table } from './part.ts'
import { percent, span } from './quantity.ts'
import { seeded } from './random.ts'
import type { RateLimit } from './rate-limit.ts'
import { documented, rateLimits, unlimited } from './rate-limit.ts'

const SIZES = [1, 20, 256]
const JOB_MS = 1_800_000
const BURST_MS = 100
/** Bursts are counted from the second minute on, until the first of the jobs ends. */
const CALM_MS = 60_000
const UNTIL_MS = 0.8 * JOB_MS

/** What several voyages of one kind of fleet came to. */
interface Row {
  readonly limit: RateLimit
  readonly waits: number
  readonly refusedShare: number
  readonly lastRefusedMs: number
  readonly questionsPerWait: number
  readonly meanLatenessMs: number
  readonly p95LatenessMs: number
  readonly timedOut: number
  readonly burst: number
  readonly scatteredBurst: number
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1)
}

function burstsOf({ questions }: Voyage, seed: number): readonly [own: number, scattered: number] {
  const own = questions.map(({ atMs }) => atMs)
  return [
    fullest(own, BURST_MS, CALM_MS, UNTIL_MS),
    fullest(scattered(questions, seeded(seed + 500)), BURST_MS, CALM_MS, UNTIL_MS),
  ]
}

function rowOf(fleet: Omit<Fleet, 'seed'>, seeds: readonly number[]): Row {
  const voyages = seeds.map(seed => sail({ ...fleet, seed }))
  const questions = voyages.flatMap(voyage => voyage.questions)
  const refused = questions.filter(question => question.isRefused)
  const lateness = voyages.flatMap(voyage => voyage.latenessMs).sort((a, b) => a - b)
  const bursts = voyages.map((voyage, i) => burstsOf(voyage, seeds[i] ?? 0))
  return {
    limit: fleet.limit,
    waits: fleet.waits,
    refusedShare: refused.length / questions.length,
    lastRefusedMs: refused.reduce((last, { atMs }) => Math.max(last, atMs), 0),
    questionsPerWait: questions.length / seeds.length / fleet.waits,
    meanLatenessMs: mean(lateness),
    p95LatenessMs: lateness[Math.floor(0.95 * lateness.length)] ?? 0,
    timedOut: mean(voyages.map(voyage => voyage.timedOut)),
    burst: mean(bursts.map(([own]) => own)),
    scatteredBurst: mean(bursts.map(([, apart]) => apart)),
  }
}

function cellsOf(row: Row): readonly string[] {
  return [
    row.limit.title,
    String(row.waits),
    percent(row.refusedShare),
    row.refusedShare > 0 ? span(row.lastRefusedMs) : 'none',
    row.questionsPerWait.toFixed(0),
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

/** Questions a second over time, on average over 10 seconds. */
function rateChart(seed: number): Chart {
  const points = [unlimited, ...documented].flatMap(limit => {
    const fleet = { waits: 256, limit, startsWithinMs: 0, seed, jobMs: JOB_MS, timeoutMs: 2 * JOB_MS }
    const counts = new Map<number, number>()
    for (const { atMs } of sail(fleet).questions) {
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

/** Many waits with one key. */
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
      fitTable(),
      image(chart),
      READING,
    ]
    return { markdown: markdown.join('\n\n'), charts: [chart] }
  },
}
