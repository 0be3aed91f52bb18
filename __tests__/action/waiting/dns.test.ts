import { planFor } from '../../../simulator/jobs/examples.ts'
import { onePollEach, type SimulatedJob, storeCalls, useAction } from '../../support/action.ts'
import { expectFiles, expectNoFiles } from '../../support/action-files.ts'
import { IDENTITIES, TEST_CA, TEST_HOSTS } from '../../support/tls/certificates.ts'

const action = useAction()

const FAKE_DNS = new URL('../../support/preload/fake-dns.mjs', import.meta.url).href
/** A public address of a documentation network. */
const PUBLIC = ['203.0.113.7']
const LOOPBACK = ['127.0.0.1']

type DnsResult = readonly string[] | 'EAI_AGAIN'

const withNames = (names: Readonly<Record<string, readonly DnsResult[]>>) => ({
  NODE_OPTIONS: `--import=${FAKE_DNS}`,
  FAKE_DNS: JSON.stringify(names),
})
const at = (host: string, url: string) => url.replace('127.0.0.1', host)
const byName = ({ simulator }: SimulatedJob) => ({ 'api-url': at('localhost', simulator.apiUrl) })
const failing = Array<DnsResult>(7).fill('EAI_AGAIN')

test('N02 a temporary DNS failure during the wait is retried', async () => {
  const run = await action.run({
    plan: onePollEach(planFor('snyk', 'succeeded')),
    factor: 100,
    inputs: byName,
    env: withNames({ localhost: [LOOPBACK, ...failing, LOOPBACK] }),
  })
  await expectFiles(run)
  expect(run.result.outputs.polls).toBe(String(3 + failing.length))
  expect(run.result.log).toMatch(/host name .+\(EAI_AGAIN\)/)
  expect(run.result.log).toMatch(/^Recovered after /m)
})

/** Runs a step against named API and store hosts. The first store response is reset, so that its name is resolved again. */
function runWithStore(store: readonly DnsResult[]) {
  return action.run({
    plan: planFor('snyk', 'succeeded'),
    factor: 20,
    simulator: { tls: IDENTITIES.good },
    inputs: ({ simulator }) => ({
      'api-url': at(TEST_HOSTS.api, simulator.apiUrl),
      'ca-certificate': TEST_CA,
    }),
    env: withNames({ [TEST_HOSTS.api]: [PUBLIC], [TEST_HOSTS.store]: store }),
    prepare: ({ simulator, job }) => {
      const results = job
        .links()
        .map(({ url }) => ({ url: at(TEST_HOSTS.store, url) }))
        .slice(0, 1)
      const body = JSON.stringify({ data: { id: job.id, attributes: { status: 'FINISHED', results } } })
      simulator.inject({ path: /^\/rest/, faults: [{ kind: 'response', response: { status: 200, body } }] })
      simulator.inject({ path: job.storePaths[0] ?? '', faults: [{ kind: 'reset' }] })
    },
  })
}

test('X12 a store whose name changes to a loopback address receives no further request', async () => {
  const run = await runWithStore([PUBLIC, LOOPBACK])
  expect(run.result.outputs['failure-code']).toBe('protocol')
  expect(run.error).toContain(`sent a link to ${TEST_HOSTS.store}, which resolves to a private address`)
  expect(storeCalls(run)).toHaveLength(1)
  expectNoFiles(run)
})
