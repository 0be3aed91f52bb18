import { basename } from 'node:path'
import { planFor } from '../../../simulator/jobs/examples.ts'
import { useAction } from '../../support/action.ts'
import { expectFiles } from '../../support/action-files.ts'

const action = useAction()

/** The name sent by the provider, and the name of the file. */
const NAMES = [['F01', '../../../escaped.zip', 'escaped.zip']] as const

test.each(NAMES)('%s a file with the name %j is saved as %j', async (_, given, name) => {
  const sample = planFor('closient', 'succeeded')
  const plan = { ...sample, files: (sample.files ?? []).map(file => ({ ...file, name: given })) }
  const run = await action.run({ plan })
  await expectFiles(run, { names: [name] })
})

test('A13 a file name that contains a secret of the step is not used', async () => {
  const run = await action.run({
    plan: planFor('vmware', 'succeeded'),
    prepare: ({ simulator }) => {
      const headers = {
        'content-disposition': `attachment; filename="${simulator.credentials.vmware.password}.csv"`,
      }
      const response = { status: 200, headers, body: 'a,b\n1,2\n' }
      simulator.inject({ path: /exports\/data$/, faults: [{ kind: 'response', response }] })
    },
  })
  expect(run.result.outputs).toMatchObject({ status: 'succeeded', 'file-count': '1' })
  const [path = ''] = run.result.files
  expect(basename(path)).toBe(basename(run.result.outputs.file ?? ''))
  expect(basename(path)).toBe(`vcf-precheck-${run.job.id}.csv`)
})
