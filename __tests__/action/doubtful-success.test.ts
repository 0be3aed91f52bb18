import { planFor } from '../../simulator/jobs/examples.ts'
import type { JobPlan } from '../../simulator/jobs/plans.ts'
import { useAction } from '../support/action.ts'
import { expectNoFiles } from '../support/action-files.ts'

const action = useAction()
const FACTOR = 20

test.each([
  ['snyk', 'FINISHED'],
  ['sailpoint', 'COMPLETE'],
  ['vmware', 'COMPLETED'],
  ['closient', 'completed'],
] as const)('S15 a status of %s that only begins like a success is none', async (provider, word) => {
  const phases = [{ word: `${word}${' '.repeat(200)}NOT` }]
  const plan: JobPlan = { ...planFor(provider, 'succeeded'), phases }
  const run = await action.play({ plan, factor: FACTOR, inputs: { timeout: '10s' } })
  expect(run.result.outputs).toMatchObject({ status: 'timed-out', 'provider-status': `${word} NOT` })
  expect(run.error).toContain(`${word} NOT`)
  expectNoFiles(run)
})
