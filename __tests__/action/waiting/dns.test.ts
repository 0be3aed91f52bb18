import { planFor } from '../../../simulator/jobs/examples.ts'
import { onePollEach, type SimulatedJob, storeCalls, useAction } from '../../support/action.ts'
import { expectFiles, expectNoFiles } from '../../support/action-files.ts'
import { IDENTITIES, TEST_CA, TEST_HOSTS } from '../../support/tls/certificates.ts'

const action = useAction()

const FAKE_DNS = new URL('../../support/preload/fake-dns.mjs', import.meta.url).href
/** Of a network for examples: a public address without a host. */
const PUBLIC = ['203.0.113.7']
const HOME = ['127.0.0.1']

type Turn = readonly string[] | 'EAI_AGAIN'

const naming = (names: Readonly<Record<string, readonly Turn[]>>) => ({
  NODE_OPTIONS: `--import=${FAKE_DNS}`,
  FAKE_DNS: JSON.stringify(names),
})
const at = (host: string, url: string) => url.replace('127.0.0.1', host)
const byName = ({ simulator }: SimulatedJob) => ({ 'api-url': at('localhost', simulator.apiUrl) })
const lost = Array<Turn>(7).fill('EAI_AGAIN')

test('N02 a host name that cannot be resolved for a while in the middle of the wait is retried', async () => {
  const run = await action.play({
    plan: onePollEach(planFor('snyk', 'succeeded')),
    factor: 100,
    inputs: byName,
    env: naming({ localhost: [HOME, ...lost, HOME] }),
  })
  await expectFiles(run)
  expect(run.result.outputs.polls).toBe(String(3 + lost.length))
  expect(run.result.log).toMatch(/the host name lookup failed \(EAI_AGAIN\)/)
  expect(run.result.log).toMatch(/^Recovered after /m)
})

/** Names of the API and the store, and a first response of the store that is reset, so that its name is looked up again. */
function playStore(store: readonly Turn[]) {
  return action.play({
    plan: planFor('snyk', 'succeeded'),
    factor: 20,
    simulator: { tls: IDENTITIES.good },
    inputs: ({ simulator }) => ({
      'api-url': at(TEST_HOSTS.api, simulator.apiUrl),
      'ca-certificate': TEST_CA,
    }),
    env: naming({ [TEST_HOSTS.api]: [PUBLIC], [TEST_HOSTS.store]: store }),
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

test('X12 a store whose name changes to a loopback address gets no further request', async () => {
  const run = await playStore([PUBLIC, HOME])
  expect(run.result.outputs['failure-code']).toBe('protocol')
  expect(run.error).toContain(`sent a link to ${TEST_HOSTS.store}, which resolves to a private address`)
  expect(storeCalls(run)).toHaveLength(1)
  expectNoFiles(run)
})
