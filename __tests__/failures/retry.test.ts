import type { FailureDetails } from '../../src/failures/export-error.ts'
import { ExportError } from '../../src/failures/export-error.ts'
import type { Budgets, FailureRecord, NextAttempt } from '../../src/failures/retry.ts'
import { backoffMs, lastFailure, nextAttempt, serverPauseMs } from '../../src/failures/retry.ts'

const failure = (details: FailureDetails = {}) => new ExportError('network', 'HTTP 503.', details)
const outage = failure({ remedy: 'retry' })
const refused = failure({ remedy: 'retry', budget: 'unreachable' })
const malformed = failure({ remedy: 'retry', budget: 'malformed' })

/** Repeats each failure after the delay that follows it, the last one until the end. */
function play(failures: readonly ExportError[], budgets: Budgets, { random = 0.5, minDelayMs = 0 } = {}) {
  let record: FailureRecord | undefined
  let nowMs = 0
  const delays: number[] = []
  for (let attempt = 0; attempt < 100; attempt++) {
    const error = failures[Math.min(attempt, failures.length - 1)] as ExportError
    const next: NextAttempt = nextAttempt(record, error, { nowMs, random, minDelayMs }, budgets)
    if (next.kind === 'end') return { nowMs, delays, message: next.error.message, record: next.record }
    record = next.record
    delays.push(next.delayMs)
    nowMs += next.delayMs
  }
  return { nowMs, delays, message: 'retried', record }
}

test('R03 the backoff doubles from one second to half a minute, and half of it is random', () => {
  const ceilings = [1, 2, 3, 4, 5, 6, 50].map(failures => backoffMs(failures, 1))
  expect(ceilings).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
  expect([0, 0.5, 1].map(random => backoffMs(4, random))).toEqual([4_000, 6_000, 8_000])
  expect(backoffMs(1, 0)).toBe(1_000)
})

test('a pause that a server asks for is extended by up to a quarter; no pause stays none', () => {
  expect([0, 0.5, 1].map(random => serverPauseMs(40_000, random))).toEqual([40_000, 45_000, 50_000])
  expect([0, -5].map(pauseMs => serverPauseMs(pauseMs, 0.5))).toEqual([0, 0])
})

test.each([
  [260_000, [260_000, 280_000, 300_000]],
  [300_000, [240_000, 270_000, 300_000]],
  [86_400_000, [240_000, 270_000, 300_000]],
])('R04 a pause of %d ms ends within 300 s, and not at one moment for all steps', (pauseMs, expected) => {
  expect([0, 0.5, 1].map(random => serverPauseMs(pauseMs, random))).toEqual(expected)
})

test('a failure without a budget, and one that nothing helps, ends at once without a count', () => {
  expect(play([outage], {})).toMatchObject({ delays: [], message: 'HTTP 503.' })
  expect(play([failure()], { retry: {} })).toMatchObject({ delays: [], message: 'HTTP 503.' })
})

test('N01 R09 a budget of time ends exactly at its limit, and the error says how often and for how long', () => {
  const { nowMs, delays, message } = play([outage], { retry: { ms: 15_000 } })
  expect(nowMs).toBe(15_000)
  expect(delays).toEqual([1_000, 1_500, 3_000, 6_000, 3_500])
  expect(message).toBe('HTTP 503. Gave up after 6 failed attempts in 15 s.')
})

test('a failure that is not retried has no count, whatever has failed before', () => {
  const { message } = play([outage, outage, failure()], { retry: {} })
  expect(message).toBe('HTTP 503.')
})

test('a budget of attempts ends with the last one', () => {
  expect(play([outage], { retry: { times: 3 } })).toMatchObject({ delays: [1_000, 1_500] })
})

test('a budget of attempts and time ends when both are used up', () => {
  expect(play([outage], { retry: { times: 3, ms: 30_000 } }).nowMs).toBe(30_000)
  expect(play([outage], { retry: { times: 3, ms: 30_000 } }, { minDelayMs: 40_000 }).delays).toEqual([
    30_000, 40_000,
  ])
})

test('a budget without limits is never used up', () => {
  expect(play([outage], { retry: {} }).message).toBe('retried')
})

test('a failure has the budget of its remedy if its own is not in the table', () => {
  expect(play([refused], { retry: { times: 2 } }).delays).toHaveLength(1)
  expect(play([refused], { retry: { times: 2 }, unreachable: { times: 5 } }).delays).toHaveLength(4)
})

test('each budget counts from its own first failure', () => {
  const outages = Array<ExportError>(6).fill(outage)
  const { nowMs } = play([...outages, refused], { retry: { ms: 60_000 }, unreachable: { ms: 15_000 } })
  expect(nowMs).toBe(1_000 + 1_500 + 3_000 + 6_000 + 12_000 + 22_500 + 15_000)
})

test('J01 failures in a row start again after another failure', () => {
  const budgets: Budgets = { malformed: { times: 3, counted: 'in a row' }, retry: {} }
  expect(play([malformed], budgets).delays).toHaveLength(2)
  expect(play([malformed, malformed, outage, malformed], budgets).delays).toHaveLength(5)
})

test('progress starts the counts again, except those of all failures', () => {
  const corrupt = failure({ remedy: 'start-over' })
  const budgets: Budgets = { retry: { times: 2 }, 'start-over': { times: 3, counted: 'always' } }
  const moment = { nowMs: 5_000, random: 0.5, hasProgressed: true }
  let record: FailureRecord | undefined
  const kinds = [outage, outage, corrupt, outage, corrupt, outage, corrupt].map(error => {
    const next = nextAttempt(record, error, moment, budgets)
    record = next.record
    return next.kind
  })
  expect(kinds).toEqual([...Array(6).fill('retry'), 'end'])
  expect(record?.count).toBe(1)
})

test.each(['renew-credential', 'refresh-link', 'start-over'] as const)(
  'the first retry after %s is immediate, later ones are not',
  remedy => {
    expect(play([failure({ remedy })], { [remedy]: { times: 3 } }).delays).toEqual([0, 1_500])
  },
)

test.each([0, 0.5, 0.999])(
  'R01 R04 a pause that the server asks for counts more than the budget, up to 300 s (random %d)',
  random => {
    const budgets = { later: { ms: 10_000 } }
    const delayAfter = (retryAfterMs: number) =>
      play([failure({ remedy: 'later', retryAfterMs })], budgets, { random }).delays[0]
    expect(delayAfter(45_000)).toBe(Math.round(45_000 * (1 + random / 4)))
    expect(delayAfter(86_400_000)).toBe(Math.round(240_000 * (1 + random / 4)))
  },
)

test('a failure counts from its beginning', () => {
  const moment = { nowMs: 90_000, sinceMs: 30_000, random: 0 }
  const next = nextAttempt(undefined, outage, moment, { retry: { ms: 60_000 } })
  expect(next).toMatchObject({ kind: 'end', record: { count: 1, sinceMs: 30_000 } })
})

test('a single failure has no count', () => {
  expect(lastFailure({ count: 1, sinceMs: 0, last: outage }, 9_000)).toBe(outage)
  expect(lastFailure({ count: 4, sinceMs: 1_000, last: outage }, 13_000)).toMatchObject({
    message: 'HTTP 503. Gave up after 4 failed attempts in 12 s.',
    remedy: 'retry',
  })
})
