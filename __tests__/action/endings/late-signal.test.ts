import { planFor } from '../../../simulator/jobs/examples.ts'
import { useAction } from '../../support/action.ts'
import { expectFiles } from '../../support/action-files.ts'
import { failingCalls } from '../../support/faulty-disk.ts'

const action = useAction()

test.each([
  ['first', 0],
  ['second', 1],
  ['last', 2],
] as const)('C09 a signal while the %s of three verified files gets its name', async (_, passing) => {
  const run = await action.play({
    plan: planFor('snyk', 'succeeded'),
    env: failingCalls(['rename', '\\.part$', 'SIGTERM', 1, passing]),
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

test('C09 a signal while a single file gets its name', async () => {
  const run = await action.play({
    plan: planFor('sailpoint', 'succeeded'),
    env: failingCalls(['rename', '\\.part$', 'SIGTERM']),
  })
  expect(run.result.outputs).toMatchObject({ 'failure-code': 'aborted', 'row-count': '48' })
  await expectFiles(run, { names: [`sp-config-${run.job.id}.json`] })
})
