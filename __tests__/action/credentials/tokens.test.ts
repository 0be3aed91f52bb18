import { sailpointProblem } from '../../../simulator/apis/sailpoint.ts'
import { planFor } from '../../../simulator/jobs/examples.ts'
import { onePollEach, useAction } from '../../support/action.ts'
import { expectFiles } from '../../support/action-files.ts'

const action = useAction()

const pass = { kind: 'pass' } as const
const sailpoint = onePollEach(planFor('sailpoint', 'succeeded'))
const refused = { kind: 'response', response: sailpointProblem(401) } as const
const LOGIN = '/oauth/token'
const STATUS = /sp-config\/export\/[^/]+$/

test('A02 a token that is refused in the middle of the wait is renewed once, and the new one is masked', async () => {
  const run = await action.play({
    plan: sailpoint,
    factor: 20,
    prepare: ({ simulator }) => simulator.inject({ path: STATUS, faults: [pass, refused] }),
  })
  await expectFiles(run, { names: [`sp-config-${run.job.id}.json`] })
  const logins = run.simulator.requests.filter(({ url }) => url.pathname === LOGIN)
  expect(logins).toHaveLength(2)
  const sent = run.simulator.requests.flatMap(({ headers }) => headers.authorization?.split(' ')[1] ?? [])
  for (const token of new Set(sent)) expect(run.result.log).toContain(`::add-mask::${token}`)
})
