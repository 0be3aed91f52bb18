import fc from 'fast-check'
import { pollDelayMs } from '../../src/polling/schedule.ts'

const HOUR_MS = 3_600_000

test('a gap is 0.8 times the root of the elapsed time, from one second on and up to one minute', () => {
  const gaps = [0, 1_000, 4_000, 100_000, 5_625_000, 6 * HOUR_MS].map(ms => pollDelayMs('auto', ms, 0.5))
  expect(gaps).toEqual([800, 800, 1_600, 8_000, 60_000, 60_000])
})

test('the jitter of the first polls is half a gap, that of later ones a fifth', () => {
  expect([0, 1].map(random => pollDelayMs('auto', 0, random))).toEqual([400, 1_200])
  expect([0, 1].map(random => pollDelayMs('auto', 100_000, random))).toEqual([6_400, 9_600])
})

test('no gap is longer than the root of the elapsed time, nor than 72 seconds', () => {
  const elapsedMs = fc.integer({ min: 0, max: 120 * HOUR_MS })
  fc.assert(
    fc.property(elapsedMs, fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (ms, random) => {
      const gap = pollDelayMs('auto', ms, random)
      expect(gap).toBeGreaterThanOrEqual(400)
      expect(gap).toBeLessThanOrEqual(Math.min(72_000, Math.max(1_200, Math.sqrt(ms * 1000) + 1)))
    }),
  )
})
