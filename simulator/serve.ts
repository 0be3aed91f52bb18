// Starts the APIs with one Snyk export, and writes the inputs of a step that awaits it to the file given as argument, as
// outputs of a workflow step. Needs no installed packages. Runs until it is killed.
import { appendFileSync } from 'node:fs'
import { planFor } from './jobs/examples.ts'
import { startSimulator } from './simulator.ts'

const ORG_ID = '70ba96dd-160e-445c-adec-3fe070e1dea5'

const [file = ''] = process.argv.slice(2)
const { apiUrl, credentials, jobs } = await startSimulator()
const { id } = jobs.add({ ...planFor('snyk', 'succeeded', { waitMs: 5000 }), scopeId: ORG_ID })
const outputs = { 'api-url': apiUrl, 'org-id': ORG_ID, 'export-id': id, token: credentials.snyk.token }
appendFileSync(
  file,
  Object.entries(outputs)
    .map(([name, value]) => `${name}=${value}\n`)
    .join(''),
)
