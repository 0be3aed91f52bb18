import { mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { planFor } from '../../simulator/jobs/examples.ts'
import type { Cast } from '../support/action.ts'
import { storeCalls, useAction } from '../support/action.ts'
import { expectFiles, expectNoFiles } from '../support/action-files.ts'
import { useScratch } from '../support/scratch.ts'

const action = useAction()
const scratch = useScratch()
const plan = planFor('closient', 'succeeded')

const stalled = ({ simulator, job }: Cast) =>
  simulator.inject({ path: job.storePaths[0] ?? '', faults: [{ kind: 'stall', afterBytes: 5000 }] })

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise(resolve => setTimeout(resolve, 5))
}

test('F11 C03 what a killed step leaves is a part file, and the next step removes it', async () => {
  const folder = await scratch()
  const killed = await action.start({ plan, inputs: { path: folder }, prepare: stalled })
  await until(async () => (await readdir(folder)).length > 0)
  killed.step.kill('SIGKILL')
  expect(await killed.step.result).toMatchObject({ exitCode: null, signal: 'SIGKILL', outputs: {} })
  expect(await readdir(folder)).toEqual([expect.stringMatching(/^example-export-2026-01-05\.zip\..+\.part$/)])
  const run = await action.play({ plan, inputs: { path: folder } })
  await expectFiles(run, { folder })
})

test('F12 two steps with one folder do not disturb each other', async () => {
  const folder = await scratch()
  const scene = { plan, inputs: { path: folder } }
  const slow = await action.start({ ...scene, factor: 15, prepare: stalled })
  await until(async () => (await readdir(folder)).length > 0)
  const fast = await action.start(scene)
  const { outputs } = await fast.step.result
  expect(outputs.status).toBe('succeeded')
  // What the other one is writing is not taken for a leftover.
  expect((await readdir(folder)).filter(name => name.endsWith('.part'))).toHaveLength(1)
  await expectFiles(await slow.ended(), { folder })
})

test('F07 a folder in the place of a file is left alone', async () => {
  const folder = await scratch()
  const obstacle = join(folder, 'example-export-2026-01-05.zip')
  await mkdir(obstacle)
  await writeFile(join(obstacle, 'kept'), '')
  const run = await action.play({ plan, inputs: { path: folder } })
  expect(run.result.outputs['failure-code']).toBe('download')
  expect(run.error).toContain('a folder has that name')
  expect(await readdir(folder)).toEqual(['example-export-2026-01-05.zip'])
  expect(await readdir(obstacle)).toEqual(['kept'])
})

test('F08 a folder that is missing is created with its parents', async () => {
  const folder = join(await scratch(), 'a/b/c')
  const run = await action.play({ plan, inputs: { path: folder } })
  await expectFiles(run, { folder })
  expect((await stat(folder)).isDirectory()).toBe(true)
})

test('F04 a path that is too long is explained', async () => {
  const run = await action.play({ plan, inputs: { path: `/tmp/${'x'.repeat(300)}` } })
  expect(run.result.outputs['failure-code']).toBe('download')
  expect(run.error).toContain('the path is too long (ENAMETOOLONG)')
  expect(storeCalls(run)).toEqual([])
  expectNoFiles(run)
})
