import { planFor } from '../../../simulator/jobs/examples.ts'
import type { Simulator } from '../../../simulator/simulator.ts'
import { onePollEach, useAction } from '../../support/action.ts'
import { expectFiles } from '../../support/action-files.ts'

const action = useAction()

const FAULTY_CLOCK = new URL('../../support/preload/faulty-clock.mjs', import.meta.url).href
const FACTOR = 20
/** Half a second of real time, ten seconds of the step. */
const GAP_MS = 500
const lasting = { ...planFor('vmware', 'succeeded'), phases: [{ word: 'IN_PROGRESS' }] }
const waiting = { timeout: '60s', 'poll-interval': '10s' }

/** The shortest time between two polls after the first, in real milliseconds. */
function shortestGapMs({ requests }: Simulator): number {
  const questions = requests.filter(({ method }) => method === 'GET')
  return Math.min(...questions.slice(1).map(({ at }, index) => at - (questions[index]?.at ?? 0)))
}

test('T01 a wall clock that jumps by ten years changes no deadline and no pause', async () => {
  const run = await action.run({
    plan: onePollEach(planFor('vmware', 'succeeded')),
    factor: FACTOR,
    inputs: { timeout: '60s', 'poll-interval': '5s' },
    env: { NODE_OPTIONS: `--import=${FAULTY_CLOCK}`, WILD_DATE: 'true' },
  })
  await expectFiles(run)
  expect(run.result.outputs.polls).toBe('3')
  const waitedSeconds = Number(run.result.outputs['waited-seconds'])
  expect(waitedSeconds).toBeGreaterThanOrEqual(10)
  expect(waitedSeconds).toBeLessThan(60)
})

test('T04 a blocked event loop delays one poll and causes no burst', async () => {
  const run = await action.run({
    plan: lasting,
    factor: FACTOR,
    inputs: waiting,
    env: { NODE_OPTIONS: `--import=${FAULTY_CLOCK}`, BLOCK_AFTER_MS: '700', BLOCK_MS: '1200' },
  })
  expect(run.result.outputs).toMatchObject({ 'failure-code': 'timed-out', 'provider-status': 'IN_PROGRESS' })
  expect(Number(run.result.outputs.polls)).toBeLessThanOrEqual(6)
  expect(Number(run.result.outputs['waited-seconds'])).toBeGreaterThanOrEqual(59)
  // The last poll is at the deadline, regardless of the previous one.
  expect(shortestGapMs({ ...run.simulator, requests: run.simulator.requests.slice(0, -1) })).toBeGreaterThan(
    0.8 * GAP_MS,
  )
})

test('T02 a step that was suspended beyond its deadline polls once more and ends', async () => {
  const running = await action.start({ plan: lasting, factor: FACTOR, inputs: waiting })
  await running.step.untilLog(/^IN_PROGRESS/)
  running.step.kill('SIGSTOP')
  const before = running.simulator.requests.length
  await new Promise(resolve => setTimeout(resolve, (70_000 / FACTOR) * 1.05))
  running.step.kill('SIGCONT')
  const run = await running.ended()
  expect(run.result.outputs).toMatchObject({ 'failure-code': 'timed-out', polls: '2' })
  expect(run.simulator.requests).toHaveLength(before + 1)
})
