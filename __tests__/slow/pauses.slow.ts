import { snykProblem } from '../../simulator/apis/snyk.ts'
import { planFor } from '../../simulator/jobs/examples.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { onePollEach, type Run, type StepSetup, useAction } from '../support/action.ts'

const action = useAction()
const FACTOR = 100

/** Seconds of the step's clock between two requests of a server. */
function gapSeconds({ requests }: Simulator, index: number, factor = FACTOR): number {
  const [before, after] = requests.slice(index)
  return (((after?.at ?? 0) - (before?.at ?? 0)) * factor) / 1000
}

/** On the clock of the step. */
const waitedSeconds = ({ result }: Run) => Number(result.outputs['waited-seconds'])

test('R01 Retry-After of an API is respected', async () => {
  const response = snykProblem(429, 'Too many requests', { 'retry-after': '60' })
  const run = await action.run({
    plan: onePollEach(planFor('snyk', 'succeeded')),
    factor: FACTOR,
    prepare: ({ simulator }) =>
      simulator.inject({
        path: /^\/rest/,
        faults: [{ kind: 'pass' }, { kind: 'response', response }],
      }),
  })
  expect(run.result.outputs).toMatchObject({ status: 'succeeded', polls: '4' })
  expect(waitedSeconds(run)).toBeGreaterThanOrEqual(60)
  expect(gapSeconds(run.simulator, 1)).toBeGreaterThan(55)
  expect(run.result.log).toMatch(/Too many requests.*Retrying in 1 min/)
})

/** Two steps under the same load, with the lowest and the highest random numbers. */
function lowAndHigh(setup: StepSetup): Promise<readonly [Run, Run]> {
  const rolling = (value: number) => {
    const preload = encodeURIComponent(`Math.random = () => ${value}`)
    return action.run({ ...setup, env: { NODE_OPTIONS: `--import=data:text/javascript,${preload}` } })
  }
  return Promise.all([rolling(0), rolling(0.999)])
}

test('R12 steps that were throttled together retry at different times', async () => {
  const factor = 20
  const response = snykProblem(429, 'Too many requests', { 'retry-after': '60' })
  const [low, high] = await lowAndHigh({
    plan: onePollEach(planFor('snyk', 'succeeded')),
    factor,
    prepare: ({ simulator }) =>
      simulator.inject({
        path: /^\/rest/,
        faults: [{ kind: 'pass' }, { kind: 'response', response }],
      }),
  })
  expect(low.result.log).toContain('Retrying in 1 min.')
  expect(high.result.log).toContain('Retrying in 1 min 15 s.')
  // A busy machine only makes waits longer: the shorter one has half a second of real time for that.
  expect(gapSeconds(low.simulator, 1, factor)).toBeLessThan(70)
  expect(waitedSeconds(high)).toBeGreaterThanOrEqual(75)
})

test('R12 steps that start together do not poll together', async () => {
  const [low, high] = await lowAndHigh({ plan: onePollEach(planFor('snyk', 'succeeded')) })
  // 0.4 s twice; 1.2 s and then 1.2 times the square-root interval. Without jitter it is about 0.8 s twice.
  expect(waitedSeconds(low)).toBeLessThan(1.4)
  expect(waitedSeconds(high)).toBeGreaterThan(2.2)
})

test('R11 rate-limit headers of a successful response are respected', async () => {
  const statusHeaders = { 'ratelimit-remaining': '0', 'ratelimit-reset': '60' }
  const plan = { ...planFor('closient', 'succeeded'), statusHeaders }
  const phases = [{ word: 'processing', polls: 1 }, { word: 'completed' }]
  const run = await action.run({ plan: { ...plan, phases }, factor: FACTOR })
  expect(run.result.outputs).toMatchObject({ status: 'succeeded', polls: '2' })
  expect(gapSeconds(run.simulator, 0)).toBeGreaterThan(55)
})

test('R10 D14 Retry-After of an object store is respected', async () => {
  const response = { status: 503, headers: { 'retry-after': '60' }, body: 'slow down' }
  const run = await action.run({
    plan: planFor('closient', 'succeeded'),
    factor: FACTOR,
    prepare: ({ simulator, job }) =>
      simulator.inject({ path: job.storePaths[0] ?? '', faults: [{ kind: 'response', response }] }),
  })
  expect(run.result.outputs).toMatchObject({ status: 'succeeded', 'file-count': '1' })
  // A busy machine may need several polls before.
  const requests = run.simulator.requests.filter(({ server }) => server === 'store')
  expect(gapSeconds({ ...run.simulator, requests }, 0)).toBeGreaterThan(55)
})

test('a fixed poll-interval is kept', async () => {
  const run = await action.run({
    plan: onePollEach(planFor('vmware', 'succeeded')),
    factor: FACTOR,
    inputs: { 'poll-interval': '30s' },
  })
  expect(run.result.outputs.polls).toBe('3')
  expect(waitedSeconds(run)).toBeGreaterThanOrEqual(60)
})

test('I05 a poll-interval above timeout is lowered to it, with a warning', async () => {
  const run = await action.run({
    plan: { ...planFor('vmware', 'succeeded'), phases: [{ word: 'IN_PROGRESS' }] },
    factor: 20,
    inputs: { timeout: '20s', 'poll-interval': '2h' },
  })
  expect(run.result.outputs).toMatchObject({ 'failure-code': 'timed-out', polls: '2' })
  expect(waitedSeconds(run)).toBeLessThan(40)
  expect(run.result.log).toMatch(/^::warning::poll-interval is longer than timeout/m)
})
