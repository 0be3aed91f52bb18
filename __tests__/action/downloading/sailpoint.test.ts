import { planFor } from '../../../simulator/jobs/examples.ts'
import { apiCalls, onePollEach, type Run, storeCalls, useAction } from '../../support/action.ts'
import { expectFiles } from '../../support/action-files.ts'

const action = useAction()

const plan = onePollEach(planFor('sailpoint', 'succeeded'))

const VERSIONS = [
  ['beta', '/beta/sp-config/export'],
  ['v1', '/sp-config/v1/export'],
] as const

async function expectConfiguration(run: Run): Promise<void> {
  const { job, result } = run
  await expectFiles(run, { names: [`sp-config-${job.id}.json`] })
  expect(result.outputs).toMatchObject({
    'provider-status': 'COMPLETE',
    'row-count': '48',
    partial: 'false',
    polls: '3',
    'request-id': expect.stringMatching(/^[0-9a-f]{32}$/),
    'started-at': job.createdAt().toISOString(),
    'finished-at': job.changedAt().toISOString(),
    'expires-at': new Date(job.createdAt().getTime() + 7 * 24 * 3_600_000).toISOString(),
  })
  expect(JSON.parse(result.outputs.details ?? '')).toMatchObject({ status: 'COMPLETE', type: 'EXPORT' })
  expect(result.summary).toContain('✅ SailPoint SP-Config export: 1 file')
  expect(storeCalls(run)).toEqual([])
}

test.each(VERSIONS)('the api-version "%s" with a token', async (version, path) => {
  const run = await action.run({
    plan,
    factor: 20,
    inputs: ({ simulator }) => ({
      'api-version': version,
      'client-id': '',
      'client-secret': '',
      token: simulator.issueToken(),
    }),
  })
  await expectConfiguration(run)
  const { job } = run
  expect(apiCalls(run)).toEqual([`GET ${path}/${job.id}`, `GET ${path}/${job.id}/download`])
})
