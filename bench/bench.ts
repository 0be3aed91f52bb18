import { parseArgs } from 'node:util'
import { fleetPart } from './fleet-part.ts'
import { growthPart } from './growth-part.ts'
import { noticingPart } from './noticing-part.ts'
import type { BenchPart } from './part.ts'
import { progressPart } from './progress-part.ts'
import { keep, machine } from './report.ts'

/** In the order of the page. */
const PARTS: readonly BenchPart[] = [noticingPart, progressPart, fleetPart, growthPart]

const { values, positionals } = parseArgs({
  options: { quick: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const unknown = positionals.filter(id => !PARTS.some(part => part.id === id))
if (unknown.length > 0) {
  const known = PARTS.map(part => part.id).join(', ')
  throw new Error(`There is no part ${unknown.join(', ')}. Parts: ${known}.`)
}

process.stdout.write(`${machine()}\n`)
for (const part of PARTS) {
  if (positionals.length > 0 && !positionals.includes(part.id)) continue
  const section = await part.run(values.quick)
  process.stdout.write(`\n## ${part.title}\n\n${section.markdown}\n`)
  if (!values.quick) await keep(part, section)
}
