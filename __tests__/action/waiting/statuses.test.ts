import { planFor } from '../../../simulator/jobs/examples.ts'
import { storeRefusal } from '../../../simulator/store/refusals.ts'
import { type SimulatedJob, useAction } from '../../support/action.ts'
import { expectFiles, expectNoFiles } from '../../support/action-files.ts'

const action = useAction()

const FACTOR = 20
const pass = { kind: 'pass' } as const

/** An expired link, and a job that has another status for `times` polls when links are refreshed. */
const whenLinkExpires =
  (status: string, times: number) =>
  ({ simulator, job }: SimulatedJob) => {
    const expired = { kind: 'response', response: storeRefusal('gcs', 'expired') } as const
    simulator.inject({ path: job.storePaths[0] ?? '', faults: [expired] })
    const body = JSON.stringify({ data: { id: job.id, attributes: { status } } })
    const other = { kind: 'response', response: { status: 200, body } } as const
    simulator.inject({ path: /^\/rest/, faults: [pass, ...Array(times).fill(other)] })
  }

test('S03 a job that is pending again when its link has expired is waited for again', async () => {
  const run = await action.run({
    plan: planFor('snyk', 'succeeded'),
    factor: 20,
    prepare: whenLinkExpires('STARTED', 2),
  })
  await expectFiles(run)
  expect(run.result.log).toMatch(/FINISHED \(poll[\s\S]+Requesting new download links[\s\S]+STARTED \(poll/)
})

test('S03 a job that stays pending when its link has expired fails at download-timeout', async () => {
  const run = await action.run({
    plan: planFor('snyk', 'succeeded'),
    factor: FACTOR,
    inputs: { 'download-timeout': '20s', timeout: '30m' },
    prepare: whenLinkExpires('STARTED', 999),
  })
  expect(run.result.outputs['failure-code']).toBe('download')
  expect(run.error).toMatch(
    /download-timeout \(20 s\) expired .* Last error: The provider reports the status STARTED again\./,
  )
  const [first, ...later] = run.simulator.requests
  const seconds = (((later.at(-1)?.at ?? 0) - (first?.at ?? 0)) * FACTOR) / 1000
  expect(seconds).toBeGreaterThan(10)
  expect(seconds).toBeLessThan(60)
  expectNoFiles(run)
})

test('S03 a job that has failed when its link has expired: the reason has no count of attempts', async () => {
  const run = await action.run({
    plan: planFor('snyk', 'succeeded'),
    factor: FACTOR,
    prepare: whenLinkExpires('ERRORED', 1),
  })
  expect(run.result.outputs['failure-code']).toBe('download')
  expect(run.error).toMatch(/Could not get new download links: .* failed \(ERRORED\)/)
  expect(run.error).not.toContain('Gave up')
  expectNoFiles(run)
})

test('S12 the last poll is sent at the deadline, and a job that has finished by then is downloaded', async () => {
  const phases = [{ word: 'QUEUED', polls: 2 }, { word: 'COMPLETED' }]
  const plan = { ...planFor('vmware', 'succeeded'), phases }
  const run = await action.run({ plan, factor: 2, inputs: { timeout: '3s', 'poll-interval': '2s' } })
  expect(run.result.outputs).toMatchObject({ status: 'succeeded', polls: '3', 'file-count': '1' })
})
