import type { Run } from './act.ts'
import { shownSecrets, useStage } from './stage.ts'

const stage = useStage()
const CONTROL = 'shown-by-a-step-of-the-workflow'

/** A step with a server that quotes the request in its reason. */
function act(masking: 'none' | 'runner'): Promise<Run> {
  const { simulator, secrets, act } = stage()
  const message = `${secrets.SAILPOINT_CLIENT_ID} with ${secrets.SAILPOINT_CLIENT_SECRET} was refused`
  const job = simulator.jobs.add({ provider: 'sailpoint', phases: [{ word: 'FAILED', fields: { message } }] })
  return act({ workflow: 'secrets', masking, vars: { ECHOING_EXPORT: job.id }, secrets: { CONTROL } })
}

test('where the runner hides nothing, the action hides every secret', async () => {
  const run = await act('none')
  expect(run.log).toContain(CONTROL)
  const { outputs } = (await run.keptJson('step.json')) as { outputs: Record<string, string> }
  const { SAILPOINT_CLIENT_ID: id = '', SAILPOINT_CLIENT_SECRET: secret = '' } = stage().secrets
  expect(outputs['failure-reason']).toMatch(/was refused/)
  expect(JSON.stringify(outputs)).not.toContain(secret)
  // The id of a client is no secret to the action; the runner hides it because it came from secrets.*.
  expect(outputs['failure-reason']).toContain(id)
  expect(shownSecrets(run, stage())).toEqual(['SAILPOINT_CLIENT_ID'])
})

test('with the masking of the runner nothing of secrets.* is shown in the whole log', async () => {
  const run = await act('runner')
  expect(run.log).toMatch(/failure-reason=.*\*\*\* with \*\*\* was refused/)
  expect(run.log).not.toContain(CONTROL)
  expect(shownSecrets(run, stage())).toEqual([])
})
