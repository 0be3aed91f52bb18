import { snykCsv } from '../../../simulator/files/samples.ts'
import { planFor } from '../../../simulator/jobs/examples.ts'
import type { ProviderId } from '../../../simulator/jobs/plans.ts'
import { type Run, type StepSetup, useAction } from '../../support/action.ts'
import { expectNoFiles } from '../../support/action-files.ts'

const action = useAction()

/** The endpoints from which SailPoint and VMware serve files. */
const FILE_ENDPOINT = /\/(download|data)$/

interface BrokenDownload extends Pick<StepSetup, 'factor' | 'prepare' | 'inputs'> {
  readonly title: string
  readonly provider: ProviderId
  readonly files?: StepSetup['plan']['files']
  /** `download` by default. */
  readonly code?: string
  readonly says: readonly string[]
  /** The index of the failing file of the job; by default the first. */
  readonly index?: number
  /** The number of requests for it. */
  readonly fetches?: number
  /** Seconds from the first to the last request: minimum, and maximum. */
  readonly lasts?: readonly [number, number]
}

const repeated = <T>(fault: T) => Array<T>(60).fill(fault)

const BROKEN: readonly BrokenDownload[] = [
  {
    title: 'D08 one of three files is longer than declared',
    provider: 'snyk',
    files: [snykCsv(1, 10), { ...snykCsv(2, 10), declaredSize: 17 }, snykCsv(3, 10)],
    factor: 50,
    says: ['data_1_2_0.csv', '17'],
    index: 1,
    fetches: 3,
  },
  {
    title: 'A07 D34 a credential that may poll but not download',
    provider: 'sailpoint',
    prepare: ({ simulator }) => {
      const response = {
        status: 403,
        headers: { 'content-type': 'application/json' },
        body: '{"error":"No scope"}',
      }
      simulator.inject({ path: FILE_ENDPOINT, faults: repeated({ kind: 'response', response } as const) })
    },
    factor: 50,
    code: 'forbidden',
    says: ['403', 'No scope'],
    lasts: [50, 70],
  },
  {
    title: 'a store that stops sending until download-timeout',
    provider: 'snyk',
    factor: 20,
    inputs: { 'download-timeout': '20s' },
    prepare: ({ simulator, job }) =>
      simulator.inject({
        path: job.storePaths[2] ?? '',
        faults: repeated({ kind: 'stall', afterBytes: 99 } as const),
      }),
    says: ['download-timeout (20 s) expired'],
    index: 2,
    fetches: 1,
  },
]

/** The times of the requests for the failing file, in seconds of the step's clock. */
function requestTimes({ simulator, job }: Run, { index = 0, factor = 1 }: BrokenDownload): readonly number[] {
  const path = job.storePaths[index]
  const fetches = simulator.requests.filter(
    ({ url: { pathname } }) => pathname === path || FILE_ENDPOINT.test(pathname),
  )
  return fetches.map(({ at }) => (at * factor) / 1000)
}

test.each(BROKEN)('$title', async row => {
  const { provider, files, code = 'download', says, fetches, lasts, ...setup } = row
  const plan = planFor(provider, 'succeeded', files ? { files } : {})
  const run = await action.run({ ...setup, plan })
  expect(run.result.outputs).toMatchObject({
    'failure-code': code,
    'provider-status': plan.phases.at(-1)?.word,
    polls: '1',
  })
  for (const text of says) expect(run.error).toContain(text)
  expect(run.summary).toMatch(/^❌ .+: (download failed|step failed)/)
  const fetched = requestTimes(run, row)
  if (fetches !== undefined) expect(fetched).toHaveLength(fetches)
  if (lasts) {
    const lastedSeconds = Math.max(...fetched) - Math.min(...fetched)
    expect(lastedSeconds).toBeGreaterThanOrEqual(lasts[0])
    expect(lastedSeconds).toBeLessThan(lasts[1])
  }
  expectNoFiles(run)
})
