import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { generatedContent } from '../../simulator/files/content.ts'
import { snykCsv } from '../../simulator/files/samples.ts'
import { planFor } from '../../simulator/jobs/examples.ts'
import { storeCalls, useAction } from '../support/action.ts'
import { expectFiles, expectNoFiles } from '../support/action-files.ts'
import { useScratch } from '../support/scratch.ts'

const action = useAction()
const scratch = useScratch()
const ODD_DISK = new URL('../support/odd-disk.mjs', import.meta.url).href
const MIB = 1024 * 1024

test.each([
  ['F09', 'ENOSPC', 'the disk is full (ENOSPC)'],
  ['F10', 'EDQUOT', 'the disk quota is used up (EDQUOT)'],
  ['F10', 'EIO', 'the disk reported an error (EIO)'],
])(
  '%s a disk that says %s in the middle of a file is explained, and nothing stays',
  async (_, code, says) => {
    const large = { name: 'large.csv', content: generatedContent(4 * MIB) }
    const run = await action.play({
      plan: planFor('snyk', 'succeeded', { files: [snykCsv(1, 9), large] }),
      factor: 20,
      env: { NODE_OPTIONS: `--import=${ODD_DISK}`, DISK_BYTES: String(2 * MIB), DISK_CODE: code },
    })
    expect(run.result.outputs['failure-code']).toBe('download')
    expect(run.error).toContain(says)
    // The disk is not filled a second time.
    expect(storeCalls(run)).toHaveLength(2)
    expectNoFiles(run)
  },
)

type Refusal = readonly [call: string, pattern: string, code: string, times?: number]

const refusing = (...refusals: readonly Refusal[]) => ({
  NODE_OPTIONS: `--import=${ODD_DISK}`,
  DISK_REFUSALS: JSON.stringify(refusals),
})

const PLACES = { mkdir: '/await-export/', open: '/data_1_2_0\\.csv\\.[^/]+\\.part$' } as const

test.each([
  ['F08', 'mkdir', 'EACCES', /^Cannot use the folder .+: writing there is not allowed \(EACCES\)/],
  ['F08', 'mkdir', 'EROFS', /^Cannot use the folder .+: the file system is read-only \(EROFS\)/],
  ['F08', 'open', 'EACCES', /^Cannot write .+: writing there is not allowed \(EACCES\)/],
  ['F10', 'open', 'EMFILE', /^Cannot write .+: too many files are open \(EMFILE\)/],
] as const)(
  '%s a disk that answers %s with %s is explained, and nothing stays',
  async (_, call, code, says) => {
    const run = await action.play({
      plan: planFor('snyk', 'succeeded'),
      factor: 20,
      env: refusing([call, PLACES[call], code]),
    })
    expect(run.result.outputs['failure-code']).toBe('download')
    expect(run.error).toMatch(says)
    expectNoFiles(run)
  },
)

/** Runs into a disk that refuses to put the third file in its place, with an older first and third file there. */
async function unplaced(...refusals: readonly Refusal[]) {
  const folder = await scratch()
  const old = ['data_1_1_0.csv', 'data_1_3_0.csv']
  for (const name of old) await writeFile(join(folder, name), `old ${name}`)
  const run = await action.play({
    plan: planFor('snyk', 'succeeded'),
    inputs: { path: folder },
    env: refusing(['rename', '/data_1_3_0\\.csv$', 'EIO'], ...refusals),
  })
  expect(run.result.outputs['failure-code']).toBe('download')
  expectNoFiles(run)
  expect((await readdir(folder)).sort()).toEqual(old)
  for (const name of old) expect(await readFile(join(folder, name), 'utf8')).toBe(`old ${name}`)
  return run
}

test('F07 D22 a file that cannot be put in its place brings back those that others had replaced', async () => {
  const { error } = await unplaced()
  expect(error).toMatch(/^Cannot write the files to .+: the disk reported an error \(EIO\)/)
})

test('F07 D22 also where a file cannot have a second name', async () => {
  await unplaced(['link', '', 'EPERM'])
})

test.each(['EPERM', 'EACCES', 'EBUSY'])(
  'F07 a file that is held for a moment (%s) gets its place later',
  async code => {
    const run = await action.play({
      plan: planFor('snyk', 'succeeded'),
      env: refusing(['rename', '/data_1_2_0\\.csv$', code, 2]),
    })
    await expectFiles(run)
  },
)

test('F10 a disk that answers no more does not outlast the deadline', async () => {
  const { step } = await action.start({
    plan: planFor('snyk', 'succeeded'),
    factor: 20,
    inputs: { 'download-timeout': '5s' },
    env: refusing(['statfs', '', 'HANGS']),
  })
  const { outputs, log, exitCode, signal } = await step.result
  expect(outputs).toMatchObject({ 'failure-code': 'download', 'provider-status': 'FINISHED' })
  expect(log).toContain('download-timeout (5 s) passed')
  // A process whose thread is stuck can only be killed, which is red as well.
  expect([exitCode, signal]).toEqual(process.platform === 'win32' ? [1, null] : [null, 'SIGKILL'])
})
