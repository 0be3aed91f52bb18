import { createHash } from 'node:crypto'
import { planFor } from '../../../simulator/jobs/examples.ts'
import { storeCalls, useAction } from '../../support/action.ts'
import { expectNoFiles, originalsOf } from '../../support/action-files.ts'

const action = useAction()

test.each(['snyk', 'closient'] as const)(
  'L07 download: false outputs the links of %s, masked',
  async provider => {
    const run = await action.run({ plan: planFor(provider, 'succeeded'), inputs: { download: 'false' } })
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
    expect(run.summary).toContain('download: false, so no file was downloaded or verified')
    expect(run.summary).toMatch(/\d signed links?/)
  },
)

test.each(['sailpoint', 'vmware'] as const)(
  'download: false for %s, which has no signed links',
  async provider => {
    const run = await action.run({ plan: planFor(provider, 'succeeded'), inputs: { download: 'false' } })
    expectNoFiles(run)
    expect(run.result.outputs).toMatchObject({ status: 'succeeded', 'download-url': '' })
    expect(run.simulator.requests.filter(({ url }) => /\/(download|data)$/.test(url.pathname))).toEqual([])
    expect(run.summary).toContain('download: false, so no file was downloaded or verified')
  },
)

test('with download: false, a failed job fails the step', async () => {
  const run = await action.run({ plan: planFor('snyk', 'failed'), inputs: { download: 'false' } })
  expect(run.result.outputs).toMatchObject({ 'failure-code': 'export-failed', 'download-url': '' })
})
