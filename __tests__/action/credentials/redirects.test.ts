import { sailpointDocument } from '../../../simulator/files/samples.ts'
import { planFor } from '../../../simulator/jobs/examples.ts'
import { storeCalls, useAction } from '../../support/action.ts'
import { expectFiles, expectNoFiles } from '../../support/action-files.ts'

const action = useAction()

test('X03 a status response that redirects to another host is not followed', async () => {
  const run = await action.run({
    plan: planFor('snyk', 'succeeded'),
    factor: 20,
    prepare: ({ simulator }) => {
      const response = { status: 302, headers: { location: `${simulator.storeUrl}/rest` } }
      simulator.inject({ path: /^\/rest/, faults: [{ kind: 'response', response }] })
    },
  })
  expect(run.result.outputs['failure-code']).toBe('protocol')
  expect(run.error).toContain('redirects to another host')
  expect(storeCalls(run)).toEqual([])
  expectNoFiles(run)
})

test('X03 a download that redirects to an object store does not pass on the credential', async () => {
  const file = sailpointDocument(7)
  const run = await action.run({
    plan: planFor('sailpoint', 'succeeded', { files: [file] }),
    prepare: ({ simulator, job }) => {
      const linked = simulator.jobs.add(planFor('closient', 'succeeded', { files: [file] }))
      const location = linked.links()[0]?.url ?? ''
      const response = { status: 302, headers: { location } }
      simulator.inject({
        path: `/v2025/sp-config/export/${job.id}/download`,
        faults: [{ kind: 'response', response }],
      })
    },
  })
  await expectFiles(run, { names: [`sp-config-${run.job.id}.json`] })
  expect(run.result.outputs['row-count']).toBe('7')
  expect(storeCalls(run)).toHaveLength(1)
})
