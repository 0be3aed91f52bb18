import type { SimulatedFile } from '../simulator/files/content.ts'
import { contentOf } from '../simulator/files/content.ts'
import { image, lineChart } from './chart.ts'
import type { BenchPart } from './part.ts'
import { goalTable, table } from './part.ts'
import type { Program, Result } from './processes/compare.ts'
import { action, compare } from './processes/compare.ts'
import { paced } from './processes/contents.ts'
import { carefulScript, curlInParallel } from './processes/peers.ts'
import { resultOf, resultTable, timeText } from './processes/result-table.ts'
import { snykExport, withExport } from './processes/simulated-export.ts'

const FILE_BYTES = 20_000
const LATENCY_MS = 50
const MIN_GAIN = 3

const SMALL = contentOf(Buffer.alloc(FILE_BYTES, 'example,1,2,3\n'))
// One content for all files: the store computes its checksum once.
const SLOW = paced(SMALL, { latencyMs: LATENCY_MS })

function files(count: number, content: SimulatedFile['content']): readonly SimulatedFile[] {
  return Array.from({ length: count }, (_, index) => ({ name: `data_${index}.csv`, content }))
}

/** Sequential and parallel downloads from a store with latency. */
function compareWithLatency(count: number): Promise<readonly Result[]> {
  return withExport(snykExport(files(count, SLOW)), at => {
    const programs: readonly Program[] = [action(at), carefulScript(at), curlInParallel(at.links(), 6)]
    return compare(programs, 1)
  })
}

async function measureCount(count: number): Promise<Result & { readonly count: number }> {
  const [result] = await withExport(snykExport(files(count, SMALL)), at => compare([action(at)], 2))
  return { count, ...(result as Result) }
}

const METHOD = (
  count: number,
) => `${count} files of 20 kB from a store that takes ${LATENCY_MS} ms for each, as in large Snyk exports. The script downloads
one file after another. curl's own parallel mode is slightly faster than the action; it saves the files and verifies nothing. The
action downloads at most 6 files at once and verifies each.`

const GROWTH = `The cost of more files, without latency, in one step: links, downloads, digests, outputs and summary.`

async function measureGrowth(counts: readonly number[]) {
  const rows: Awaited<ReturnType<typeof measureCount>>[] = []
  for (const count of counts) rows.push(await measureCount(count))
  const chart = lineChart({
    name: 'growth-files',
    alt: 'Time and processor time of a step by the number of its files',
    title: 'What more files cost',
    x: { title: 'files', type: 'log', ticks: counts },
    y: { title: 'seconds', type: 'log' },
    points: rows.flatMap(({ count, wallMs, cpuMs }) => [
      { series: 'time', x: count, y: wallMs / 1000 },
      { series: 'processor time', x: count, y: cpuMs / 1000 },
    ]),
  })
  const cells = rows.map(({ count, wallMs, cpuMs, peakMiB }) => [
    String(count),
    timeText(wallMs),
    timeText(cpuMs),
    `${Math.round(peakMiB)} MiB`,
  ])
  const head = ['Files', 'Time', 'Processor time', 'Peak memory']
  return { markdown: [GROWTH, table(head, cells), image(chart)].join('\n\n'), chart }
}

/** Many small files. */
export const filesPart: BenchPart = {
  id: 'files',
  title: 'Many small files',
  run: async quick => {
    const count = quick ? 100 : 500
    const results = await compareWithLatency(count)
    const ours = resultOf(results, 'Await Export')
    const gain = resultOf(results, 'careful script of curl and jq').wallMs / ours.wallMs
    const goal = {
      goal: `at least ${MIN_GAIN} times faster than one after another`,
      measured: `${gain.toFixed(1)} times`,
      isMet: gain >= MIN_GAIN,
    }
    const growth = await measureGrowth(quick ? [1, 100] : [1, 10, 100, 500, 2_000])
    const markdown = [METHOD(count), resultTable(results), goalTable([goal]), growth.markdown].join('\n\n')
    return { markdown, charts: [growth.chart] }
  },
}
