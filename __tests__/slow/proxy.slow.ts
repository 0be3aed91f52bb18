import type { Fault } from '../../simulator/faults.ts'
import { snykCsv } from '../../simulator/files/samples.ts'
import { planFor } from '../../simulator/jobs/examples.ts'
import { onePollEach, useAction } from '../support/action.ts'
import { expectFiles, expectNoFiles } from '../support/action-files.ts'
import { useProxied } from '../support/proxied-action.ts'
import { TEST_HOSTS } from '../support/tls/certificates.ts'

const action = useAction()
const playProxied = useProxied()
const plan = planFor('vmware', 'succeeded')
const TARGET = `${TEST_HOSTS.api}:443`

/** A finished Snyk export of one file. */
function finished(id: string, url: string): Fault {
  const attributes = { status: 'FINISHED', row_count: 1, results: [{ url }] }
  return { kind: 'response', response: { status: 200, body: JSON.stringify({ data: { id, attributes } }) } }
}

test('N23 the API is reached through the proxy, with its user and password, which are masked', async () => {
  const run = await playProxied({ plan: onePollEach(plan), factor: 20, login: 'ci:hunter2-hunter2@' })
  await expectFiles(run)
  // The login, three polls and the file.
  const authorization = `Basic ${btoa('ci:hunter2-hunter2')}`
  expect(run.proxy.requests).toEqual(Array(5).fill({ target: TARGET, authorization }))
  expect(run.result.log).toContain('::add-mask::hunter2-hunter2')
  const sent = run.simulator.requests.map(({ headers }) => headers['proxy-authorization'])
  expect(new Set(sent)).toEqual(new Set([undefined]))
})

test('N23 a link is fetched through the proxy, which gets its host name', async () => {
  const run = await playProxied({
    plan: planFor('snyk', 'succeeded', { files: [snykCsv(1, 9)] }),
    prepare: ({ simulator, job }) => {
      const url = new URL(job.links()[0]?.url ?? '')
      url.host = `${TEST_HOSTS.store}:443`
      simulator.inject({ path: /^\/rest/, faults: [finished(job.id, url.href)] })
    },
  })
  await expectFiles(run)
  expect(run.proxy.requests.map(({ target }) => target)).toEqual([TARGET, `${TEST_HOSTS.store}:443`])
})

test('N24 a proxy that responds with 502 or drops the connection is retried', async () => {
  const run = await playProxied({
    plan,
    factor: 20,
    behavior: [502, 'drop', 'tunnel'],
    inputs: ({ simulator }) => ({ token: simulator.issueToken(), username: '', password: '' }),
  })
  await expectFiles(run)
  expect(run.result.outputs.polls).toBe('3')
  expect(run.result.log).toMatch(/^Recovered after /m)
})

/** Links of a public API that mean a machine of the private network, or this one. */
const PRIVATE_LINKS = [
  ['X09', 'https://169.254.169.254/latest/meta-data'],
  ['X11', 'https://[64:ff9b::10.0.0.1]/x.csv'],
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
    expect(run.proxy.requests).toEqual([{ target: TARGET, authorization: undefined }])
    expectNoFiles(run)
  },
)

test('X13 a redirect of a public API to a private address is not followed', async () => {
  const run = await playProxied({
    plan: planFor('sailpoint', 'succeeded'),
    prepare: ({ simulator }) => {
      const response = { status: 302, headers: { location: `${simulator.storeUrl}/x.json` } }
      simulator.inject({ path: /\/download$/, faults: [{ kind: 'response', response }] })
    },
  })
  expect(run.result.outputs['failure-code']).toBe('protocol')
  expect(run.error).toContain('sent a link to 127.0.0.1, which is a private address')
  expect(new Set(run.proxy.requests.map(({ target }) => target))).toEqual(new Set([TARGET]))
  expectNoFiles(run)
})

test('X09 a private API may link to private addresses', async () => {
  const run = await action.play({ plan: planFor('closient', 'succeeded') })
  await expectFiles(run)
  expect(run.simulator.storeUrl).toContain('//127.0.0.1:')
})
