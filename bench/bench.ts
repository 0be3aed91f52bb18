import { parseArgs } from 'node:util'
import { bytesPart } from './bytes-part.ts'
import { connectionsPart } from './connections-part.ts'
import { detectionPart } from './detection-part.ts'
import { downloadPart } from './download-part.ts'
import { filesPart } from './files-part.ts'
import { fleetPart } from './fleet-part.ts'
import { growthPart } from './growth-part.ts'
import type { BenchPart } from './part.ts'
import { progressPart } from './progress-part.ts'
import { machine, saveSection } from './report.ts'
import { severalPart } from './several-part.ts'
import { startPart } from './start-part.ts'
import { tlsPart } from './tls-part.ts'
import { uploadPart } from './upload-part.ts'

/** In the order in which they run. */
const PARTS: readonly BenchPart[] = [
  detectionPart,
  progressPart,
  fleetPart,
  severalPart,
  startPart,
  downloadPart,
  tlsPart,
  filesPart,
  connectionsPart,
  uploadPart,
  growthPart,
  bytesPart,
]

const { values, positionals } = parseArgs({
  options: { quick: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const unknown = positionals.filter(id => !PARTS.some(part => part.id === id))
if (unknown.length > 0) {
  const known = PARTS.map(part => part.id).join(', ')
  throw new Error(`Unknown part: ${unknown.join(', ')}. Parts: ${known}.`)
}

process.stdout.write(`${machine()}\n`)
if (values.quick) process.stdout.write('A quick run is smaller; the goals apply to the full run.\n')
if (values.quick)
  process.stdout.write(
    'A quick run takes few samples: means are off by a few hundredths. Results are not saved.\n',
  )
for (const part of PARTS) {
  if (positionals.length > 0 && !positionals.includes(part.id)) continue
  const section = await part.run(values.quick)
  process.stdout.write(`\n## ${part.title}\n\n${section.markdown}\n`)
  if (!values.quick) await saveSection(part, section)
}
