import { type Ending, planFor } from '../../simulator/jobs/examples.ts'
import type { ProviderId } from '../../simulator/jobs/plans.ts'
import type { Run } from '../support/action.ts'
import { storeCalls, useAction } from '../support/action.ts'
import { expectFiles, expectNoFiles } from '../support/action-files.ts'

const action = useAction()

const SEVERITIES = ['', 'warn', 'error', 'ignore'] as const
const EMPTY: readonly ProviderId[] = ['snyk', 'sailpoint', 'closient']
const PARTIAL: readonly ProviderId[] = ['sailpoint', 'closient']

const cases = (providers: readonly ProviderId[], ending: Ending) =>
  providers.flatMap(provider => SEVERITIES.map(severity => ({ provider, ending, severity })))

/** Warnings and the words of the summary that an accepted or refused export has to show. */
function expectTold({ result, summary }: Run, rule: string, severity: string): void {
  const warnings = result.log.match(/^::warning::The export is (empty|partial)/gm) ?? []
  expect(warnings).toHaveLength(severity === 'warn' ? 1 : 0)
  if (severity === 'error') expect(summary).toMatch(/^❌ .+: (empty|partial)$/m)
  else expect(summary).toContain(`${rule}: ${severity}. The export is `)
}

test.each(cases(EMPTY, 'empty'))('S06 an empty export of $provider, if-empty "$severity"', async given => {
  const { provider, ending, severity } = given
  const run = await action.play({ plan: planFor(provider, ending), inputs: { 'if-empty': severity } })
  const rule = severity || 'warn'
  expect(run.result.outputs).toMatchObject({
    'failure-code': rule === 'error' ? 'empty' : '',
    'row-count': '0',
    partial: 'false',
  })
  expectTold(run, 'if-empty', rule)
  // Snyk names no file for nothing; the documents of the others are kept, whatever the rule makes of them.
  if (provider === 'snyk') expectNoFiles(run)
  else await expectFiles(run, provider === 'sailpoint' ? { names: [`sp-config-${run.job.id}.json`] } : {})
  expect(storeCalls(run)).toHaveLength(provider === 'closient' ? 1 : 0)
})

test.each(cases(PARTIAL, 'partial'))('a partial export of $provider, if-partial "$severity"', async given => {
  const { provider, ending, severity } = given
  const run = await action.play({ plan: planFor(provider, ending), inputs: { 'if-partial': severity } })
  const rule = severity || 'error'
  const word = provider === 'sailpoint' ? 'PARTIALLY_COMPLETE' : 'completed'
  expect(run.result.outputs).toMatchObject({
    'failure-code': rule === 'error' ? 'partial' : '',
    'provider-status': word,
    partial: 'true',
  })
  expectTold(run, 'if-partial', rule)
  if (provider === 'closient') expect(run.summary).toContain('asset store unavailable')
  await expectFiles(run, provider === 'sailpoint' ? { names: [`sp-config-${run.job.id}.json`] } : {})
})

/** Words that nobody documented, one look each: as many warnings as are shown of what was not asked for. */
const ODD = ['REHEATING', 'SIMMERING', 'PLATING'].map(word => ({ word, polls: 1 }))

test('L08 the warning that if-partial asks for is shown after any number of others', async () => {
  const plan = planFor('closient', 'partial')
  const run = await action.play({
    plan: { ...plan, phases: [...ODD, ...plan.phases.slice(-1)] },
    inputs: { 'if-partial': 'warn' },
    factor: 20,
  })
  await expectFiles(run)
  expect(run.result.log.match(/^::warning::The provider reported/gm)).toHaveLength(3)
  expectTold(run, 'if-partial', 'warn')
})

test('a number of rows without a file is a broken promise and not an empty export', async () => {
  const plan = { ...planFor('snyk', 'empty'), phases: [{ word: 'FINISHED', fields: { row_count: 7 } }] }
  const run = await action.play({ plan, inputs: { 'if-empty': 'ignore' }, factor: 20 })
  expect(run.result.outputs).toMatchObject({ 'failure-code': 'protocol' })
  expect(run.result.log).toMatch(/^::error::.*7 rows, but the response lists no files/m)
})
