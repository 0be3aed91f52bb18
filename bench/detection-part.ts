import type { Chart } from './chart.ts'
import { image, lineChart } from './chart.ts'
import type { DetectionStats } from './detection.ts'
import { overGrid } from './detection.ts'
import { secondsAxis, short, span } from './format.ts'
import type { BenchPart, Goal } from './part.ts'
import { goalTable, table } from './part.ts'
import type { Schedule } from './schedules.ts'
import { ours, peers } from './schedules.ts'

interface Row {
  readonly schedule: Schedule
  readonly grid: readonly DetectionStats[]
}

const LONG_FROM_MS = 10_000
/** A length at the limit counts as long, despite rounding. */
const isLong = ({ durationMs }: DetectionStats) => durationMs >= LONG_FROM_MS * 0.999

function worst(grid: readonly DetectionStats[], of: (detection: DetectionStats) => number): number {
  return Math.max(...grid.map(of))
}

function goalsOf(grid: readonly DetectionStats[]): readonly Goal[] {
  const longJobs = worst(grid.filter(isLong), detection => detection.meanRatio)
  const shortJobs = worst(
    grid.filter(detection => !isLong(detection)),
    detection => detection.meanRatio,
  )
  const halfHour = worst(
    grid.filter(({ durationMs }) => durationMs <= 1_800_000),
    detection => detection.maxPolls,
  )
  const share = worst(grid, detection => detection.worstAllowedShare)
  const latest = worst(grid, detection => detection.maxLatenessMs)
  return [
    {
      goal: 'mean ratio from 10 s to 6 h at most 1.5',
      measured: longJobs.toFixed(2),
      isMet: longJobs <= 1.5,
    },
    { goal: 'mean ratio below 10 s at most 2.0', measured: shortJobs.toFixed(2), isMet: shortJobs <= 2 },
    { goal: 'at most 120 polls in 30 minutes', measured: String(halfHour), isMet: halfHour <= 120 },
    {
      goal: 'lateness at most the larger of 1.2 s and √t (as a share of it)',
      measured: share.toFixed(2),
      isMet: share <= 1,
    },
    { goal: 'lateness never above 72 s', measured: `${short(latest / 1_000)} s`, isMet: latest <= 72_000 },
  ]
}

function worstAt(grid: readonly DetectionStats[]): string {
  const most = worst(grid, detection => detection.meanRatio)
  const at = grid.find(detection => detection.meanRatio === most)
  return `${short(most)} (${span(at?.durationMs ?? 0)})`
}

function rowOf({ schedule, grid }: Row): readonly string[] {
  const long = grid.filter(isLong)
  const longest = grid.at(-1)
  return [
    schedule.title,
    worstAt(long),
    short(worst(long, detection => detection.p95Ratio)),
    worstAt(grid.filter(detection => !isLong(detection))),
    short(Math.round(longest?.meanPolls ?? 0)),
    span(worst(grid, detection => detection.maxLatenessMs)),
  ]
}

/** The job lengths at which another schedule is cheaper than ours. */
function whereBetter({ grid }: Row, own: readonly DetectionStats[]): string {
  const better = grid.filter((detection, i) => detection.meanRatio < (own[i]?.meanRatio ?? 0))
  const [first, last] = [better[0], better.at(-1)]
  if (!first || !last) return 'nowhere'
  return `${span(first.durationMs)} to ${span(last.durationMs)} (${better.length} of ${grid.length} lengths)`
}

function chartOf(rows: readonly Row[]): Chart {
  return lineChart({
    name: 'detection',
    alt: 'Cost of a wait by its length for each schedule, as a ratio to the best fixed interval in hindsight',
    title: 'Cost of detecting the end, relative to the best fixed interval in hindsight',
    x: { title: 'length of the job', type: 'log', ...secondsAxis },
    y: { title: 'mean ratio', type: 'log', ticks: [0.5, 1, 2, 5, 10, 20, 50, 100], domain: [0.8, 150] },
    points: rows.flatMap(({ schedule, grid }) =>
      grid.map(({ durationMs, meanRatio }) => ({
        series: schedule.title,
        x: durationMs / 1_000,
        y: meanRatio,
      })),
    ),
    limit: 1.5,
  })
}

const METHOD = `The cost of a wait is its lateness plus 0.16 s per poll. The ratio compares that cost with √(2 · 0.16 · d), the cost
of the best fixed interval for a job of length d, chosen in hindsight. There are 41 lengths from 1 s to 6 h, evenly spaced on a
logarithmic scale. The end times are spread evenly over the cell around each length, jitter comes from a seeded generator, time
is virtual, and the code is the real polling policy, not a copy. A poll takes no time.`

/** Detecting the end of a job, compared with the schedules of other tools. */
export const detectionPart: BenchPart = {
  id: 'detection',
  title: 'Detecting the end of a job',
  run: async quick => {
    const samples = quick ? 300 : 4_000
    const rows = [ours, ...peers].map(schedule => ({ schedule, grid: overGrid({ schedule, samples }) }))
    const own = rows[0]?.grid ?? []
    const chart = chartOf(rows)
    const head = [
      'Schedule',
      'Worst mean, 10 s to 6 h',
      'Worst p95',
      'Worst mean, 1 s to 10 s',
      'Polls in 6 h',
      'Latest',
    ]
    const better = rows.slice(1).map(row => [row.schedule.title, whereBetter(row, own)])
    const markdown = [
      `${METHOD} ${samples.toLocaleString('en')} waits per length.`,
      goalTable(goalsOf(own)),
      table(head, rows.map(rowOf)),
      image(chart),
      'A fixed interval is better than ours near the one length that it suits, and so are the other schedules where they happen to fit:',
      table(['Schedule', 'Cheaper than ours for'], better),
    ].join('\n\n')
    return { markdown, charts: [chart] }
  },
}
