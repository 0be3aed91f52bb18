import type { Fault } from '../../simulator/faults.ts'
import { snykCsv } from '../../simulator/files/samples.ts'
import { planFor } from '../../simulator/jobs/examples.ts'
import { oneLookEach, useAction } from '../support/action.ts'
import { expectFiles, expectNoFiles } from '../support/action-files.ts'
import { useProxied } from '../support/proxied.ts'
import { TEST_HOSTS } from '../support/tls/certificates.ts'

const action = useAction()
const playProxied = useProxied()
const plan = planFor('vmware', 'succeeded')
const TARGET = `${TEST_HOSTS.api}:443`

/** A finished Snyk export of one file. */
function finished(id: string, url: string): Fault {
  const attributes = { status: 'FINISHED', row_count: 1, results: [{ url }] }
  return { kind: 'answer', answer: { status: 200, body: JSON.stringify({ data: { id, attributes } }) } }
}

test('N23 the API is reached through the proxy, with its user and password, which are masked', async () => {
  const run = await playProxied({ plan: oneLookEach(plan), factor: 20, login: 'ci:hunter2-hunter2@' })
  await expectFiles(run)
  // The login, three questions and the file.
  const authorization = `Basic ${btoa('ci:hunter2-hunter2')}`
  expect(run.proxy.asked).toEqual(Array(5).fill({ target: TARGET, authorization }))
  expect(run.result.log).toContain('::add-mask::hunter2-hunter2')
  const sent = run.simulator.requests.map(({ headers }) => headers['proxy-authorization'])
  expect(new Set(sent)).toEqual(new Set([undefined]))
})

test('N23 a link is fetched through the proxy, which is asked for its host', async () => {
  const run = await playProxied({
    plan: planFor('snyk', 'succeeded', { files: [snykCsv(1, 9)] }),
    prepare: ({ simulator, job }) => {
      const url = new URL(job.links()[0]?.url ?? '')
      url.host = `${TEST_HOSTS.store}:443`
      simulator.inject({ path: /^\/rest/, faults: [finished(job.id, url.href)] })
    },
  })
  await expectFiles(run)
  expect(run.proxy.asked.map(({ target }) => target)).toEqual([TARGET, `${TEST_HOSTS.store}:443`])
})

test('N24 a proxy that answers 502 or drops the connection is ridden out', async () => {
  const run = await playProxied({
    plan,
    factor: 20,
    conduct: [502, 'drop', 'tunnel'],
    inputs: ({ simulator }) => ({ token: simulator.issueToken(), username: '', password: '' }),
  })
  await expectFiles(run)
  expect(run.result.outputs.polls).toBe('3')
  expect(run.result.log).toMatch(/^Recovered after /m)
})

test.each([407, 403])('N24 a proxy that answers %i ends the step at once', async conduct => {
  const run = await playProxied({
    plan,
    conduct,
    inputs: { token: 'example-token', username: '', password: '' },
  })
  expect(run.result.outputs).toMatchObject({ 'failure-code': 'network', polls: '1' })
  expect(run.error).toContain(
    `The proxy did not open a connection to ${TEST_HOSTS.api}: it answered ${conduct}.`,
  )
  expect(run.simulator.requests).toEqual([])
})

test('N25 a proxy that never answers is given up, and the step ends', async () => {
  const run = await playProxied({ plan, conduct: 'silence', factor: 60 })
  expect(run.result.outputs).toMatchObject({ 'failure-code': 'network', 'provider-status': '' })
  expect(run.error).toContain(`${TEST_HOSTS.api} did not respond within 30 s`)
  await run.proxy.emptied()
})

test.each(['::bad::', 'socks5://127.0.0.1:1080', 'http://user:hunter2%zz@127.0.0.1:3128'])(
  'N26 https_proxy=%s is an error, and nothing is sent past it',
  async https_proxy => {
    const run = await action.play({ plan, env: { https_proxy } })
    expect(run.result.outputs).toMatchObject({ 'failure-code': 'input', polls: '0' })
    expect(run.error).toContain('https_proxy')
    expect(run.result.log).not.toContain('hunter2')
    expect(run.simulator.requests).toEqual([])
    expectNoFiles(run)
  },
)

test.each([TEST_HOSTS.api, 'example.test', '.example.test', TARGET, '*'])(
  'N27 no_proxy=%s goes around the proxy',
  async no_proxy => {
    const run = await playProxied({ plan, factor: 60, env: { no_proxy } })
    // Nobody but the proxy knows the name.
    expect(run.error).toContain(`${TEST_HOSTS.api} could not be reached: the host name`)
    expect(run.proxy.asked).toEqual([])
  },
)

test('N27 a range in no_proxy does not bypass the proxy', async () => {
  const run = await playProxied({ plan, env: { no_proxy: '10.0.0.0/8' } })
  await expectFiles(run)
  expect(run.proxy.asked).not.toEqual([])
})

/** Links of a public API that mean a machine of the private network, or this one. */
const PRIVATE_LINKS = [
  ['X09', 'https://169.254.169.254/latest/meta-data'],
  ['X09', 'https://127.0.0.1/x.csv'],
  ['X09', 'https://10.1.2.3/x.csv'],
  ['X09', 'https://172.16.0.1/x.csv'],
  ['X09', 'https://192.168.1.1/x.csv'],
  ['X09', 'https://100.64.0.1/x.csv'],
  ['X09', 'https://[::1]/x.csv'],
  ['X09', 'https://[fd00::1]/x.csv'],
  ['X10', 'https://0x7f000001/x.csv'],
  ['X10', 'https://2130706433/x.csv'],
  ['X10', 'https://127.1/x.csv'],
  ['X10', 'https://0177.0.0.1/x.csv'],
  ['X10', 'https://１２７.0.0.1/x.csv'],
  ['X11', 'https://[::ffff:10.0.0.1]/x.csv'],
  ['X11', 'https://[64:ff9b::10.0.0.1]/x.csv'],
  ['X11', 'https://[2002:a00:1::]/x.csv'],
  ['X11', 'https://[::]/x.csv'],
  ['X11', 'https://[::7f00:1]/x.csv'],
  ['X14', 'https://localhost./x.csv'],
  ['X14', 'https://metadata.google.internal/x.csv'],
] as const

test.each(PRIVATE_LINKS)(
  '%s X15 a link of a public API to %s is not followed, nor by the proxy',
  async (_, url) => {
    const run = await playProxied({
      plan: planFor('snyk', 'succeeded'),
      prepare: ({ simulator, job }) => {
        simulator.inject({ path: /^\/rest/, faults: [finished(job.id, url)] })
      },
    })
    expect(run.result.outputs['failure-code']).toBe('protocol')
    expect(run.error).toMatch(
      /The provider sent a link to .+, which is a private address\. The link was not followed/,
    )
    expect(run.proxy.asked).toEqual([{ target: TARGET, authorization: undefined }])
    expectNoFiles(run)
  },
)

test('X13 a redirect of a public API to a private address is not followed', async () => {
  const run = await playProxied({
    plan: planFor('sailpoint', 'succeeded'),
    prepare: ({ simulator }) => {
      const answer = { status: 302, headers: { location: `${simulator.storeUrl}/x.json` } }
      simulator.inject({ path: /\/download$/, faults: [{ kind: 'answer', answer }] })
    },
  })
  expect(run.result.outputs['failure-code']).toBe('protocol')
  expect(run.error).toContain('leads to 127.0.0.1, which is a private address')
  expect(new Set(run.proxy.asked.map(({ target }) => target))).toEqual(new Set([TARGET]))
  expectNoFiles(run)
})

test('X09 a private API may link to private addresses', async () => {
  const run = await action.play({ plan: planFor('closient', 'succeeded') })
  await expectFiles(run)
  expect(run.simulator.storeUrl).toContain('//127.0.0.1:')
})
