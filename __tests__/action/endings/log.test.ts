import { planFor } from '../../../simulator/jobs/examples.ts'
import { useAction } from '../../support/action.ts'
import { expectFiles } from '../../support/action-files.ts'
import { commandsIn } from '../../support/runner-oracles.ts'

const action = useAction()

test('L01 L03 a reason of several lines with commands and markup stays one harmless line', async () => {
  const message = 'bad\n::set-output name=status::succeeded\r\n##[error]x <img src=x> [a](b) @team'
  const run = await action.play({
    plan: { ...planFor('sailpoint', 'failed'), phases: [{ word: 'FAILED', fields: { message } }] },
  })
  expect(run.result.outputs).toMatchObject({ status: 'failed', 'failure-code': 'export-failed' })
  expect(run.result.log.split('\n').filter(line => /^(::set-output|##\[)/.test(line))).toEqual([])
  expect(run.result.summary).not.toMatch(/<img|\]\(b\)/)
  expect(run.summary).toContain('<img src=x> [a](b)')
})

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

test('L08 ten kinds of warnings are three annotations and a count', async () => {
  const odd = Array.from({ length: 10 }, (_, index) => ({ word: `odd ${index}`, polls: 1 }))
  const plan = { ...planFor('snyk', 'succeeded'), phases: [...odd, { word: 'FINISHED' }] }
  const run = await action.play({ plan, factor: 60 })
  await expectFiles(run)
  expect(run.result.log.match(/^::warning::/gm)).toHaveLength(3)
  expect(run.result.log).toContain('7 more warnings')
})
