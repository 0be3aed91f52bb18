import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { respond } from '../../../simulator/faults.ts'
import { unzip } from '../../../simulator/files/unzip.ts'
import { planFor } from '../../../simulator/jobs/examples.ts'
import type { JobPlan } from '../../../simulator/jobs/plans.ts'
import { startResultsService } from '../../../simulator/results-service.ts'
import {
  type Inputs,
  onePollEach,
  type Run,
  type SimulatedJob,
  type StepSetup,
  useAction,
} from '../../support/action.ts'
import { useClosing } from '../../support/cleanup.ts'
import { until } from '../../support/until.ts'

const action = useAction()
const closing = useClosing()

const SUCCEEDED = onePollEach(planFor('sailpoint', 'succeeded'))
const ENDLESS = planFor('sailpoint', 'succeeded', { waitMs: 3_600_000 })
const FAILED = onePollEach(planFor('sailpoint', 'failed'))

/** A step that waits for a job of each plan. */
function runAll(
  [plan, ...others]: readonly [JobPlan, ...JobPlan[]],
  setup: Omit<StepSetup, 'plan' | 'inputs'> & { readonly inputs?: Inputs } = {},
) {
  const ids: string[] = []
  const inputs = ({ simulator, job }: SimulatedJob) => {
    ids.push(job.id, ...others.map(other => simulator.jobs.add(other).id))
    return { 'export-id': ids.join('\n'), ...setup.inputs }
  }
  return action.run({ factor: 20, ...setup, plan, inputs }).then(run => ({ run, ids }))
}

const exportsOf = ({ result }: Run) => JSON.parse(result.outputs.exports ?? '')

describe('several exports', () => {
  test('are awaited at once with one login, each in its own folder', async () => {
    const { run, ids } = await runAll([SUCCEEDED, SUCCEEDED, SUCCEEDED])
    const { outputs, log } = run.result
    expect(outputs).toMatchObject({
      status: 'succeeded',
      'file-count': '3',
      'export-id': ids.join('\n'),
      file: '',
      'provider-status': '',
      details: '{}',
    })
    const logins = run.simulator.requests.filter(({ url }) => url.pathname === '/oauth/token')
    expect(logins).toHaveLength(1)
    const files = JSON.parse(outputs.files ?? '')
    expect(files.map((file: { exportId: string }) => file.exportId)).toEqual(ids)
    for (const [index, { path, sha256 }] of files.entries()) {
      expect(path.startsWith(join(outputs.path ?? '', ids[index] ?? ''))).toBe(true)
      expect(
        createHash('sha256')
          .update(await readFile(path))
          .digest('hex'),
      ).toBe(sha256)
    }
    expect(exportsOf(run)).toMatchObject(ids.map(id => ({ id, status: 'succeeded', fileCount: 1 })))
    expect(log).toMatch(/: waiting up to 30 min for 3 exports \(/)
    for (const id of ids) expect(log).toMatch(new RegExp(`^${id}: Downloaded `, 'm'))
    expect(log).toMatch(/^Done in .+: 3 exports, 3 files, /m)
  })

  test('M01 fail the step if one fails, after the others have been downloaded', async () => {
    const { run, ids } = await runAll([SUCCEEDED, FAILED, SUCCEEDED])
    const { outputs, log } = run.result
    expect(outputs).toMatchObject({
      status: 'failed',
      'failure-code': 'export-failed',
      'failure-reason': expect.stringMatching(/^1 of 3 exports failed: The provider reported that/),
      'file-count': '2',
    })
    expect(exportsOf(run)).toMatchObject([
      { id: ids[0], status: 'succeeded', failureCode: '' },
      { id: ids[1], status: 'failed', failureCode: 'export-failed', files: [] },
      { id: ids[2], status: 'succeeded', failureCode: '' },
    ])
    expect(log).toMatch(new RegExp(`^${ids[1]}: The provider reported that`, 'm'))
    expect(run.summary).toContain('2 of 3 exports succeeded')
  })

  test('M02 pause together after a 429', async () => {
    const paused = respond(429, '{}', { 'retry-after': '20', 'content-type': 'application/json' })
    const { run } = await runAll([SUCCEEDED, SUCCEEDED, SUCCEEDED], {
      prepare: ({ simulator, job }) =>
        simulator.inject({ path: new RegExp(`/${job.id}$`), faults: [paused] }),
    })
    expect(run.result.outputs.status).toBe('succeeded')
    const polls = run.simulator.requests.filter(({ url }) => /sp-config\/export\/[^/]+$/.test(url.pathname))
    const refusedAt = polls.findIndex(({ url }) => url.pathname.endsWith(run.job.id))
    const gaps = polls.slice(1).map(({ at }, index) => at - (polls[index]?.at ?? 0))
    // On a clock that runs 20 times faster.
    expect(Math.max(...gaps.slice(refusedAt))).toBeGreaterThan(900)
  })

  test('M03 end with one reason for each at timeout', async () => {
    const { run } = await runAll([ENDLESS, SUCCEEDED], { inputs: { timeout: '30s' } })
    expect(run.result.outputs).toMatchObject({
      status: 'timed-out',
      'failure-code': 'timed-out',
      'file-count': '1',
    })
    expect(run.error).toMatch(/^1 of 2 exports failed: .* is still running after 30 s/)
  })

  test('M05 become one artifact without those that have failed', async () => {
    const service = await closing(startResultsService())
    const { run, ids } = await runAll([FAILED, SUCCEEDED, SUCCEEDED], {
      env: service.env,
      inputs: { 'upload-artifact': 'true' },
    })
    const { outputs } = run.result
    expect(outputs).toMatchObject({ status: 'failed', 'artifact-name': `sailpoint-exports-${ids[0]}` })
    const entries = unzip(await service.read(outputs['artifact-name'] ?? ''))
    expect(entries.map(({ name }) => name.split('/')[0]).sort()).toEqual([ids[1], ids[2]].sort())
  })

  test('M06 keep the result of those that have ended when a signal comes', async () => {
    const ids: string[] = []
    const running = await action.start({
      plan: SUCCEEDED,
      inputs: ({ simulator, job }) => {
        ids.push(job.id, simulator.jobs.add(ENDLESS).id)
        return { 'export-id': ids.join('\n') }
      },
    })
    await running.step.untilLog(/: Downloaded /)
    const { requests } = running.simulator
    const before = requests.length
    await until(() => requests.length > before)
    running.step.kill('SIGTERM')
    const run = await running.ended()
    expect(run.result.outputs).toMatchObject({ status: 'aborted', 'file-count': '1' })
    expect(exportsOf(run)).toMatchObject([
      { id: ids[0], status: 'succeeded', fileCount: 1 },
      { id: ids[1], status: 'aborted', failureCode: 'aborted' },
    ])
  })

  test('are refused with artifact-archive: false, before the first request', async () => {
    const { run } = await runAll([SUCCEEDED, SUCCEEDED], {
      inputs: { 'upload-artifact': 'true', 'artifact-archive': 'false' },
    })
    expect(run.error).toContain('artifact-archive: false is for a single file, and export-id has several IDs')
    expect(run.simulator.requests).toEqual([])
  })
})
