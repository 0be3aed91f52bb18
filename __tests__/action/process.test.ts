import { planFor } from '../../simulator/jobs/examples.ts'
import { oneLookEach, useAction } from '../support/action.ts'
import { expectFiles } from '../support/action-files.ts'

const action = useAction()

test('C07 a log whose reader has gone away early does not end the step', async () => {
  const playing = await action.start({ plan: oneLookEach(planFor('snyk', 'succeeded')), factor: 5 })
  await playing.step.untilLog(/^Status PENDING/)
  playing.step.child.stdout?.destroy()
  playing.step.child.stderr?.destroy()
  const run = await playing.ended()
  expect(run.result.outputs).toMatchObject({ status: 'succeeded', polls: '3' })
  await expectFiles(run)
})

test('C07 a log whose reader has gone away keeps a red step red', async () => {
  const playing = await action.start({ plan: oneLookEach(planFor('sailpoint', 'failed')), factor: 5 })
  await playing.step.untilLog(/^Status NOT_STARTED/)
  playing.step.child.stdout?.destroy()
  const { exitCode, outputs } = await playing.step.result
  expect([exitCode, outputs['failure-code']]).toEqual([1, 'export-failed'])
})

test('N08 C05 a server that hangs does not keep the process after the end', async () => {
  const run = await action.play({
    plan: { ...planFor('vmware', 'succeeded'), phases: [{ word: 'IN_PROGRESS' }] },
    inputs: { timeout: '10s', 'poll-interval': '3s' },
    factor: 20,
    prepare: ({ simulator, job }) =>
      simulator.inject({
        path: `/v1/system/check-sets/${job.id}/exports`,
        faults: [{ kind: 'pass' }, ...Array(9).fill({ kind: 'stall' })],
      }),
  })
  expect(run.result.outputs).toMatchObject({ 'failure-code': 'timed-out', 'provider-status': 'IN_PROGRESS' })
  expect(run.error).toMatch(/IN_PROGRESS once/)
})

test('N09 a silent server is given up after half a minute and asked again', async () => {
  const run = await action.play({
    plan: oneLookEach(planFor('closient', 'succeeded')),
    factor: 30,
    prepare: ({ simulator }) =>
      simulator.inject({
        path: /data-export/,
        faults: [{ kind: 'pass' }, { kind: 'stall', afterBytes: 20 }],
      }),
  })
  expect(run.result.outputs).toMatchObject({ status: 'succeeded', polls: '3' })
  expect(run.result.log).toContain('did not answer within 30 s')
})

test('inputs that are passed on empty count as not given', async () => {
  const names = [
    'timeout',
    'poll-interval',
    'download',
    'download-timeout',
    'if-empty',
    'if-partial',
    'summary',
  ]
  const others = ['upload-artifact', 'artifact-archive', 'artifact-overwrite', 'if-upload-fails', 'path']
  const inputs = Object.fromEntries([...names, ...others].map(name => [name, '']))
  const run = await action.play({ plan: planFor('vmware', 'succeeded'), inputs })
  await expectFiles(run)
})
