import { generatedContent } from '../simulator/files/content.ts'
import type { BenchPart } from './part.ts'
import { goalTable } from './part.ts'
import { action, compare } from './processes/compare.ts'
import { paced } from './processes/contents.ts'
import { curl, installedPeers, missingPeers } from './processes/peers.ts'
import { MIB, resultOf, resultTable } from './processes/result-table.ts'
import { snykExport, withExport } from './processes/simulated-export.ts'

const PACE = { latencyMs: 50, bytesPerSecond: 20e6 }
const MIN_GAIN = 3

const METHOD = `A store that limits each connection to 20 MB/s and takes 50 ms until the first byte. Once the first connection has proved slow,
the action continues a large file [in ranges over six connections](decisions/0010-ranges.md), with one digest of the complete file.
On a fast connection, as in the download of one large file above, it stays with one stream. aria2 with eight connections is
faster still: it opens them at once and computes no digest.`

/** One large file from a store that limits each connection. */
export const connectionsPart: BenchPart = {
  id: 'connections',
  title: 'A store that limits each connection',
  run: quick => {
    const content = paced(generatedContent((quick ? 128 : 512) * MIB), PACE)
    return withExport(snykExport([{ name: 'data.csv', content }]), async at => {
      const [url = ''] = at.links()
      const results = await compare([action(at), curl(url), ...installedPeers(url, 8)], 1)
      const gain = resultOf(results, '`curl -o`').wallMs / resultOf(results, 'Await Export').wallMs
      const goal = {
        goal: `at least ${MIN_GAIN} times faster than curl`,
        measured: `${gain.toFixed(1)} times`,
        isMet: gain >= MIN_GAIN,
      }
      const markdown = [METHOD, resultTable(results), missingPeers(['aria2c']), goalTable([goal])]
      return { markdown: markdown.filter(Boolean).join('\n\n'), charts: [] }
    })
  },
}
