import { generatedContent } from '../simulator/files/content.ts'
import type { BenchPart } from './part.ts'
import { goalTable } from './part.ts'
import type { Result } from './processes/compare.ts'
import { action, compare } from './processes/compare.ts'
import {
  carefulScript,
  curl,
  curlAndDigest,
  installedPeers,
  missingPeers,
  nodeStream,
} from './processes/peers.ts'
import { MIB, ratioText, resultOf, resultTable } from './processes/result-table.ts'
import { snykExport, withExport } from './processes/simulated-export.ts'

const MAX_PEAK_MIB = 200
const MAX_RATIO = 0.6

function goals(results: readonly Result[]) {
  const ours = resultOf(results, 'Await Export')
  const ratioTo = (title: string) => ours.wallMs / resultOf(results, title).wallMs
  const toDigest = ratioTo('`curl -o && sha256sum`')
  const toBare = ratioTo('`curl -o`')
  return goalTable([
    {
      goal: `at most ${MAX_RATIO} times \`curl && sha256sum\``,
      measured: ratioText(toDigest),
      isMet: toDigest <= MAX_RATIO,
    },
    { goal: 'at most 1.3 times bare `curl -o`', measured: ratioText(toBare), isMet: toBare <= 1.3 },
    {
      goal: `peak memory of at most ${MAX_PEAK_MIB} MiB`,
      measured: `${Math.round(ours.peakMiB)} MiB`,
      isMet: ours.peakMiB <= MAX_PEAK_MIB,
    },
  ])
}

const METHOD = `One file from loopback to disk, with the server on the same cores. The action verifies length and SHA-256 and renames the
file. curl alone verifies nothing: if a plain copy is all you need, curl and wget are faster and use a tenth of the memory.`

const DIFFERENCE = `Where the difference to curl comes from, measured with the simplest possible Node programs: reading and discarding the body,
with a digest, with a write, with both. Reading takes most of the time: Node copies each 64 KiB twice, into its own memory, before
JavaScript sees it. A digest in a separate thread was tried and rejected: on two cores it is no faster, because the server already
uses the second one, and the copies for the thread take 100 MiB more.`

/** One large file. */
export const downloadPart: BenchPart = {
  id: 'download',
  title: 'Download of one large file',
  run: quick =>
    withExport(
      snykExport([{ name: 'data.csv', content: generatedContent((quick ? 256 : 1024) * MIB) }]),
      async at => {
        const [url = ''] = at.links()
        const programs = [
          action(at),
          curl(url),
          curlAndDigest(url),
          carefulScript(at),
          ...installedPeers(url),
        ]
        const results = await compare(programs, quick ? 2 : 6)
        const steps = (['drop', 'digest', 'write', 'digest and write'] as const).map(work =>
          nodeStream(url, work),
        )
        const straight = await compare(steps, quick ? 1 : 3)
        const markdown = [
          METHOD,
          resultTable(results),
          missingPeers(['wget', 'aria2c']),
          goals(results),
          DIFFERENCE,
          resultTable(straight),
        ]
        return { markdown: markdown.filter(Boolean).join('\n\n'), charts: [] }
      },
    ),
}
