import fc from 'fast-check'
import { advance, begin } from '../../src/polling/policy.ts'
import type { Progress } from '../../src/polling/progress.ts'
import { bentGapMs, followed } from '../../src/polling/progress.ts'
import type { JobStatus } from '../../src/providers/provider.ts'
import { jobStatusOf } from '../support/job-status.ts'

type Looks = readonly (readonly [atMs: number, percent: number | undefined])[]

function after(looks: Looks): Progress | undefined {
  return looks.reduce<Progress | undefined>(
    (before, [atMs, percent]) => followed(before, percent, atMs),
    undefined,
  )
}

/** Waits by the whole policy for a job that ends at `endMs` and shows `counter` until then. */
function wait(endMs: number, counter: (elapsedMs: number) => number | undefined, random = 0.5) {
  let state = begin(0)
  for (let nowMs = 0; ; ) {
    const facts: Partial<JobStatus> =
      nowMs < endMs ? { progress: counter(nowMs) } : { word: 'COMPLETED', phase: 'succeeded' }
    const event = { kind: 'answer', status: jobStatusOf(facts), pauseMs: 0 } as const
    const step = advance(state, event, { interval: 'auto', nowMs, deadlineMs: Infinity, random })
    state = step.state
    if (step.decision.kind === 'stop') return { questions: state.polls, latenessMs: nowMs - endMs }
    nowMs += step.decision.delayMs
  }
}

const silent = () => undefined
const HALF_HOUR_MS = 1_800_000

test('two moves of a steady counter tell the end', () => {
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
  expect(followed(slower, 40, 70_000)).toMatchObject({ endMs: 190_000, spreadMs: 45_000 })
})

test('S04 a counter that goes back far starts over; a small step back is noise', () => {
  const steady: Looks = [
    [0, 60],
    [10_000, 70],
    [20_000, 80],
  ]
  const before = after(steady)
  expect(after([...steady, [30_000, 75]])).toEqual(before)
  expect(after([...steady, [30_000, 20]])).toMatchObject({ anchor: undefined, endMs: undefined })
})

test.each([undefined, Number.NaN, -1, 101, Infinity])('a progress of %d tells nothing', percent => {
  expect(
    after([
      [0, 0],
      [10_000, 10],
      [20_000, 20],
      [30_000, percent],
    ]),
  ).toBeUndefined()
})

test('an honest counter: fewer questions, and the end is met', () => {
  const plain = wait(HALF_HOUR_MS, silent)
  const told = wait(HALF_HOUR_MS, ms => (100 * ms) / HALF_HOUR_MS)
  expect(told.questions).toBeLessThan(0.9 * plain.questions)
  expect(told.latenessMs).toBeLessThan(4_000)
})

test('a counter stuck at 0 changes nothing', () => {
  expect(wait(HALF_HOUR_MS, () => 0)).toEqual(wait(HALF_HOUR_MS, silent))
})

test('a fixed interval is not bent', () => {
  const looks: Looks = [
    [0, 0],
    [1_000, 10],
    [2_000, 20],
  ]
  const state = { ...begin(0), progress: after(looks) }
  const event = { kind: 'answer', status: jobStatusOf({ progress: 30 }), pauseMs: 0 } as const
  const moment = { interval: 7_000, nowMs: 3_000, deadlineMs: 60_000, random: 0.5 } as const
  expect(advance(state, event, moment).decision).toEqual({ kind: 'ask', delayMs: 7_000 })
})

test('no counter, however it lies, takes more than a quarter more questions, nor a gap beyond 72 seconds', () => {
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

test('a prediction bends a gap to the predicted end and never beyond what was saved', () => {
  const progress = { anchor: undefined, latest: { atMs: 0, percent: 0 }, endMs: 105_000, spreadMs: 0 }
  expect(bentGapMs(8_000, { waitedMs: 100_000, polls: 20, progress })).toBe(5_400)
  const far = { ...progress, endMs: 1_000_000 }
  expect(bentGapMs(8_000, { waitedMs: 100_000, polls: 20, progress: far })).toBe(10_240)
  expect(bentGapMs(8_000, { waitedMs: 100_000, polls: 60, progress: far })).toBe(8_000)
})
