import type { FailureCode, FailureDetails } from '../../src/failures/export-error.ts'
import { ExportError } from '../../src/failures/export-error.ts'
import type { PollEvent, PollState } from '../../src/polling/policy.ts'
import { advance, begin } from '../../src/polling/policy.ts'
import { answered } from '../support/job-status.ts'

const failed = (code: FailureCode, facts: FailureDetails): PollEvent => ({
  kind: 'failure',
  error: new ExportError(code, `${code} happened`, facts),
})
const refused = failed('network', { outlook: 'unreachable' })
const outage = failed('network', { outlook: 'transient', httpStatus: 503 })
const throttled = (retryAfterMs: number) =>
  failed('network', { outlook: 'transient', httpStatus: 429, retryAfterMs })
const garbage = failed('protocol', { outlook: 'malformed' })
const unauthorized = failed('auth', { outlook: 'unauthorized', httpStatus: 401 })
const missing = failed('not-found', { outlook: 'missing', httpStatus: 404 })
const forbidden = failed('forbidden', { outlook: 'permanent', httpStatus: 403 })

interface Play {
  readonly state: PollState
  readonly nowMs: number
  readonly verdict: string | undefined
  readonly delays: readonly number[]
}

/** Plays events in virtual time; the last one is repeated until the policy stops or `maxEvents` is reached. */
function play(
  events: readonly PollEvent[],
  { timeoutMs = 1_800_000, maxEvents = 5000, random = 0.5, startMs = 0 } = {},
): Play {
  let state = begin(startMs)
  let nowMs = startMs
  const delays: number[] = []
  for (let i = 0; i < maxEvents; i++) {
    const event = events[Math.min(i, events.length - 1)]
    if (!event) throw new Error('no events')
    const step = advance(state, event, { interval: 'auto', nowMs, deadlineMs: startMs + timeoutMs, random })
    state = step.state
    if (step.decision.kind === 'stop') {
      const { verdict } = step.decision
      return { state, nowMs, delays, verdict: verdict.kind === 'error' ? verdict.error.code : verdict.kind }
    }
    delays.push(step.decision.delayMs)
    nowMs += step.decision.delayMs
  }
  return { state, nowMs, delays, verdict: undefined }
}

test('S11 a job that has ended is noticed by the first poll', () => {
  expect(play([answered('FINISHED', 'succeeded')])).toMatchObject({ nowMs: 0, verdict: 'ended', delays: [] })
})

test.each(['failed', 'cancelled'] as const)('S05 %s ends the wait', phase => {
  expect(play([answered('X', phase)]).verdict).toBe('ended')
})

test('S12 pending for ever: the last poll is made at the deadline, with at most 120 polls in 30 minutes', () => {
  const { nowMs, verdict, state } = play([answered('PENDING')])
  expect({ nowMs, verdict }).toEqual({ nowMs: 1_800_000, verdict: 'timed-out' })
  expect(state.polls).toBeLessThanOrEqual(120)
  expect(state.observed).toEqual({ PENDING: state.polls })
})

test('S12 a last poll without a response is a timeout, also before the first good response', () => {
  const late = failed('timed-out', { outlook: 'transient' })
  const moment = { interval: 'auto', nowMs: 182_000, deadlineMs: 180_000, random: 0.5 } as const
  const { decision } = advance(begin(0), late, moment)
  expect(decision).toMatchObject({ kind: 'stop', verdict: { kind: 'timed-out' } })
})

test('N01 N03 a wrong address ends after 15 seconds, any other outage before the first response after 60', () => {
  const wrong = play([refused])
  expect(wrong.verdict).toBe('network')
  expect(wrong.nowMs).toBeGreaterThanOrEqual(15_000)
  expect(wrong.nowMs).toBeLessThan(30_000)
  const down = play([outage])
  expect(down.verdict).toBe('network')
  expect(down.nowMs).toBeGreaterThanOrEqual(60_000)
  expect(down.nowMs).toBeLessThan(95_000)
})

test.each([refused, outage])(
  'N02 N04 R08 R09 after a good response an outage is retried until the timeout',
  event => {
    expect(play([answered('PENDING'), event])).toMatchObject({ nowMs: 1_800_000, verdict: 'timed-out' })
    const events = [
      answered('PENDING'),
      ...Array<PollEvent>(9).fill(event),
      answered('FINISHED', 'succeeded'),
    ]
    expect(play(events).verdict).toBe('ended')
  },
)

test('R09 a timeout in the middle of an outage names it', () => {
  const { state } = play([answered('PENDING'), outage])
  expect(state.streak?.lastError.httpStatus).toBe(503)
  expect(state.observed).toEqual({ PENDING: 1, 'HTTP 503': state.polls - 1 })
})

test('A07 A08 S10 permanent failures end at once, also after good responses', () => {
  expect(play([forbidden])).toMatchObject({ nowMs: 0, verdict: 'forbidden' })
  expect(play([answered('PENDING'), forbidden]).state.polls).toBe(2)
})

test('A01 a first 401 ends at once', () => {
  expect(play([unauthorized])).toMatchObject({ nowMs: 0, verdict: 'auth' })
})

test('A04 a 401 after a good response is confirmed once; another good response resets it', () => {
  expect(play([answered('PENDING'), unauthorized])).toMatchObject({ verdict: 'auth', state: { polls: 3 } })
  const blip = [
    answered('PENDING'),
    unauthorized,
    answered('PENDING'),
    unauthorized,
    answered('DONE', 'succeeded'),
  ]
  expect(play(blip).verdict).toBe('ended')
})

test('S08 S09 a 404 has ten seconds of grace from the first poll and none later', () => {
  const young = play([missing, missing, answered('PENDING'), answered('DONE', 'succeeded')])
  expect(young.verdict).toBe('ended')
  const never = play([missing])
  expect(never.verdict).toBe('not-found')
  expect(never.nowMs).toBeGreaterThanOrEqual(10_000)
  expect(never.nowMs).toBeLessThan(25_000)
  const waits = Array<PollEvent>(12).fill(answered('PENDING'))
  expect(play([...waits, missing]).state.polls).toBe(13)
})

test('J01 three malformed responses in a row end the wait; two do not', () => {
  expect(play([garbage])).toMatchObject({ verdict: 'protocol', state: { polls: 3 } })
  const pattern = [garbage, garbage, answered('PENDING'), garbage, garbage, answered('DONE', 'succeeded')]
  expect(play(pattern).verdict).toBe('ended')
  expect(play([garbage, garbage, outage, garbage, garbage, answered('DONE', 'succeeded')]).verdict).toBe(
    'ended',
  )
})

test.each([0, 0.5, 0.999])(
  'R01 R10 Retry-After is obeyed and overshot by a quarter at most (random %d)',
  random => {
    const [first] = play([throttled(45_000), answered('DONE', 'succeeded')], { random }).delays
    expect(first).toBeGreaterThanOrEqual(45_000)
    expect(first).toBeLessThanOrEqual(56_250)
  },
)

test.each([1e9 * 1000, Number.MAX_VALUE, Infinity])(
  'R04 a Retry-After of %d ms is bounded to 300 seconds',
  ms => {
    const [first] = play([throttled(ms), answered('DONE', 'succeeded')], { random: 0 }).delays
    expect(first).toBe(300_000)
  },
)

test.each([-1, Number.NaN])('R04 a Retry-After of %d ms falls back to the back-off', ms => {
  const [first] = play([throttled(ms), answered('DONE', 'succeeded')]).delays
  expect(first).toBeGreaterThanOrEqual(1000)
  expect(first).toBeLessThanOrEqual(2000)
})

test('R05 throttled for ever: one poll per pause, ended at the timeout and not earlier', () => {
  const { nowMs, verdict, state } = play([throttled(60_000)])
  expect({ nowMs, verdict }).toEqual({ nowMs: 1_800_000, verdict: 'timed-out' })
  expect(state.polls).toBeLessThanOrEqual(31)
})

test('R06 a Retry-After beyond the time left sleeps until the last poll', () => {
  expect(play([throttled(500_000)], { timeoutMs: 30_000 })).toMatchObject({
    nowMs: 30_000,
    verdict: 'timed-out',
    state: { polls: 2 },
  })
})

test('R11 a rate-limit pause on a good response lengthens the gap', () => {
  const [first] = play([answered('PENDING', 'waiting', 12_000), answered('DONE', 'succeeded')]).delays
  expect(first).toBeGreaterThanOrEqual(12_000)
})

test.each([
  ['wait', answered('PENDING'), 30],
  ['are told the same Retry-After', throttled(60_000), 1],
  ['are told the same Retry-After by a good answer', answered('PENDING', 'waiting', 60_000), 1],
])('R12 twenty runners that start together and %s never poll at the same times', (_, event, maxEvents) => {
  const runs = Array.from({ length: 20 }, (_, i) =>
    play([event], { random: i / 20, maxEvents }).delays.at(-1),
  )
  expect(new Set(runs).size).toBe(20)
})

test('a fixed interval is kept to the millisecond', () => {
  const moment = { interval: 7000, nowMs: 0, deadlineMs: 60_000, random: 0.1 }
  expect(advance(begin(0), answered('PENDING'), moment).decision).toEqual({ kind: 'ask', delayMs: 7000 })
})

test('a server that invents statuses does not fill the memory, nor does __proto__ confuse the count', () => {
  const events = Array.from({ length: 400 }, (_, i) => answered(`${'word'.repeat(100)}${i}`))
  const long = play(events, { maxEvents: 399 })
  expect(Object.keys(long.state.observed).every(label => label.length <= 60)).toBe(true)
  const many = play(
    Array.from({ length: 400 }, (_, i) => answered(`word ${i}`)),
    { maxEvents: 399 },
  )
  expect(Object.keys(many.state.observed).length).toBeLessThanOrEqual(25)
  expect(many.state.observed.others).toBeGreaterThan(50)
  const proto = play([answered('__proto__'), answered('constructor'), answered('DONE', 'succeeded')])
  expect(Object.entries(proto.state.observed)).toEqual([
    ['__proto__', 1],
    ['constructor', 1],
    ['DONE', 1],
  ])
})

test('what counts is the time since the start, not the clock', () => {
  const late = play([answered('PENDING')], { startMs: 5_000_000 })
  expect(late.delays).toEqual(play([answered('PENDING')]).delays)
  expect(late.state.waitedMs).toBe(1_800_000)
})

test('a failure without a status is counted by its code', () => {
  expect(play([answered('PENDING'), refused], { maxEvents: 3 }).state.observed).toEqual({
    PENDING: 1,
    network: 2,
  })
})

test('R03 R08 failures in a row back off, and a good response ends the row', () => {
  const events = [answered('PENDING'), outage, outage, outage, outage, answered('PENDING'), outage]
  const { delays } = play(events, { maxEvents: 7 })
  expect(delays.slice(1, 5)).toEqual([1_000, 1_500, 3_000, 6_000])
  expect(delays[6]).toBeLessThan(4_000)
})

test('an outage before a 401 does not count as one', () => {
  const events = [answered('PENDING'), outage, unauthorized, answered('DONE', 'succeeded')]
  expect(play(events).verdict).toBe('ended')
})

test.each([
  ['unreachable', refused, 15_000],
  ['an outage', outage, 60_000],
  ['garbage', garbage, 60_000],
  ['missing', missing, 10_000],
])('retrying %s before the first response ends at its limit to the millisecond', (_, event, limitMs) => {
  const kindAt = (nowMs: number) =>
    advance(begin(0), event, { interval: 'auto', nowMs, deadlineMs: Infinity, random: 0.5 }).decision.kind
  expect([kindAt(limitMs - 1), kindAt(limitMs)]).toEqual(['ask', 'stop'])
})

test.each([
  ['429 without Retry-After', throttled(0)],
  ['503 with Retry-After', failed('network', { outlook: 'transient', httpStatus: 503, retryAfterMs: 5_000 })],
])('R03 R05 R10 a server that responds with %s is alive and is retried until the timeout', (_, event) => {
  expect(play([event])).toMatchObject({ nowMs: 1_800_000, verdict: 'timed-out' })
})
