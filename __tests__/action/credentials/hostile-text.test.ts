import { planFor } from '../../../simulator/jobs/examples.ts'
import { useAction } from '../../support/action.ts'

const action = useAction()

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
