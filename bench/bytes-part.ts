import { generatedContent } from '../simulator/files/content.ts'
import { image, lineChart } from './chart.ts'
import type { BenchPart } from './part.ts'
import { table } from './part.ts'
import type { Result } from './processes/compare.ts'
import { action, compare } from './processes/compare.ts'
import { MIB, timeText } from './processes/show.ts'
import { snykExport, withExport } from './processes/stage.ts'

interface Grown extends Result {
  readonly size: number
}

async function fileOf(mebibytes: number): Promise<Grown> {
  const file = { name: 'data.csv', content: generatedContent(mebibytes * MIB) }
  const [result] = await withExport(snykExport([file]), at => compare([action(at)], 1))
  return { size: mebibytes, ...(result as Result) }
}

/** A status answer of about so many kibibytes; in shorter records the largest would have more than the 50,000 values that are read. */
async function answerOf(kibibytes: number): Promise<Grown> {
  const message = 'an example of a message about one of the checks that were made; '.repeat(12)
  const entry = { code: 'EXAMPLE', message, at: '2026-01-05T10:00:00Z', count: 1 }
  const events = Array(Math.floor((kibibytes * 1024) / JSON.stringify(entry).length)).fill(entry)
  const small = { name: 'data.csv', content: generatedContent(1_000) }
  const [result] = await withExport(snykExport([small], { events }), at => compare([action(at)], 3))
  return { size: kibibytes, ...(result as Result) }
}

async function inTurn(sizes: readonly number[], measured: (size: number) => Promise<Grown>) {
  const results: Grown[] = []
  for (const size of sizes) results.push(await measured(size))
  return results
}

function grownTable(head: string, rows: readonly Grown[]): string {
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

const BYTES = 'One file of each size: time grows with the size, memory does not.'
const ANSWER =
  'The status response, up to the limit of 4 MiB, in one poll; a wait polls at most 120 times in 30 minutes.'

/** What more bytes cost: in the file, and in the answers of the API. */
export const bytesPart: BenchPart = {
  id: 'growth-bytes',
  title: 'Growth with the size',
  run: async quick => {
    const files = await inTurn(quick ? [1, 64] : [1, 16, 64, 256, 1_024, 5_120], fileOf)
    const answers = await inTurn(quick ? [1, 1_000] : [1, 32, 256, 1_000, 4_000], answerOf)
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
      BYTES,
      grownTable('MiB', files),
      image(chart),
      ANSWER,
      grownTable('KiB of JSON', answers),
    ]
    return { markdown: markdown.join('\n\n'), charts: [chart] }
  },
}
