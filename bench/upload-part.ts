import { startResultsService } from '../simulator/results-service.ts'
import type { BenchPart } from './part.ts'
import { goalTable } from './part.ts'
import type { Result } from './processes/compare.ts'
import { action, compare } from './processes/compare.ts'
import { incompressibleContent } from './processes/contents.ts'
import { MIB, resultOf, resultTable, timeText } from './processes/result-table.ts'
import { closientExport, snykExport, withExport } from './processes/simulated-export.ts'

const MAX_PEAK_MIB = 220
const MIN_GAIN = 5

const HEAD_BYTES = 8192
const ZIP_HEAD = Buffer.from('504b0304', 'hex')
const CSV_HEAD = Buffer.alloc(HEAD_BYTES, 'example,1,2,3\n')

const STORED = 'an archive, stored unchanged'
const DEFLATED = 'a table, deflated (level 6)'
const NOT_UPLOADED = 'an archive, not uploaded'

/** Steps with the same incompressible bytes as an archive and as a table; each upload has its own artifact service. */
async function uploads(size: number): Promise<readonly Result[]> {
  const archive = { name: 'example.zip', content: incompressibleContent(size, ZIP_HEAD) }
  const csv = { name: 'example.csv', content: incompressibleContent(size, CSV_HEAD) }
  const run = async (title: string, add: Parameters<typeof withExport>[0], isUploaded: boolean) => {
    const service = isUploaded ? await startResultsService() : undefined
    try {
      const [result] = await withExport(add, at =>
        compare([action(at, service && { inputs: { 'upload-artifact': 'true' }, env: service.env })], 1),
      )
      return { ...(result as Result), title }
    } finally {
      await service?.close()
    }
  }
  return [
    await run(STORED, closientExport(archive), true),
    await run(DEFLATED, snykExport([csv]), true),
    await run(NOT_UPLOADED, closientExport(archive), false),
  ]
}

function goals(results: readonly Result[]): string {
  const base = resultOf(results, NOT_UPLOADED).cpuMs
  const cpuMs = (title: string) => resultOf(results, title).cpuMs - base
  const gain = cpuMs(DEFLATED) / cpuMs(STORED)
  const { peakMiB } = resultOf(results, STORED)
  return goalTable([
    {
      goal: `compressed data is not compressed again: at least ${MIN_GAIN} times less processor time for the upload`,
      measured: `${gain.toFixed(1)} times (${timeText(cpuMs(STORED))} against ${timeText(cpuMs(DEFLATED))})`,
      isMet: gain >= MIN_GAIN,
    },
    {
      goal: `peak memory of at most ${MAX_PEAK_MIB} MiB`,
      measured: `${Math.round(peakMiB)} MiB`,
      isMet: peakMiB <= MAX_PEAK_MIB,
    },
  ])
}

const METHOD = (
  mebibytes: number,
) => `${mebibytes} MiB of incompressible data are downloaded, and uploaded as an artifact by the toolkit's own client to blob storage
on loopback: once as a file whose first bytes identify it as compressed, once as a file that looks like a table. The last row is
the download alone, which the goals subtract.`

/** One large artifact. */
export const uploadPart: BenchPart = {
  id: 'upload',
  title: 'Upload of one large file',
  run: async quick => {
    const mebibytes = quick ? 128 : 1024
    const results = await uploads(mebibytes * MIB)
    return { markdown: [METHOD(mebibytes), resultTable(results), goals(results)].join('\n\n'), charts: [] }
  },
}
