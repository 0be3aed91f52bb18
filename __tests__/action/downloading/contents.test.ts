import { planFor } from '../../../simulator/jobs/examples.ts'
import { type Run, storeCalls, useAction } from '../../support/action.ts'
import { expectFiles, expectNoFiles } from '../../support/action-files.ts'

const action = useAction()

/** The default for each provider that reports empty exports, and the other severities for one of them. */
const EMPTY = [
  { provider: 'snyk', severity: '' },
  { provider: 'sailpoint', severity: '' },
  { provider: 'closient', severity: '' },
  { provider: 'snyk', severity: 'ignore' },
  { provider: 'snyk', severity: 'error' },
] as const

const PARTIAL = [
  { provider: 'sailpoint', severity: '' },
  { provider: 'closient', severity: 'warn' },
  { provider: 'closient', severity: 'ignore' },
] as const

/** Expects the warnings and the summary of an accepted or rejected export. */
function expectReported({ result, summary }: Run, rule: string, severity: string): void {
  const warnings = result.log.match(/^::warning::The export is (empty|partial)/gm) ?? []
  expect(warnings).toHaveLength(severity === 'warn' ? 1 : 0)
  if (severity === 'error') expect(summary).toMatch(/^❌ .+: (empty$|partial, )/m)
  else expect(summary).toContain(`${rule}: ${severity}. The export is `)
}

test.each(EMPTY)('S06 an empty $provider export, if-empty "$severity"', async given => {
  const { provider, severity } = given
  const run = await action.run({ plan: planFor(provider, 'empty'), inputs: { 'if-empty': severity } })
  const rule = severity || 'warn'
  expect(run.result.outputs).toMatchObject({
    'failure-code': rule === 'error' ? 'empty' : '',
    'row-count': '0',
    partial: 'false',
  })
  expectReported(run, 'if-empty', rule)
  // An empty Snyk export has no files. The documents of the others are kept, even if the step fails.
  if (provider === 'snyk') expectNoFiles(run)
  else await expectFiles(run, provider === 'sailpoint' ? { names: [`sp-config-${run.job.id}.json`] } : {})
  expect(storeCalls(run)).toHaveLength(provider === 'closient' ? 1 : 0)
})

test.each(PARTIAL)('a partial $provider export, if-partial "$severity"', async given => {
  const { provider, severity } = given
  const run = await action.run({ plan: planFor(provider, 'partial'), inputs: { 'if-partial': severity } })
  const rule = severity || 'error'
  const word = provider === 'sailpoint' ? 'PARTIALLY_COMPLETE' : 'completed'
  expect(run.result.outputs).toMatchObject({
    'failure-code': rule === 'error' ? 'partial' : '',
    'provider-status': word,
    partial: 'true',
  })
  expectReported(run, 'if-partial', rule)
  if (provider === 'closient') expect(run.summary).toContain('asset store unavailable')
  await expectFiles(run, provider === 'sailpoint' ? { names: [`sp-config-${run.job.id}.json`] } : {})
})
