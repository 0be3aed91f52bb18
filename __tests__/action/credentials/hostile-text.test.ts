import { respond } from '../../../simulator/faults.ts'
import { planFor } from '../../../simulator/jobs/examples.ts'
import { ORG_ID, useAction } from '../../support/action.ts'
import { useServer } from '../../support/server.ts'
import { useSteps } from '../../support/step.ts'

const action = useAction()
const serve = useServer()
const steps = useSteps()

test('A20 a short password where an error page is cut is shown nowhere', async () => {
  const password = 'hunter2024'
  const page = `<html>${'x'.repeat(191)}${password} and more</html>`
  const run = await action.run({
    plan: planFor('vmware', 'succeeded'),
    inputs: { password },
    prepare: ({ simulator }) => {
      const response = { status: 403, headers: { 'content-type': 'text/html' }, body: page }
      simulator.inject({ path: '/v1/tokens', faults: [{ kind: 'response', response }] })
    },
  })
  expect(run.error).toContain('***')
  expect(run.error).not.toContain('hunter')
})

test('A17 a login that returns its token in another shape is not quoted', async () => {
  const token = 'eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJlLWV4YW1wbGU'
  const run = await action.run({
    plan: planFor('vmware', 'succeeded'),
    prepare: ({ simulator }) => {
      const response = {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify([token]),
      }
      simulator.inject({ path: '/v1/tokens', faults: Array(9).fill({ kind: 'response', response }) })
    },
    factor: 50,
  })
  expect(run.result.outputs['failure-code']).toBe('protocol')
  expect(run.result.log).not.toContain(token.slice(0, 12))
})

test('A20 a status and a reason of nothing but tokens are redacted before they are cut', async () => {
  const id = '94f572f3-f17d-4d8d-ac55-44a8a034a6a9'
  const token = 'Zq7-example-token-0123456'
  const many = token.repeat(4_000)
  const attributes = { status: many, error: many, created: many }
  const server = await serve(respond(200, JSON.stringify({ data: { id, attributes } })))
  const { log, outputs, summary } = await steps.run(
    {
      inputs: {
        provider: 'snyk',
        'export-id': id,
        'org-id': ORG_ID,
        token,
        'api-url': server.url,
        timeout: '30s',
      },
    },
    20,
  )
  expect(outputs['provider-status']).toBe('***')
  const lines = log.split('\n').filter(line => !line.startsWith('::add-mask::'))
  for (const text of [...lines, summary, ...Object.values(outputs)]) expect(text).not.toContain('Zq7')
})
