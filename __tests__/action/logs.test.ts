import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { planFor } from '../../simulator/jobs/examples.ts'
import { useAction } from '../support/action.ts'
import { expectFiles } from '../support/action-files.ts'
import { commandsIn } from '../support/runner-oracles.ts'
import { useScratch } from '../support/scratch.ts'

const action = useAction()
const scratch = useScratch()
const MIB = 1024 * 1024

const failing = (message: string) => ({
  ...planFor('sailpoint', 'failed'),
  phases: [{ word: 'FAILED', fields: { message } }],
})

test.each([
  'x\n::set-output name=status::succeeded',
  'x\r::add-mask::o',
  'x\u0085::stop-commands::now',
  '\u00a0 \u2003::set-output name=status::succeeded',
  'in the middle ##[set-output name=status;]succeeded',
  '::warning::at the start',
])('L01 no command comes out of the reason %j', async message => {
  const run = await action.play({ plan: failing(message) })
  expect(run.result.outputs).toMatchObject({ status: 'failed', 'failure-code': 'export-failed' })
  const names = commandsIn(run.result.log).map(({ name }) => name)
  expect(names.filter(name => name !== 'add-mask' && name !== 'debug')).toEqual(['error'])
})

test('L02 colours, hidden marks and a megabyte are one short and visible line', async () => {
  const message = `\u001b[31mred\u202e\u200b ${'x'.repeat(900_000)}`
  const run = await action.play({ plan: failing(message) })
  expect(run.error).toContain('\\x1b[31mred\\u202e\\u200b xxx')
  const { log, outputs } = run.result
  // Escapes of the runner's commands make it a little longer.
  expect(run.error.length).toBeLessThanOrEqual(1500)
  expect(longestRun(run.error)).toBeLessThanOrEqual(900)
  expect(
    Math.max(...log.split('\n').map(line => (line.startsWith('::') ? 0 : longestRun(line)))),
  ).toBeLessThanOrEqual(200)
  expect(outputs['failure-reason']?.length).toBeLessThanOrEqual(1000)
  const hidden = /[^\P{C}\n]/u
  expect([log, outputs['failure-reason']].filter(text => hidden.test(text ?? ''))).toEqual([])
})

test('L02 a status of a megabyte is cut wherever it is shown', async () => {
  const word = `strange ${'x'.repeat(MIB)}`
  const phases = [{ word, polls: 1 }, { word: 'FINISHED' }]
  const run = await action.play({ plan: { ...planFor('snyk', 'succeeded'), phases }, factor: 20 })
  await expectFiles(run)
  expect(run.result.log).toMatch(/^::warning::.*strange x{190,}/m)
  expect(longestRun(run.result.log)).toBeLessThanOrEqual(200)
})

/** The length of the longest run of `x`. */
function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/x+/g)].map(([run]) => run.length))
}

test('L03 markup of a reason is text in the summary', async () => {
  const message = '<img src=https://example.com/x> [a](https://example.com) @octocat #1 `code` | **bold**'
  const run = await action.play({ plan: failing(message) })
  expect(run.summary).toContain(message)
  expect(run.result.summary).not.toMatch(/<img|\]\(https:\/\/example|@octocat|\*\*bold/)
})

test('L04 what the summary holds already is kept, and at most 64 KiB are added', async () => {
  const file = join(await scratch(), 'summary')
  await writeFile(file, 'x'.repeat(MIB))
  const run = await action.play({
    plan: failing('<&@'.repeat(300_000)),
    env: { GITHUB_STEP_SUMMARY: file },
  })
  expect(run.result.outputs.status).toBe('failed')
  const text = await readFile(file, 'utf8')
  expect(text.slice(0, MIB)).toBe('x'.repeat(MIB))
  expect(text.slice(MIB)).toContain('❌')
  expect(Buffer.byteLength(text.slice(MIB))).toBeLessThanOrEqual(64 * 1024)
})

test('L05 an output of several lines in the style of the runner comes back as it was', async () => {
  const note = 'line\nghadelimiter_x\nstatus<<EOF\nsucceeded\nEOF'
  const plan = { ...failing('bad'), phases: [{ word: 'FAILED', fields: { message: 'bad', note } }] }
  const run = await action.play({ plan })
  expect(JSON.parse(run.result.outputs.details ?? '')).toMatchObject({ note })
  expect(run.result.outputs.status).toBe('failed')
})

// Root may write to a read-only file; to the device of Linux that is always full nobody can.
const FULL = existsSync('/dev/full') ? [['takes no byte', '/dev/full', 'ENOSPC'] as const] : []

test.each([
  ['is missing', '/nowhere/output', 'Missing file at path: /nowhere/output'] as const,
  ['is a folder', '/', 'EISDIR'] as const,
  ...FULL,
])('L06 a file for outputs that %s makes the step red and is told', async (_, GITHUB_OUTPUT, says) => {
  const scene = { plan: planFor('vmware', 'succeeded'), env: { GITHUB_OUTPUT } }
  const { step } = await action.start(scene)
  const { exitCode, log, summary } = await step.result
  expect(exitCode).toBe(1)
  const errors = log.split('\n').filter(line => line.startsWith('::error::'))
  expect(errors).toEqual([expect.stringContaining(`The outputs could not be set: Error: ${says}`)])
  expect(errors[0]).toContain('GITHUB_OUTPUT must be the path of a writable file')
  expect(summary).toMatch(/^## ❌ /m)
})

test('L06 a step that is red anyway still says why first', async () => {
  const scene = { plan: planFor('vmware', 'failed'), env: { GITHUB_OUTPUT: '/nowhere/output' } }
  const { step } = await action.start(scene)
  const { exitCode, log } = await step.result
  expect(exitCode).toBe(1)
  expect(log.match(/^::error::.*$/gm)).toEqual([expect.stringContaining('Failed to generate export file')])
  expect(log).toContain('The outputs could not be set')
})

test('L08 ten kinds of warnings are three annotations and a count', async () => {
  const odd = Array.from({ length: 10 }, (_, index) => ({ word: `odd ${index}`, polls: 1 }))
  const plan = { ...planFor('snyk', 'succeeded'), phases: [...odd, { word: 'FINISHED' }] }
  const run = await action.play({ plan, factor: 60 })
  await expectFiles(run)
  expect(run.result.log.match(/^::warning::/gm)).toHaveLength(3)
  expect(run.result.log).toContain('7 more warnings')
})
