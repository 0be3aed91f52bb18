import { planFor } from '../../../simulator/jobs/examples.ts'
import type { SnykPlan } from '../../../simulator/jobs/plans.ts'
import {
  apiCalls,
  GROUP_ID,
  ORG_ID,
  onePollEach,
  type Run,
  storeCalls,
  useAction,
} from '../../support/action.ts'
import { expectFiles } from '../../support/action-files.ts'

const action = useAction()

const VERSION = '2024-10-15'

function plan(change: Partial<SnykPlan> = {}): SnykPlan {
  return { ...onePollEach(planFor('snyk', 'succeeded')), scopeId: ORG_ID, ...change }
}

function authorizations({ simulator }: Run): ReadonlySet<string | undefined> {
  const api = simulator.requests.filter(({ server }) => server === 'api')
  return new Set(api.map(({ headers }) => headers.authorization))
}

test.each([
  { results: 'inline', store: 'gcs', payload: 'observed', calls: ['jobs/export'] },
  { results: 'endpoint', store: 's3', payload: 'documented', calls: ['jobs/export', 'export'] },
  { results: 'redirect', store: 'azure', payload: 'observed', calls: ['jobs/export', 'export'] },
] as const)(
  'an organization’s files are listed by $results and stored at $store',
  async ({ calls, ...how }) => {
    const run = await action.run({ plan: plan(how), factor: 20 })
    const { result, simulator, job } = run
    expect(result.outputs).toMatchObject({
      status: 'succeeded',
      'provider-status': 'FINISHED',
      'export-id': job.id,
      'row-count': '1061',
      partial: 'false',
      polls: '3',
      'download-url': '',
      'artifact-id': '',
      'request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'started-at': how.payload === 'documented' ? job.createdAt().toISOString() : '',
      'finished-at': how.payload === 'documented' ? job.changedAt().toISOString() : '',
    })
    expect(Number(result.outputs['waited-seconds'])).toBeGreaterThan(1)
    await expectFiles(run)
    expect(result.summary).toContain('✅ Snyk export: ')
    expect(result.summary).toContain('1,061')
    expect(apiCalls(run)).toEqual(
      calls.map(path => `GET /rest/orgs/${ORG_ID}/${path}/${job.id}?version=${VERSION}`),
    )
    expect(storeCalls(run)).toEqual(job.storePaths.map(path => `GET ${path}`).sort())
    expect(authorizations(run)).toEqual(new Set([`token ${simulator.credentials.snyk.token}`]))
  },
)

test('the log of a normal run shows the export, its statuses and its files', async () => {
  const { result, job } = await action.run({ plan: plan(), factor: 20 })
  const lines = result.log.split('\n').filter(line => !line.startsWith('::'))
  const duration = String.raw`[\d.]+ m?s`
  expect(lines).toEqual([
    expect.stringMatching(
      new RegExp(String.raw`^Snyk export ${job.id}: waiting up to 30 min \(http://127\.0\.0\.1:\d+\)$`),
    ),
    expect.stringMatching(new RegExp(String.raw`^PENDING \(poll 1, ${duration}\)$`)),
    expect.stringMatching(new RegExp(String.raw`^STARTED \(poll 2, ${duration}\)$`)),
    expect.stringMatching(new RegExp(String.raw`^FINISHED \(poll 3, ${duration}\): 3 files, 1,061 rows$`)),
    ...Array(3).fill(
      expect.stringMatching(
        /^Downloaded data_1_\d_0\.csv \([\d.]+ kB( in [\d.]+ s)?, sha256 [0-9a-f]{8}…\)$/,
      ),
    ),
    expect.stringMatching(new RegExp(String.raw`^Done in ${duration}: 3 files, [\d.]+ kB\.$`)),
    '',
  ])
})

test('a group’s export, with another API version and a path suffix in api-url', async () => {
  const run = await action.run({
    plan: plan({ scope: 'groups', scopeId: GROUP_ID }),
    factor: 20,
    inputs: ({ simulator }) => ({
      'api-url': `${simulator.apiUrl}/rest/`,
      'api-version': '2024-05-10~experimental',
    }),
  })
  await expectFiles(run)
  expect(apiCalls(run)).toEqual([
    `GET /rest/groups/${GROUP_ID}/jobs/export/${run.job.id}?version=2024-05-10~experimental`,
  ])
  expect(storeCalls(run)).toHaveLength(3)
})
