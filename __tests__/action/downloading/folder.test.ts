import { readdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { planFor } from '../../../simulator/jobs/examples.ts'
import { type SimulatedJob, useAction } from '../../support/action.ts'
import { expectFiles } from '../../support/action-files.ts'
import { useTempFolder } from '../../support/cleanup.ts'
import { failingCalls } from '../../support/faulty-disk.ts'
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

test.each([{}, { start: 'true', 'export-id': '', request: '{ formats: [csv] }' }])(
  'F08 a file in place of the folder fails the step before its first request: %j',
  async inputs => {
    const path = join(await scratch(), 'files')
    await writeFile(path, '')
    const run = await action.run({ plan, inputs: { path, ...inputs } })
    expect(run.result.outputs).toMatchObject({ 'failure-code': 'download', polls: '0' })
    expect(run.error).toContain(
      `Cannot use the folder ${path}: a part of the path is not a folder (ENOTDIR).`,
    )
    expect(run.simulator.requests).toEqual([])
  },
)

test('F08 a file in place of the folder of one of several exports fails the step before its first request', async () => {
  const path = await scratch()
  const ids = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222']
  await writeFile(join(path, ids[1] ?? ''), '')
  const run = await action.run({ plan, inputs: { 'export-id': ids.join('\n'), path } })
  expect(run.error).toContain(`Cannot use the folder ${join(path, ids[1] ?? '')}`)
  expect(run.simulator.requests).toEqual([])
})

test('F10 a disk that does not respond fails the step before its first request', async () => {
  const { step, simulator } = await action.start({
    plan,
    factor: 20,
    env: failingCalls(['mkdtemp', '', 'HANGS']),
  })
  const { outputs, log } = await step.result
  expect(outputs['failure-code']).toBe('download')
  expect(log).toMatch(/The disk of .+ did not respond within 60 s\./)
  expect(simulator.requests).toEqual([])
})

test('with download: false, the folder is not checked', async () => {
  const path = join(await scratch(), 'files')
  await writeFile(path, '')
  const run = await action.run({ plan, inputs: { download: 'false', path } })
  expect(run.result.outputs.status).toBe('succeeded')
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
