import { planFor } from '../../../simulator/jobs/examples.ts'
import { useAction } from '../../support/action.ts'
import { unescaped } from '../../support/action-invariants.ts'

const action = useAction()

test('A13 a token pasted with its scheme is masked without it, and no prefix of it is shown', async () => {
  const token = 'example-of-a-token-that-is-echoed'
  const run = await action.run({
    plan: planFor('closient', 'succeeded'),
    inputs: { token: `Token ${token}` },
    prepare: ({ simulator }) => {
      const body = JSON.stringify({ detail: `Wrong key: ${token.slice(0, 25)}` })
      const response = { status: 403, headers: { 'content-type': 'application/json' }, body }
      simulator.inject({ path: /data-export/, faults: [{ kind: 'response', response }] })
    },
  })
  expect(run.result.log).toContain(`::add-mask::${token}\n`)
  expect(run.error).toContain('Wrong key: ***')
})

/** Each encoding changes it near its beginning and its end, so that no encoded form contains another. */
const PASSWORD = 'co"rrect:horse/battery <sta"ple'
/** The forms in which a provider may echo it, and a prefix. */
const ECHOES = [
  PASSWORD,
  encodeURIComponent(PASSWORD),
  JSON.stringify(PASSWORD).slice(1, -1),
  PASSWORD.replaceAll('<', '&lt;').replaceAll('"', '&quot;'),
  btoa(PASSWORD),
  PASSWORD.slice(0, 16),
]

test('A13 secrets that a provider echoes are shown nowhere', async () => {
  const run = await action.run({
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
  ['in a text', `Bad gateway: ${SIGNED}`],
])('A13 a signed link %s is shown nowhere', async (_, body) => {
  const run = await action.run({
    plan: planFor('closient', 'succeeded'),
    factor: 20,
    prepare: ({ simulator }) => {
      const response = { status: 200, headers: { 'content-type': 'application/json' }, body }
      simulator.inject({ path: /data-export/, faults: Array(9).fill({ kind: 'response', response }) })
    },
  })
  const { log, summary, outputs } = run.result
  expect(outputs.status).toMatch(/^(failed|error)$/)
  const shown = [log, unescaped(log), summary, run.summary, ...Object.values(outputs)].join('\n')
  expect(shown).not.toContain('0123456789abcdef')
})
