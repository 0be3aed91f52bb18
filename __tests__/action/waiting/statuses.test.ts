import { planFor } from '../../../simulator/jobs/examples.ts'
import { storeRefusal } from '../../../simulator/store/refusals.ts'
import { type SimulatedJob, useAction } from '../../support/action.ts'
import { expectFiles, expectNoFiles } from '../../support/action-files.ts'

const action = useAction()

const FACTOR = 20
const pass = { kind: 'pass' } as const

/** A link that has expired, and a job that is pending so many times when links are refreshed. */
const pendingAgain =
  (times: number) =>
  ({ simulator, job }: SimulatedJob) => {
    const expired = { kind: 'response', response: storeRefusal('gcs', 'expired') } as const
    simulator.inject({ path: job.storePaths[0] ?? '', faults: [expired] })
    const body = JSON.stringify({ data: { id: job.id, attributes: { status: 'STARTED' } } })
    const pending = { kind: 'response', response: { status: 200, body } } as const
    simulator.inject({ path: /^\/rest/, faults: [pass, ...Array(times).fill(pending)] })
  }

test('S03 a job that is pending again when its link has expired is waited for again', async () => {
  const run = await action.play({
    plan: planFor('snyk', 'succeeded'),
    factor: 20,
    prepare: pendingAgain(2),
  })
  await expectFiles(run)
  expect(run.result.log).toMatch(/FINISHED \(poll[\s\S]+A download link has expired[\s\S]+STARTED \(poll/)
})

test('S03 a job that stays pending when its link has expired fails at download-timeout', async () => {
  const run = await action.play({
    plan: planFor('snyk', 'succeeded'),
    factor: FACTOR,
    inputs: { 'download-timeout': '20s', timeout: '30m' },
    prepare: pendingAgain(999),
  })
  expect(run.result.outputs['failure-code']).toBe('download')
  expect(run.error).toContain('download-timeout (20 s) expired')
  const [first, ...later] = run.simulator.requests
  const seconds = (((later.at(-1)?.at ?? 0) - (first?.at ?? 0)) * FACTOR) / 1000
  expect(seconds).toBeGreaterThan(10)
  expect(seconds).toBeLessThan(60)
  expectNoFiles(run)
})

test('S12 the last poll is made at the deadline, and a job that has ended by then is downloaded', async () => {
  const phases = [{ word: 'QUEUED', polls: 2 }, { word: 'COMPLETED' }]
  const plan = { ...planFor('vmware', 'succeeded'), phases }
  const run = await action.play({ plan, factor: 2, inputs: { timeout: '3s', 'poll-interval': '2s' } })
  expect(run.result.outputs).toMatchObject({ status: 'succeeded', polls: '3', 'file-count': '1' })
})
