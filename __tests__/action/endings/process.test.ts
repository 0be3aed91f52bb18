import { planFor } from '../../../simulator/jobs/examples.ts'
import { onePollEach, useAction } from '../../support/action.ts'
import { expectFiles } from '../../support/action-files.ts'
import { commandsIn } from '../../support/runner-oracles.ts'
import { endsSoon } from '../../support/step-end.ts'

const action = useAction()

const FAULTY_PROCESS = new URL('../../support/preload/faulty-process.mjs', import.meta.url).href
const withFault = (fault: string) => ({ NODE_OPTIONS: `--import=${FAULTY_PROCESS}`, FAULTY_PROCESS: fault })
const lasting = { ...planFor('vmware', 'succeeded'), phases: [{ word: 'IN_PROGRESS' }] }

test('C07 the step survives a log that is closed early', async () => {
  const running = await action.start({ plan: onePollEach(planFor('snyk', 'succeeded')), factor: 5 })
  await running.step.untilLog(/^PENDING/)
  running.step.child.stdout?.destroy()
  running.step.child.stderr?.destroy()
  const run = await running.ended()
  expect(run.result.outputs).toMatchObject({ status: 'succeeded', polls: '3' })
  await expectFiles(run)
})

test('C07 a failed step still fails when its log is closed', async () => {
  const running = await action.start({ plan: onePollEach(planFor('sailpoint', 'failed')), factor: 5 })
  await running.step.untilLog(/^NOT_STARTED/)
  running.step.child.stdout?.destroy()
  const { exitCode, outputs } = await running.step.result
  expect([exitCode, outputs['failure-code']]).toEqual([1, 'export-failed'])
})

test('N08 C05 a hanging server does not keep the process alive after the end', async () => {
  const run = await action.run({
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
  expect(run.error).toMatch(/IN_PROGRESS ×1/)
})

test('C04 a step whose event loop runs empty fails with an error', async () => {
  const { step } = await action.start({
    plan: lasting,
    env: withFault('timers that do not keep the process alive'),
  })
  const { exitCode, log } = await step.result
  expect(exitCode).toBe(1)
  expect(log.match(/^::error::.*/gm)).toEqual([expect.stringContaining('ended without a result')])
})

test('C05 an open server and an open timer do not keep the process alive', async () => {
  const env = withFault('a server and a timer that are never closed')
  const running = await action.start({ plan: planFor('vmware', 'succeeded'), env })
  await expectFiles(await endsSoon(running))
})

test.each(['an uncaught error', 'an unhandled rejection'])(
  'C06 %s is reported as a bug, without workflow commands in its message; only the debug log shows the stack',
  async odd => {
    const run = await action.run({ plan: lasting, env: withFault(odd) })
    expect(run.result.outputs).toMatchObject({ 'failure-code': 'internal', 'provider-status': 'IN_PROGRESS' })
    expect(run.error).toContain('set-output name=status')
    expect(run.error).toContain('This is a bug in the action. Please report it with this message.')
    const names = commandsIn(run.result.log).map(({ name }) => name)
    expect(names.filter(name => name !== 'add-mask' && name !== 'debug')).toEqual(['error'])
    expect(run.result.log).not.toMatch(/^ +at |Node\.js v/m)
    expect(run.result.log).toMatch(/^::debug::Caused by: Error: .+ \| at .+/m)
  },
)

test('C08 every line of a long log arrives before the process ends', async () => {
  const plan = planFor('vmware', 'succeeded')
  const run = await action.run({ plan, env: withFault('a long log at the end') })
  expect(run.result.log.match(/^line \d+ x{40}$/gm)).toHaveLength(20_000)
})
