import { planFor } from '../../../simulator/jobs/examples.ts'
import { type Run, storeCalls, useAction } from '../../support/action.ts'
import { expectFiles, expectNoFiles } from '../../support/action-files.ts'

const action = useAction()

/** The defaults for each provider that knows such an export, and the other severities for one. */
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

/** Warnings and the text of the summary that an accepted or refused export has to show. */
function expectReported({ result, summary }: Run, rule: string, severity: string): void {
  const warnings = result.log.match(/^::warning::The export is (empty|partial)/gm) ?? []
  expect(warnings).toHaveLength(severity === 'warn' ? 1 : 0)
  if (severity === 'error') expect(summary).toMatch(/^❌ .+: (empty|partial)$/m)
  else expect(summary).toContain(`${rule}: ${severity}. The export is `)
}

test.each(EMPTY)('S06 an empty export of $provider, if-empty "$severity"', async given => {
  const { provider, severity } = given
  const run = await action.play({ plan: planFor(provider, 'empty'), inputs: { 'if-empty': severity } })
  const rule = severity || 'warn'
  expect(run.result.outputs).toMatchObject({
    'failure-code': rule === 'error' ? 'empty' : '',
    'row-count': '0',
    partial: 'false',
  })
  expectReported(run, 'if-empty', rule)
  // Snyk names no file for nothing; the documents of the others are kept, whatever the rule makes of them.
  if (provider === 'snyk') expectNoFiles(run)
  else await expectFiles(run, provider === 'sailpoint' ? { names: [`sp-config-${run.job.id}.json`] } : {})
  expect(storeCalls(run)).toHaveLength(provider === 'closient' ? 1 : 0)
})

test.each(PARTIAL)('a partial export of $provider, if-partial "$severity"', async given => {
  const { provider, severity } = given
  const run = await action.play({ plan: planFor(provider, 'partial'), inputs: { 'if-partial': severity } })
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
