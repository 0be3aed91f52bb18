import { planFor } from '../../../simulator/jobs/examples.ts'
import { useAction } from '../../support/action.ts'
import { expectFiles } from '../../support/action-files.ts'
import { failingCalls } from '../../support/faulty-disk.ts'

const action = useAction()

test.each([
  ['first', 0],
  ['second', 1],
  ['last', 2],
] as const)('C09 a signal while the %s of three verified files is renamed', async (_, succeeding) => {
  const run = await action.run({
    plan: planFor('snyk', 'succeeded'),
    env: failingCalls(['rename', '/\\.await-export-', 'SIGTERM', 1, succeeding]),
  })
  expect(run.result.outputs).toMatchObject({
    status: 'aborted',
    'failure-code': 'aborted',
    'provider-status': 'FINISHED',
    'row-count': '1061',
  })
  expect(run.error).toContain('ended by SIGTERM')
  expect(run.summary).toContain('🛑')
  await expectFiles(run)
})

test('C09 a signal while a single file is renamed', async () => {
  const run = await action.run({
    plan: planFor('sailpoint', 'succeeded'),
    env: failingCalls(['rename', '/\\.await-export-', 'SIGTERM']),
  })
  expect(run.result.outputs).toMatchObject({ 'failure-code': 'aborted', 'row-count': '48' })
  await expectFiles(run, { names: [`sp-config-${run.job.id}.json`] })
})
