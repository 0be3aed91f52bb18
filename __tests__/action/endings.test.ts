import { type Ending, planFor } from '../../simulator/jobs/examples.ts'
import type { ProviderId } from '../../simulator/jobs/plans.ts'
import { apiCalls, oneLookEach, storeCalls, useAction } from '../support/action.ts'
import { expectNoFiles } from '../support/action-files.ts'

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
  const run = await action.play({ plan: oneLookEach(planFor(provider, ending)), factor: 20 })
  const { outputs, summary } = run.result
  expect(outputs).toMatchObject({ 'failure-code': code, 'provider-status': word, polls: '3' })
  for (const text of [run.job.id, word, ...says]) expect(run.error).toContain(text)
  expect(summary).toMatch(code === 'export-failed' ? /^## ❌ .+: failed$/m : /^## 🚫 .+: cancelled$/m)
  expect(summary).toContain(code)
  expectNoFiles(run)
  expect(storeCalls(run)).toEqual([])
  expect(apiCalls(run).filter(call => /download$|\/data$/.test(call))).toEqual([])
})

test('S01 S12 the wait ends at timeout, whatever the job does, and says how to go on', async () => {
  const phases = [{ word: 'PENDING', polls: 2 }, { word: 'STARTED', polls: 1 }, { word: 'REHEATING' }]
  const plan = { ...planFor('snyk', 'succeeded'), phases }
  const run = await action.play({ plan, factor: 60, inputs: { timeout: '2m', 'poll-interval': '10s' } })
  const { outputs, log, summary } = run.result
  expect(outputs).toMatchObject({ 'failure-code': 'timed-out', 'provider-status': 'REHEATING' })
  const waitedSeconds = Number(outputs['waited-seconds'])
  expect(waitedSeconds).toBeGreaterThanOrEqual(120)
  expect(waitedSeconds).toBeLessThan(130)
  for (const text of [run.job.id, 'PENDING ×2', 'STARTED ×1', 'REHEATING', 'Run the step with export-id'])
    expect(run.error).toContain(text)
  expect(log.match(/^::warning::.*"REHEATING"/gm)).toHaveLength(1)
  expect(log).toMatch(/^Still REHEATING \(poll \d+, 1 min/m)
  expect(summary).toMatch(/^## ⏱️ /m)
  expectNoFiles(run)
})

test('S12 the last look lands on the deadline, and a job that has ended by then is brought home', async () => {
  const phases = [{ word: 'QUEUED', polls: 2 }, { word: 'COMPLETED' }]
  const plan = { ...planFor('vmware', 'succeeded'), phases }
  const run = await action.play({ plan, factor: 2, inputs: { timeout: '3s', 'poll-interval': '2s' } })
  expect(run.result.outputs).toMatchObject({ status: 'succeeded', polls: '3', 'file-count': '1' })
})
