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
  expect(run.result.summary).toContain('✅ VMware SDDC Manager pre-check export: succeeded')
  expect(run.result.log).toContain('42.5 %')
  expect(storeCalls(run)).toEqual([])
}

test('an access token', async () => {
  const run = await action.play({
    plan,
    factor: 20,
    inputs: ({ simulator }) => ({ username: '', password: '', token: simulator.issueToken() }),
  })
  await expectReport(run)
  expect(run.result.outputs.polls).toBe('3')
  const path = `GET /v1/system/check-sets/${run.job.id}/exports`
  expect(apiCalls(run)).toEqual([path, `${path}/data`])
})

test('an account, with the suffix of the API in its address', async () => {
  const run = await action.play({
    plan,
    factor: 20,
    inputs: ({ simulator }) => ({ 'api-url': `${simulator.apiUrl}/v1` }),
  })
  await expectReport(run)
  const path = `GET /v1/system/check-sets/${run.job.id}/exports`
  expect(apiCalls(run)).toEqual(['POST /v1/tokens', path, `${path}/data`])
})

test('the token of an account is renewed in the middle of the wait, before anything is refused', async () => {
  const run = await action.play({
    plan: {
      ...planFor('vmware', 'succeeded'),
      phases: [{ word: 'IN_PROGRESS', fields: { progress: 42.5 }, polls: 6 }, { word: 'COMPLETED' }],
    },
    factor: 60,
    inputs: { 'poll-interval': '20s' },
    simulator: { credentials: { vmware: { tokenLifeMs: 100_000 } } },
  })
  await expectReport(run)
  const calls = apiCalls(run)
  expect(calls[0]).toBe('POST /v1/tokens')
  expect(calls.filter(call => call === 'PATCH /v1/tokens/access-token/refresh').length).toBeGreaterThan(1)
  const sent = run.simulator.requests.map(({ headers }) => headers.authorization).filter(Boolean)
  expect(sent).toHaveLength(8)
  expect(new Set(sent).size).toBeGreaterThan(2)
})
