import { contentOf } from '../../simulator/files/content.ts'
import { closientArchive, snykCsv, vmwareCsv } from '../../simulator/files/samples.ts'
import { planFor } from '../../simulator/jobs/examples.ts'
import type { ProviderId } from '../../simulator/jobs/plans.ts'
import { storeRefusal } from '../../simulator/store/refusals.ts'
import type { Scene } from '../support/action.ts'
import { useAction } from '../support/action.ts'
import { expectNoFiles } from '../support/action-files.ts'

const action = useAction()
const page = '<!DOCTYPE html><html><body>Please log in</body></html>'
const sailpointPath = /\/download$/

interface BrokenDownload extends Pick<Scene, 'factor' | 'prepare' | 'inputs'> {
  readonly title: string
  readonly provider: ProviderId
  readonly files?: Scene['plan']['files']
  /** `download` unless given. */
  readonly code?: string
  readonly says: readonly string[]
}

const forever = <T>(fault: T) => Array<T>(60).fill(fault)

const BROKEN: readonly BrokenDownload[] = [
  {
    title: 'D08 one of three files is longer than declared',
    provider: 'snyk',
    files: [snykCsv(1, 10), { ...snykCsv(2, 10), declaredSize: 17 }, snykCsv(3, 10)],
    factor: 50,
    says: ['data_1_2_0.csv', '17'],
  },
  {
    title: 'D17 the bytes are not those of the checksum',
    provider: 'closient',
    files: [{ ...closientArchive(3), headers: { 'x-goog-hash': 'md5=1B2M2Y8AsgTpgAmY7PhCfg==' } }],
    factor: 50,
    says: ['example-export-2026-01-05.zip'],
  },
  {
    title: 'D15 a page of HTML comes in the place of the archive',
    provider: 'closient',
    files: [{ name: 'export.zip', content: contentOf(page) }],
    factor: 50,
    says: ['export.zip'],
  },
  {
    title: 'D16 a report without a byte',
    provider: 'vmware',
    files: [{ ...vmwareCsv(1), content: contentOf('') }],
    factor: 50,
    says: ['vcf-precheck'],
  },
  {
    title: 'D15 a document that is no JSON',
    provider: 'sailpoint',
    files: [{ name: 'export.json', content: contentOf('objects: none') }],
    factor: 50,
    says: ['sp-config-'],
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
  },
  {
    title: 'N05 a store that cuts every connection',
    provider: 'snyk',
    factor: 100,
    prepare: ({ simulator, job }) =>
      simulator.inject({ path: job.storePaths[1] ?? '', faults: forever({ kind: 'reset' } as const) }),
    says: ['the last of 5 attempts'],
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
      simulator.inject({ path: sailpointPath, faults: forever({ kind: 'answer', answer } as const) })
    },
    code: 'forbidden',
    says: ['403', 'No scope'],
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
    says: ['download-timeout (20 s) passed'],
  },
]

test.each(BROKEN)('$title', async ({ provider, files, code = 'download', says, ...scene }) => {
  const plan = planFor(provider, 'succeeded', files ? { files } : {})
  const run = await action.play({ ...scene, plan })
  expect(run.result.outputs).toMatchObject({
    'failure-code': code,
    'provider-status': plan.phases.at(-1)?.word,
    polls: '1',
  })
  for (const text of says) expect(run.error).toContain(text)
  expect(run.summary).toMatch(/^❌ .+ (could not be downloaded|ended in an error)/)
  expectNoFiles(run)
})
