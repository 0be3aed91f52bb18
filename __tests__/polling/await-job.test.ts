import { setImmediate } from 'node:timers/promises'
import type { ExportEvent } from '../../src/exports/events.ts'
import { ExportError } from '../../src/failures/export-error.ts'
import type { PollPorts } from '../../src/polling/await-job.ts'
import { awaitJob } from '../../src/polling/await-job.ts'
import { createTurns } from '../../src/polling/turns.ts'
import type { JobStatus } from '../../src/providers/provider.ts'
import type { Clock } from '../../src/runtime/clock.ts'
import { jobStatusOf } from '../support/job-status.ts'
import { virtualClock } from '../support/virtual-clock.ts'

type Result = JobStatus | ExportError | ((signal: AbortSignal) => Promise<JobStatus>)

function scene(
  results: readonly Result[],
  { timeoutMs = 600_000, signal = new AbortController().signal, startMs = 0, turnMs = 0 } = {},
) {
  const clock = virtualClock({ advance: 'idle' })
  clock.advance(startMs)
  const events: ExportEvent[] = []
  const polledMs: number[] = []
  const ports: PollPorts = {
    clock,
    turns: createTurns(clock, turnMs),
    signal,
    random: () => 0.5,
    emit: event => events.push(event),
    poll: async pollSignal => {
      const result = results[Math.min(polledMs.push(clock.now()), results.length) - 1]
      if (result instanceof ExportError || result === undefined) throw result
      return { value: typeof result === 'function' ? await result(pollSignal) : result, pauseMs: 0 }
    },
  }
  const kinds = () => events.map(event => event.kind)
  return { clock, events, kinds, polledMs, verdict: awaitJob({ interval: 'auto', timeoutMs }, ports) }
}

const pending = jobStatusOf()
const done = jobStatusOf({ providerStatus: 'FINISHED', phase: 'succeeded' })
const outage = new ExportError('network', 'HTTP 503', { remedy: 'retry', httpStatus: 503 })

test('a status is emitted once for each change, with the number of polls', async () => {
  const { verdict, events, kinds } = scene([
    pending,
    pending,
    jobStatusOf({ providerStatus: 'STARTED' }),
    done,
  ])
  expect(await verdict).toMatchObject({
    kind: 'ended',
    wait: { polls: 4, observed: { PENDING: 2, STARTED: 1, FINISHED: 1 } },
  })
  expect(kinds()).toEqual(['status', 'status', 'status'])
  expect(events.map(event => (event.kind === 'status' ? event.status.providerStatus : ''))).toEqual([
    'PENDING',
    'STARTED',
    'FINISHED',
  ])
})

test('S11 a job that has ended at the first poll causes no delay', async () => {
  const { verdict, polledMs, clock } = scene([done])
  expect(await verdict).toMatchObject({ kind: 'ended', wait: { polls: 1 } })
  expect(polledMs).toEqual([0])
  expect(clock.now()).toBe(0)
})

test('a heartbeat comes once a minute, whatever the time between polls', async () => {
  const { verdict, events } = scene([pending], { timeoutMs: 3_600_000 })
  expect(await verdict).toMatchObject({ kind: 'timed-out' })
  const beats = events.filter(event => event.kind === 'heartbeat')
  expect(beats.length).toBeGreaterThanOrEqual(58)
  expect(beats.length).toBeLessThanOrEqual(60)
})

test('a heartbeat contains the status, the polls, the elapsed and the remaining time', async () => {
  const { verdict, events, polledMs } = scene([pending], { timeoutMs: 90_000, startMs: 7_000 })
  await verdict
  const polls = polledMs.filter(ms => ms < 67_000).length
  expect(events.filter(event => event.kind === 'heartbeat')).toEqual([
    { kind: 'heartbeat', providerStatus: 'PENDING', polls, elapsedMs: 60_000, remainingMs: 30_000 },
  ])
})

test('a heartbeat before the first good response has no status', async () => {
  const throttled = new ExportError('network', 'HTTP 429', { remedy: 'later', retryAfterMs: 70_000 })
  const { verdict, events } = scene([throttled, done])
  await verdict
  expect(events.find(event => event.kind === 'heartbeat')).toMatchObject({ providerStatus: '', polls: 1 })
})

test('a heartbeat after the deadline has no remaining time', async () => {
  const clock = virtualClock({ advance: 'idle' })
  const sleep: Clock['sleep'] = async (ms, signal) => {
    await clock.sleep(ms, signal)
    if (clock.now() < 50_000 && !signal.aborted) clock.advance(200_000)
  }
  const events: ExportEvent[] = []
  await awaitJob(
    { interval: 'auto', timeoutMs: 100_000 },
    {
      clock: { ...clock, sleep },
      turns: createTurns(clock, 0),
      signal: new AbortController().signal,
      random: () => 0.5,
      emit: event => events.push(event),
      poll: async () => ({ value: pending, pauseMs: 0 }),
    },
  )
  expect(events.find(event => event.kind === 'heartbeat')).toMatchObject({ remainingMs: 0 })
})

test('a failure that repeats is marked, and the recovery is emitted', async () => {
  const { verdict, events, kinds } = scene([pending, outage, outage, pending, done])
  await verdict
  expect(kinds()).toEqual(['status', 'retry', 'retry', 'recovered', 'status'])
  const retries = events.flatMap(event => (event.kind === 'retry' ? [event] : []))
  expect(retries.map(({ count, repeated }) => [count, repeated])).toEqual([
    [1, undefined],
    [2, true],
  ])
})

test('a failure contains the time to the next poll, and a recovery its duration', async () => {
  const { verdict, events, polledMs } = scene([pending, outage, outage, outage, done])
  await verdict
  const [, failedMs = 0, retriedMs = 0] = polledMs
  expect(events[1]).toEqual({
    kind: 'retry',
    subject: 'polling',
    error: outage,
    retryInMs: retriedMs - failedMs,
    count: 1,
  })
  expect(events[4]).toEqual({
    kind: 'recovered',
    subject: 'polling',
    error: outage,
    count: 3,
    afterMs: (polledMs.at(-1) ?? 0) - failedMs,
  })
})

test('each series of failures has its own start', async () => {
  const { verdict, events, polledMs } = scene([outage, pending, outage, done])
  await verdict
  const [first = 0, second = 0, third = 0, fourth = 0] = polledMs
  expect(events.flatMap(event => (event.kind === 'recovered' ? event.afterMs : []))).toEqual([
    second - first,
    fourth - third,
  ])
})

test('a failure that ends the wait is not emitted', async () => {
  const { verdict, kinds } = scene([new ExportError('forbidden', 'HTTP 403', { remedy: 'never' })])
  expect(await verdict).toMatchObject({ kind: 'error' })
  expect(kinds()).toEqual([])
})

test('S01 an undocumented status causes a warning; the log shows each topic once', async () => {
  const { verdict, events } = scene([jobStatusOf({ providerStatus: 'archiving', known: false }), done])
  await verdict
  expect(events.find(event => event.kind === 'warning')).toMatchObject({
    topic: 'unknown status archiving',
    text: expect.stringContaining('"archiving"'),
  })
})

const doubtful = jobStatusOf({ providerStatus: 'FINISHED', phase: 'succeeded', doubt: '3 of 5 rows.' })
const noticed = (events: readonly ExportEvent[]) =>
  events.flatMap(event => (event.kind === 'note' || event.kind === 'warning' ? [event] : []))

test('S14 a contradicted success is noted once, and causes a warning when it is accepted', async () => {
  const { verdict, events, polledMs } = scene([pending, doubtful])
  expect(await verdict).toMatchObject({ kind: 'ended', status: doubtful, wait: { polls: 5 } })
  expect((polledMs[4] ?? 0) - (polledMs[1] ?? 0)).toBeGreaterThanOrEqual(30_000)
  const text = '3 of 5 rows. The export may be incomplete.'
  expect(noticed(events)).toEqual([
    { kind: 'note', text: '3 of 5 rows. Polling again.' },
    { kind: 'warning', topic: text, text, always: true },
  ])
})

test('S14 a contradiction that is gone at the next poll causes no warning', async () => {
  const { verdict, events } = scene([doubtful, done])
  expect(await verdict).toMatchObject({ kind: 'ended', status: done })
  expect(noticed(events).map(({ kind }) => kind)).toEqual(['note'])
})

test('S14 a contradicted success whose later polls fail is accepted with the warning', async () => {
  const { verdict, events } = scene([doubtful, outage])
  expect(await verdict).toMatchObject({ kind: 'ended', status: doubtful, wait: { polls: 4 } })
  expect(noticed(events).map(({ kind }) => kind)).toEqual(['note', 'warning'])
})

test('the hint of a status is emitted after a minute', async () => {
  const { verdict, events } = scene([jobStatusOf({ providerStatus: 'NOT_STARTED', hint: 'Start it.' })], {
    timeoutMs: 90_000,
  })
  await verdict
  expect(events.find(event => event.kind === 'warning')).toMatchObject({
    text: expect.stringContaining('Start it.'),
  })
})

test('a status without a hint causes no warning', async () => {
  const { verdict, kinds } = scene([pending], { timeoutMs: 90_000 })
  await verdict
  expect(kinds()).not.toContain('warning')
})

test('the last poll starts at the deadline and has two seconds', async () => {
  const { verdict, polledMs, clock } = scene([pending], { timeoutMs: 100_000 })
  await verdict
  expect(polledMs.at(-1)).toBe(100_000)
  expect(clock.now()).toBe(100_000)
  const silent = (signal: AbortSignal) =>
    new Promise<JobStatus>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  const stuck = scene([pending, silent], { timeoutMs: 50_000 })
  expect(await stuck.verdict).toMatchObject({
    kind: 'timed-out',
    wait: { polls: 2 },
    lastError: { code: 'timed-out', message: expect.stringContaining('last poll') },
  })
  expect(stuck.clock.now()).toBe(52_000)
  const late = scene([pending, silent], { timeoutMs: 1_000, turnMs: 1_125 })
  await late.verdict
  expect(late.polledMs).toEqual([0, 1_125])
  expect(late.clock.now()).toBe(3_000)
})

test('C01 an abort ends the wait at once, between polls and during a poll', async () => {
  const abort = new AbortController()
  const beforeTheNextPoll = async () => {
    void setImmediate().then(() => abort.abort(new ExportError('aborted', 'SIGINT')))
    return pending
  }
  const asleep = scene([beforeTheNextPoll], { signal: abort.signal })
  expect(await asleep.verdict).toMatchObject({ kind: 'aborted' })
  const other = new AbortController()
  const hanging = (signal: AbortSignal) =>
    new Promise<JobStatus>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  const prompt = scene([hanging], { signal: other.signal })
  await setImmediate()
  other.abort(new ExportError('aborted', 'SIGINT'))
  expect(await prompt.verdict).toMatchObject({ kind: 'aborted', wait: { polls: 0 } })
})

test('an exception in a provider is not an outage', async () => {
  const { verdict } = scene([
    () => {
      throw new TypeError('x is not a function')
    },
  ])
  await expect(verdict).rejects.toThrow('x is not a function')
})

test('T01 a wall clock that jumps changes nothing', async () => {
  const { verdict, clock } = scene([pending], { timeoutMs: 10_000 })
  const realNow = Date.now
  Date.now = () => realNow() + 10 * 365 * 86_400_000
  try {
    await verdict
  } finally {
    Date.now = realNow
  }
  expect(clock.now()).toBe(10_000)
})

test('T02 in virtual time: after the machine was suspended, there is one more poll with its two seconds', async () => {
  const clock = virtualClock({ advance: 'idle' })
  const polledMs: number[] = []
  const suspending: Clock = {
    ...clock,
    sleep: async (ms, signal) => {
      await clock.sleep(ms, signal)
      if (polledMs.length === 4 && !signal.aborted) clock.advance(3_600_000)
    },
  }
  const poll: PollPorts['poll'] = async signal => {
    if (polledMs.push(clock.now()) < 5) return { value: pending, pauseMs: 0 }
    await clock.sleep(1_500, signal)
    signal.throwIfAborted()
    return { value: done, pauseMs: 0 }
  }
  const { signal } = new AbortController()
  const ports: PollPorts = {
    clock: suspending,
    turns: createTurns(suspending, 0),
    signal,
    random: () => 0.5,
    emit: () => undefined,
    poll,
  }
  const verdict = awaitJob({ interval: 'auto', timeoutMs: 60_000 }, ports)
  expect(await verdict).toMatchObject({ kind: 'ended', wait: { polls: 5 } })
  expect(polledMs[4]).toBeGreaterThan(3_600_000)
})
