import type { FailureCode, FailureDetails } from '../../src/failures/export-error.ts'
import { ExportError } from '../../src/failures/export-error.ts'
import type { PollEvent, PollState } from '../../src/polling/policy.ts'
import { advance, begin } from '../../src/polling/policy.ts'
import { responded } from '../support/job-status.ts'

const failed = (code: FailureCode, details: FailureDetails): PollEvent => ({
  kind: 'failure',
  error: new ExportError(code, `${code} happened`, details),
})
const refused = failed('network', { remedy: 'retry', budget: 'unreachable' })
const outage = failed('network', { remedy: 'retry', httpStatus: 503 })
const throttled = (retryAfterMs: number) =>
  failed('network', { remedy: 'later', httpStatus: 429, retryAfterMs })
const malformed = failed('protocol', { remedy: 'retry', budget: 'malformed' })
const unauthorized = failed('auth', { remedy: 'never', httpStatus: 401 })
const missing = failed('not-found', { remedy: 'later', budget: 'missing', httpStatus: 404 })
const forbidden = failed('forbidden', { remedy: 'never', httpStatus: 403 })
const DONE = responded('DONE', 'succeeded')

interface Play {
  readonly state: PollState
  readonly nowMs: number
  readonly verdict: string | undefined
  readonly delays: readonly number[]
}

/** Plays events in virtual time; the last one repeats until the policy stops or `maxEvents` is reached. */
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
  expect(play([responded('FINISHED', 'succeeded')])).toMatchObject({ nowMs: 0, verdict: 'ended', delays: [] })
})

test.each(['failed', 'cancelled'] as const)('S05 %s ends the wait', phase => {
  expect(play([responded('X', phase)]).verdict).toBe('ended')
})

test('S12 always pending: the last poll is at the deadline, with at most 120 polls in 30 minutes', () => {
  const { nowMs, verdict, state } = play([responded('PENDING')])
  expect({ nowMs, verdict }).toEqual({ nowMs: 1_800_000, verdict: 'timed-out' })
  expect(state.wait.polls).toBeLessThanOrEqual(120)
  expect(state.wait.observed).toEqual({ PENDING: state.wait.polls })
})

test('S12 a last poll without a response is a timeout, also before the first good response', () => {
  const late = failed('timed-out', { remedy: 'retry' })
  const moment = { interval: 'auto', nowMs: 182_000, deadlineMs: 180_000, random: 0.5 } as const
  const { decision } = advance(begin(0), late, moment)
  expect(decision).toMatchObject({ kind: 'stop', verdict: { kind: 'timed-out' } })
})

test.each([
  ['N01 N03', 'an address where nothing responds', refused, 'network', 15_000],
  ['R09', 'an outage', outage, 'network', 60_000],
  ['S08', 'an unknown job', missing, 'not-found', 10_000],
  ['A01', 'a refused token', unauthorized, 'auth', 0],
  ['A07', 'a refusal', forbidden, 'forbidden', 0],
])('%s before the first good response, %s ends the wait exactly at its limit', (...row) => {
  const [, , event, code, limitMs] = row
  expect(play([event])).toMatchObject({ nowMs: limitMs, verdict: code })
  const fixed = { interval: 300_000, nowMs: 1_000, deadlineMs: 600_000, random: 0.5 }
  if (limitMs > 0)
    expect(advance(begin(1_000), event, fixed).decision).toEqual({ kind: 'poll', delayMs: limitMs })
})

test('R16 each kind of failure has its own limit: an outage of 46 s, then less than 15 s without a listener', () => {
  const outages = Array<PollEvent>(6).fill(outage)
  expect(play([...outages, refused, DONE]).verdict).toBe('ended')
})

test.each([refused, outage])(
  'N02 N04 R08 R09 after a good response, an outage is retried until the timeout',
  event => {
    expect(play([responded('PENDING'), event])).toMatchObject({ nowMs: 1_800_000, verdict: 'timed-out' })
    const events = [
      responded('PENDING'),
      ...Array<PollEvent>(9).fill(event),
      responded('FINISHED', 'succeeded'),
    ]
    expect(play(events).verdict).toBe('ended')
  },
)

test('R09 a timeout during an outage contains its status', () => {
  const { state } = play([responded('PENDING'), outage])
  expect(state.failures?.last.httpStatus).toBe(503)
  expect(state.wait.observed).toEqual({ PENDING: 1, 'HTTP 503': state.wait.polls - 1 })
})

/** Plays a failure that repeats every `everyMs` after a good response; returns how many there were, over which time. */
function untilConfirmed(event: PollEvent, everyMs: number) {
  let { state } = advance(begin(0), responded('PENDING'), {
    interval: everyMs,
    nowMs: 0,
    deadlineMs: Infinity,
    random: 0.5,
  })
  for (let count = 1; count < 1_000; count++) {
    const nowMs = count * everyMs
    const moment = { interval: everyMs, nowMs, deadlineMs: Infinity, random: 0.5 }
    const step = advance(state, event, moment)
    state = step.state
    if (step.decision.kind === 'stop')
      return { count, overMs: nowMs - everyMs, verdict: step.decision.verdict }
  }
  throw new Error('not confirmed')
}

const page = (code: FailureCode, details: FailureDetails) => failed(code, { ...details, isPage: true })

test.each([
  ['A07 403', forbidden, 'forbidden'],
  ['A08 422', failed('rejected', { httpStatus: 422 }), 'rejected'],
  ['A04 401 of a token from the inputs', unauthorized, 'auth'],
  ['S09 404', missing, 'not-found'],
  ['S10 410', failed('rejected', { httpStatus: 410 }), 'rejected'],
  ['a redirect that is not followed', failed('protocol', {}), 'protocol'],
  ['J01 a response that is no JSON', malformed, 'protocol'],
])('R13 after a good response, %s counts three times in a row over at least 30 s', (_, event, code) => {
  expect(untilConfirmed(event, 1_000)).toMatchObject({
    count: 31,
    overMs: 30_000,
    verdict: { error: { code } },
  })
  expect(untilConfirmed(event, 20_000)).toMatchObject({
    count: 3,
    overMs: 40_000,
    verdict: { kind: 'error' },
  })
  expect(play([responded('PENDING'), event, event, event, DONE]).verdict).toBe('ended')
})

test.each([
  ['403', page('forbidden', { httpStatus: 403 }), 'forbidden'],
  ['404', page('not-found', { remedy: 'later', budget: 'missing', httpStatus: 404 }), 'not-found'],
  ['200', page('protocol', { remedy: 'retry', budget: 'malformed' }), 'protocol'],
])('R13 after a good response, a web page with %s counts over at least 5 min', (_, event, code) => {
  expect(untilConfirmed(event, 1_000)).toMatchObject({ overMs: 300_000, verdict: { error: { code } } })
  expect(untilConfirmed(event, 200_000)).toMatchObject({ count: 3, overMs: 400_000 })
})

test('R13 the error of a confirmed refusal says how often and for how long', () => {
  const { verdict } = untilConfirmed(forbidden, 20_000)
  expect(verdict).toMatchObject({
    error: { message: 'forbidden happened. Gave up after 3 failed attempts in 40 s.' },
  })
})

test('R13 another failure in between starts the row again, and a page does not confirm a refusal', () => {
  const gateway = page('forbidden', { httpStatus: 403 })
  const events = [responded('PENDING'), forbidden, forbidden, outage, forbidden, gateway, gateway, forbidden]
  expect(play([...events, DONE]).verdict).toBe('ended')
})

test('R13 a web page before the first good response ends the wait like any other response', () => {
  expect(play([page('forbidden', { httpStatus: 403 })])).toMatchObject({ nowMs: 0, verdict: 'forbidden' })
  const html = page('protocol', { remedy: 'retry', budget: 'malformed' })
  expect(play([html]).state.wait.polls).toBe(3)
})

test('R14 a 403 with Retry-After is confirmed, also at the first poll', () => {
  const limited = failed('forbidden', { remedy: 'later', budget: 'throttled', retryAfterMs: 2_000 })
  expect(play([limited, DONE]).verdict).toBe('ended')
  expect(play([limited])).toMatchObject({ nowMs: 30_000, verdict: 'forbidden' })
})

test('A14 a token that may be accepted later is retried for 60 s', () => {
  const unsettled = failed('auth', { remedy: 'renew-credential', httpStatus: 401 })
  expect(play([...Array<PollEvent>(6).fill(unsettled), DONE]).verdict).toBe('ended')
  expect(play([unsettled])).toMatchObject({ nowMs: 60_000, verdict: 'auth' })
})

test('A03 a token that was refused for good ends the wait at once', () => {
  const refusal = failed('auth', { remedy: 'never', budget: 'refused', httpStatus: 401 })
  expect(play([responded('PENDING'), refusal]).state.wait.polls).toBe(2)
  expect(play([refusal]).state.wait.polls).toBe(1)
})

test.each([
  ['at the first poll', []],
  ['after an hour', Array<PollEvent>(100).fill(responded('PENDING'))],
])('S17 missing results of a job that has succeeded are polled for 60 s: %s', (_, before) => {
  const late = failed('not-found', { remedy: 'later', budget: 'results', httpStatus: 404 })
  const sinceMs = play([...before, DONE], { timeoutMs: 7_200_000 }).nowMs
  expect(play([...before, late], { timeoutMs: 7_200_000 })).toMatchObject({
    nowMs: sinceMs + 60_000,
    verdict: 'not-found',
  })
  expect(play([...before, late, late, DONE]).verdict).toBe('ended')
})

test('J01 three malformed responses in a row end the wait; two do not', () => {
  expect(play([malformed])).toMatchObject({ verdict: 'protocol', state: { wait: { polls: 3 } } })
  const pattern = [
    malformed,
    malformed,
    responded('PENDING'),
    malformed,
    malformed,
    responded('DONE', 'succeeded'),
  ]
  expect(play(pattern).verdict).toBe('ended')
  expect(
    play([malformed, malformed, outage, malformed, malformed, responded('DONE', 'succeeded')]).verdict,
  ).toBe('ended')
})

test.each([0, 0.5, 0.999])(
  'R01 R10 Retry-After is respected, and extended by a quarter at most (random %d)',
  random => {
    const [first] = play([throttled(45_000), responded('DONE', 'succeeded')], { random }).delays
    expect(first).toBeGreaterThanOrEqual(45_000)
    expect(first).toBeLessThanOrEqual(56_250)
  },
)

test.each([1e9 * 1000, Number.MAX_VALUE, Infinity])(
  'R04 a Retry-After of %d ms is limited to 300 seconds',
  ms => {
    const [first] = play([throttled(ms), responded('DONE', 'succeeded')], { random: 1 }).delays
    expect(first).toBe(300_000)
  },
)

test.each([-1, Number.NaN])('R04 a Retry-After of %d ms is replaced by the backoff', ms => {
  const [first] = play([throttled(ms), responded('DONE', 'succeeded')]).delays
  expect(first).toBeGreaterThanOrEqual(1000)
  expect(first).toBeLessThanOrEqual(2000)
})

test('R05 always throttled: one poll in each pause, until the timeout and not earlier', () => {
  const { nowMs, verdict, state } = play([throttled(60_000)])
  expect({ nowMs, verdict }).toEqual({ nowMs: 1_800_000, verdict: 'timed-out' })
  expect(state.wait.polls).toBeLessThanOrEqual(31)
})

test('R06 after a Retry-After beyond the deadline, the last poll is at the deadline', () => {
  expect(play([throttled(500_000)], { timeoutMs: 30_000 })).toMatchObject({
    nowMs: 30_000,
    verdict: 'timed-out',
    state: { wait: { polls: 2 } },
  })
})

test('R11 a rate-limit pause of a good response extends the gap', () => {
  const [first] = play([responded('PENDING', 'waiting', 12_000), responded('DONE', 'succeeded')]).delays
  expect(first).toBeGreaterThanOrEqual(12_000)
})

test.each([
  ['poll', responded('PENDING'), 30],
  ['receive the same Retry-After', throttled(60_000), 1],
  ['receive the same pause with a good response', responded('PENDING', 'waiting', 60_000), 1],
])('R12 twenty steps that start together and %s never poll at the same times', (_, event, maxEvents) => {
  const runs = Array.from({ length: 20 }, (_, i) =>
    play([event], { random: i / 20, maxEvents }).delays.at(-1),
  )
  expect(new Set(runs).size).toBe(20)
})

test('a fixed interval is exact to the millisecond', () => {
  const moment = { interval: 7000, nowMs: 0, deadlineMs: 60_000, random: 0.1 }
  expect(advance(begin(0), responded('PENDING'), moment).decision).toEqual({ kind: 'poll', delayMs: 7000 })
})

test('a server that invents statuses does not fill the memory, and __proto__ is a status like any other', () => {
  const events = Array.from({ length: 400 }, (_, i) => responded(`${'name'.repeat(100)}${i}`))
  const long = play(events, { maxEvents: 399 })
  expect(Object.keys(long.state.wait.observed).every(label => label.length <= 60)).toBe(true)
  const many = play(
    Array.from({ length: 400 }, (_, i) => responded(`status ${i}`)),
    { maxEvents: 399 },
  )
  expect(Object.keys(many.state.wait.observed).length).toBeLessThanOrEqual(25)
  expect(many.state.wait.observed.others).toBeGreaterThan(50)
  expect(many.state.wait.timeline.map(({ polls }) => polls)).toEqual([
    ...Array(12).fill(1),
    many.state.wait.polls - 12,
  ])
  expect(many.state.wait.timeline.at(-1)?.label).toBe('others')
  const proto = play([responded('__proto__'), responded('constructor'), responded('DONE', 'succeeded')])
  expect(Object.entries(proto.state.wait.observed)).toEqual([
    ['__proto__', 1],
    ['constructor', 1],
    ['DONE', 1],
  ])
})

test('the timeline has one span for polls in a row with the same result', () => {
  const { state } = play([responded('PENDING'), responded('PENDING'), refused, responded('PENDING')], {
    maxEvents: 4,
  })
  expect(state.wait.timeline.map(({ label, isFailure, polls }) => ({ label, isFailure, polls }))).toEqual([
    { label: 'PENDING', isFailure: false, polls: 2 },
    { label: expect.any(String), isFailure: true, polls: 1 },
    { label: 'PENDING', isFailure: false, polls: 1 },
  ])
  expect(state.wait.timeline[1]?.fromMs).toBeGreaterThan(0)
})

test('the time since the start counts, not the clock', () => {
  const late = play([responded('PENDING')], { startMs: 5_000_000 })
  expect(late.delays).toEqual(play([responded('PENDING')]).delays)
  expect(late.state.wait.waitedMs).toBe(1_800_000)
})

test('a failure without a status is counted by its code', () => {
  expect(play([responded('PENDING'), refused], { maxEvents: 3 }).state.wait.observed).toEqual({
    PENDING: 1,
    network: 2,
  })
})

test('R03 R08 the delay grows with failures in a row, and a good response resets it', () => {
  const events = [responded('PENDING'), outage, outage, outage, outage, responded('PENDING'), outage]
  const { delays } = play(events, { maxEvents: 7 })
  expect(delays.slice(1, 5)).toEqual([1_000, 1_500, 3_000, 6_000])
  expect(delays[6]).toBeLessThan(4_000)
})

test('an outage before a 401 does not count as a 401', () => {
  const events = [responded('PENDING'), outage, unauthorized, responded('DONE', 'succeeded')]
  expect(play(events).verdict).toBe('ended')
})

test.each([
  ['429 without Retry-After', throttled(0)],
  ['503 with Retry-After', failed('network', { remedy: 'later', httpStatus: 503, retryAfterMs: 5_000 })],
])(
  'R03 R05 R10 a server that responds with %s is available, and is polled until the timeout before its first good response',
  (_, event) => {
    expect(play([event])).toMatchObject({ nowMs: 1_800_000, verdict: 'timed-out' })
  },
)

test('R17 the last failure of a timeout says how often and for how long, and a silent last poll does not hide it', () => {
  const { state } = play([responded('PENDING'), outage], { maxEvents: 6 })
  const last = failed('timed-out', {})
  const moment = { interval: 'auto', nowMs: 90_000, deadlineMs: 90_000, random: 0.5 } as const
  const { decision } = advance(state, last, moment)
  expect(decision).toMatchObject({
    verdict: {
      kind: 'timed-out',
      lastError: {
        message: expect.stringMatching(/^network happened\. Gave up after 5 failed attempts in /),
      },
    },
  })
})

test('a failure counts from the beginning of its poll: two polls of 30 s use up the 60 s of an outage', () => {
  const poll = (before: PollState, polledMs: number) =>
    advance(before, outage, {
      interval: 'auto',
      nowMs: polledMs + 30_000,
      polledMs,
      deadlineMs: 600_000,
      random: 0,
    })
  const first = poll(begin(0), 0)
  expect(first.decision.kind).toBe('poll')
  expect(poll(first.state, 31_000).decision.kind).toBe('stop')
})
