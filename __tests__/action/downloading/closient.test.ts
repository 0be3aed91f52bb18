import { gzipSync } from 'node:zlib'
import { contentOf, type SimulatedFile } from '../../../simulator/files/content.ts'
import { planFor } from '../../../simulator/jobs/examples.ts'
import { apiCalls, onePollEach, SHORT_ORG_ID, storeCalls, useAction } from '../../support/action.ts'
import { expectFiles } from '../../support/action-files.ts'

const action = useAction()

const TARBALL: SimulatedFile = {
  name: 'example-export-2026-01-05.tar.gz',
  content: contentOf(gzipSync('example entries of an archive'.repeat(500))),
}

test.each([{ archiveFormat: 'tar.gz', store: 'gcs', file: TARBALL }] as const)(
  'a $archiveFormat archive',
  async ({ archiveFormat, store, file }) => {
    const sample = planFor('closient', 'succeeded', { files: [file] })
    const plan = { ...onePollEach(sample), orgId: SHORT_ORG_ID, archiveFormat, store }
    const run = await action.run({ plan, factor: 20 })
    await expectFiles(run)
    const { result, simulator, job } = run
    expect(result.outputs).toMatchObject({
      'provider-status': 'completed',
      'row-count': '120',
      partial: 'false',
      polls: '3',
      'expires-at': expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    })
    const details = JSON.parse(result.outputs.details ?? '')
    expect(details).toMatchObject({ archive_format: archiveFormat, sections: [{ key: 'products' }, {}] })
    expect(details).not.toHaveProperty('download_url')
    expect(result.summary).toContain('✅ Closient data export: 1 file')
    expect(apiCalls(run)).toEqual([`GET /dashboard/api/v1/data-export/${SHORT_ORG_ID}/${job.id}`])
    expect(storeCalls(run)).toEqual(job.storePaths.map(path => `GET ${path}`))
    const keys = simulator.requests.map(({ server, headers }) => [server, headers['x-api-key']])
    const { apiKey } = simulator.credentials.closient
    expect(keys).toEqual([...Array(3).fill(['api', apiKey]), ['store', undefined]])
  },
)
