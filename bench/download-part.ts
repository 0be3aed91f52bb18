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
  straightStream,
} from './processes/peers.ts'
import { MIB, ratioText, resultOf, resultTable } from './processes/show.ts'
import { snykExport, withExport } from './processes/stage.ts'

const MAX_PEAK_MIB = 150
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

const METHOD = `One file from loopback to the disk, with the server beside it on the same cores. The action verifies length and SHA-256 and
renames the file; curl alone verifies nothing, and where a bare copy is all that is wanted, curl and wget are faster and take a
tenth of the memory.`

const DIFFERENCE = `What the difference to curl is made of, by the plainest programs that Node allows: reading and dropping the body, with a
digest, with a write, with both. Reading is the most of it: Node copies each 64 KiB twice, into memory of its own, before JavaScript
sees them. A digest on a thread of its own was tried and left out: on two cores it is no faster, since the server already has the
second one, and the copies for the thread take 100 MiB more.`

/** One large file. */
export const downloadPart: BenchPart = {
  id: 'download',
  title: 'Download of one large file',
  run: quick =>
    withExport(
      snykExport([{ name: 'data.csv', content: generatedContent((quick ? 256 : 1024) * MIB) }]),
      async at => {
        const [url = ''] = at.links()
        const contestants = [
          action(at),
          curl(url),
          curlAndDigest(url),
          carefulScript(at),
          ...installedPeers(url),
        ]
        const results = await compare(contestants, quick ? 2 : 6)
        const steps = (['drop', 'digest', 'write', 'digest and write'] as const).map(work =>
          straightStream(url, work),
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
