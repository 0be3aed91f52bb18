import { type Ending, planFor } from '../../../simulator/jobs/examples.ts'
import type { ProviderId } from '../../../simulator/jobs/plans.ts'
import { apiCalls, onePollEach, storeCalls, useAction } from '../../support/action.ts'
import { expectNoFiles } from '../../support/action-files.ts'

const action = useAction()

interface BadEnd {
  readonly provider: ProviderId
  readonly ending: Ending
  readonly word: string
  readonly code: 'export-failed' | 'export-cancelled'
  /** What the error has to name. */
  readonly says: readonly string[]
}

const BAD_ENDS: readonly BadEnd[] = [
  {
    provider: 'snyk',
    ending: 'errored',
    word: 'ERRORED',
    code: 'export-failed',
    says: ['gave no reason.', 'request ID', 'https://docs.snyk.io/'],
  },
  {
    provider: 'snyk',
    ending: 'error',
    word: 'ERROR',
    code: 'export-failed',
    says: ['gave no reason.', 'Start a new export'],
  },
  {
    provider: 'sailpoint',
    ending: 'failed',
    word: 'FAILED',
    code: 'export-failed',
    says: ['Supplied types are not supported: [WORKFLOWS]', 'request ID'],
  },
  {
    provider: 'sailpoint',
    ending: 'cancelled',
    word: 'CANCELLED',
    code: 'export-cancelled',
    says: ['was cancelled', 'Start a new export'],
  },
  {
    provider: 'vmware',
    ending: 'failed',
    word: 'FAILED',
    code: 'export-failed',
    says: ['Failed to generate export file', 'Retry the export', '(request ID 8QK2ZL)'],
  },
  {
    provider: 'closient',
    ending: 'failed',
    word: 'failed',
    code: 'export-failed',
    says: ['Export failed: out of space'],
  },
]

test.each(BAD_ENDS)('S05 $provider says $word', async ({ provider, ending, word, code, says }) => {
  const run = await action.play({ plan: onePollEach(planFor(provider, ending)), factor: 20 })
  const { outputs, summary } = run.result
  expect(outputs).toMatchObject({ 'failure-code': code, 'provider-status': word, polls: '3' })
  for (const text of [run.job.id, word, ...says]) expect(run.error).toContain(text)
  expect(summary).toMatch(code === 'export-failed' ? /^## ❌ .+: failed$/m : /^## 🚫 .+: cancelled$/m)
  expect(summary).toContain(code)
  expectNoFiles(run)
  expect(storeCalls(run)).toEqual([])
  expect(apiCalls(run).filter(call => /download$|\/data$/.test(call))).toEqual([])
})

test('an import is not an export', async () => {
  const run = await action.play({ plan: { ...planFor('sailpoint', 'succeeded'), type: 'IMPORT' } })
  expect(run.result.outputs['failure-code']).toBe('rejected')
  expect(run.error).toContain('is an import and not an export')
})
