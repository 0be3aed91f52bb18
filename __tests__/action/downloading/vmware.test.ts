import { planFor } from '../../../simulator/jobs/examples.ts'
import { apiCalls, onePollEach, type Run, storeCalls, useAction } from '../../support/action.ts'
import { expectFiles } from '../../support/action-files.ts'

const action = useAction()

const plan = onePollEach(planFor('vmware', 'succeeded'))

async function expectReport(run: Run): Promise<void> {
  await expectFiles(run)
  expect(run.result.outputs).toMatchObject({
    'provider-status': 'COMPLETED',
    'row-count': '',
    partial: 'false',
    'started-at': expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    'finished-at': expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
  })
  expect(run.result.summary).toContain('✅ VMware SDDC Manager pre-check export: 1 file')
  expect(run.result.log).toContain('42.5 %')
  expect(storeCalls(run)).toEqual([])
}

test('an export with an access token', async () => {
  const run = await action.run({
    plan,
    factor: 20,
    inputs: ({ simulator }) => ({ username: '', password: '', token: simulator.issueToken() }),
  })
  await expectReport(run)
  expect(run.result.outputs.polls).toBe('3')
  const path = `GET /v1/system/check-sets/${run.job.id}/exports`
  expect(apiCalls(run)).toEqual([path, `${path}/data`])
})

test('an export with an account, and a path suffix in api-url', async () => {
  const run = await action.run({
    plan,
    factor: 20,
    inputs: ({ simulator }) => ({ 'api-url': `${simulator.apiUrl}/v1` }),
  })
  await expectReport(run)
  const path = `GET /v1/system/check-sets/${run.job.id}/exports`
  expect(apiCalls(run)).toEqual(['POST /v1/tokens', path, `${path}/data`])
})
