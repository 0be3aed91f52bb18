import fc from 'fast-check'
import { advance, begin } from '../../src/polling/policy.ts'
import type { Progress } from '../../src/polling/progress.ts'
import { progressAwareDelayMs, updateProgress } from '../../src/polling/progress.ts'
import { pollDelayMs } from '../../src/polling/schedule.ts'
import type { JobStatus } from '../../src/providers/provider.ts'
import { jobStatusOf } from '../support/job-status.ts'

type Looks = readonly (readonly [atMs: number, percent: number | undefined])[]

function after(looks: Looks): Progress | undefined {
  return looks.reduce<Progress | undefined>(
    (before, [atMs, percent]) => updateProgress(before, percent, atMs),
    undefined,
  )
}

/** Waits by the whole policy for a job that ends at `endMs` and shows `counter` until then. */
function wait(endMs: number, counter: (elapsedMs: number) => number | undefined, random = 0.5) {
  let state = begin(0)
  for (let nowMs = 0; ; ) {
    const facts: Partial<JobStatus> =
      nowMs < endMs ? { progress: counter(nowMs) } : { providerStatus: 'COMPLETED', phase: 'succeeded' }
    const event = { kind: 'answer', status: jobStatusOf(facts), pauseMs: 0 } as const
    const step = advance(state, event, { interval: 'auto', nowMs, deadlineMs: Infinity, random })
    state = step.state
    if (step.decision.kind === 'stop') return { questions: state.polls, latenessMs: nowMs - endMs }
    nowMs += step.decision.delayMs
  }
}

const silent = () => undefined
const HALF_HOUR_MS = 1_800_000

test('two steps of a steady counter predict the end', () => {
  expect(
    after([
      [0, 0],
      [10_000, 10],
      [20_000, 20],
    ]),
  ).toMatchObject({ endMs: 100_000, spreadMs: 0 })
})

test('nothing is predicted before the second move, nor by a counter that rests', () => {
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

test('a queue before the first move does not count into the pace', () => {
  const looks: Looks = [
    [0, 0],
    [500_000, 0],
    [510_000, 10],
    [520_000, 20],
  ]
  expect(after(looks)?.endMs).toBe(600_000)
})

test('a change of pace moves the prediction and is remembered as its spread, which fades', () => {
  const steady: Looks = [
    [0, 0],
    [10_000, 10],
    [20_000, 20],
  ]
  const slower = after([...steady, [50_000, 30]])
  expect(slower).toMatchObject({ endMs: 190_000, spreadMs: 90_000 })
  expect(updateProgress(slower, 40, 70_000)).toMatchObject({ endMs: 190_000, spreadMs: 45_000 })
})

test('S04 a counter that goes back far starts over; a small step back is noise', () => {
  const steady: Looks = [
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

test.each([0, 100])('a progress of %d is one', percent => {
  expect(updateProgress(undefined, percent, 5_000)?.latest).toEqual({ atMs: 5_000, percent })
})

test('an honest counter: fewer polls, and the end is met', () => {
  const plain = wait(HALF_HOUR_MS, silent)
  const told = wait(HALF_HOUR_MS, ms => (100 * ms) / HALF_HOUR_MS)
  expect(told.questions).toBeLessThan(0.95 * plain.questions)
  expect(told.latenessMs).toBeLessThan(4_000)
})

test('a counter stuck at 0 changes nothing', () => {
  expect(wait(HALF_HOUR_MS, () => 0)).toEqual(wait(HALF_HOUR_MS, silent))
})

test('a fixed interval is not bent', () => {
  const looks: Looks = [
    [0, 0],
    [49_000, 49],
    [98_000, 98],
  ]
  const state = { ...begin(0), progress: after(looks) }
  const event = { kind: 'answer', status: jobStatusOf({ progress: 98 }), pauseMs: 0 } as const
  const moment = { nowMs: 98_500, deadlineMs: 200_000, random: 0.5 } as const
  expect(advance(state, event, { ...moment, interval: 7_000 }).decision).toEqual({
    kind: 'ask',
    delayMs: 7_000,
  })
  expect(advance(state, event, { ...moment, interval: 'auto' }).decision).not.toEqual({
    kind: 'ask',
    delayMs: pollDelayMs('auto', 98_500, 0.5),
  })
})

test('no counter, however it lies, causes more than a quarter more polls, nor a gap beyond 72 seconds', () => {
  const percents = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 2, maxLength: 40 })
  fc.assert(
    fc.property(percents, fc.integer({ min: 60_000, max: HALF_HOUR_MS }), (levels, endMs) => {
      const lie = (ms: number) => levels[Math.floor((ms / endMs) * levels.length)]
      const { questions, latenessMs } = wait(endMs, lie)
      expect(questions).toBeLessThanOrEqual(1.25 * wait(endMs, silent).questions + 1)
      expect(latenessMs).toBeLessThanOrEqual(72_000)
    }),
  )
})

/** The gap after 100 s, when the plain rule would take 8 s, all of it counted in thousandths. */
function bent(endMs: number, spreadMs: number, polls: number): number {
  const progress = { anchor: undefined, latest: { atMs: 0, percent: 0 }, endMs, spreadMs }
  return progressAwareDelayMs(8_000, { waitedMs: 100_000, polls, progress })
}

test.each([
  ['meets the predicted end', 105_000, 0, 20, 5_400],
  ['meets it as long as the plain gap can be paid after it', 105_000, 0, 28, 5_400],
  ['is the plain one afterwards', 105_000, 0, 29, 8_000],
  ['begins where the end may be at the earliest', 105_000, 1_000, 27, 4_400],
  ['is bent less the wider the prediction', 105_000, 1_000, 28, 8_000],
  ['of a prediction that is as wide as the plain gap has nothing to spend', 105_000, 5_000, 25, 8_000],
  ['of such a one may only take what the plain rule leaves', 105_000, 5_000, 24, 1_789],
  ['searches where the end may be', 102_000, 4_000, 20, 1_600],
  ['grows with the distance behind the prediction', 97_000, 1_000, 20, 2_000],
  ['does not grow beyond the plain one', 50_000, 0, 20, 8_000],
  ['behind a prediction that was missed is half a plain one', 98_000, 0, 60, 4_000],
  ['is half a plain one only once', 96_000, 0, 60, 8_000],
  ['is longer where questions were saved', 1_000_000, 0, 20, 10_080],
  ['is never shorter than the plain one far from the end', 1_000_000, 0, 60, 8_000],
])('a gap %s', (_, endMs, spreadMs, polls, gap) => {
  expect(bent(endMs, spreadMs, polls)).toBe(gap)
})

test('no gap is bent below the shortest one, nor beyond the longest', () => {
  const progress = { anchor: undefined, latest: { atMs: 0, percent: 0 }, endMs: 1_400, spreadMs: 0 }
  expect(progressAwareDelayMs(1_000, { waitedMs: 1_562, polls: 60, progress })).toBe(800)
  const far = { ...progress, endMs: 1e9 }
  expect(progressAwareDelayMs(59_000, { waitedMs: 36_000_000, polls: 100, progress: far })).toBe(60_000)
})
