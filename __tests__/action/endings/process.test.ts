import { planFor } from '../../../simulator/jobs/examples.ts'
import { onePollEach, useAction } from '../../support/action.ts'
import { expectFiles } from '../../support/action-files.ts'
import { commandsIn } from '../../support/runner-oracles.ts'
import { endsSoon } from '../../support/step-end.ts'

const action = useAction()

const FAULTY_PROCESS = new URL('../../support/preload/faulty-process.mjs', import.meta.url).href
const oddly = (odd: string) => ({ NODE_OPTIONS: `--import=${FAULTY_PROCESS}`, FAULTY_PROCESS: odd })
const lasting = { ...planFor('vmware', 'succeeded'), phases: [{ word: 'IN_PROGRESS' }] }

test('C07 a log that is closed early does not end the step', async () => {
  const playing = await action.start({ plan: onePollEach(planFor('snyk', 'succeeded')), factor: 5 })
  await playing.step.untilLog(/^PENDING/)
  playing.step.child.stdout?.destroy()
  playing.step.child.stderr?.destroy()
  const run = await playing.ended()
  expect(run.result.outputs).toMatchObject({ status: 'succeeded', polls: '3' })
  await expectFiles(run)
})

test('C07 a failed step still fails when its log is closed', async () => {
  const playing = await action.start({ plan: onePollEach(planFor('sailpoint', 'failed')), factor: 5 })
  await playing.step.untilLog(/^NOT_STARTED/)
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
  expect(run.error).toMatch(/IN_PROGRESS ×1/)
})

test('C04 a step whose event loop runs empty fails and says so', async () => {
  const { step } = await action.start({
    plan: lasting,
    env: oddly('timers that do not keep the process alive'),
  })
  const { exitCode, log } = await step.result
  expect(exitCode).toBe(1)
  expect(log.match(/^::error::.*/gm)).toEqual([expect.stringContaining('ended without a result')])
})

test('C05 an open server and an open timer do not keep the process alive', async () => {
  const env = oddly('a server and a timer that are never closed')
  const playing = await action.start({ plan: planFor('vmware', 'succeeded'), env })
  await expectFiles(await endsSoon(playing))
})

test.each(['an uncaught error', 'an unhandled rejection'])(
  'C06 %s is reported as a bug without its commands; only the debug log shows its stack',
  async odd => {
    const run = await action.play({ plan: lasting, env: oddly(odd) })
    expect(run.result.outputs).toMatchObject({ 'failure-code': 'internal', 'provider-status': 'IN_PROGRESS' })
    expect(run.error).toContain('set-output name=status')
    const names = commandsIn(run.result.log).map(({ name }) => name)
    expect(names.filter(name => name !== 'add-mask' && name !== 'debug')).toEqual(['error'])
    expect(run.result.log).not.toMatch(/^ +at |Node\.js v/m)
    expect(run.result.log).toMatch(/^::debug::Caused by: Error: .+ \| at .+/m)
  },
)

test('C08 every line of a long log arrives before the process ends', async () => {
  const plan = planFor('vmware', 'succeeded')
  const run = await action.play({ plan, env: oddly('a long log at the end') })
  expect(run.result.log.match(/^line \d+ x{40}$/gm)).toHaveLength(20_000)
})
