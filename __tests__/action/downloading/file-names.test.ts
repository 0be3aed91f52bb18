import { basename } from 'node:path'
import { planFor } from '../../../simulator/jobs/examples.ts'
import { useAction } from '../../support/action.ts'
import { expectFiles } from '../../support/action-files.ts'

const action = useAction()

test('F01 a name of a file never leads out of its folder', async () => {
  const [file] = planFor('closient', 'succeeded').files ?? []
  const files = file ? [{ ...file, name: '../../../escaped.zip' }] : []
  const run = await action.play({ plan: planFor('closient', 'succeeded', { files }) })
  await expectFiles(run, { names: ['escaped.zip'] })
})

/** What a provider calls its archive, and what the file is called. */
const NAMES = [
  ['F01', '../../../escaped.zip', 'escaped.zip'],
  ['F01', '/etc/cron.d/absolute.zip', 'absolute.zip'],
  ['F01', 'C:\\Windows\\drive.zip', 'drive.zip'],
  ['F01', '\\\\server\\share\\unc.zip', 'unc.zip'],
  ['F01', 'a/../../climbing.zip', 'climbing.zip'],
  ['F02', 'nul\u0000l.zip', 'null.zip'],
  ['F02', 'two\nlines\r.zip', 'twolines.zip'],
  ['F02', 'bell\u0007.zip', 'bell.zip'],
  ['F03', 'CON', '_CON'],
  ['F03', 'con.zip', '_con.zip'],
  ['F03', 'LPT¹.zip', '_LPT¹.zip'],
  ['F03', 'stream.zip:hidden', 'stream.zip_hidden'],
  ['F03', 'dots.zip. . ', 'dots.zip'],
  ['F04', `${'a'.repeat(300)}.zip`, `${'a'.repeat(194)}.zip`],
  ['F04', `${'é'.repeat(128)}.zip`, `${'é'.repeat(97)}.zip`],
  ['F05', 'pic\u202egpj.zip', 'picgpj.zip'],
  ['F05', 'zero\u200bwidth\ufeff.zip', 'zerowidth.zip'],
  ['F05', 'e\u0301.zip', 'é.zip'],
  ['F13', '-rf.zip', '_rf.zip'],
  ['F13', '$(id).zip', '$(id).zip'],
  ['F13', '~root.zip', '_root.zip'],
] as const

test.each(NAMES)('%s a file that is called %j is called %j', async (_, given, name) => {
  const sample = planFor('closient', 'succeeded')
  const plan = { ...sample, files: (sample.files ?? []).map(file => ({ ...file, name: given })) }
  const run = await action.play({ plan })
  await expectFiles(run, { names: [name] })
})

test('F05 names that a file system may take for one are numbered', async () => {
  const [file] = planFor('snyk', 'succeeded').files ?? []
  const files = file
    ? [
        { ...file, name: 'Straße.csv' },
        { ...file, name: 'STRASSE.csv' },
      ]
    : []
  const run = await action.play({ plan: planFor('snyk', 'succeeded', { files }) })
  await expectFiles(run, { names: ['1-Straße.csv', '2-STRASSE.csv'] })
})

test.each([
  ['attachment; filename="../../served.csv"', 'served.csv'],
  ["attachment; filename*=UTF-8''b%C3%A9r.csv; filename=plain.csv", 'bér.csv'],
  ["attachment; filename*=UTF-8''%zz; filename=plain.csv", 'plain.csv'],
  ['attachment; filename="con.csv"', '_con.csv'],
])('F06 where the provider gives no name, %s does, made safe', async (disposition, name) => {
  const sample = planFor('vmware', 'succeeded')
  const headers = { 'content-disposition': disposition }
  const plan = { ...sample, files: (sample.files ?? []).map(file => ({ ...file, headers })) }
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
      const answer = { status: 200, headers, body: 'a,b\n1,2\n' }
      simulator.inject({ path: /exports\/data$/, faults: [{ kind: 'response', response: answer }] })
    },
  })
  expect(run.result.outputs).toMatchObject({ status: 'succeeded', 'file-count': '1' })
  const [path = ''] = run.result.files
  expect(basename(path)).toBe(basename(run.result.outputs.file ?? ''))
  expect(basename(path)).toBe(`vcf-precheck-${run.job.id}.csv`)
})
