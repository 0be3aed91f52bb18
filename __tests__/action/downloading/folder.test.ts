import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { planFor } from '../../../simulator/jobs/examples.ts'
import { type SimulatedJob, useAction } from '../../support/action.ts'
import { expectFiles } from '../../support/action-files.ts'
import { useTempFolder } from '../../support/cleanup.ts'
import { until } from '../../support/until.ts'

const action = useAction()
const scratch = useTempFolder()

const plan = planFor('snyk', 'succeeded')

test('a relative path starts at the workspace, whatever letters it has', async () => {
  const run = await action.play({
    plan,
    inputs: { path: 'Berichte für März/導出' },
    env: { RUNNER_TEMP: '' },
  })
  await expectFiles(run, { folder: join(run.result.temp, 'workspace/Berichte für März/導出') })
})

test('an absolute path is used as it is', async () => {
  const folder = join(await scratch(), 'with spaces/ñandú')
  const run = await action.play({ plan, inputs: { path: folder } })
  await expectFiles(run, { folder })
  expect(run.result.files).toEqual([])
})

const archive = planFor('closient', 'succeeded')

const stalled = ({ simulator, job }: SimulatedJob) =>
  simulator.inject({ path: job.storePaths[0] ?? '', faults: [{ kind: 'stall', afterBytes: 5000 }] })

test('F11 C03 what a killed step leaves is a part file, and the next step removes it', async () => {
  const folder = await scratch()
  const killed = await action.start({ plan: archive, inputs: { path: folder }, prepare: stalled })
  await until(async () => (await readdir(folder)).length > 0)
  killed.step.kill('SIGKILL')
  expect(await killed.step.result).toMatchObject({ exitCode: null, signal: 'SIGKILL', outputs: {} })
  expect(await readdir(folder)).toEqual([expect.stringMatching(/^example-export-2026-01-05\.zip\..+\.part$/)])
  const run = await action.play({ plan: archive, inputs: { path: folder } })
  await expectFiles(run, { folder })
})

test('F12 two steps with one folder do not disturb each other', async () => {
  const folder = await scratch()
  const scene = { plan: archive, inputs: { path: folder } }
  const slow = await action.start({ ...scene, factor: 15, prepare: stalled })
  await until(async () => (await readdir(folder)).length > 0)
  const fast = await action.start(scene)
  const { outputs } = await fast.step.result
  expect(outputs.status).toBe('succeeded')
  // What the other one is writing is not taken for a leftover.
  expect((await readdir(folder)).filter(name => name.endsWith('.part'))).toHaveLength(1)
  await expectFiles(await slow.ended(), { folder })
})
