import { contentOf } from '../simulator/files/content.ts'
import type { BenchPart } from './part.ts'
import { goalTable } from './part.ts'
import type { Program } from './processes/compare.ts'
import { action, compare } from './processes/compare.ts'
import { carefulScript } from './processes/peers.ts'
import { resultOf, resultTable, timeText } from './processes/result-table.ts'
import { BUNDLE, snykExport, withExport } from './processes/simulated-export.ts'

const MAX_OVER_BARE_MS = 100

/** The Node.js modules that any HTTPS client with digests needs. */
const BUILT_INS = ['http', 'https', 'tls', 'crypto', 'zlib', 'fs/promises']

const bare: Program = { title: '`node -e 0`', command: () => ({ argv: [process.execPath, '-e', '0'] }) }

const builtIns: Program = {
  title: '`node`, built-in modules loaded',
  command: () => ({
    argv: [process.execPath, '-e', BUILT_INS.map(name => `require('node:${name}')`).join(';')],
  }),
}

/** Every input is missing: the complete bundle is loaded, and no request is sent. */
const rejected: Program = {
  title: 'Await Export, inputs rejected',
  command: ({ outputFile, summaryFile }) => ({
    argv: [process.execPath, BUNDLE],
    env: { GITHUB_OUTPUT: outputFile, GITHUB_STEP_SUMMARY: summaryFile },
    exitCode: 1,
  }),
}

const METHOD = `The export has finished before the step starts: one poll, one file of 20 kB, outputs and summary. Each row is a separate process
against the same simulator, run in turn. "Inputs rejected" ends before the first request, so the rows show where the time goes:
starting Node, loading its modules for HTTPS and digests, reading and running the bundle, and the work itself. The toolkit's
HTTP client would load undici, which is not needed and took half of the time beyond bare Node:
[it is left out](decisions/0009-no-undici.md). Minifying the bundle has no measurable effect. The script starts faster: it has
no runtime to load.`

/** Cost of a step whose export has already finished. */
export const startPart: BenchPart = {
  id: 'start',
  title: 'Startup',
  run: quick =>
    withExport(snykExport([{ name: 'data.csv', content: contentOf('a,b\n'.repeat(5_000)) }]), async at => {
      const programs = [bare, builtIns, rejected, action(at), carefulScript(at)]
      const results = await compare(programs, quick ? 10 : 40)
      const wallMs = (title: string) => resultOf(results, title).wallMs
      const overMs = wallMs('Await Export') - wallMs(bare.title)
      const goal = {
        goal: `at most ${MAX_OVER_BARE_MS} ms over bare Node`,
        measured: timeText(overMs),
        isMet: overMs <= MAX_OVER_BARE_MS,
      }
      return { markdown: [METHOD, resultTable(results), goalTable([goal])].join('\n\n'), charts: [] }
    }),
}
