import { generatedContent } from '../simulator/files/content.ts'
import { image, lineChart } from './chart.ts'
import type { BenchPart } from './part.ts'
import { table } from './part.ts'
import type { Result } from './processes/compare.ts'
import { action, compare } from './processes/compare.ts'
import { MIB, timeText } from './processes/result-table.ts'
import { snykExport, withExport } from './processes/simulated-export.ts'

interface SizedResult extends Result {
  readonly size: number
}

async function measureFile(mebibytes: number): Promise<SizedResult> {
  const file = { name: 'data.csv', content: generatedContent(mebibytes * MIB) }
  const [result] = await withExport(snykExport([file]), at => compare([action(at)], 1))
  return { size: mebibytes, ...(result as Result) }
}

/** A step whose status response has about this size. With shorter entries the largest would exceed the limit of 50,000 values. */
async function measureResponse(kibibytes: number): Promise<SizedResult> {
  const message = 'an example of a message about one of the checks that were made; '.repeat(12)
  const entry = { code: 'EXAMPLE', message, at: '2026-01-05T10:00:00Z', count: 1 }
  const events = Array(Math.floor((kibibytes * 1024) / JSON.stringify(entry).length)).fill(entry)
  const small = { name: 'data.csv', content: generatedContent(1_000) }
  const [result] = await withExport(snykExport([small], { events }), at => compare([action(at)], 3))
  return { size: kibibytes, ...(result as Result) }
}

async function measureEach(sizes: readonly number[], measureSize: (size: number) => Promise<SizedResult>) {
  const results: SizedResult[] = []
  for (const size of sizes) results.push(await measureSize(size))
  return results
}

function sizeTable(head: string, rows: readonly SizedResult[]): string {
  return table(
    [head, 'Time', 'Processor time', 'Peak memory'],
    rows.map(({ size, wallMs, cpuMs, peakMiB }) => [
      size.toLocaleString('en'),
      timeText(wallMs),
      timeText(cpuMs),
      `${Math.round(peakMiB)} MiB`,
    ]),
  )
}

const FILE_METHOD = 'One file of each size: time grows with the size, memory does not.'
const RESPONSE_METHOD =
  'The status response, up to the limit of 4 MiB, in one poll; a wait polls at most 120 times in 30 minutes.'

/** What more bytes cost: in the file, and in the responses of the API. */
export const bytesPart: BenchPart = {
  id: 'growth-bytes',
  title: 'Growth with the size',
  run: async quick => {
    const files = await measureEach(quick ? [1, 64] : [1, 16, 64, 256, 1_024, 5_120], measureFile)
    const responses = await measureEach(quick ? [1, 1_000] : [1, 32, 256, 1_000, 4_000], measureResponse)
    const chart = lineChart({
      name: 'growth-bytes',
      alt: 'Time and peak memory of a step by the size of its file',
      title: 'What more bytes cost',
      x: { title: 'MiB', type: 'log', ticks: files.map(({ size }) => size) },
      y: { title: 'seconds; hundreds of MiB', type: 'log' },
      points: files.flatMap(({ size, wallMs, peakMiB }) => [
        { series: 'time in seconds', x: size, y: wallMs / 1000 },
        { series: 'peak memory in 100 MiB', x: size, y: peakMiB / 100 },
      ]),
    })
    const markdown = [
      FILE_METHOD,
      sizeTable('MiB', files),
      image(chart),
      RESPONSE_METHOD,
      sizeTable('KiB of JSON', responses),
    ]
    return { markdown: markdown.join('\n\n'), charts: [chart] }
  },
}
