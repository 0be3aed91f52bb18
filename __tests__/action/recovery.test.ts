import { sailpointProblem } from '../../simulator/apis/sailpoint.ts'
import { snykProblem } from '../../simulator/apis/snyk.ts'
import { planFor } from '../../simulator/jobs/examples.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { storeRefusal } from '../../simulator/store/refusals.ts'
import { apiCalls, oneLookEach, useAction } from '../support/action.ts'
import { expectFiles } from '../support/action-files.ts'

const action = useAction()
const pass = { kind: 'pass' } as const

const storeHeaders = (simulator: Simulator, path: string) =>
  simulator.requests.filter(({ url }) => url.pathname === path).map(({ headers }) => headers)

test('D01 D07 a download that was cut is resumed where it broke off', async () => {
  const run = await action.play({
    plan: planFor('snyk', 'succeeded'),
    factor: 20,
    prepare: ({ simulator, job }) =>
      simulator.inject({
        path: job.storePaths[1] ?? '',
        faults: [
          { kind: 'truncate', afterBytes: 5000 },
          { kind: 'reset', afterBytes: 3000 },
        ],
      }),
  })
  await expectFiles(run)
  const headers = storeHeaders(run.simulator, run.job.storePaths[1] ?? '')
  const etag = run.job.plan.files?.[1]?.content.etag
  expect(headers.map(({ range }) => range)).toEqual([
    undefined,
    'bytes=5000-',
    expect.stringMatching(/^bytes=[5-8]\d{3}-$/),
  ])
  expect(headers.slice(1).map(header => header['if-range'])).toEqual([etag, etag])
  expect(apiCalls(run)).toHaveLength(1)
})

test.each([
  ['D10', 's3'],
  ['D11', 'gcs'],
  ['D10', 'azure'],
] as const)('%s a link of %s that expires midway is replaced by a fresh one', async (_, store) => {
  const run = await action.play({
    plan: { ...planFor('closient', 'succeeded'), store },
    factor: 20,
    prepare: ({ simulator, job }) =>
      simulator.inject({
        path: job.storePaths[0] ?? '',
        faults: [
          { kind: 'truncate', afterBytes: 5000 },
          { kind: 'answer', answer: storeRefusal(store, 'expired') },
        ],
      }),
  })
  await expectFiles(run)
  const { simulator, result } = run
  const order = simulator.requests.map(({ server, headers }) => `${server} ${headers.range ?? ''}`.trim())
  expect(order).toEqual(['api', 'store', 'store bytes=5000-', 'api', 'store bytes=5000-'])
  expect(result.log).toContain('A download link has expired. Requesting new links.')
  expect(result.outputs.polls).toBe('1')
})

test('D10 a link that had expired before its first use is replaced', async () => {
  const run = await action.play({ plan: { ...planFor('snyk', 'succeeded'), linkLivesMs: [0, 3_600_000] } })
  await expectFiles(run)
  expect(run.simulator.requests.filter(({ server }) => server === 'api')).toHaveLength(2)
})

test('N05 R07 D14 outages of the API and of the store are ridden out and told once', async () => {
  const unavailable = { kind: 'answer', answer: snykProblem(503, 'Service Unavailable') } as const
  const run = await action.play({
    plan: oneLookEach(planFor('snyk', 'succeeded')),
    factor: 20,
    prepare: ({ simulator, job }) => {
      simulator.inject({ path: /^\/rest/, faults: [pass, ...Array(4).fill(unavailable), { kind: 'reset' }] })
      const busy = { kind: 'answer', answer: storeRefusal('gcs', 'busy') } as const
      simulator.inject({ path: job.storePaths[0] ?? '', faults: [busy, busy] })
    },
  })
  await expectFiles(run)
  expect(run.result.outputs.polls).toBe('8')
  expect(run.result.log.match(/^Snyk export returned HTTP 503: Service Unavailable/gm)).toHaveLength(1)
  expect(run.result.log).toMatch(/^Recovered after /m)
})

test('A02 a token that ends during the wait and again before the download is renewed', async () => {
  const refusal = { kind: 'answer', answer: sailpointProblem(401) } as const
  const run = await action.play({
    plan: oneLookEach(planFor('sailpoint', 'succeeded')),
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
  const refusal = { kind: 'answer', answer: sailpointProblem(401) } as const
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
  expect(run.error).toContain('Set client-id and client-secret instead of token')
})
