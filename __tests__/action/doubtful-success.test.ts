import { planFor } from '../../simulator/jobs/examples.ts'
import type { JobPlan } from '../../simulator/jobs/plans.ts'
import { useAction } from '../support/action.ts'
import { expectFiles, expectNoFiles } from '../support/action-files.ts'

const action = useAction()
const FACTOR = 20

describe('a section that failed without an error text', () => {
  const good = {
    key: 'products',
    status: 'completed',
    record_count: 120,
    binary_count: 8,
    error: null,
  }
  const plan = {
    ...planFor('closient', 'succeeded'),
    sections: [good, { key: 'media', status: 'failed', record_count: 0, binary_count: 0, error: null }],
  }

  test('S13 makes the export partial', async () => {
    const run = await action.play({ plan })
    expect(run.result.outputs).toMatchObject({ 'failure-code': 'partial', partial: 'true' })
    expect(run.error).toContain('media: failed')
    await expectFiles(run)
  })

  test('S13 is accepted with if-partial: warn', async () => {
    const run = await action.play({ plan, inputs: { 'if-partial': 'warn' } })
    expect(run.result.outputs).toMatchObject({ status: 'succeeded', partial: 'true' })
    expect(run.result.log).toContain('::warning::The export is partial: media: failed.')
  })
})

test.each([
  ['snyk', 'FINISHED'],
  ['sailpoint', 'COMPLETE'],
  ['vmware', 'COMPLETED'],
  ['closient', 'completed'],
] as const)('S15 a status of %s that only begins like a success is none', async (provider, word) => {
  const phases = [{ word: `${word}${' '.repeat(200)}NOT` }]
  const plan: JobPlan = { ...planFor(provider, 'succeeded'), phases }
  const run = await action.play({ plan, factor: FACTOR, inputs: { timeout: '10s' } })
  expect(run.result.outputs).toMatchObject({ status: 'timed-out', 'provider-status': `${word} NOT` })
  expect(run.error).toContain(`${word} NOT`)
  expectNoFiles(run)
})
