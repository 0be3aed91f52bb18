import { planFor } from '../../simulator/jobs/examples.ts'
import { onePollEach } from '../support/action.ts'
import type { Run } from './act.ts'
import { shownSecrets, useStage } from './stage.ts'

const stage = useStage()
const NEVER_REQUESTED = 'N5FhWvfL6ukg8E4jfWiZTG'
let run: Run
let ids: { readonly failing: string; readonly cancelled: string; readonly endless: string }

beforeAll(async () => {
  const { simulator, act } = stage()
  const { jobs } = simulator
  ids = {
    failing: jobs.add(onePollEach(planFor('sailpoint', 'failed'))).id,
    cancelled: jobs.add(onePollEach(planFor('sailpoint', 'cancelled'))).id,
    endless: jobs.add({ provider: 'vmware', phases: [{ word: 'IN_PROGRESS' }] }).id,
  }
  const vars = {
    FAILING_EXPORT: ids.failing,
    CANCELLED_EXPORT: ids.cancelled,
    ENDLESS_EXPORT: ids.endless,
    CLOSIENT_EXPORT: NEVER_REQUESTED,
  }
  run = await act({ workflow: 'endings', vars })
})

test('failures fail the step, the job and the run', () => {
  expect(run.exitCode).toBe(1)
  expect(run.jobs).toEqual({
    red: 'failed',
    forgiven: 'succeeded',
    late: 'failed',
    wrong: 'failed',
    after: 'succeeded',
  })
})

test('after a failed step only the step with if: failure() runs, with its failure-code', async () => {
  expect(await run.keptJson('red.json')).toMatchObject({
    outcome: 'failure',
    conclusion: 'failure',
    outputs: {
      status: 'failed',
      'failure-code': 'export-failed',
      'failure-reason': expect.stringContaining('Supplied types are not supported: [WORKFLOWS]'),
      'provider-status': 'FAILED',
      'export-id': ids.failing,
    },
  })
  await expect(run.kept('red-went-on')).rejects.toMatchObject({ code: 'ENOENT' })
  await expect(run.kept('red-took-the-wrong-turn')).rejects.toMatchObject({ code: 'ENOENT' })
  await expect(run.kept('never')).rejects.toMatchObject({ code: 'ENOENT' })
})

test('continue-on-error continues with the outputs', async () => {
  expect(await run.keptJson('forgiven.json')).toMatchObject({
    outcome: 'failure',
    conclusion: 'success',
    outputs: { status: 'cancelled', 'failure-code': 'export-cancelled', 'export-id': ids.cancelled },
  })
})

test('a timeout shows the export id and how to continue', async () => {
  expect(await run.keptJson('late.json')).toMatchObject({
    outcome: 'failure',
    outputs: {
      status: 'timed-out',
      'failure-code': 'timed-out',
      'provider-status': 'IN_PROGRESS',
      'export-id': ids.endless,
    },
  })
  expect(run.log).toMatch(new RegExp(`::error::.*${ids.endless}.*IN_PROGRESS.*Run the step with export-id`))
})

test('a wrong input ends the step before the first request', async () => {
  expect(await run.keptJson('wrong.json')).toMatchObject({
    outcome: 'failure',
    outputs: { status: 'error', 'failure-code': 'input', polls: '0' },
  })
  expect(run.log).toMatch(/::error::.*org-id/)
  expect(run.log).toMatch(/::error::.*timeout/)
  expect(stage().simulator.requests.filter(({ url }) => url.pathname.startsWith('/dashboard/'))).toEqual([])
})

test('a later job reads the outputs of failed jobs', async () => {
  expect(await run.keptJson('needs.json')).toMatchObject({
    red: { result: 'failure', outputs: { code: 'export-failed' } },
    forgiven: { result: 'success', outputs: { code: 'export-cancelled' } },
    late: { result: 'failure', outputs: { code: 'timed-out' } },
    wrong: { result: 'failure', outputs: { code: 'input' } },
  })
})

test('no secret is shown in the log', () => {
  expect(shownSecrets(run, stage())).toEqual([])
})
