import type { FailureCode, FailureDetails } from '../../src/failures/export-error.ts'
import { ExportError } from '../../src/failures/export-error.ts'
import type { PollEvent } from '../../src/polling/policy.ts'
import { advance, begin } from '../../src/polling/policy.ts'
import type { PollInterval } from '../../src/polling/schedule.ts'
import type { JobStatus } from '../../src/providers/provider.ts'
import { answered, jobStatusOf } from '../support/job-status.ts'

const doubtful = jobStatusOf({ phase: 'succeeded', providerStatus: 'FINISHED', doubt: '3 of 5 rows.' })
const clean = jobStatusOf({ phase: 'succeeded', providerStatus: 'FINISHED' })
const says = (status: JobStatus, pauseMs = 0): PollEvent => ({ kind: 'answer', status, pauseMs })
const fails = (code: FailureCode, facts: FailureDetails): PollEvent => ({
  kind: 'failure',
  error: new ExportError(code, `${code} happened`, facts),
})
const outage = fails('network', { outlook: 'transient', httpStatus: 503 })
const gone = fails('not-found', { outlook: 'missing', httpStatus: 404 })
const refused = fails('forbidden', { outlook: 'permanent', httpStatus: 403 })

interface Terms {
  readonly interval?: PollInterval
  readonly startMs?: number
  readonly timeoutMs?: number
  readonly known?: JobStatus
  readonly random?: number
}

/** Plays events in virtual time, the last one again and again, until the policy stops. */
function play(events: readonly PollEvent[], terms: Terms = {}) {
  const { interval = 'auto', startMs = 0, timeoutMs = 1_800_000, known, random = 0.5 } = terms
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

test.each<[string, Terms, readonly [number, number]]>([
  ['at the start', {}, [11_250, 11_250]],
  ['after an hour', { startMs: 3_600_000, timeoutMs: 7_200_000 }, [11_250, 11_250]],
  ['with a fixed interval of a second', { interval: 1000 }, [11_250, 11_250]],
  ['with a fixed interval of an hour', { interval: 3_600_000 }, [11_250, 11_250]],
  ['at the shortest', { random: 0 }, [10_000, 10_000]],
  ['at the longest', { random: 0.999 }, [12_490, 12_500]],
])('S14 a success in doubt is polled three times more over half a minute: %s', (_, terms, [least, most]) => {
  const { delays, verdict } = play([says(doubtful)], terms)
  expect(delays).toHaveLength(3)
  for (const delay of delays) {
    expect(delay).toBeGreaterThanOrEqual(least)
    expect(delay).toBeLessThanOrEqual(most)
  }
  expect(verdict).toMatchObject({ kind: 'ended', status: doubtful, polls: 4, last: doubtful })
})

test('S14 a success that is no longer in doubt is accepted at once', () => {
  const { delays, verdict } = play([says(doubtful), says(clean)])
  expect(delays).toEqual([11_250])
  expect(verdict).toMatchObject({ kind: 'ended', status: clean, polls: 2 })
})

test('S14 a success whose doubt changes is not polled more often for it', () => {
  const other = { ...doubtful, doubt: '4 of 5 rows.' }
  const { verdict } = play([says(doubtful), says(other)])
  expect(verdict).toMatchObject({ kind: 'ended', status: other, polls: 4 })
})

test.each([outage, gone, refused])('S14 polls that fail count, and do not undo a success (%#)', event => {
  const { verdict } = play([says(doubtful), event])
  expect(verdict).toMatchObject({ kind: 'ended', status: doubtful, polls: 4, last: doubtful })
  const settled = play([says(doubtful), event, event, says(clean)])
  expect(settled.verdict).toMatchObject({ kind: 'ended', status: clean, polls: 4 })
})

test('S14 a job that is pending again is waited for, and a later doubt has its own polls', () => {
  const events = [says(doubtful), answered('PENDING'), answered('PENDING'), says(doubtful)]
  const { delays, verdict } = play(events)
  expect(delays.map(delay => delay === 11_250)).toEqual([true, false, false, true, true, true])
  expect(verdict).toMatchObject({ kind: 'ended', status: doubtful, polls: 7 })
})

test('S14 a job that fails after a success in doubt has failed', () => {
  const failed = jobStatusOf({ phase: 'failed', providerStatus: 'ERRORED' })
  expect(play([says(doubtful), says(failed)]).verdict).toMatchObject({ kind: 'ended', status: failed })
})

test.each([
  ['another doubt', says(doubtful)],
  ['an outage', outage],
  ['no response', fails('timed-out', { outlook: 'transient' })],
])('S14 at the deadline a success in doubt is accepted, whatever the last poll brings: %s', (_, last) => {
  const { delays, verdict } = play([says(doubtful), says(doubtful), last], { timeoutMs: 15_000 })
  expect(delays).toEqual([11_250, 3_750])
  expect(verdict).toMatchObject({ kind: 'ended', status: doubtful })
  expect(play([says(doubtful)], { timeoutMs: 0 }).delays).toEqual([])
})

test('S14 the pause that a server asks for is kept', () => {
  expect(play([says(doubtful, 60_000), says(clean)], { random: 0 }).delays).toEqual([60_000])
  const throttled = fails('network', { outlook: 'transient', httpStatus: 429, retryAfterMs: 20_000 })
  const { delays } = play([says(doubtful), throttled, says(clean)], { random: 0 })
  expect(delays).toEqual([10_000, 20_000])
})

test('S14 a doubt that was accepted before is not waited for when links are refreshed', () => {
  expect(play([says(doubtful)], { known: doubtful }).delays).toEqual([])
  expect(play([outage, says(doubtful)], { known: doubtful }).delays).toHaveLength(1)
  expect(play([says(doubtful), says(clean)], { known: clean }).verdict).toMatchObject({ status: clean })
})
