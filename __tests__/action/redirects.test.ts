import { sailpointDocument } from '../../simulator/files/samples.ts'
import { planFor } from '../../simulator/jobs/examples.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { useAction } from '../support/action.ts'
import { expectFiles, expectNoFiles } from '../support/action-files.ts'
import { IDENTITIES, TEST_CA } from '../support/tls/certificates.ts'

const action = useAction()
const DOWNLOAD = /\/download$/
const STATUS = /sp-config\/export\/[^/]+$/
const file = sailpointDocument(3)
const plan = planFor('sailpoint', 'succeeded', { files: [file] })

const redirect = (location: string | undefined, status = 302) =>
  ({ kind: 'answer', answer: { status, headers: location === undefined ? {} : { location } } }) as const

const pathsAsked = ({ requests }: Simulator) => requests.map(({ url }) => url.pathname + url.search)

test('X01 five redirects are followed', async () => {
  const run = await action.play({
    plan,
    prepare: ({ simulator, job }) => {
      const self = redirect(`/v2025/sp-config/export/${job.id}/download`)
      simulator.inject({ path: DOWNLOAD, faults: Array(5).fill(self) })
    },
  })
  await expectFiles(run, { names: [`sp-config-${run.job.id}.json`] })
})

test.each([
  ['a status', STATUS],
  ['a download', DOWNLOAD],
])('X01 a loop of %s ends at the sixth redirect', async (_, path) => {
  const run = await action.play({
    plan,
    prepare: ({ simulator }) => simulator.inject({ path, faults: Array(9).fill(redirect('?again')) }),
  })
  expect(run.result.outputs['failure-code']).toBe('protocol')
  expect(run.error).toContain('redirects more than 5 times')
  expect(pathsAsked(run.simulator).filter(asked => path.test(asked.replace(/\?.*/, '')))).toHaveLength(6)
  expectNoFiles(run)
})

test.each(['elsewhere?x=1', './elsewhere?x=1', '/a/elsewhere?x=1', '//HOST/a/elsewhere?x=1'])(
  'X02 the relative Location %s is followed, with the credential',
  async location => {
    const run = await action.play({
      plan,
      prepare: ({ simulator }) => {
        const { host } = new URL(simulator.apiUrl)
        simulator.inject({ path: STATUS, faults: [redirect(location.replace('HOST', host))] })
        const body = '{"status":"FAILED","message":"found elsewhere"}'
        simulator.inject({ path: /elsewhere$/, faults: [{ kind: 'answer', answer: { status: 200, body } }] })
      },
    })
    expect(run.error).toContain('found elsewhere')
    const [, asked, followed] = run.simulator.requests
    expect(followed?.url.search).toBe('?x=1')
    expect(followed?.headers.authorization).toBe(asked?.headers.authorization)
  },
)

test('X04 a redirect from https to http is refused', async () => {
  const run = await action.play({
    plan,
    simulator: { tls: IDENTITIES.good },
    inputs: { 'ca-certificate': TEST_CA },
    prepare: ({ simulator }) => {
      const plain = simulator.apiUrl.replace('https:', 'http:')
      simulator.inject({ path: DOWNLOAD, faults: [redirect(`${plain}/x.json`)] })
    },
  })
  expect(run.result.outputs['failure-code']).toBe('protocol')
  expect(run.error).toContain('from https to http')
  expectNoFiles(run)
})

test.each([
  ['with credentials', 'http://user:hunter2hunter2@127.0.0.1/x', 'that contains credentials'],
  ['of another scheme', 'file:///etc/passwd', 'that is not http or https'],
  ['to an invalid address', 'http://[', 'to an invalid address'],
  ['of 10 KB', `/${'x'.repeat(10_000)}`, 'to an invalid address'],
  ['that is missing', undefined, 'without a Location header'],
])('X05 a Location %s is refused', async (_, location, says) => {
  const run = await action.play({
    plan,
    prepare: ({ simulator }) => simulator.inject({ path: DOWNLOAD, faults: [redirect(location)] }),
  })
  expect(run.result.outputs['failure-code']).toBe('protocol')
  expect(run.error).toContain(says)
  expect(run.result.log).not.toContain('hunter2')
  expectNoFiles(run)
})

test.each([303, 307])(
  'X06 a redirect of a login (%i) is not followed, so that nobody else gets the pair',
  async status => {
    const run = await action.play({
      plan,
      prepare: ({ simulator }) =>
        simulator.inject({ path: '/oauth/token', faults: [redirect(`${simulator.storeUrl}/token`, status)] }),
    })
    expect(run.result.outputs['failure-code']).toBe('rejected')
    expect(run.error).toContain('Check api-url: it has no login endpoint.')
    expect(pathsAsked(run.simulator)).toEqual(['/oauth/token'])
  },
)

test.each(['http://storage.example.com/x.csv', 'http://192.0.2.1/x.csv'])(
  'X07 the link %s without https is not followed',
  async url => {
    const run = await action.play({
      plan: planFor('snyk', 'succeeded'),
      prepare: ({ simulator, job }) => {
        const attributes = { status: 'FINISHED', results: [{ url, file_size: 9 }] }
        const body = JSON.stringify({ data: { id: job.id, attributes } })
        simulator.inject({ path: /^\/rest/, faults: [{ kind: 'answer', answer: { status: 200, body } }] })
      },
    })
    expect(run.result.outputs['failure-code']).toBe('protocol')
    expect(run.error).toContain('which does not use https')
    expectNoFiles(run)
  },
)
