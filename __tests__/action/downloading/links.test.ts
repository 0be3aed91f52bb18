import { createHash } from 'node:crypto'
import { planFor } from '../../../simulator/jobs/examples.ts'
import { storeRefusal } from '../../../simulator/store/refusals.ts'
import { storeCalls, useAction } from '../../support/action.ts'
import { expectFiles, expectNoFiles, originalsOf } from '../../support/action-files.ts'

const action = useAction()

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
          { kind: 'response', response: storeRefusal(store, 'expired') },
        ],
      }),
  })
  await expectFiles(run)
  const { simulator, result } = run
  const order = simulator.requests.map(({ server, headers }) => `${server} ${headers.range ?? ''}`.trim())
  expect(order).toEqual(['api', 'store', 'store bytes=5000-', 'api', 'store bytes=5000-'])
  expect(result.log).toContain('A link is refused; asking the provider for fresh ones.')
  expect(result.outputs.polls).toBe('1')
})

test('D10 a link that had expired before its first use is replaced', async () => {
  const run = await action.play({ plan: { ...planFor('snyk', 'succeeded'), linkLivesMs: [0, 3_600_000] } })
  await expectFiles(run)
  expect(run.simulator.requests.filter(({ server }) => server === 'api')).toHaveLength(2)
})

test.each(['snyk', 'closient'] as const)(
  'L07 download: false hands out the links of %s, masked',
  async provider => {
    const run = await action.play({ plan: planFor(provider, 'succeeded'), inputs: { download: 'false' } })
    const { outputs, log } = run.result
    expectNoFiles(run)
    expect(storeCalls(run)).toEqual([])
    const links = (outputs['download-url'] ?? '').split('\n')
    const digests = links.map(async link => {
      const bytes = await (await fetch(link)).bytes()
      return createHash('sha256').update(bytes).digest('hex')
    })
    const originals = await originalsOf(run.job)
    expect(await Promise.all(digests)).toEqual(originals.map(({ sha256 }) => sha256))
    const masks = log.split('\n').filter(line => line.startsWith('::add-mask::'))
    for (const link of links) {
      const signature = /Signature=([0-9a-f]+)/.exec(link)?.[1] ?? 'no signature'
      expect(masks).toContain(`::add-mask::${signature}`)
    }
    expect(run.summary).toContain('download: false, so no file was brought home')
    expect(run.summary).toMatch(/\d links? in the output download-url/)
  },
)

test.each(['sailpoint', 'vmware'] as const)('download: false of %s, which signs no links', async provider => {
  const run = await action.play({ plan: planFor(provider, 'succeeded'), inputs: { download: 'false' } })
  expectNoFiles(run)
  expect(run.result.outputs).toMatchObject({ status: 'succeeded', 'download-url': '' })
  expect(run.simulator.requests.filter(({ url }) => /\/(download|data)$/.test(url.pathname))).toEqual([])
  expect(run.summary).toContain('download: false, so no file was brought home')
})

test('download: false of a job that failed is red', async () => {
  const run = await action.play({ plan: planFor('snyk', 'failed'), inputs: { download: 'false' } })
  expect(run.result.outputs).toMatchObject({ 'failure-code': 'export-failed', 'download-url': '' })
})
