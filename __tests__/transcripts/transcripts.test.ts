import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { type ResultsService, startResultsService } from '../../simulator/results-service.ts'
import { useAction } from '../support/action.ts'
import { transcriptOf } from './render.ts'
import { SCENARIOS, type Scenario } from './scenarios.ts'

const action = useAction()
const fileOf = (name: string) => new URL(`${name}.txt`, import.meta.url)
const isUpdating = process.env.TRANSCRIPTS === 'update'

async function transcribed(scenario: Scenario): Promise<string> {
  const { name, shows, uploads, during, ...setup } = scenario
  const service: ResultsService | undefined = uploads && (await startResultsService())
  try {
    const running = await action.start({ ...setup, env: service?.env ?? {} })
    await during?.(running)
    const run = await running.ended()
    return transcriptOf({
      title: `${name}: ${shows}`,
      run,
      inputs: running.inputs,
      artifactRequests: service?.requests ?? [],
      artifactOrigin: service ? new URL(service.env.ACTIONS_RESULTS_URL ?? '').origin : '',
    })
  } finally {
    await service?.close()
  }
}

test.each(SCENARIOS)('the transcript of $name', async scenario => {
  const transcript = await transcribed(scenario)
  if (isUpdating) writeFileSync(fileOf(scenario.name), transcript)
  // After an intended change, `npm run transcripts` rewrites them; review the diff before you commit it.
  expect(transcript).toBe(readFileSync(fileOf(scenario.name), 'utf8'))
})

test('every transcript has a scenario', () => {
  const files = readdirSync(new URL('.', import.meta.url)).filter(name => name.endsWith('.txt'))
  expect(files).toEqual(SCENARIOS.map(({ name }) => `${name}.txt`).sort())
})
