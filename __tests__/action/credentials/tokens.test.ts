import { sailpointProblem } from '../../../simulator/apis/sailpoint.ts'
import { planFor } from '../../../simulator/jobs/examples.ts'
import type { SimulatedResponse } from '../../../simulator/messages.ts'
import { apiCalls, onePollEach, useAction } from '../../support/action.ts'
import { expectFiles, expectNoFiles } from '../../support/action-files.ts'
import { renderMarkdown, visibleText } from '../../support/markdown.ts'

const action = useAction()

test('A02 a token that ends during the wait and again before the download is renewed', async () => {
  const refusal = { kind: 'response', response: sailpointProblem(401) } as const
  const run = await action.play({
    plan: onePollEach(planFor('sailpoint', 'succeeded')),
    factor: 20,
    prepare: ({ simulator, job: { id } }) => {
      simulator.inject({ path: `/v2025/sp-config/export/${id}`, faults: [pass, refusal] })
      simulator.inject({ path: `/v2025/sp-config/export/${id}/download`, faults: [refusal] })
    },
  })
  const { id } = run.job
  await expectFiles(run, { names: [`sp-config-${id}.json`] })
  const [login, status] = ['POST /oauth/token', `GET /v2025/sp-config/export/${id}`]
  const download = `${status}/download`
  expect(apiCalls(run)).toEqual([login, status, login, status, download, login, download])
})

test('A04 a ready token that is refused for good is an error at the second refusal', async () => {
  const refusal = { kind: 'response', response: sailpointProblem(401) } as const
  const run = await action.play({
    plan: { ...planFor('sailpoint', 'succeeded'), phases: [{ word: 'IN_PROGRESS' }] },
    factor: 20,
    inputs: ({ simulator }) => ({ 'client-id': '', 'client-secret': '', token: simulator.issueToken() }),
    prepare: ({ simulator }) => simulator.inject({ path: /./, faults: [pass, ...Array(9).fill(refusal)] }),
  })
  expect(run.result.outputs).toMatchObject({
    'failure-code': 'auth',
    polls: '3',
    'provider-status': 'IN_PROGRESS',
  })
  expect(run.error).toContain('Give client-id and client-secret instead of token')
})

const pass = { kind: 'pass' } as const
const sailpoint = onePollEach(planFor('sailpoint', 'succeeded'))
const refused = { kind: 'response', response: sailpointProblem(401) } as const
const LOGIN = '/oauth/token'
const STATUS = /sp-config\/export\/[^/]+$/

const granting = (token: string, life: unknown): SimulatedResponse => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ access_token: token, expires_in: life }),
})

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

test('A03 a refusal straight after a renewal is believed', async () => {
  const run = await action.play({
    plan: sailpoint,
    factor: 20,
    prepare: ({ simulator }) => simulator.inject({ path: STATUS, faults: [pass, ...Array(9).fill(refused)] }),
  })
  expect(run.result.outputs).toMatchObject({ 'failure-code': 'auth', 'provider-status': 'NOT_STARTED' })
  expectNoFiles(run)
})

test('A05 a login that is out of order is ridden out', async () => {
  const outage = { kind: 'response', response: sailpointProblem(503) } as const
  const run = await action.play({
    plan: sailpoint,
    factor: 20,
    prepare: ({ simulator }) =>
      simulator.inject({ path: LOGIN, faults: [outage, { kind: 'reset' }, outage] }),
  })
  await expectFiles(run, { names: [`sp-config-${run.job.id}.json`] })
  expect(run.simulator.requests.filter(({ url }) => url.pathname === LOGIN)).toHaveLength(4)
})

test.each([503, 401])('A05 a token outlives an early renewal that fails with %i', async status => {
  const run = await action.play({
    plan: sailpoint,
    factor: 30,
    // Renewed after 60 s, and good for 120 s: the third question finds the login out of order.
    inputs: { 'poll-interval': '35s' },
    prepare: ({ simulator }) => {
      const answer = granting(simulator.issueToken(), 120)
      const failures = Array(9).fill({ kind: 'response', response: sailpointProblem(status) })
      simulator.inject({ path: LOGIN, faults: [{ kind: 'response', response: answer }, ...failures] })
    },
  })
  await expectFiles(run, { names: [`sp-config-${run.job.id}.json`] })
  expect(run.simulator.requests.filter(({ url }) => url.pathname === LOGIN)).toHaveLength(2)
  expect(run.result.outputs.polls).toBe('3')
})

test.each([undefined, 0, 1e12, 'soon'])(
  'A06 a token with a life of %p is kept until it is refused',
  async life => {
    const run = await action.play({
      plan: sailpoint,
      factor: 20,
      prepare: ({ simulator }) => {
        const answer = granting(simulator.issueToken(), life)
        simulator.inject({ path: LOGIN, faults: [{ kind: 'response', response: answer }] })
        simulator.inject({ path: STATUS, faults: [pass, pass, refused] })
      },
    })
    await expectFiles(run, { names: [`sp-config-${run.job.id}.json`] })
    const calls = run.simulator.requests.map(({ url }) => url.pathname.split('/').at(-1))
    const { id } = run.job
    expect(calls).toEqual(['token', id, id, id, 'token', id, 'download'])
  },
)

test('A11 a scheme in front of a token is taken off with a warning', async () => {
  const run = await action.play({
    plan: planFor('vmware', 'succeeded'),
    inputs: ({ simulator }) => ({ token: `Bearer ${simulator.issueToken()}`, username: '', password: '' }),
  })
  await expectFiles(run)
  expect(run.result.log).toMatch(/^::warning::token starts with an authentication scheme/m)
})

test.each(['administrator@vsphere.local', 'CORP\\administrator'])(
  'A13 the user name %s is not a secret: it is shown and not masked',
  async username => {
    const run = await action.play({
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
