import { planFor } from '../../../simulator/jobs/examples.ts'
import { useAction } from '../../support/action.ts'

const action = useAction()

test('L01 L03 a multi-line reason with commands and markup becomes one harmless line', async () => {
  const message = 'bad\n::set-output name=status::succeeded\r\n##[error]x <img src=x> [a](b) @team'
  const run = await action.run({
    plan: { ...planFor('sailpoint', 'failed'), phases: [{ word: 'FAILED', fields: { message } }] },
  })
  expect(run.result.outputs).toMatchObject({ status: 'failed', 'failure-code': 'export-failed' })
  expect(run.result.log.split('\n').filter(line => /^(::set-output|##\[)/.test(line))).toEqual([])
  expect(run.result.summary).not.toMatch(/<img|\]\(b\)/)
  expect(run.summary).toContain('<img src=x> [a](b)')
})

const failing = (message: string) => ({
  ...planFor('sailpoint', 'failed'),
  phases: [{ word: 'FAILED', fields: { message } }],
})

test('L02 colours, invisible characters and a megabyte of text become one short, visible line', async () => {
  const message = `\u001b[31mred\u202e\u200b ${'x'.repeat(900_000)}`
  const run = await action.run({ plan: failing(message) })
  expect(run.error).toContain('\\x1b[31mred\\u202e\\u200b xxx')
  const { log, outputs } = run.result
  // The runner's escapes make it slightly longer.
  expect(run.error.length).toBeLessThanOrEqual(1500)
  expect(longestRun(run.error)).toBeLessThanOrEqual(900)
  expect(
    Math.max(...log.split('\n').map(line => (line.startsWith('::') ? 0 : longestRun(line)))),
  ).toBeLessThanOrEqual(200)
  expect(outputs['failure-reason']?.length).toBeLessThanOrEqual(1000)
  const hidden = /[^\P{C}\n]/u
  expect([log, outputs['failure-reason']].filter(text => hidden.test(text ?? ''))).toEqual([])
})

/** The length of the longest run of `x`. */
function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/x+/g)].map(([run]) => run.length))
}

test('a failed step ends with a link to the guide of the version that runs, in the log and in the summary', async () => {
  const env = { GITHUB_ACTION_REPOSITORY: 'your-org/await-export', GITHUB_ACTION_REF: 'v1' }
  const { result } = await action.run({ plan: failing('out of space'), env })
  const link = 'https://github.com/your-org/await-export/blob/v1/docs/troubleshooting.md#export-failed'
  expect(result.log.trimEnd().split('\n').at(-1)).toBe(`Troubleshooting: ${link}`)
  expect(result.summary).toContain(`\n\nTroubleshooting: ${link}\n`)
})
