import { snykCsv } from '../../../simulator/files/samples.ts'
import { planFor } from '../../../simulator/jobs/examples.ts'
import type { ProviderId } from '../../../simulator/jobs/plans.ts'
import { type Run, type Scene, useAction } from '../../support/action.ts'
import { expectNoFiles } from '../../support/action-files.ts'

const action = useAction()

/** Where SailPoint and VMware hand out their files. */
const OF_THE_API = /\/(download|data)$/

interface BrokenDownload extends Pick<Scene, 'factor' | 'prepare' | 'inputs'> {
  readonly title: string
  readonly provider: ProviderId
  readonly files?: Scene['plan']['files']
  /** `download` unless given. */
  readonly code?: string
  readonly says: readonly string[]
  /** The index of the failing file among those of the job: the first unless given. */
  readonly index?: number
  /** How often it is fetched, where no time bounds it. */
  readonly fetches?: number
  /** Seconds from the first fetch to the last: at least, and less than. */
  readonly lasts?: readonly [number, number]
}

const forever = <T>(fault: T) => Array<T>(60).fill(fault)

const BROKEN: readonly BrokenDownload[] = [
  {
    title: 'D08 one of three files is longer than declared',
    provider: 'snyk',
    files: [snykCsv(1, 10), { ...snykCsv(2, 10), declaredSize: 17 }, snykCsv(3, 10)],
    factor: 50,
    says: ['data_1_2_0.csv', '17'],
    index: 1,
    fetches: 1,
  },
  {
    title: 'A07 a credential that may ask and not download',
    provider: 'sailpoint',
    prepare: ({ simulator }) => {
      const response = {
        status: 403,
        headers: { 'content-type': 'application/json' },
        body: '{"error":"No scope"}',
      }
      simulator.inject({ path: OF_THE_API, faults: forever({ kind: 'response', response } as const) })
    },
    code: 'forbidden',
    says: ['403', 'No scope'],
    fetches: 1,
  },
  {
    title: 'a store that falls silent until download-timeout',
    provider: 'snyk',
    factor: 20,
    inputs: { 'download-timeout': '20s' },
    prepare: ({ simulator, job }) =>
      simulator.inject({
        path: job.storePaths[2] ?? '',
        faults: forever({ kind: 'stall', afterBytes: 99 } as const),
      }),
    says: ['download-timeout (20 s) expired'],
    index: 2,
    fetches: 1,
  },
]

/** When the failing file was requested, in seconds of the step's clock. */
function fetchesOf({ simulator, job }: Run, { index = 0, factor = 1 }: BrokenDownload): readonly number[] {
  const path = job.storePaths[index]
  const fetches = simulator.requests.filter(
    ({ url: { pathname } }) => pathname === path || OF_THE_API.test(pathname),
  )
  return fetches.map(({ at }) => (at * factor) / 1000)
}

test.each(BROKEN)('$title', async row => {
  const { provider, files, code = 'download', says, fetches, lasts, ...scene } = row
  const plan = planFor(provider, 'succeeded', files ? { files } : {})
  const run = await action.play({ ...scene, plan })
  expect(run.result.outputs).toMatchObject({
    'failure-code': code,
    'provider-status': plan.phases.at(-1)?.word,
    polls: '1',
  })
  for (const text of says) expect(run.error).toContain(text)
  expect(run.summary).toMatch(/^❌ .+: (download failed|step failed)/)
  const fetched = fetchesOf(run, row)
  if (fetches !== undefined) expect(fetched).toHaveLength(fetches)
  if (lasts) {
    const lastedSeconds = Math.max(...fetched) - Math.min(...fetched)
    expect(lastedSeconds).toBeGreaterThanOrEqual(lasts[0])
    expect(lastedSeconds).toBeLessThan(lasts[1])
  }
  expectNoFiles(run)
})
