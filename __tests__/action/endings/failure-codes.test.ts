import { planFor } from '../../../simulator/jobs/examples.ts'
import { expectWaited, storeCalls, useAction } from '../../support/action.ts'
import { expectNoFiles } from '../../support/action-files.ts'
import { REFUSALS } from './refusals.ts'

const action = useAction()

test.each(REFUSALS)(
  '$title fails the step with $code',
  async ({ provider, response, code, says, calls, waited, ...scene }) => {
    const run = await action.play({
      ...scene,
      plan: planFor(provider, 'succeeded'),
      prepare: ({ simulator }) => {
        const faults = Array(100).fill({ kind: 'response', response })
        if (response) simulator.inject({ path: /^\/(?!oauth|v1\/tokens)/, faults })
      },
    })
    const { outputs, summary } = run.result
    expect(outputs).toMatchObject({ 'failure-code': code, 'provider-status': '' })
    for (const text of says) expect(run.error).toContain(text)
    expect(summary).toContain(`<code>${code}</code>`)
    if (calls !== undefined) expect(run.simulator.requests).toHaveLength(calls)
    if (waited) {
      expectWaited(run, waited)
      expect(Number(outputs.polls)).toBeGreaterThan(1)
    }
    expect(storeCalls(run)).toEqual([])
    expectNoFiles(run)
  },
)
