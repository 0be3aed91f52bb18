/** Runs the verifications that take too long for each change, and prints all figures at the end. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Figure, report } from './figures.ts'
import { runNode } from './run-node.ts'

const STAGES: Readonly<Record<string, readonly string[]>> = {
  'random cases': ['scripts/verify/fuzz.ts'],
  memory: ['scripts/verify/memory.ts'],
  soak: ['--expose-gc', 'scripts/verify/soak.ts'],
  mutation: ['scripts/verify/mutation.ts'],
}

const folder = await mkdtemp(join(tmpdir(), 'await-export-figures-'))
try {
  const figures: Figure[] = []
  for (const [name, nodeArguments] of Object.entries(STAGES)) {
    process.stdout.write(`\n=== ${name}\n`)
    const file = join(folder, 'figures')
    const startedMs = performance.now()
    const code = await runNode(nodeArguments, { FIGURES: file })
    const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n').filter(line => line !== '')
    await rm(file, { force: true })
    figures.push(...lines.map(line => JSON.parse(line) as Figure), {
      name: `stage: ${name}`,
      value: `exit code ${code} after ${Math.round((performance.now() - startedMs) / 1000)} s`,
      bound: '0',
      verdict: code === 0 ? 'passed' : 'failed',
    })
  }
  process.stdout.write('\n=== all figures\n')
  report(figures)
} finally {
  await rm(folder, { recursive: true })
}
