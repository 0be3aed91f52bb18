import { sailpointProblem } from '../../../simulator/apis/sailpoint.ts'
import { planFor } from '../../../simulator/jobs/examples.ts'
import { onePollEach, useAction } from '../../support/action.ts'
import { expectFiles } from '../../support/action-files.ts'
import { renderMarkdown, visibleText } from '../../support/markdown.ts'

const action = useAction()

const pass = { kind: 'pass' } as const
const sailpoint = onePollEach(planFor('sailpoint', 'succeeded'))
const rejected = { kind: 'response', response: sailpointProblem(401) } as const
const LOGIN = '/oauth/token'
const STATUS = /sp-config\/export\/[^/]+$/

test('A02 a token that is rejected during the wait is renewed once, and the new one is masked', async () => {
  const run = await action.run({
    plan: sailpoint,
    factor: 20,
    // Within 10 s of its login a token may only be too new.
    inputs: { 'poll-interval': '11s' },
    prepare: ({ simulator }) => simulator.inject({ path: STATUS, faults: [pass, rejected] }),
  })
  await expectFiles(run, { names: [`sp-config-${run.job.id}.json`] })
  const logins = run.simulator.requests.filter(({ url }) => url.pathname === LOGIN)
  expect(logins).toHaveLength(2)
  const sent = run.simulator.requests.flatMap(({ headers }) => headers.authorization?.split(' ')[1] ?? [])
  for (const token of new Set(sent)) expect(run.result.log).toContain(`::add-mask::${token}`)
})

test.each(['administrator@vsphere.local', 'CORP\\administrator'])(
  'A13 the user name %s is not a secret: it is shown and not masked',
  async username => {
    const run = await action.run({
      plan: planFor('vmware', 'succeeded'),
      inputs: { username },
      prepare: ({ simulator }) => {
        const body = JSON.stringify({ message: `Login failed for user ${username}` })
        simulator.inject({
          path: '/v1/tokens',
          faults: [{ kind: 'response', response: { status: 401, body } }],
        })
      },
    })
    expect(run.error).toContain(`Login failed for user ${username}`)
    expect(run.result.log).not.toContain(`::add-mask::${username}`)
    expect(visibleText(renderMarkdown(run.summary))).toContain(`Login failed for user ${username}`)
  },
)
