import { contentOf } from '../../simulator/files/content.ts'
import { closientArchive, snykCsv, vmwareCsv } from '../../simulator/files/samples.ts'
import { planFor } from '../../simulator/jobs/examples.ts'
import type { ProviderId } from '../../simulator/jobs/plans.ts'
import { storeRefusal } from '../../simulator/store/refusals.ts'
import type { Run, Scene } from '../support/action.ts'
import { useAction } from '../support/action.ts'
import { expectNoFiles } from '../support/action-files.ts'

const action = useAction()
const page = '<!DOCTYPE html><html><body>Please log in</body></html>'
/** Where SailPoint and VMware hand out their files. */
const OF_THE_API = /\/(download|data)$/

interface BrokenDownload extends Pick<Scene, 'factor' | 'prepare' | 'inputs'> {
  readonly title: string
  readonly provider: ProviderId
  readonly files?: Scene['plan']['files']
  /** `download` unless given. */
  readonly code?: string
  readonly says: readonly string[]
  /** The place of the file in trouble among those of the job: the first unless given. */
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
    title: 'D17 the bytes are not those of the checksum',
    provider: 'closient',
    files: [{ ...closientArchive(3), headers: { 'x-goog-hash': 'md5=1B2M2Y8AsgTpgAmY7PhCfg==' } }],
    factor: 50,
    says: ['example-export-2026-01-05.zip'],
    fetches: 3,
  },
  {
    title: 'D15 a page of HTML comes in the place of the archive',
    provider: 'closient',
    files: [{ name: 'export.zip', content: contentOf(page) }],
    factor: 50,
    says: ['export.zip'],
    fetches: 2,
  },
  {
    title: 'D16 a report without a byte',
    provider: 'vmware',
    files: [{ ...vmwareCsv(1), content: contentOf('') }],
    factor: 50,
    says: ['vcf-precheck'],
    fetches: 1,
  },
  {
    title: 'D15 a document that is no JSON',
    provider: 'sailpoint',
    files: [{ name: 'export.json', content: contentOf('objects: none') }],
    factor: 50,
    says: ['sp-config-'],
    fetches: 2,
  },
  {
    title: 'D13 a store that has lost the file',
    provider: 'snyk',
    factor: 100,
    prepare: ({ simulator, job }) => {
      const faults = forever({ kind: 'answer', answer: storeRefusal('gcs', 'missing') } as const)
      simulator.inject({ path: job.storePaths[0] ?? '', faults })
    },
    says: ['404', 'NoSuchKey'],
    lasts: [60, 120],
  },
  {
    title: 'D10 a store that refuses each fresh link',
    provider: 'closient',
    factor: 100,
    prepare: ({ simulator, job }) => {
      const faults = forever({ kind: 'answer', answer: storeRefusal('s3', 'expired') } as const)
      simulator.inject({ path: job.storePaths[0] ?? '', faults })
    },
    says: ['has expired or is refused', '403'],
    fetches: 4,
  },
  {
    title: 'N05 a store that cuts every connection',
    provider: 'snyk',
    factor: 100,
    prepare: ({ simulator, job }) =>
      simulator.inject({ path: job.storePaths[1] ?? '', faults: forever({ kind: 'reset' } as const) }),
    says: ['the last of 5 attempts'],
    index: 1,
    fetches: 5,
  },
  {
    title: 'A07 a credential that may ask and not download',
    provider: 'sailpoint',
    prepare: ({ simulator }) => {
      const answer = {
        status: 403,
        headers: { 'content-type': 'application/json' },
        body: '{"error":"No scope"}',
      }
      simulator.inject({ path: OF_THE_API, faults: forever({ kind: 'answer', answer } as const) })
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

/** When the file in trouble was asked for, in seconds of the step's clock. */
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
