import { chmod, mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { planFor } from '../../simulator/jobs/examples.ts'
import { useAction } from '../support/action.ts'
import { expectFiles, expectNoFiles } from '../support/action-files.ts'
import { useScratch } from '../support/scratch.ts'

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
      const faults = [503, 503, 400].map(status => ({ kind: 'answer', answer: { status } }) as const)
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
  expect(run.error).toContain('data_1_1_0.csv: a symbolic link has that name')
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
