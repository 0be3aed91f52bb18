import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { generatedContent } from '../../../simulator/files/content.ts'
import { snykCsv } from '../../../simulator/files/samples.ts'
import { planFor } from '../../../simulator/jobs/examples.ts'
import { storeCalls, useAction } from '../../support/action.ts'
import { expectFiles, expectNoFiles } from '../../support/action-files.ts'
import { useTempFolder } from '../../support/cleanup.ts'
import { FAULTY_DISK, failingCalls } from '../../support/faulty-disk.ts'

const action = useAction()
const scratch = useTempFolder()

const MIB = 1024 * 1024

test.each([['F09', 'ENOSPC', 'the disk is full (ENOSPC)']])(
  '%s a disk that fails with %s during a download is explained, and no file is left',
  async (_, code, says) => {
    const large = { name: 'large.csv', content: generatedContent(4 * MIB) }
    const run = await action.run({
      plan: planFor('snyk', 'succeeded', { files: [snykCsv(1, 9), large] }),
      factor: 20,
      env: { NODE_OPTIONS: `--import=${FAULTY_DISK}`, DISK_BYTES: String(2 * MIB), DISK_CODE: code },
    })
    expect(run.result.outputs['failure-code']).toBe('download')
    expect(run.error).toContain(says)
    // The download is not repeated.
    expect(storeCalls(run)).toHaveLength(2)
    expectNoFiles(run)
  },
)

test('F07 D22 a file that cannot be renamed is reported, and all files in the folder are verified ones', async () => {
  const folder = await scratch()
  const names = ['data_1_1_0.csv', 'data_1_2_0.csv', 'data_1_3_0.csv']
  for (const name of names) await writeFile(join(folder, name), `old ${name}`)
  const run = await action.run({
    plan: planFor('snyk', 'succeeded'),
    factor: 20,
    inputs: { path: folder },
    env: failingCalls(['rename', '/data_1_3_0\\.csv$', 'EIO']),
  })
  expect(run.result.outputs).toMatchObject({ 'failure-code': 'download', files: '[]' })
  expect(run.error).toMatch(/^Cannot write .+data_1_3_0\.csv: the disk reported an error \(EIO\)/)
  expect((await readdir(folder)).sort()).toEqual(names)
  const contents = await Promise.all(names.map(name => readFile(join(folder, name), 'utf8')))
  expect(contents.map(text => text.startsWith('old'))).toEqual([false, false, true])
})

test.each(['EBUSY'])('F07 the rename of a temporarily locked file (%s) is retried', async code => {
  const run = await action.run({
    plan: planFor('snyk', 'succeeded'),
    factor: 20,
    env: failingCalls(['rename', '/data_1_2_0\\.csv$', code, 2]),
  })
  await expectFiles(run)
})

test('F10 a hanging disk does not delay the end of the step beyond the deadline', async () => {
  const { step } = await action.start({
    plan: planFor('snyk', 'succeeded'),
    factor: 20,
    inputs: { 'download-timeout': '5s' },
    env: failingCalls(['statfs', '', 'HANGS']),
  })
  const { outputs, log, exitCode, signal } = await step.result
  expect(outputs).toMatchObject({ 'failure-code': 'download', 'provider-status': 'FINISHED' })
  expect(log).toContain('download-timeout (5 s) expired')
  // A process with a blocked thread can only be killed, which counts as a failure.
  expect([exitCode, signal]).toEqual(process.platform === 'win32' ? [1, null] : [null, 'SIGKILL'])
})
