import { basename } from 'node:path'
import { planFor } from '../../../simulator/jobs/examples.ts'
import { useAction } from '../../support/action.ts'
import { expectFiles } from '../../support/action-files.ts'

const action = useAction()

/** What a provider calls its archive, and what the file is called. */
const NAMES = [['F01', '../../../escaped.zip', 'escaped.zip']] as const

test.each(NAMES)('%s a file that is called %j is called %j', async (_, given, name) => {
  const sample = planFor('closient', 'succeeded')
  const plan = { ...sample, files: (sample.files ?? []).map(file => ({ ...file, name: given })) }
  const run = await action.play({ plan })
  await expectFiles(run, { names: [name] })
})

test('A13 a server that names a file by the secrets of the step makes no file of that name', async () => {
  const run = await action.play({
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
