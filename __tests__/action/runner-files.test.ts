import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { planFor } from '../../simulator/jobs/examples.ts'
import { useAction } from '../support/action.ts'
import { expectFiles } from '../support/action-files.ts'
import { useScratch } from '../support/scratch.ts'

const action = useAction()
const scratch = useScratch()
const plan = planFor('vmware', 'succeeded')

test('summary: false leaves the summary alone', async () => {
  const run = await action.play({ plan, inputs: { summary: 'false' } })
  expect(run.result).toMatchObject({ exitCode: 0, summary: '' })
  expect(run.result.log).not.toContain('summary')
})

test('summary: false holds for a red step as well', async () => {
  const run = await action.play({ plan: planFor('vmware', 'failed'), inputs: { summary: 'false' } })
  expect(run.result).toMatchObject({ exitCode: 1, summary: '' })
})

test('L04 a runner without summaries is told, and loses nothing', async () => {
  const run = await action.play({ plan, env: { GITHUB_STEP_SUMMARY: '' } })
  expect(run.result.outputs).toMatchObject({ status: 'succeeded', 'file-count': '1' })
  expect(run.result.log).toContain('The job summary was not written')
})

test.each([
  ['is missing', folder => join(folder, 'missing/summary')],
  ['is a folder', folder => folder],
  // Root may write to a read-only file; to the device of Linux that is always full nobody can.
  ...(existsSync('/dev/full') ? [['takes no byte', () => '/dev/full']] : []),
] as [string, (folder: string) => string][])(
  'L04 a summary file that %s does not end the step',
  async (_, make) => {
    const env = { GITHUB_STEP_SUMMARY: make(await scratch()) }
    const run = await action.play({ plan, env })
    expect(run.result.outputs).toMatchObject({ status: 'succeeded', 'file-count': '1' })
    expect(run.result.log).toMatch(/^The job summary was not written: ./m)
  },
)

test('L06 without a file for outputs they go to the log, as runners of old read them, links masked before', async () => {
  const playing = await action.start({
    plan: planFor('closient', 'succeeded'),
    inputs: { download: 'false' },
    env: { GITHUB_OUTPUT: '' },
  })
  const { exitCode, outputs, log } = await playing.step.result
  expect([exitCode, outputs]).toEqual([0, {}])
  const set = [...log.matchAll(/^::set-output name=([^:]+)::(.*)$/gm)].map(([, name, text]) => [name, text])
  expect(set).toHaveLength(25)
  expect(Object.fromEntries(set)).toMatchObject({ status: 'succeeded', 'export-id': playing.job.id })
  const [, signature = 'no signature'] = /Signature=([0-9a-f]+)/.exec(log) ?? []
  expect(log.indexOf(`::add-mask::${signature}`)).toBeGreaterThan(-1)
  expect(log.indexOf(`::add-mask::${signature}`)).toBeLessThan(log.indexOf('::set-output name=download-url'))
})

test('E02 a bare environment without temporary folder and workspace is enough', async () => {
  const cwd = await scratch()
  const run = await action.play({
    plan,
    inputs: { path: join(cwd, 'out') },
    env: { RUNNER_TEMP: '', GITHUB_WORKSPACE: '' },
  })
  await expectFiles(run, { folder: join(cwd, 'out') })
})
