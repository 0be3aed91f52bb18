import type { Run } from './act.ts'
import { shownSecrets, useStage } from './stage.ts'

const stage = useStage()
const CONTROL = 'shown-by-a-step-of-the-workflow'

/** A step whose server quotes the request in its reason. */
function act(masking: 'none' | 'runner'): Promise<Run> {
  const { simulator, secrets, act } = stage()
  const message = `${secrets.SAILPOINT_CLIENT_ID} with ${secrets.SAILPOINT_CLIENT_SECRET} was refused`
  const job = simulator.jobs.add({ provider: 'sailpoint', phases: [{ word: 'FAILED', fields: { message } }] })
  return act({ workflow: 'secrets', masking, vars: { ECHOING_EXPORT: job.id }, secrets: { CONTROL } })
}

test('without masking by the runner, the action hides every secret', async () => {
  const run = await act('none')
  expect(run.log).toContain(CONTROL)
  const { outputs } = (await run.keptJson('step.json')) as { outputs: Record<string, string> }
  const { SAILPOINT_CLIENT_ID: id = '', SAILPOINT_CLIENT_SECRET: secret = '' } = stage().secrets
  expect(outputs['failure-reason']).toMatch(/was refused/)
  expect(JSON.stringify(outputs)).not.toContain(secret)
  // The action does not treat the client id as secret; the runner masks it because it comes from secrets.*.
  expect(outputs['failure-reason']).toContain(id)
  expect(shownSecrets(run, stage())).toEqual(['SAILPOINT_CLIENT_ID'])
})

test('with masking by the runner, no value of secrets.* is shown in the log', async () => {
  const run = await act('runner')
  expect(run.log).toMatch(/failure-reason=.*\*\*\* with \*\*\* was refused/)
  expect(run.log).not.toContain(CONTROL)
  expect(shownSecrets(run, stage())).toEqual([])
})
