import { chmod, mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { planFor } from '../../../simulator/jobs/examples.ts'
import { type Cast, storeCalls, useAction } from '../../support/action.ts'
import { expectFiles, expectNoFiles } from '../../support/action-files.ts'
import { useScratch } from '../../support/scratch.ts'
import { until } from '../../support/until.ts'

const action = useAction()
const scratch = useScratch()

const plan = planFor('snyk', 'succeeded')
const TWO_DAYS_AGO = new Date(Date.now() - 2 * 24 * 3_600_000)

test('a relative path starts at the workspace, whatever letters it has', async () => {
  const run = await action.play({
    plan,
    inputs: { path: 'Berichte für März/導出' },
    env: { RUNNER_TEMP: '' },
  })
  await expectFiles(run, { folder: join(run.result.temp, 'workspace/Berichte für März/導出') })
})

test('an absolute path is taken as it is', async () => {
  const folder = join(await scratch(), 'with spaces/ñandú')
  const run = await action.play({ plan, inputs: { path: folder } })
  await expectFiles(run, { folder })
  expect(run.result.files).toEqual([])
})

test('F07 C03 what is there already is replaced, and what a killed step left is removed', async () => {
  const workspace = await scratch()
  const folder = join(workspace, 'exports')
  await mkdir(folder)
  const old = join(folder, 'data_1_2_0.csv')
  await writeFile(old, 'from last week')
  await chmod(old, 0o444)
  const { ino } = await stat(old)
  const left = join(folder, 'data_1_1_0.csv.0123abcd-4711-0123456789ab.part')
  await writeFile(left, 'half of it')
  await utimes(left, TWO_DAYS_AGO, TWO_DAYS_AGO)
  const run = await action.play({ plan, inputs: { path: 'exports' }, env: { GITHUB_WORKSPACE: workspace } })
  await expectFiles(run, { folder })
  const found = await stat(old)
  expect(found.size).toBe(plan.files?.[1]?.content.size)
  // Another file took its place at once: whoever reads the old one still has all of it.
  expect(found.ino).not.toBe(ino)
})

test('F07 D22 what is there already stays as it is when one of several files cannot be had', async () => {
  const folder = await scratch()
  const old = join(folder, 'data_1_1_0.csv')
  await writeFile(old, 'from last week')
  const run = await action.play({
    plan,
    inputs: { path: folder },
    factor: 20,
    prepare: ({ simulator, job }) => {
      // The others have arrived by the time of the third answer.
      const faults = [503, 503, 400].map(status => ({ kind: 'response', response: { status } }) as const)
      simulator.inject({ path: job.storePaths[1] ?? '', faults })
    },
  })
  expect(run.result.outputs['failure-code']).toBe('download')
  expectNoFiles(run)
  expect(await readdir(folder)).toEqual(['data_1_1_0.csv'])
  expect(await readFile(old, 'utf8')).toBe('from last week')
})

test.each([
  ['the folder itself is a link', 'linked'],
  ['a link of the checkout leads out of it', 'linked/exports'],
])('F07 nothing is written where %s', async (_, path) => {
  const [workspace, elsewhere] = [await scratch(), await scratch()]
  await symlink(elsewhere, join(workspace, 'linked'))
  const run = await action.play({ plan, inputs: { path }, env: { GITHUB_WORKSPACE: workspace } })
  expect(run.result.outputs['failure-code']).toBe('download')
  expect(run.error).toMatch(/symbolic link.+Set path to the real folder/)
  expect(await readdir(elsewhere)).toEqual([])
  expectNoFiles(run)
})

test('F07 a link in the place of a file is refused and not followed', async () => {
  const [folder, elsewhere] = [await scratch(), await scratch()]
  const victim = join(elsewhere, 'victim')
  await writeFile(victim, 'untouched')
  await symlink(victim, join(folder, 'data_1_1_0.csv'))
  const run = await action.play({ plan, inputs: { path: folder } })
  expect(await readFile(victim, 'utf8')).toBe('untouched')
  expect(run.result.outputs['failure-code']).toBe('download')
  expect(run.error).toContain('data_1_1_0.csv: a symbolic link of that name is there')
  expect(await readdir(folder)).toEqual(['data_1_1_0.csv'])
})

test('F08 a folder that cannot be made is told as download', async () => {
  const workspace = await scratch()
  await writeFile(join(workspace, 'file'), '')
  const run = await action.play({ plan, inputs: { path: 'file/x' }, env: { GITHUB_WORKSPACE: workspace } })
  expect(run.result.outputs['failure-code']).toBe('download')
  expect(run.error).toContain(
    `Cannot use the folder ${join(workspace, 'file/x')}: a part of the path is not a folder`,
  )
})

const archive = planFor('closient', 'succeeded')

const stalled = ({ simulator, job }: Cast) =>
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

test('F07 a folder in the place of a file is left alone', async () => {
  const folder = await scratch()
  const obstacle = join(folder, 'example-export-2026-01-05.zip')
  await mkdir(obstacle)
  await writeFile(join(obstacle, 'kept'), '')
  const run = await action.play({ plan: archive, inputs: { path: folder } })
  expect(run.result.outputs['failure-code']).toBe('download')
  expect(run.error).toContain('a folder of that name is there')
  expect(await readdir(folder)).toEqual(['example-export-2026-01-05.zip'])
  expect(await readdir(obstacle)).toEqual(['kept'])
})

test('F08 a folder that is missing is created with its parents', async () => {
  const folder = join(await scratch(), 'a/b/c')
  const run = await action.play({ plan: archive, inputs: { path: folder } })
  await expectFiles(run, { folder })
  expect((await stat(folder)).isDirectory()).toBe(true)
})

test('F04 a path that is too long is explained', async () => {
  const run = await action.play({ plan: archive, inputs: { path: `/tmp/${'x'.repeat(300)}` } })
  expect(run.result.outputs['failure-code']).toBe('download')
  expect(run.error).toContain('the path is too long (ENAMETOOLONG)')
  expect(storeCalls(run)).toEqual([])
  expectNoFiles(run)
})
