import { fullest, sail, scattered } from '../../bench/fleet.ts'
import type { RateLimit } from '../../bench/rate-limit.ts'
import { limiter, unlimited } from '../../bench/rate-limit.ts'

const twoASecond: RateLimit = {
  ...unlimited,
  windows: [{ requests: 2, windowMs: 1_000 }],
  sendsRetryAfter: true,
}

test('a rolling window refuses what is beyond it, says until when, and forgets', () => {
  const answer = limiter(twoASecond)
  const observed = [0, 500, 900, 1_000, 1_001, 1_500].map(ms => answer(ms))
  expect(observed.map(({ isRefused }) => isRefused)).toEqual([false, false, true, false, true, false])
  expect(observed[2]?.pauseMs).toBe(1_000)
})

test('where refused requests count, only silence helps', () => {
  const answer = limiter({ ...twoASecond, countsRefused: true })
  const refused = [0, 500, 900, 1_400, 1_800, 3_000].map(ms => answer(ms).isRefused)
  expect(refused).toEqual([false, false, true, true, true, false])
})

test('rate-limit headers ask for the time to the reset shared among what is left', () => {
  const limit = { ...unlimited, windows: [{ requests: 11, windowMs: 60_000 }], sendsRateLimit: true }
  expect(limiter(limit)(0)).toEqual({ isRefused: false, pauseMs: 6_000 })
})

test('the fullest window is found, within its limits', () => {
  const timesMs = [0, 1, 2, 500, 1_000, 1_050, 1_099, 1_100]
  expect(fullest(timesMs, 100)).toBe(3)
  expect(fullest(timesMs, 101)).toBe(4)
  expect(fullest(timesMs, 100, 3, 1_060)).toBe(2)
})

const fleet = { waits: 5, startsWithinMs: 0, seed: 1, jobMs: 60_000, timeoutMs: 600_000 }

test('a fleet without a limit notices every end', () => {
  const { latenessMs, timedOut, questions } = sail({ ...fleet, limit: unlimited })
  expect(latenessMs).toHaveLength(5)
  expect(Math.max(...latenessMs)).toBeLessThan(10_000)
  expect(timedOut).toBe(0)
  expect(questions.filter(({ atMs }) => atMs === 0)).toHaveLength(5)
})

test('a fleet with a tight limit is throttled, and still notices every end', () => {
  const { latenessMs, questions } = sail({ ...fleet, limit: twoASecond })
  expect(questions.filter(({ isRefused }) => isRefused).length).toBeGreaterThanOrEqual(3)
  expect(latenessMs).toHaveLength(5)
})

test('scattering moves each wait by one share of its gaps', () => {
  const questions = [0, 1_000].map(atMs => ({ atMs, wait: 1, isRefused: false, gapMs: 1_000 }))
  expect(scattered(questions, () => 0.25)).toEqual([250, 1_250])
})
