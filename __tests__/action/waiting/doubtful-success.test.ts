import { type Fault, respond } from '../../../simulator/faults.ts'
import { planFor } from '../../../simulator/jobs/examples.ts'
import type { JobPlan, SnykPlan } from '../../../simulator/jobs/plans.ts'
import { storeRefusal } from '../../../simulator/store/refusals.ts'
import type { SimulatedJob } from '../../support/action.ts'
import { expectWaited, useAction } from '../../support/action.ts'
import { expectFiles, expectNoFiles } from '../../support/action-files.ts'

const action = useAction()
const FACTOR = 8

describe('a section that failed without an error text', () => {
  const good = {
    key: 'products',
    status: 'completed',
    record_count: 120,
    binary_count: 8,
    error: null,
  }
  const plan = {
    ...planFor('closient', 'succeeded'),
    sections: [good, { key: 'media', status: 'failed', record_count: 0, binary_count: 0, error: null }],
  }

  test('S13 makes the export partial', async () => {
    const run = await action.run({ plan })
    expect(run.result.outputs).toMatchObject({ 'failure-code': 'partial', partial: 'true' })
    expect(run.error).toContain('media: failed')
    await expectFiles(run)
  })

  test('S13 is accepted with if-partial: warn', async () => {
    const run = await action.run({ plan, inputs: { 'if-partial': 'warn' } })
    expect(run.result.outputs).toMatchObject({ status: 'succeeded', partial: 'true' })
    expect(run.result.log).toContain('::warning::The export is partial: media: failed.')
  })
})

describe('parts that do not add up', () => {
  const sample = planFor('snyk', 'succeeded')
  const [part] = sample.files ?? []
  const isWarning = (line: string) => line.startsWith('::warning::')
  const apiPolls = ({ simulator }: Pick<SimulatedJob, 'simulator'>) =>
    simulator.requests.filter(({ server }) => server === 'api')

  /** The first `times` responses list one of three parts. */
  const lagging =
    (times: number) =>
    ({ simulator, job }: SimulatedJob<SnykPlan>) => {
      const [link] = job.links()
      const result = { url: link?.url, file_size: part?.content.size, row_count: part?.rowCount }
      const attributes = { status: 'FINISHED', row_count: 1061, results: [result] }
      const body = JSON.stringify({ data: { id: job.id, attributes } })
      simulator.inject({ path: /^\/rest/, faults: Array<Fault>(times).fill(respond(200, body)) })
    }

  test.each([1, 3])('S14 are polled again, and all are downloaded: %d late', async times => {
    const run = await action.run({ plan: sample, factor: FACTOR, prepare: lagging(times) })
    await expectFiles(run)
    expect(run.result.outputs).toMatchObject({ 'row-count': '1061', polls: String(times + 1) })
    expectWaited(run, [10 * times, 14 * times])
    expect(run.result.log.split('\n').filter(isWarning)).toEqual([])
  })

  test.each(['', '10m'])(
    'S14 are accepted with a warning if nothing changes for half a minute (poll-interval: "%s")',
    async interval => {
      const inputs = interval === '' ? {} : { 'poll-interval': interval }
      const run = await action.run({ plan: sample, factor: FACTOR, inputs, prepare: lagging(99) })
      expect(run.result.outputs).toMatchObject({ status: 'succeeded', polls: '4', 'file-count': '1' })
      expectWaited(run, [30, 60])
      const warnings = run.result.log.split('\n').filter(isWarning)
      expect(warnings).toEqual([expect.stringMatching(/declares 1061 rows, .+ add up to 420 rows/)])
    },
  )

  test('S14 are not waited for again when a link is refreshed', async () => {
    const run = await action.run({
      plan: sample,
      factor: FACTOR,
      prepare: simulated => {
        lagging(99)(simulated)
        const response = storeRefusal('gcs', 'expired')
        simulated.simulator.inject({
          path: simulated.job.storePaths[0] ?? '',
          faults: [{ kind: 'response', response }],
        })
      },
    })
    expect(run.result.outputs).toMatchObject({ status: 'succeeded', polls: '4', 'file-count': '1' })
    expect(apiPolls(run)).toHaveLength(5)
    expect(run.result.log.split('\n').filter(isWarning)).toHaveLength(1)
  })

  test('S14 are accepted with a warning at the deadline', async () => {
    const run = await action.run({
      plan: sample,
      factor: FACTOR,
      inputs: { timeout: '15s' },
      prepare: lagging(99),
    })
    expect(run.result.outputs).toMatchObject({ status: 'succeeded', polls: '3' })
    expectWaited(run, [14, 18])
    expect(run.result.log.split('\n').filter(isWarning)).toHaveLength(1)
  })
})

test.each([
  ['snyk', 'FINISHED'],
  ['sailpoint', 'COMPLETE'],
  ['vmware', 'COMPLETED'],
  ['closient', 'completed'],
] as const)('S15 a %s status that only starts like a success is not a success', async (provider, word) => {
  const phases = [{ word: `${word}${' '.repeat(200)}NOT` }]
  const plan: JobPlan = { ...planFor(provider, 'succeeded'), phases }
  const run = await action.run({ plan, factor: FACTOR, inputs: { timeout: '10s' } })
  expect(run.result.outputs).toMatchObject({ status: 'timed-out', 'provider-status': `${word} NOT` })
  expect(run.error).toContain(`${word} NOT`)
  expectNoFiles(run)
})
