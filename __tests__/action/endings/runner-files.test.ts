import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { planFor } from '../../../simulator/jobs/examples.ts'
import { useAction } from '../../support/action.ts'
import { useTempFolder } from '../../support/cleanup.ts'

const action = useAction()
const scratch = useTempFolder()
const plan = planFor('vmware', 'succeeded')
const MIB = 1024 * 1024

const failing = (message: string) => ({
  ...planFor('sailpoint', 'failed'),
  phases: [{ word: 'FAILED', fields: { message } }],
})

test('L04 existing content of the summary is kept, and at most 64 KiB are added', async () => {
  const file = join(await scratch(), 'summary')
  await writeFile(file, 'x'.repeat(MIB))
  const run = await action.run({
    plan: failing('<&@'.repeat(300_000)),
    env: { GITHUB_STEP_SUMMARY: file },
  })
  expect(run.result.outputs.status).toBe('failed')
  const text = await readFile(file, 'utf8')
  expect(text.slice(0, MIB)).toBe('x'.repeat(MIB))
  expect(text.slice(MIB)).toContain('❌')
  expect(Buffer.byteLength(text.slice(MIB))).toBeLessThanOrEqual(64 * 1024)
})

// Root may write to a read-only file; /dev/full on Linux rejects every write.
const FULL = existsSync('/dev/full') ? [['is full', '/dev/full', 'ENOSPC'] as const] : []

test.each([
  ['is missing', '/nowhere/output', 'Missing file at path: /nowhere/output'] as const,
  ['is a folder', '/', 'EISDIR'] as const,
  ...FULL,
])('L06 an output file that %s fails the step and is reported', async (_, GITHUB_OUTPUT, says) => {
  const setup = { plan: planFor('vmware', 'succeeded'), env: { GITHUB_OUTPUT } }
  const { step } = await action.start(setup)
  const { exitCode, log, summary } = await step.result
  expect(exitCode).toBe(1)
  const errors = log.split('\n').filter(line => line.startsWith('::error::'))
  expect(errors).toEqual([expect.stringContaining(`The outputs could not be set: Error: ${says}`)])
  expect(errors[0]).toContain('GITHUB_OUTPUT must be the path of a writable file')
  expect(summary).toMatch(/^### ❌ /m)
})

test('L06 a step that fails anyway reports its own failure first', async () => {
  const setup = { plan: planFor('vmware', 'failed'), env: { GITHUB_OUTPUT: '/nowhere/output' } }
  const { step } = await action.start(setup)
  const { exitCode, log } = await step.result
  expect(exitCode).toBe(1)
  expect(log.match(/^::error::.*$/gm)).toEqual([expect.stringContaining('Failed to generate export file')])
  expect(log).toContain('The outputs could not be set')
})

test('summary: false writes no summary', async () => {
  const run = await action.run({ plan, inputs: { summary: 'false' } })
  expect(run.result).toMatchObject({ exitCode: 0, summary: '' })
  expect(run.result.log).not.toContain('summary')
})

test('summary: false applies to a failed step as well', async () => {
  const run = await action.run({ plan: planFor('vmware', 'failed'), inputs: { summary: 'false' } })
  expect(run.result).toMatchObject({ exitCode: 1, summary: '' })
})

test('L04 a runner without summaries is reported, and everything else is written', async () => {
  const run = await action.run({ plan, env: { GITHUB_STEP_SUMMARY: '' } })
  expect(run.result.outputs).toMatchObject({ status: 'succeeded', 'file-count': '1' })
  expect(run.result.log).toContain('The job summary was not written')
})

test.each([
  ['is missing', folder => join(folder, 'missing/summary')],
  ['is a folder', folder => folder],
  // Root may write to a read-only file; /dev/full on Linux rejects every write.
  ...(existsSync('/dev/full') ? [['is full', () => '/dev/full']] : []),
] as [string, (folder: string) => string][])(
  'L04 a summary file that %s does not fail the step',
  async (_, make) => {
    const env = { GITHUB_STEP_SUMMARY: make(await scratch()) }
    const run = await action.run({ plan, env })
    expect(run.result.outputs).toMatchObject({ status: 'succeeded', 'file-count': '1' })
    expect(run.result.log).toMatch(/^The job summary was not written: ./m)
  },
)

test('L06 without an output file, outputs are printed as workflow commands of old runners, after the masks of links', async () => {
  const running = await action.start({
    plan: planFor('closient', 'succeeded'),
    inputs: { download: 'false' },
    env: { GITHUB_OUTPUT: '' },
  })
  const { exitCode, outputs, log } = await running.step.result
  expect([exitCode, outputs]).toEqual([0, {}])
  const set = [...log.matchAll(/^::set-output name=([^:]+)::(.*)$/gm)].map(([, name, text]) => [name, text])
  expect(set).toHaveLength(27)
  expect(Object.fromEntries(set)).toMatchObject({ status: 'succeeded', 'export-id': running.job.id })
  const [, signature = 'no signature'] = /Signature=([0-9a-f]+)/.exec(log) ?? []
  expect(log.indexOf(`::add-mask::${signature}`)).toBeGreaterThan(-1)
  expect(log.indexOf(`::add-mask::${signature}`)).toBeLessThan(log.indexOf('::set-output name=download-url'))
})
