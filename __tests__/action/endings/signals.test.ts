import { planFor } from '../../../simulator/jobs/examples.ts'
import { apiCalls, type RunningAction, storeCalls, useAction } from '../../support/action.ts'
import { expectNoFiles } from '../../support/action-files.ts'
import { failingCalls } from '../../support/faulty-disk.ts'
import { interrupt, soon, untilOutputs } from '../../support/step-end.ts'
import { until } from '../../support/until.ts'

const action = useAction()

test('C01 SIGINT while waiting ends the step, which says how to go on', async () => {
  const phases = [{ word: 'IN_PROGRESS' }]
  const playing = await action.start({ plan: { ...planFor('vmware', 'succeeded'), phases } })
  await playing.step.untilLog(/^IN_PROGRESS/)
  const run = await interrupt(playing, 'SIGINT')
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
  const playing = await action.start({
    plan: planFor('snyk', 'succeeded'),
    prepare: ({ simulator }) => simulator.inject({ path: /^\/rest/, faults: [{ kind: 'stall' }] }),
  })
  await until(() => playing.simulator.requests.length > 0)
  const run = await interrupt(playing, 'SIGINT')
  expect(run.result.outputs).toMatchObject({ 'failure-code': 'aborted', 'provider-status': '' })
})

test('C01 D23 a signal while downloading leaves no file behind, not even finished ones', async () => {
  const playing = await action.start({
    plan: planFor('snyk', 'succeeded'),
    prepare: ({ simulator, job }) =>
      simulator.inject({ path: job.storePaths[2] ?? '', faults: [{ kind: 'stall', afterBytes: 4000 }] }),
  })
  await playing.step.untilLog(/^::debug::Downloading 3 files/)
  await until(() => storeCalls(playing).length === 3)
  const run = await interrupt(playing, 'SIGINT')
  expect(run.result.outputs).toMatchObject({ 'failure-code': 'aborted', 'provider-status': 'FINISHED' })
  expect(apiCalls(run)).toHaveLength(1)
  expectNoFiles(run)
})

test('C02 several signals at once are one stop: outputs are set, and no partial file stays', async () => {
  const playing = await action.start({
    plan: planFor('closient', 'succeeded'),
    prepare: ({ simulator, job }) =>
      simulator.inject({ path: job.storePaths[0] ?? '', faults: [{ kind: 'stall', afterBytes: 100 }] }),
  })
  await playing.step.untilLog(/^::debug::Downloading/)
  await until(() => storeCalls(playing).length === 1)
  playing.step.kill('SIGINT')
  const run = await interrupt(playing, 'SIGTERM')
  expect(run.result.outputs).toMatchObject({ 'failure-code': 'aborted', 'provider-status': 'completed' })
  expectNoFiles(run)
})

test('C01 a signal while a large file takes long to remove keeps the observed status', async () => {
  const playing = await action.start({
    plan: planFor('snyk', 'succeeded'),
    env: failingCalls(['rm', '\\.part$', 'LATE']),
    prepare: ({ simulator, job }) =>
      simulator.inject({ path: job.storePaths[2] ?? '', faults: [{ kind: 'stall', afterBytes: 4000 }] }),
  })
  await playing.step.untilLog(/^::debug::Downloading 3 files/)
  await until(() => storeCalls(playing).length === 3)
  playing.step.kill('SIGINT')
  // What a process cannot remove in time, the next one removes.
  const result = await playing.step.result
  expect(result.outputs).toMatchObject({ status: 'aborted', 'provider-status': 'FINISHED', polls: '1' })
  expect(result.outputs['row-count']).not.toBe('')
})

test('C01 a signal while a disk hangs keeps the observed status', async () => {
  const playing = await action.start({
    plan: planFor('snyk', 'succeeded'),
    env: failingCalls(['statfs', '', 'HANGS']),
  })
  await playing.step.untilLog(/^FINISHED/)
  playing.step.kill('SIGTERM')
  const { outputs } = await soon(playing.step.result)
  expect(outputs).toMatchObject({ status: 'aborted', 'provider-status': 'FINISHED' })
})

/** A step that is over but for its summary. */
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
] as const)('C01 a summary that is never written keeps no step, %s or not', async (ending, code) => {
  const playing = await withoutSummary(ending, 5)
  await untilOutputs(playing)
  const run = await interrupt(playing, 'SIGINT')
  expect(run.result.outputs['failure-code']).toBe(code)
})

test('C02 a second signal that comes later does not wait for the last resort', async () => {
  const playing = await withoutSummary('failed')
  await untilOutputs(playing)
  playing.step.kill('SIGINT')
  await playing.step.untilLog(/^Ready for the next signal/)
  const { result } = await interrupt(playing, 'SIGINT')
  // By the step's own clock; the last resort would come 400 ms later.
  const [, goneMs] = /^Exited (\d+) ms after the last signal/m.exec(result.log) ?? []
  expect(Number(goneMs)).toBeLessThan(200)
  expect(result.outputs['failure-code']).toBe('export-failed')
})
