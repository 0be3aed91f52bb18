import { busiestWindow, scattered, simulateFleet } from '../../bench/fleet.ts'
import type { RateLimit } from '../../bench/rate-limit.ts'
import { limiter, unlimited } from '../../bench/rate-limit.ts'

const twoASecond: RateLimit = {
  ...unlimited,
  windows: [{ requests: 2, windowMs: 1_000 }],
  sendsRetryAfter: true,
}

test('a rolling window rejects excess requests, sends the pause, and expires', () => {
  const respond = limiter(twoASecond)
  const observed = [0, 500, 900, 1_000, 1_001, 1_500].map(ms => respond(ms))
  expect(observed.map(({ isRejected }) => isRejected)).toEqual([false, false, true, false, true, false])
  expect(observed[2]?.pauseMs).toBe(1_000)
})

test('if rejected requests count, only a pause helps', () => {
  const respond = limiter({ ...twoASecond, countsRejected: true })
  const rejected = [0, 500, 900, 1_400, 1_800, 3_000].map(ms => respond(ms).isRejected)
  expect(rejected).toEqual([false, false, true, true, true, false])
})

test('rate-limit headers spread the remaining requests over the time to the reset', () => {
  const limit = { ...unlimited, windows: [{ requests: 11, windowMs: 60_000 }], sendsRateLimit: true }
  expect(limiter(limit)(0)).toEqual({ isRejected: false, pauseMs: 6_000 })
})

test('the busiest window is found between two times', () => {
  const timesMs = [0, 1, 2, 500, 1_000, 1_050, 1_099, 1_100]
  expect(busiestWindow(timesMs, 100)).toBe(3)
  expect(busiestWindow(timesMs, 101)).toBe(4)
  expect(busiestWindow(timesMs, 100, 3, 1_060)).toBe(2)
})

const fleet = { waits: 5, startsWithinMs: 0, seed: 1, jobMs: 60_000, timeoutMs: 600_000 }

test('a fleet without a limit detects every end', () => {
  const { latenessMs, timedOut, polls } = simulateFleet({ ...fleet, limit: unlimited })
  expect(latenessMs).toHaveLength(5)
  expect(Math.max(...latenessMs)).toBeLessThan(10_000)
  expect(timedOut).toBe(0)
  expect(polls.filter(({ atMs }) => atMs === 0)).toHaveLength(5)
})

test('a fleet with a tight limit is throttled, and still detects every end', () => {
  const { latenessMs, polls } = simulateFleet({ ...fleet, limit: twoASecond })
  expect(polls.filter(({ isRejected }) => isRejected).length).toBeGreaterThanOrEqual(3)
  expect(latenessMs).toHaveLength(5)
})

test('scattering shifts each wait by a share of its delays', () => {
  const polls = [0, 1_000].map(atMs => ({ atMs, wait: 1, isRejected: false, delayMs: 1_000 }))
  expect(scattered(polls, () => 0.25)).toEqual([250, 1_250])
})
