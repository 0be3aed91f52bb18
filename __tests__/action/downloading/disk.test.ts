import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { generatedContent } from '../../../simulator/files/content.ts'
import { snykCsv } from '../../../simulator/files/samples.ts'
import { planFor } from '../../../simulator/jobs/examples.ts'
import { storeCalls, useAction } from '../../support/action.ts'
import { expectFiles, expectNoFiles } from '../../support/action-files.ts'
import { useTempFolder } from '../../support/cleanup.ts'
import { type CallFault, FAULTY_DISK, failingCalls } from '../../support/faulty-disk.ts'

const action = useAction()
const scratch = useTempFolder()

const MIB = 1024 * 1024

test.each([['F09', 'ENOSPC', 'the disk is full (ENOSPC)']])(
  '%s a disk that fails with %s in the middle of a file is explained, and no file stays',
  async (_, code, says) => {
    const large = { name: 'large.csv', content: generatedContent(4 * MIB) }
    const run = await action.play({
      plan: planFor('snyk', 'succeeded', { files: [snykCsv(1, 9), large] }),
      factor: 20,
      env: { NODE_OPTIONS: `--import=${FAULTY_DISK}`, DISK_BYTES: String(2 * MIB), DISK_CODE: code },
    })
    expect(run.result.outputs['failure-code']).toBe('download')
    expect(run.error).toContain(says)
    // The disk is not filled a second time.
    expect(storeCalls(run)).toHaveLength(2)
    expectNoFiles(run)
  },
)

const OLD = ['data_1_1_0.csv', 'data_1_3_0.csv']

/** Runs into a disk that refuses to put the third file in its place, with an older first and third file there. */
async function withBlockedRename(...faults: readonly CallFault[]) {
  const folder = await scratch()
  for (const name of OLD) await writeFile(join(folder, name), `old ${name}`)
  const run = await action.play({
    plan: planFor('snyk', 'succeeded'),
    factor: 20,
    inputs: { path: folder },
    env: failingCalls(['rename', '/data_1_3_0\\.csv$', 'EIO'], ...faults),
  })
  expect(run.result.outputs['failure-code']).toBe('download')
  expectNoFiles(run)
  return { run, folder, names: (await readdir(folder)).sort() }
}

async function withRestoredFiles(...faults: readonly CallFault[]) {
  const { run, folder, names } = await withBlockedRename(...faults)
  expect(names).toEqual(OLD)
  for (const name of OLD) expect(await readFile(join(folder, name), 'utf8')).toBe(`old ${name}`)
  return run
}

test('F07 D22 a file that cannot be renamed restores the earlier files that others had replaced', async () => {
  const { error } = await withRestoredFiles()
  expect(error).toMatch(/^Cannot write the files to .+: the disk reported an error \(EIO\)/)
})

test.each(['EBUSY'])('F07 a file that is held for a moment (%s) gets its place later', async code => {
  const run = await action.play({
    plan: planFor('snyk', 'succeeded'),
    factor: 20,
    env: failingCalls(['rename', '/data_1_2_0\\.csv$', code, 2]),
  })
  await expectFiles(run)
})

test('F10 a disk that hangs does not delay the end beyond the deadline', async () => {
  const { step } = await action.start({
    plan: planFor('snyk', 'succeeded'),
    factor: 20,
    inputs: { 'download-timeout': '5s' },
    env: failingCalls(['statfs', '', 'HANGS']),
  })
  const { outputs, log, exitCode, signal } = await step.result
  expect(outputs).toMatchObject({ 'failure-code': 'download', 'provider-status': 'FINISHED' })
  expect(log).toContain('download-timeout (5 s) expired')
  // A process whose thread is stuck can only be killed, which is a failure as well.
  expect([exitCode, signal]).toEqual(process.platform === 'win32' ? [1, null] : [null, 'SIGKILL'])
})
