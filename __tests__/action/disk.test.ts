import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { generatedContent } from '../../simulator/files/content.ts'
import { snykCsv } from '../../simulator/files/samples.ts'
import { planFor } from '../../simulator/jobs/examples.ts'
import { storeCalls, useAction } from '../support/action.ts'
import { expectFiles, expectNoFiles } from '../support/action-files.ts'
import { ODD_DISK, type Refusal, refusing } from '../support/odd-disk.ts'
import { useScratch } from '../support/scratch.ts'

const action = useAction()
const scratch = useScratch()
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

const OLD = ['data_1_1_0.csv', 'data_1_3_0.csv']

/** Runs into a disk that refuses to put the third file in its place, with an older first and third file there. */
async function misplaced(...refusals: readonly Refusal[]) {
  const folder = await scratch()
  for (const name of OLD) await writeFile(join(folder, name), `old ${name}`)
  const run = await action.play({
    plan: planFor('snyk', 'succeeded'),
    factor: 20,
    inputs: { path: folder },
    env: refusing(['rename', '/data_1_3_0\\.csv$', 'EIO'], ...refusals),
  })
  expect(run.result.outputs['failure-code']).toBe('download')
  expectNoFiles(run)
  return { run, folder, names: (await readdir(folder)).sort() }
}

async function unplaced(...refusals: readonly Refusal[]) {
  const { run, folder, names } = await misplaced(...refusals)
  expect(names).toEqual(OLD)
  for (const name of OLD) expect(await readFile(join(folder, name), 'utf8')).toBe(`old ${name}`)
  return run
}

test('F07 D22 a file that cannot be put in its place brings back those that others had replaced', async () => {
  const { error } = await unplaced()
  expect(error).toMatch(/^Cannot write the files to .+: the disk reported an error \(EIO\)/)
})

test('F07 D22 also where a file cannot have a second name', async () => {
  await unplaced(['link', '', 'EPERM'])
})

test('F07 D22 also where the new one is held for a moment', async () => {
  await unplaced(['rename', '/data_1_1_0\\.csv$', 'EBUSY', 2, 1])
})

test.each([
  ['the new one is held for long', [], /\.kept$/],
  ['nothing can be renamed any more', [['rename', '\\.kept$', 'EIO']], /\.part$/],
] as const)('F07 D22 where %s, the earlier one is kept beside it and named', async (_, more, ending) => {
  const held = ['rename', '/data_1_1_0\\.csv$', 'EBUSY', 9, 1] as const
  const { run, folder, names } = await misplaced(held, ...more)
  const [first = '', kept = '', third = ''] = names
  expect([first, third]).toEqual(OLD)
  expect(kept).toMatch(ending)
  expect(run.error).toContain(`Earlier files that could not be put back are in that folder as ${kept}.`)
  expect(await readFile(join(folder, kept), 'utf8')).toBe(`old ${first}`)
})

test('F07 D22 where an earlier file cannot be kept, nothing is put in its place', async () => {
  const { error } = await unplaced(['link', '', 'EPERM'], ['copyFile', '', 'ENOSPC'])
  expect(error).toMatch(/^Cannot keep the earlier .+data_1_1_0\.csv until .+: the disk is full \(ENOSPC\)/)
})

test('F10 a disk that fails while rows are counted is explained, and nothing stays', async () => {
  const run = await action.play({
    plan: planFor('sailpoint', 'succeeded'),
    env: refusing(['readFile', '\\.part$', 'EIO']),
  })
  expect(run.result.outputs['failure-code']).toBe('download')
  expect(run.error).toMatch(/^Cannot read .+: the disk reported an error \(EIO\)/)
  expectNoFiles(run)
})

test.each(['EPERM', 'EACCES', 'EBUSY'])(
  'F07 a file that is held for a moment (%s) gets its place later',
  async code => {
    const run = await action.play({
      plan: planFor('snyk', 'succeeded'),
      factor: 20,
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
  expect(log).toContain('download-timeout (5 s) expired')
  // A process whose thread is stuck can only be killed, which is red as well.
  expect([exitCode, signal]).toEqual(process.platform === 'win32' ? [1, null] : [null, 'SIGKILL'])
})
