import fc from 'fast-check'
import { advance, begin } from '../../src/polling/policy.ts'
import type { Progress } from '../../src/polling/progress.ts'
import { progressAwareDelayMs, updateProgress } from '../../src/polling/progress.ts'
import { pollDelayMs } from '../../src/polling/schedule.ts'
import type { JobStatus } from '../../src/providers/provider.ts'
import { jobStatusOf } from '../support/job-status.ts'

type Samples = readonly (readonly [atMs: number, percent: number | undefined])[]

function after(samples: Samples): Progress | undefined {
  return samples.reduce<Progress | undefined>(
    (before, [atMs, percent]) => updateProgress(before, percent, atMs),
    undefined,
  )
}

/** Waits with the whole policy for a job that ends at `endMs` and reports `counter` until then. */
function wait(endMs: number, counter: (elapsedMs: number) => number | undefined, random = 0.5) {
  let state = begin(0)
  for (let nowMs = 0; ; ) {
    const fields: Partial<JobStatus> =
      nowMs < endMs ? { progress: counter(nowMs) } : { providerStatus: 'COMPLETED', phase: 'succeeded' }
    const event = { kind: 'response', value: jobStatusOf(fields), pauseMs: 0 } as const
    const step = advance(state, event, { interval: 'auto', nowMs, deadlineMs: Infinity, random })
    state = step.state
    if (step.decision.kind === 'stop') return { polls: state.wait.polls, latenessMs: nowMs - endMs }
    nowMs += step.decision.delayMs
  }
}

const noCounter = () => undefined
const HALF_HOUR_MS = 1_800_000

test('two changes of a steady counter predict the end', () => {
  expect(
    after([
      [0, 0],
      [10_000, 10],
      [20_000, 20],
    ]),
  ).toMatchObject({ endMs: 100_000, spreadMs: 0 })
})

test('nothing is predicted before the second change, nor by a counter that does not change', () => {
  expect(
    after([
      [0, 0],
      [10_000, 10],
    ])?.endMs,
  ).toBeUndefined()
  expect(
    after([
      [0, 99],
      [10_000, 99],
      [90_000, 99],
    ])?.endMs,
  ).toBeUndefined()
})

test('a queue before the first change does not affect the pace', () => {
  const samples: Samples = [
    [0, 0],
    [500_000, 0],
    [510_000, 10],
    [520_000, 20],
  ]
  expect(after(samples)?.endMs).toBe(600_000)
})

test('a change of pace moves the prediction and becomes its spread, which decreases again', () => {
  const steady: Samples = [
    [0, 0],
    [10_000, 10],
    [20_000, 20],
  ]
  const slower = after([...steady, [50_000, 30]])
  expect(slower).toMatchObject({ endMs: 190_000, spreadMs: 90_000 })
  expect(updateProgress(slower, 40, 70_000)).toMatchObject({ endMs: 190_000, spreadMs: 45_000 })
})

test('S04 a counter that decreases a lot starts over; a small decrease is noise', () => {
  const steady: Samples = [
    [0, 60],
    [10_000, 70],
    [20_000, 80],
  ]
  const before = after(steady)
  expect(after([...steady, [30_000, 75]])).toEqual(before)
  expect(after([...steady, [30_000, 70]])).toEqual(before)
  expect(after([...steady, [30_000, 20]])).toMatchObject({ anchor: undefined, endMs: undefined })
})

test.each([undefined, Number.NaN, -1, 101, Infinity])('a progress of %d is ignored', percent => {
  expect(
    after([
      [0, 0],
      [10_000, 10],
      [20_000, 20],
      [30_000, percent],
    ]),
  ).toBeUndefined()
})

test.each([0, 100])('a progress of %d is used', percent => {
  expect(updateProgress(undefined, percent, 5_000)?.latest).toEqual({ atMs: 5_000, percent })
})

test('a correct counter: fewer polls, and the end is noticed soon', () => {
  const plain = wait(HALF_HOUR_MS, noCounter)
  const informed = wait(HALF_HOUR_MS, ms => (100 * ms) / HALF_HOUR_MS)
  expect(informed.polls).toBeLessThan(0.95 * plain.polls)
  expect(informed.latenessMs).toBeLessThan(4_000)
})

test('a counter stuck at 0 changes nothing', () => {
  expect(wait(HALF_HOUR_MS, () => 0)).toEqual(wait(HALF_HOUR_MS, noCounter))
})

test('a fixed interval is not changed', () => {
  const samples: Samples = [
    [0, 0],
    [49_000, 49],
    [98_000, 98],
  ]
  const state = { ...begin(0), progress: after(samples) }
  const event = { kind: 'response', value: jobStatusOf({ progress: 98 }), pauseMs: 0 } as const
  const moment = { nowMs: 98_500, deadlineMs: 200_000, random: 0.5 } as const
  expect(advance(state, event, { ...moment, interval: 7_000 }).decision).toEqual({
    kind: 'poll',
    delayMs: 7_000,
  })
  expect(advance(state, event, { ...moment, interval: 'auto' }).decision).not.toEqual({
    kind: 'poll',
    delayMs: pollDelayMs('auto', 98_500, 0.5),
  })
})

test('no wrong counter causes more than a quarter more polls, nor a gap beyond 72 seconds', () => {
  const percents = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 2, maxLength: 40 })
  fc.assert(
    fc.property(percents, fc.integer({ min: 60_000, max: HALF_HOUR_MS }), (levels, endMs) => {
      const lie = (ms: number) => levels[Math.floor((ms / endMs) * levels.length)]
      const { polls, latenessMs } = wait(endMs, lie)
      expect(polls).toBeLessThanOrEqual(1.25 * wait(endMs, noCounter).polls + 1)
      expect(latenessMs).toBeLessThanOrEqual(72_000)
    }),
  )
})

/** The gap after 100 s, when that of the plain rule is 8 s. */
function gapAfter(endMs: number, spreadMs: number, polls: number): number {
  const progress = { anchor: undefined, latest: { atMs: 0, percent: 0 }, endMs, spreadMs }
  return progressAwareDelayMs(8_000, { waitedMs: 100_000, polls }, progress)
}

test.each([
  ['ends at the predicted end', 105_000, 0, 20, 5_400],
  ['ends there as long as the plain gap is affordable after it', 105_000, 0, 28, 5_400],
  ['is the plain one afterwards', 105_000, 0, 29, 8_000],
  ['ends at the earliest possible end', 105_000, 1_000, 27, 4_400],
  ['changes less the wider the prediction', 105_000, 1_000, 28, 8_000],
  ['does not change if the prediction is as wide as the plain gap', 105_000, 5_000, 25, 8_000],
  ['of such a prediction may use what the plain rule has left', 105_000, 5_000, 24, 1_789],
  ['searches for the end within the spread', 102_000, 4_000, 20, 1_600],
  ['grows with the time since the prediction', 97_000, 1_000, 20, 2_000],
  ['does not grow beyond the plain gap', 50_000, 0, 20, 8_000],
  ['after a missed prediction is half a plain gap', 98_000, 0, 60, 4_000],
  ['is half a plain gap only once', 96_000, 0, 60, 8_000],
  ['is longer if polls were saved', 1_000_000, 0, 20, 10_080],
  ['is never shorter than the plain gap far from the end', 1_000_000, 0, 60, 8_000],
])('a gap %s', (_, endMs, spreadMs, polls, gap) => {
  expect(gapAfter(endMs, spreadMs, polls)).toBe(gap)
})

test('no gap is shorter than the shortest one, or longer than the longest', () => {
  const progress = { anchor: undefined, latest: { atMs: 0, percent: 0 }, endMs: 1_400, spreadMs: 0 }
  expect(progressAwareDelayMs(1_000, { waitedMs: 1_562, polls: 60 }, progress)).toBe(800)
  const far = { ...progress, endMs: 1e9 }
  expect(progressAwareDelayMs(59_000, { waitedMs: 36_000_000, polls: 100 }, far)).toBe(60_000)
})
