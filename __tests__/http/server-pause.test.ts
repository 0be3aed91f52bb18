import { rateLimitPauseMs, retryAfterMs } from '../../src/http/server-pause.ts'

const NOW = new Date('2026-01-01T12:00:00Z')

describe('Retry-After', () => {
  test.each([
    ['0', 0],
    ['1', 1000],
    [' 45 ', 45_000],
    ['0120', 120_000],
    ['300', 300_000],
    ['86400', 86_400_000],
    ['3.2', 4000],
    ['0.01', 1000],
    ['2.0', 2000],
  ])('R01 %j is %i ms', (text, ms) => {
    expect(retryAfterMs({ 'retry-after': text }, NOW)).toBe(ms)
  })

  test.each([
    ['Thu, 01 Jan 2026 12:00:30 GMT', 30_000],
    ['Thursday, 01-Jan-26 12:00:30 GMT', 30_000],
    ['Thu Jan  1 12:00:30 2026', 30_000],
    ['Thu, 01 Jan 2026 11:59:30 GMT', 0],
    ['Fri, 02 Jan 2026 12:00:00 GMT', 86_400_000],
  ])('R02 the date %s is %i ms from now', (text, ms) => {
    expect(retryAfterMs({ 'retry-after': text }, NOW)).toBe(ms)
  })

  test.each([
    ['Thu, 01 Jan 2026 11:00:00 GMT', 'Thu, 01 Jan 2026 11:00:20 GMT', 20_000],
    ['Thu, 01 Jan 2026 13:00:00 GMT', 'Thu, 01 Jan 2026 13:00:20 GMT', 20_000],
    ['Thu, 01 Jan 2026 13:00:00 GMT', 'Thu, 01 Jan 2026 12:00:20 GMT', 0],
    ['no date', 'Thu, 01 Jan 2026 12:00:20 GMT', 20_000],
  ])('R02 with the server at %s the date %s is %i ms away', (date, text, ms) => {
    expect(retryAfterMs({ date, 'retry-after': text }, NOW)).toBe(ms)
  })

  test('R03 missing is 0', () => {
    expect(retryAfterMs({}, NOW)).toBe(0)
  })

  test.each([
    ['9'.repeat(400), 1e13],
    ['-1', 0],
    ['1.5.2', 0],
    ['1,5', 0],
    ['1e3', 0],
    ['0x10', 0],
    ['+5', 0],
    ['١٢', 0],
    ['Infinity', 0],
    ['soon', 0],
    ['Monday', 0],
    ['2026-01-01T12:01:00Z', 0],
    ['', 0],
  ])('R04 %.20j is %i ms', (text, ms) => {
    expect(retryAfterMs({ 'retry-after': text }, NOW)).toBe(ms)
  })
})

describe('R11 rate-limit headers', () => {
  test.each([
    ['0', '12', 12_000],
    ['1', '12', 12_000],
    ['4', '12', 3000],
    ['299', '59.8', 0],
    ['0', '0', 0],
    ['0', '100000', 100_000_000],
    ['', '12', 0],
    ['-1', '12', 0],
    ['many', '12', 0],
  ])('with %s left and a reset in %s s the pause is %i ms', (remaining, reset, ms) => {
    const standard = { 'ratelimit-remaining': remaining, 'ratelimit-reset': reset }
    const vendor = { 'x-ratelimit-remaining': remaining, 'x-ratelimit-reset': reset }
    expect(rateLimitPauseMs(standard, NOW)).toBe(ms)
    expect(rateLimitPauseMs(vendor, NOW)).toBe(ms)
  })

  test.each([
    [{ 'x-ratelimit-remaining': '0' }, 0],
    [{ 'x-ratelimit-reset': '12' }, 0],
    [{}, 0],
  ])('%j alone requests no pause', (headers, ms) => {
    expect(rateLimitPauseMs(headers, NOW)).toBe(ms)
  })

  test.each([
    [20, undefined, 20_000],
    [-20, undefined, 0],
    [3620, 'Thu, 01 Jan 2026 13:00:00 GMT', 20_000],
  ])(
    'a reset at a point in time, %i s from now, is compared with the clock of the server',
    (seconds, date, ms) => {
      const reset = String(NOW.getTime() / 1000 + seconds)
      const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset, ...(date && { date }) }
      expect(rateLimitPauseMs(headers, NOW)).toBe(ms)
    },
  )
})
