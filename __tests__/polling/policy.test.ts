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
const unauthorized = failed('auth', { remedy: 'renew-credential', httpStatus: 401 })
const missing = failed('not-found', { remedy: 'later', budget: 'missing', httpStatus: 404 })
const forbidden = failed('forbidden', { remedy: 'never', httpStatus: 403 })

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

test('N01 N03 before the first response, a wrong address fails after 15 seconds, and an outage after 60', () => {
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
  expect(state.streak?.lastError.httpStatus).toBe(503)
  expect(state.wait.observed).toEqual({ PENDING: 1, 'HTTP 503': state.wait.polls - 1 })
})

test('A07 A08 S10 permanent failures end the wait at once, also after good responses', () => {
  expect(play([forbidden])).toMatchObject({ nowMs: 0, verdict: 'forbidden' })
  expect(play([responded('PENDING'), forbidden]).state.wait.polls).toBe(2)
})

test('A01 a first 401 ends the wait at once', () => {
  expect(play([unauthorized])).toMatchObject({ nowMs: 0, verdict: 'auth' })
})

test('A04 a 401 after a good response is confirmed once; another good response resets this', () => {
  expect(play([responded('PENDING'), unauthorized])).toMatchObject({
    verdict: 'auth',
    state: { wait: { polls: 3 } },
  })
  const blip = [
    responded('PENDING'),
    unauthorized,
    responded('PENDING'),
    unauthorized,
    responded('DONE', 'succeeded'),
  ]
  expect(play(blip).verdict).toBe('ended')
})

test('S08 S09 a 404 is retried for ten seconds after the first poll, and not later', () => {
  const young = play([missing, missing, responded('PENDING'), responded('DONE', 'succeeded')])
  expect(young.verdict).toBe('ended')
  const never = play([missing])
  expect(never.verdict).toBe('not-found')
  expect(never.nowMs).toBeGreaterThanOrEqual(10_000)
  expect(never.nowMs).toBeLessThan(25_000)
  const waits = Array<PollEvent>(12).fill(responded('PENDING'))
  expect(play([...waits, missing]).state.wait.polls).toBe(13)
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
    const [first] = play([throttled(ms), responded('DONE', 'succeeded')], { random: 0 }).delays
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
  ['unreachable', refused, 15_000],
  ['an outage', outage, 60_000],
  ['malformed', malformed, 60_000],
  ['missing', missing, 10_000],
])('the limit for %s before the first response is exact to the millisecond', (_, event, limitMs) => {
  const kindAt = (nowMs: number) =>
    advance(begin(0), event, { interval: 'auto', nowMs, deadlineMs: Infinity, random: 0.5 }).decision.kind
  expect([kindAt(limitMs - 1), kindAt(limitMs)]).toEqual(['poll', 'stop'])
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
