import { planFor } from '../../../simulator/jobs/examples.ts'
import { apiCalls, type RunningAction, storeCalls, useAction } from '../../support/action.ts'
import { expectNoFiles } from '../../support/action-files.ts'
import { failingCalls } from '../../support/faulty-disk.ts'
import { interrupt, soon, untilOutputs } from '../../support/step-end.ts'
import { until } from '../../support/until.ts'

const action = useAction()

test('C01 SIGINT while waiting ends the step, which explains how to continue', async () => {
  const phases = [{ word: 'IN_PROGRESS' }]
  const running = await action.start({ plan: { ...planFor('vmware', 'succeeded'), phases } })
  await running.step.untilLog(/^IN_PROGRESS/)
  const run = await interrupt(running, 'SIGINT')
  expect(run.result.outputs).toMatchObject({
    'failure-code': 'aborted',
    'provider-status': 'IN_PROGRESS',
    'export-id': run.job.id,
  })
  expect(run.error).toContain('the export keeps running')
  expect(run.error).toContain(`export-id: ${run.job.id}`)
  expect(run.summary).toContain('🛑')
  expectNoFiles(run)
})

test('C01 a signal before the first response ends the step', async () => {
  const running = await action.start({
    plan: planFor('snyk', 'succeeded'),
    prepare: ({ simulator }) => simulator.inject({ path: /^\/rest/, faults: [{ kind: 'stall' }] }),
  })
  await until(() => running.simulator.requests.length > 0)
  const run = await interrupt(running, 'SIGINT')
  expect(run.result.outputs).toMatchObject({ 'failure-code': 'aborted', 'provider-status': '' })
})

test('C01 D23 a signal while downloading leaves no files, not even finished ones', async () => {
  const running = await action.start({
    plan: planFor('snyk', 'succeeded'),
    prepare: ({ simulator, job }) =>
      simulator.inject({ path: job.storePaths[2] ?? '', faults: [{ kind: 'stall', afterBytes: 4000 }] }),
  })
  await running.step.untilLog(/^::debug::Downloading 3 files/)
  await until(() => storeCalls(running).length === 3)
  const run = await interrupt(running, 'SIGINT')
  expect(run.result.outputs).toMatchObject({ 'failure-code': 'aborted', 'provider-status': 'FINISHED' })
  expect(apiCalls(run)).toHaveLength(1)
  expectNoFiles(run)
})

test('C02 several signals at once stop the step once: outputs are set, and no partial file is left', async () => {
  const running = await action.start({
    plan: planFor('closient', 'succeeded'),
    prepare: ({ simulator, job }) =>
      simulator.inject({ path: job.storePaths[0] ?? '', faults: [{ kind: 'stall', afterBytes: 100 }] }),
  })
  await running.step.untilLog(/^::debug::Downloading/)
  await until(() => storeCalls(running).length === 1)
  running.step.kill('SIGINT')
  const run = await interrupt(running, 'SIGTERM')
  expect(run.result.outputs).toMatchObject({ 'failure-code': 'aborted', 'provider-status': 'completed' })
  expectNoFiles(run)
})

test('C01 a signal while a slow file removal is pending keeps the observed status', async () => {
  const running = await action.start({
    plan: planFor('snyk', 'succeeded'),
    env: failingCalls(['rm', '/\\.await-export-', 'LATE']),
    prepare: ({ simulator, job }) =>
      simulator.inject({ path: job.storePaths[2] ?? '', faults: [{ kind: 'stall', afterBytes: 4000 }] }),
  })
  await running.step.untilLog(/^::debug::Downloading 3 files/)
  await until(() => storeCalls(running).length === 3)
  running.step.kill('SIGINT')
  // A folder that is not removed in time is removed by a later step.
  const result = await running.step.result
  expect(result.outputs).toMatchObject({ status: 'aborted', 'provider-status': 'FINISHED', polls: '1' })
  expect(result.outputs['row-count']).not.toBe('')
})

test('C01 a signal while a disk hangs keeps the observed status', async () => {
  const running = await action.start({
    plan: planFor('snyk', 'succeeded'),
    env: failingCalls(['statfs', '', 'HANGS']),
  })
  await running.step.untilLog(/^FINISHED/)
  running.step.kill('SIGTERM')
  const { outputs } = await soon(running.step.result)
  expect(outputs).toMatchObject({ status: 'aborted', 'provider-status': 'FINISHED' })
})

/** A step that has finished except for its summary. */
function withoutSummary(ending: 'failed' | 'succeeded', factor = 1): Promise<RunningAction> {
  return action.start({
    plan: planFor('vmware', ending),
    env: {
      NODE_OPTIONS: `--import=${new URL('../../support/preload/faulty-process.mjs', import.meta.url).href}`,
      FAULTY_PROCESS: 'a summary that is never written',
    },
    factor,
  })
}

test.each([
  ['failed', 'export-failed'],
  ['succeeded', 'aborted'],
] as const)('C01 a summary that is never written does not keep a %s step alive', async (ending, code) => {
  const running = await withoutSummary(ending, 5)
  await untilOutputs(running)
  const run = await interrupt(running, 'SIGINT')
  expect(run.result.outputs['failure-code']).toBe(code)
})

test('C02 a second signal that comes later does not wait for the last resort', async () => {
  const running = await withoutSummary('failed')
  await untilOutputs(running)
  running.step.kill('SIGINT')
  await running.step.untilLog(/^Ready for the next signal/)
  const { result } = await interrupt(running, 'SIGINT')
  // On the step's own clock; the last resort would run 400 ms later.
  const [, goneMs] = /^Exited (\d+) ms after the last signal/m.exec(result.log) ?? []
  expect(Number(goneMs)).toBeLessThan(200)
  expect(result.outputs['failure-code']).toBe('export-failed')
})
