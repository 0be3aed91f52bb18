import { sailpointProblem } from '../../simulator/apis/sailpoint.ts'
import { planFor } from '../../simulator/jobs/examples.ts'
import type { Answer } from '../../simulator/server.ts'
import { oneLookEach, useAction } from '../support/action.ts'
import { expectFiles, expectNoFiles } from '../support/action-files.ts'
import { renderMarkdown, visibleText } from '../support/markdown.ts'

const action = useAction()
const pass = { kind: 'pass' } as const
const sailpoint = oneLookEach(planFor('sailpoint', 'succeeded'))
const refused = { kind: 'answer', answer: sailpointProblem(401) } as const
const LOGIN = '/oauth/token'
const STATUS = /sp-config\/export\/[^/]+$/

const granting = (token: string, life: unknown): Answer => ({
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
  const outage = { kind: 'answer', answer: sailpointProblem(503) } as const
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
      const failures = Array(9).fill({ kind: 'answer', answer: sailpointProblem(status) })
      simulator.inject({ path: LOGIN, faults: [{ kind: 'answer', answer }, ...failures] })
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
        simulator.inject({ path: LOGIN, faults: [{ kind: 'answer', answer }] })
        simulator.inject({ path: STATUS, faults: [pass, pass, refused] })
      },
    })
    await expectFiles(run, { names: [`sp-config-${run.job.id}.json`] })
    const calls = run.simulator.requests.map(({ url }) => url.pathname.split('/').at(-1))
    const { id } = run.job
    expect(calls).toEqual(['token', id, id, id, 'token', id, 'download'])
  },
)

test('A01 a token that is refused at first ends the step, and an echo of it is not shown', async () => {
  const token = 'example-of-a-token-that-is-echoed'
  const forms = [token, encodeURIComponent(`${token}+/=`), btoa(token), token.slice(0, 20)]
  const run = await action.play({
    plan: planFor('closient', 'succeeded'),
    inputs: { token },
    prepare: ({ simulator }) => {
      const body = JSON.stringify({ detail: `Wrong key: ${forms.join(' or ')}` })
      const answer = { status: 401, headers: { 'content-type': 'application/json' }, body }
      simulator.inject({ path: /data-export/, faults: [{ kind: 'answer', answer }] })
    },
  })
  expect(run.result.outputs).toMatchObject({ 'failure-code': 'auth', polls: '1' })
  expect(run.error).toContain('Wrong key: ***')
  expect(run.error).not.toContain('example-of-a-token')
})

test('A13 a token that was pasted with its scheme is masked without it, and no beginning of it is shown', async () => {
  const token = 'example-of-a-token-that-is-echoed'
  const run = await action.play({
    plan: planFor('closient', 'succeeded'),
    inputs: { token: `Token ${token}` },
    prepare: ({ simulator }) => {
      const body = JSON.stringify({ detail: `Wrong key: ${token.slice(0, 25)}` })
      const answer = { status: 403, headers: { 'content-type': 'application/json' }, body }
      simulator.inject({ path: /data-export/, faults: [{ kind: 'answer', answer }] })
    },
  })
  expect(run.result.log).toContain(`::add-mask::${token}\n`)
  expect(run.error).toContain('Wrong key: ***')
})

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
        simulator.inject({ path: '/v1/tokens', faults: [{ kind: 'answer', answer: { status: 401, body } }] })
      },
    })
    expect(run.error).toContain(`Login failed for user ${username}`)
    expect(run.result.log).not.toContain(`::add-mask::${username}`)
    expect(visibleText(renderMarkdown(run.summary))).toContain(`Login failed for user ${username}`)
  },
)
