import { type Ending, planFor } from '../../../simulator/jobs/examples.ts'
import type { ProviderId } from '../../../simulator/jobs/plans.ts'
import { apiCalls, onePollEach, storeCalls, useAction } from '../../support/action.ts'
import { expectNoFiles } from '../../support/action-files.ts'

const action = useAction()

interface FailedEnding {
  readonly provider: ProviderId
  readonly ending: Ending
  readonly word: string
  readonly code: 'export-failed' | 'export-cancelled'
  /** Texts that the error must contain. */
  readonly says: readonly string[]
}

const FAILED_ENDINGS: readonly FailedEnding[] = [
  {
    provider: 'snyk',
    ending: 'errored',
    word: 'ERRORED',
    code: 'export-failed',
    says: ['gave no reason.', 'request ID', 'https://docs.snyk.io/'],
  },
  {
    provider: 'sailpoint',
    ending: 'cancelled',
    word: 'CANCELLED',
    code: 'export-cancelled',
    says: ['was cancelled', 'Start a new export'],
  },
]

test.each(FAILED_ENDINGS)(
  'S05 a $provider job with the final status $word fails the step',
  async ({ provider, ending, word, code, says }) => {
    const run = await action.run({ plan: onePollEach(planFor(provider, ending)), factor: 20 })
    const { outputs, summary } = run.result
    expect(outputs).toMatchObject({ 'failure-code': code, 'provider-status': word, polls: '3' })
    for (const text of [run.job.id, word, ...says]) expect(run.error).toContain(text)
    expect(summary).toMatch(code === 'export-failed' ? /^### ❌ .+: failed$/m : /^### 🚫 .+: cancelled$/m)
    expect(summary).toContain(code)
    expectNoFiles(run)
    expect(storeCalls(run)).toEqual([])
    expect(apiCalls(run).filter(call => /download$|\/data$/.test(call))).toEqual([])
  },
)
