import { planFor } from '../../../simulator/jobs/examples.ts'
import { INVALID_STEPS } from '../../inputs/invalid-steps.ts'
import { useAction } from '../../support/action.ts'
import { expectNoFiles } from '../../support/action-files.ts'
import { commandsIn } from '../../support/runner-oracles.ts'

const action = useAction()

// Only the invalid steps with a value that must be shown nowhere, because only the complete action produces all output.
test.each(INVALID_STEPS.filter(({ hides }) => hides))(
  '$title',
  async ({ provider = 'snyk', inputs, says, hides = 'hidden' }) => {
    const run = await action.run({ plan: planFor(provider, 'succeeded'), inputs })
    const { outputs, log } = run.result
    expect(outputs).toMatchObject({ 'failure-code': 'input', polls: '0', 'waited-seconds': '0' })
    const lines = log.split('\n').filter(line => line !== '' && !line.startsWith('::add-mask::'))
    expect(lines).toEqual([
      expect.stringMatching(/^::error::.*Correct the step; no request was sent\.$/),
      expect.stringMatching(/^Troubleshooting: docs\/troubleshooting\.md#[a-z-]+$/),
    ])
    const commands = commandsIn(log).filter(({ name }) => name !== 'add-mask')
    expect(commands.map(({ name }) => name)).toEqual(['error'])
    expect(log).not.toContain('##[')
    for (const text of says) expect(run.error).toContain(text)
    expect([log, run.summary, JSON.stringify(outputs)].join('\n')).not.toContain(hides)
    expect(run.summary).toContain('❌ Await Export could not start')
    expect(run.simulator.requests).toEqual([])
    expectNoFiles(run)
  },
)
