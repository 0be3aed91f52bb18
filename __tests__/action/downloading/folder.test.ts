import { readdir, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { planFor } from '../../../simulator/jobs/examples.ts'
import { type SimulatedJob, useAction } from '../../support/action.ts'
import { expectFiles } from '../../support/action-files.ts'
import { useTempFolder } from '../../support/cleanup.ts'
import { until } from '../../support/until.ts'

const action = useAction()
const scratch = useTempFolder()

const plan = planFor('snyk', 'succeeded')

test('a relative path with any characters starts at the workspace', async () => {
  const run = await action.run({
    plan,
    inputs: { path: 'Berichte für März/導出' },
    env: { RUNNER_TEMP: '' },
  })
  await expectFiles(run, { folder: join(run.result.temp, 'workspace/Berichte für März/導出') })
})

test('an absolute path is used unchanged', async () => {
  const folder = join(await scratch(), 'with spaces/ñandú')
  const run = await action.run({ plan, inputs: { path: folder } })
  await expectFiles(run, { folder })
  expect(run.result.files).toEqual([])
})

const archive = planFor('closient', 'succeeded')

const stalled = ({ simulator, job }: SimulatedJob) =>
  simulator.inject({ path: job.storePaths[0] ?? '', faults: [{ kind: 'stall', afterBytes: 5000 }] })

test('F11 C03 a killed step leaves only its temporary folder, which a step removes a week later', async () => {
  const folder = await scratch()
  const killed = await action.start({ plan: archive, inputs: { path: folder }, prepare: stalled })
  await until(async () => (await readdir(folder)).length > 0)
  killed.step.kill('SIGKILL')
  expect(await killed.step.result).toMatchObject({ exitCode: null, signal: 'SIGKILL', outputs: {} })
  const left = await readdir(folder)
  expect(left).toEqual([expect.stringMatching(/^\.await-export-\w{6}$/)])
  const weekAgo = new Date(Date.now() - 8 * 86_400_000)
  await utimes(join(folder, left[0] ?? ''), weekAgo, weekAgo)
  const run = await action.run({ plan: archive, inputs: { path: folder } })
  await expectFiles(run, { folder })
})

test('F12 two steps with the same folder do not affect each other', async () => {
  const folder = await scratch()
  const setup = { plan: archive, inputs: { path: folder } }
  const slow = await action.start({ ...setup, factor: 15, prepare: stalled })
  await until(async () => (await readdir(folder)).length > 0)
  const fast = await action.start(setup)
  const { outputs } = await fast.step.result
  expect(outputs.status).toBe('succeeded')
  // The temporary folder of the other step is not removed as stale.
  expect((await readdir(folder)).filter(name => name.startsWith('.await-export-'))).toHaveLength(1)
  await expectFiles(await slow.ended(), { folder })
})
