import type { FailureCode, FailureDetails } from '../../src/failures/export-error.ts'
import { ExportError } from '../../src/failures/export-error.ts'
import type { PollEvent } from '../../src/polling/policy.ts'
import { advance, begin } from '../../src/polling/policy.ts'
import type { PollInterval } from '../../src/polling/schedule.ts'
import type { JobStatus } from '../../src/providers/provider.ts'
import { jobStatusOf, responded } from '../support/job-status.ts'

const doubtful = jobStatusOf({ phase: 'succeeded', providerStatus: 'FINISHED', doubt: '3 of 5 rows.' })
const clean = jobStatusOf({ phase: 'succeeded', providerStatus: 'FINISHED' })
const respondedWith = (value: JobStatus, pauseMs = 0): PollEvent => ({ kind: 'response', value, pauseMs })
const failed = (code: FailureCode, details: FailureDetails): PollEvent => ({
  kind: 'failure',
  error: new ExportError(code, `${code} happened`, details),
})
const outage = failed('network', { remedy: 'retry', httpStatus: 503 })
const gone = failed('not-found', { remedy: 'later', budget: 'missing', httpStatus: 404 })
const refused = failed('forbidden', { remedy: 'never', httpStatus: 403 })

interface Options {
  readonly interval?: PollInterval
  readonly startMs?: number
  readonly timeoutMs?: number
  readonly known?: JobStatus
  readonly random?: number
}

/** Plays events in virtual time; the last one repeats until the policy stops. */
function play(events: readonly PollEvent[], options: Options = {}) {
  const { interval = 'auto', startMs = 0, timeoutMs = 1_800_000, known, random = 0.5 } = options
  let state = begin(0, known)
  let nowMs = startMs
  const delays: number[] = []
  for (let poll = 0; poll < 200; poll++) {
    const event = events[Math.min(poll, events.length - 1)] as PollEvent
    const step = advance(state, event, { interval, nowMs, deadlineMs: timeoutMs, random })
    state = step.state
    if (step.decision.kind === 'stop') return { delays, verdict: step.decision.verdict }
    delays.push(step.decision.delayMs)
    nowMs += step.decision.delayMs
  }
  throw new Error('the policy did not stop')
}

test.each<[string, Options, readonly [number, number]]>([
  ['at the start', {}, [11_250, 11_250]],
  ['after an hour', { startMs: 3_600_000, timeoutMs: 7_200_000 }, [11_250, 11_250]],
  ['with a fixed interval of a second', { interval: 1000 }, [11_250, 11_250]],
  ['with a fixed interval of an hour', { interval: 3_600_000 }, [11_250, 11_250]],
  ['at the shortest', { random: 0 }, [10_000, 10_000]],
  ['at the longest', { random: 0.999 }, [12_490, 12_500]],
])(
  'S14 a contradicted success is polled three more times over half a minute: %s',
  (_, options, [least, most]) => {
    const { delays, verdict } = play([respondedWith(doubtful)], options)
    expect(delays).toHaveLength(3)
    for (const delay of delays) {
      expect(delay).toBeGreaterThanOrEqual(least)
      expect(delay).toBeLessThanOrEqual(most)
    }
    expect(verdict).toMatchObject({ kind: 'ended', status: doubtful, wait: { polls: 4, last: doubtful } })
  },
)

test('S14 a success that is no longer contradicted is accepted at once', () => {
  const { delays, verdict } = play([respondedWith(doubtful), respondedWith(clean)])
  expect(delays).toEqual([11_250])
  expect(verdict).toMatchObject({ kind: 'ended', status: clean, wait: { polls: 2 } })
})

test('S14 another contradiction does not add polls', () => {
  const other = { ...doubtful, doubt: '4 of 5 rows.' }
  const { verdict } = play([respondedWith(doubtful), respondedWith(other)])
  expect(verdict).toMatchObject({ kind: 'ended', status: other, wait: { polls: 4 } })
})

test.each([outage, gone, refused])('S14 failed polls count, and do not undo a success (%#)', event => {
  const { verdict } = play([respondedWith(doubtful), event])
  expect(verdict).toMatchObject({ kind: 'ended', status: doubtful, wait: { polls: 4, last: doubtful } })
  const settled = play([respondedWith(doubtful), event, event, respondedWith(clean)])
  expect(settled.verdict).toMatchObject({ kind: 'ended', status: clean, wait: { polls: 4 } })
})

test('S14 a job that is pending again is waited for, and a later doubt has its own polls', () => {
  const events = [
    respondedWith(doubtful),
    responded('PENDING'),
    responded('PENDING'),
    respondedWith(doubtful),
  ]
  const { delays, verdict } = play(events)
  expect(delays.map(delay => delay === 11_250)).toEqual([true, false, false, true, true, true])
  expect(verdict).toMatchObject({ kind: 'ended', status: doubtful, wait: { polls: 7 } })
})

test('S14 a job that fails after a contradicted success has failed', () => {
  const errored = jobStatusOf({ phase: 'failed', providerStatus: 'ERRORED' })
  expect(play([respondedWith(doubtful), respondedWith(errored)]).verdict).toMatchObject({
    kind: 'ended',
    status: errored,
  })
})

test.each([
  ['another contradiction', respondedWith(doubtful)],
  ['an outage', outage],
  ['no response', failed('timed-out', { remedy: 'retry' })],
])('S14 at the deadline a contradicted success is accepted after any last poll: %s', (_, last) => {
  const { delays, verdict } = play([respondedWith(doubtful), respondedWith(doubtful), last], {
    timeoutMs: 15_000,
  })
  expect(delays).toEqual([11_250, 3_750])
  expect(verdict).toMatchObject({ kind: 'ended', status: doubtful })
  expect(play([respondedWith(doubtful)], { timeoutMs: 0 }).delays).toEqual([])
})

test('S14 the pause that a server asks for is respected', () => {
  expect(play([respondedWith(doubtful, 60_000), respondedWith(clean)], { random: 0 }).delays).toEqual([
    60_000,
  ])
  const throttled = failed('network', { remedy: 'later', httpStatus: 429, retryAfterMs: 20_000 })
  const { delays } = play([respondedWith(doubtful), throttled, respondedWith(clean)], { random: 0 })
  expect(delays).toEqual([10_000, 20_000])
})

test('S14 a contradiction that was accepted before does not delay refreshed links', () => {
  expect(play([respondedWith(doubtful)], { known: doubtful }).delays).toEqual([])
  expect(play([outage, respondedWith(doubtful)], { known: doubtful }).delays).toHaveLength(1)
  expect(play([respondedWith(doubtful), respondedWith(clean)], { known: clean }).verdict).toMatchObject({
    status: clean,
  })
})
