import { planFor } from '../../../simulator/jobs/examples.ts'
import type { Simulator } from '../../../simulator/simulator.ts'
import { onePollEach, useAction } from '../../support/action.ts'
import { expectFiles } from '../../support/action-files.ts'

const action = useAction()

const ODD_TIME = new URL('../../support/odd-time.mjs', import.meta.url).href
const FACTOR = 20
/** Half a second of the machine, ten of the step. */
const GAP_MS = 500
const lasting = { ...planFor('vmware', 'succeeded'), phases: [{ word: 'IN_PROGRESS' }] }
const waiting = { timeout: '60s', 'poll-interval': '10s' }

/** The shortest time between two questions after the first, in milliseconds of the machine. */
function shortestGapMs({ requests }: Simulator): number {
  const questions = requests.filter(({ method }) => method === 'GET')
  return Math.min(...questions.slice(1).map(({ at }, index) => at - (questions[index]?.at ?? 0)))
}

test('T01 a wall clock that jumps by ten years moves no deadline and no pause', async () => {
  const run = await action.play({
    plan: onePollEach(planFor('vmware', 'succeeded')),
    factor: FACTOR,
    inputs: { timeout: '60s', 'poll-interval': '5s' },
    env: { NODE_OPTIONS: `--import=${ODD_TIME}`, WILD_DATE: 'true' },
  })
  await expectFiles(run)
  expect(run.result.outputs.polls).toBe('3')
  const waitedSeconds = Number(run.result.outputs['waited-seconds'])
  expect(waitedSeconds).toBeGreaterThanOrEqual(10)
  expect(waitedSeconds).toBeLessThan(60)
})

test('T04 a blocked event loop brings one question late, and no burst', async () => {
  const run = await action.play({
    plan: lasting,
    factor: FACTOR,
    inputs: waiting,
    env: { NODE_OPTIONS: `--import=${ODD_TIME}`, BLOCK_AFTER_MS: '700', BLOCK_MS: '1200' },
  })
  expect(run.result.outputs).toMatchObject({ 'failure-code': 'timed-out', 'provider-status': 'IN_PROGRESS' })
  expect(Number(run.result.outputs.polls)).toBeLessThanOrEqual(6)
  expect(Number(run.result.outputs['waited-seconds'])).toBeGreaterThanOrEqual(60)
  // The last question comes at the deadline, whenever the one before it was asked.
  expect(shortestGapMs({ ...run.simulator, requests: run.simulator.requests.slice(0, -1) })).toBeGreaterThan(
    0.8 * GAP_MS,
  )
})

test('T04 a block that lies over the deadline leaves one question, and the step ends', async () => {
  const run = await action.play({
    plan: lasting,
    factor: FACTOR,
    inputs: waiting,
    // The step has a second and a half for its start and the first answer, and is not yet at its deadline then.
    env: { NODE_OPTIONS: `--import=${ODD_TIME}`, BLOCK_AFTER_MS: '1500', BLOCK_MS: '3500' },
  })
  expect(run.result.outputs).toMatchObject({ 'failure-code': 'timed-out', 'provider-status': 'IN_PROGRESS' })
  const asked = run.simulator.requests.filter(({ method }) => method === 'GET').map(({ at }) => at)
  const gapsMs = asked.slice(1).map((at, index) => at - (asked[index] ?? 0))
  const longest = gapsMs.indexOf(Math.max(...gapsMs))
  expect(gapsMs[longest]).toBeGreaterThan(2000)
  expect(asked.slice(longest + 1)).toHaveLength(1)
})

test('T02 a step that was stopped beyond its deadline asks once more and ends', async () => {
  const playing = await action.start({ plan: lasting, factor: FACTOR, inputs: waiting })
  await playing.step.untilLog(/^IN_PROGRESS/)
  playing.step.kill('SIGSTOP')
  const before = playing.simulator.requests.length
  await new Promise(resolve => setTimeout(resolve, (70_000 / FACTOR) * 1.05))
  playing.step.kill('SIGCONT')
  const run = await playing.ended()
  expect(run.result.outputs).toMatchObject({ 'failure-code': 'timed-out', polls: '2' })
  expect(run.simulator.requests).toHaveLength(before + 1)
})
