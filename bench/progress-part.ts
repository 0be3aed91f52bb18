import { image, lineChart } from './chart.ts'
import type { DetectionStats } from './detection.ts'
import { overGrid } from './detection.ts'
import { secondsAxis, span } from './format.ts'
import type { BenchPart, Goal } from './part.ts'
import { goalTable, table } from './part.ts'
import type { CounterKind } from './progress-counters.ts'
import { counters } from './progress-counters.ts'
import { ours } from './schedules.ts'

interface Row {
  readonly kind: CounterKind
  readonly grid: readonly DetectionStats[]
  /** The mean ratio divided by that of the plain rule, for each length. */
  readonly toPlain: readonly number[]
}

/** The mean ratio at the grid length nearest to `durationMs`. */
function ratioAt(grid: readonly DetectionStats[], durationMs: number): string {
  const distance = (detection: DetectionStats) => Math.abs(Math.log(detection.durationMs / durationMs))
  const nearest = grid.reduce((a, b) => (distance(b) < distance(a) ? b : a))
  return nearest.meanRatio.toFixed(2)
}

function goalsOf(rows: readonly Row[]): readonly Goal[] {
  const exact = rows.filter(({ kind }) => kind.isExact).flatMap(({ grid }) => grid)
  const above = exact.filter(({ meanRatio }) => meanRatio >= 1).map(({ durationMs }) => durationMs)
  const since = Math.max(...above)
  const most = Math.max(...rows.flatMap(({ toPlain }) => toPlain))
  return [
    {
      goal: 'ratio below 1 with an accurate, fine-grained counter',
      measured: `for every length above ${span(since)}`,
      isMet: since < 60_000,
    },
    {
      goal: 'no counter costs more than 1.1 times the plain rule',
      measured: most.toFixed(2),
      isMet: most <= 1.1,
    },
  ]
}

function toPlainCells(toPlain: readonly number[]): readonly string[] {
  const mean = toPlain.reduce((sum, value) => sum + value, 0) / toPlain.length
  return [Math.max(...toPlain).toFixed(2), mean.toFixed(2)]
}

const LENGTHS_MS = [5_000, 15_000, 60_000, 600_000, 3_600_000, 21_600_000]

const METHOD = `If a provider reports progress (SDDC Manager, 0 to 100), the policy predicts the end from the pace of the counter
and concentrates its polls there. Their cost is bounded by what the plain rule would have cost so far. Same method as above;
the numbers are mean ratios.`

const READING = `An accurate, fine-grained counter reduces the cost below that of the best fixed interval in hindsight. One in whole percent
does too, except for some jobs of half an hour to two hours, where one percent takes about as long as one interval. In steps of
10 it still saves a tenth. Counters that are stuck, jump or are wrong stay within a tenth of the plain rule. The worst ones
oscillate; those that run slightly too fast attract polls just before the end, and one poll half an interval after a missed
prediction limits their cost. Only the average is bounded: with a wrong counter, a single wait may be late by slightly more
than √t, but never by more than 72 s.`

/** What a progress counter saves, and what a wrong one costs. */
export const progressPart: BenchPart = {
  id: 'progress',
  title: 'Detecting the end with a progress counter',
  run: async quick => {
    const samples = quick ? 60 : 1_000
    const plain = overGrid({ schedule: ours, samples })
    const rows = counters.map(kind => {
      const grid = overGrid({ schedule: ours, samples, counter: kind.counter })
      return {
        kind,
        grid,
        toPlain: grid.map((detection, i) => detection.meanRatio / (plain[i]?.meanRatio ?? 0)),
      }
    })
    const tableRows = [
      { title: 'no counter', grid: plain },
      ...rows.map(({ kind, grid }) => ({ title: kind.title, grid })),
    ]
    const charted = [
      'accurate',
      'accurate, whole percent',
      'slows down',
      'saw-tooth',
      'always nearly done',
      'no counter',
    ]
    const chart = lineChart({
      name: 'progress',
      alt: 'Cost of a wait by its length for accurate and inaccurate progress counters',
      title: 'Cost of detecting the end with a progress counter',
      x: { title: 'length of the job', type: 'log', ...secondsAxis },
      y: { title: 'mean ratio', type: 'linear', domain: [0, 2] },
      points: charted.flatMap(title =>
        (tableRows.find(row => row.title === title)?.grid ?? []).map(({ durationMs, meanRatio }) => ({
          series: title,
          x: durationMs / 1_000,
          y: meanRatio,
        })),
      ),
      limit: 1,
    })
    const head = ['Counter', ...LENGTHS_MS.map(span), 'Worst / plain', 'Mean / plain', 'Latest']
    const body = tableRows.map(({ title, grid }, i) => [
      title,
      ...LENGTHS_MS.map(ms => ratioAt(grid, ms)),
      ...toPlainCells(rows[i - 1]?.toPlain ?? [1]),
      span(Math.max(...grid.map(detection => detection.maxLatenessMs))),
    ])
    const text = `${METHOD} ${samples.toLocaleString('en')} waits for each of 41 lengths.`
    return {
      markdown: [text, goalTable(goalsOf(rows)), table(head, body), image(chart), READING].join('\n\n'),
      charts: [chart],
    }
  },
}
