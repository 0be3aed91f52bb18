import { contentOf } from '../../simulator/files/content.ts'
import { sailpointDocument } from '../../simulator/files/samples.ts'
import { planFor } from '../../simulator/jobs/examples.ts'
import { storeCalls, useAction } from '../support/action.ts'
import { expectFiles, expectNoFiles } from '../support/action-files.ts'
import { unescaped } from '../support/action-invariants.ts'

const action = useAction()

/** Spelt differently by each encoding near its beginning and its end, so that no form is hidden as a part of another. */
const PASSWORD = 'co"rrect:horse/battery <sta"ple'
/** The forms in which a provider may send it back, and a beginning. */
const ECHOES = [
  PASSWORD,
  encodeURIComponent(PASSWORD),
  JSON.stringify(PASSWORD).slice(1, -1),
  PASSWORD.replaceAll('<', '&lt;').replaceAll('"', '&quot;'),
  btoa(PASSWORD),
  PASSWORD.slice(0, 16),
]

test('A13 a provider that echoes the secrets of the step shows none of them', async () => {
  const run = await action.play({
    plan: planFor('vmware', 'failed'),
    simulator: { credentials: { vmware: { password: PASSWORD } } },
    prepare: ({ job }) => {
      job.enter({
        word: 'FAILED',
        fields: { error: { message: `Not with ${ECHOES.join(' or ')}` }, note: ECHOES },
      })
    },
  })
  const { log, summary, outputs } = run.result
  expect(outputs['failure-code']).toBe('export-failed')
  expect(run.error).toContain('Not with ***')
  const lines = log.split('\n').filter(line => !line.startsWith('::add-mask::'))
  const shown = [...lines, ...lines.map(unescaped), summary, run.summary, ...Object.values(outputs)].join(
    '\n',
  )
  expect(ECHOES.filter(echo => shown.includes(echo.slice(0, 12)))).toEqual([])
})

const SIGNED = 'https://b.s3.example.com/e.zip?X-Amz-Date=1&X-Amz-Signature=0123456789abcdef0123456789abcdef'

test.each([
  [
    'in the reason of a failed job',
    JSON.stringify({ status: 'failed', error: `PUT ${SIGNED} returned 503` }),
  ],
  [
    'in its details',
    JSON.stringify({ status: 'failed', error: 'No.', last: { request: [`PUT ${SIGNED}`] } }),
  ],
  ['in JSON behind a prefix', `)]}',\n${JSON.stringify({ status: 'completed', download_url: SIGNED })}`],
  ['in a text', `Bad gateway: ${SIGNED}`],
])('A13 a signed link %s is shown nowhere', async (_, body) => {
  const run = await action.play({
    plan: planFor('closient', 'succeeded'),
    factor: 20,
    prepare: ({ simulator }) => {
      const answer = { status: 200, headers: { 'content-type': 'application/json' }, body }
      simulator.inject({ path: /data-export/, faults: Array(9).fill({ kind: 'answer', answer }) })
    },
  })
  const { log, summary, outputs } = run.result
  expect(outputs.status).toMatch(/^(failed|error)$/)
  const shown = [log, unescaped(log), summary, run.summary, ...Object.values(outputs)].join('\n')
  expect(shown).not.toContain('0123456789abcdef')
})

test('L01 L03 a reason of several lines with commands and markup stays one harmless line', async () => {
  const message = 'bad\n::set-output name=status::succeeded\r\n##[error]x <img src=x> [a](b) @team'
  const run = await action.play({
    plan: { ...planFor('sailpoint', 'failed'), phases: [{ word: 'FAILED', fields: { message } }] },
  })
  expect(run.result.outputs).toMatchObject({ status: 'failed', 'failure-code': 'export-failed' })
  expect(run.result.log.split('\n').filter(line => /^(::set-output|##\[)/.test(line))).toEqual([])
  expect(run.result.summary).not.toMatch(/<img|\]\(b\)/)
  expect(run.summary).toContain('<img src=x> [a](b)')
})

test('X03 a status answer that redirects to another host is not followed', async () => {
  const run = await action.play({
    plan: planFor('snyk', 'succeeded'),
    factor: 20,
    prepare: ({ simulator }) => {
      const answer = { status: 302, headers: { location: `${simulator.storeUrl}/rest` } }
      simulator.inject({ path: /^\/rest/, faults: [{ kind: 'answer', answer }] })
    },
  })
  expect(run.result.outputs['failure-code']).toBe('protocol')
  expect(run.error).toContain('redirects to another host')
  expect(storeCalls(run)).toEqual([])
  expectNoFiles(run)
})

test('X03 a download that redirects to an object store leaves the credential behind', async () => {
  const file = sailpointDocument(7)
  const run = await action.play({
    plan: planFor('sailpoint', 'succeeded', { files: [file] }),
    prepare: ({ simulator, job }) => {
      const linked = simulator.jobs.add(planFor('closient', 'succeeded', { files: [file] }))
      const location = linked.links()[0]?.url ?? ''
      const answer = { status: 302, headers: { location } }
      simulator.inject({
        path: `/v2025/sp-config/export/${job.id}/download`,
        faults: [{ kind: 'answer', answer }],
      })
    },
  })
  await expectFiles(run, { names: [`sp-config-${run.job.id}.json`] })
  expect(run.result.outputs['row-count']).toBe('7')
  expect(storeCalls(run)).toHaveLength(1)
})

test.each([
  { text: '{"objects": [{}', code: 'download', rows: '' },
  { text: '["not", "the", "documented", "form"]', code: 'download', rows: '' },
  { text: '\ufeff{"objects": [{}, {}]}', code: '', rows: '2' },
])('a document $text has the code "$code"', async ({ text, code, rows }) => {
  const files = [{ name: 'export.json', content: contentOf(text) }]
  const run = await action.play({ plan: planFor('sailpoint', 'succeeded', { files }), factor: 20 })
  expect(run.result.outputs).toMatchObject({ 'failure-code': code, 'row-count': rows })
  if (code === '') await expectFiles(run, { names: [`sp-config-${run.job.id}.json`] })
  else expectNoFiles(run)
})

test('F01 a name of a file never leads out of its folder', async () => {
  const [file] = planFor('closient', 'succeeded').files ?? []
  const files = file ? [{ ...file, name: '../../../escaped.zip' }] : []
  const run = await action.play({ plan: planFor('closient', 'succeeded', { files }) })
  await expectFiles(run, { names: ['escaped.zip'] })
})

test('an import is not an export', async () => {
  const run = await action.play({ plan: { ...planFor('sailpoint', 'succeeded'), type: 'IMPORT' } })
  expect(run.result.outputs['failure-code']).toBe('rejected')
  expect(run.error).toContain('is an import, not an export')
})
