import type { ExportEvent } from '../../src/exports/events.ts'
import { ExportError } from '../../src/failures/export-error.ts'
import type { PollPorts } from '../../src/polling/await-job.ts'
import { awaitJob } from '../../src/polling/await-job.ts'
import type { JobStatus } from '../../src/providers/provider.ts'
import type { Clock } from '../../src/runtime/clock.ts'
import { jobStatusOf } from '../support/job-status.ts'
import { virtualClock } from '../support/virtual-clock.ts'

type Answer = JobStatus | ExportError | ((signal: AbortSignal) => Promise<JobStatus>)

function scene(
  answers: readonly Answer[],
  { timeoutMs = 600_000, signal = new AbortController().signal, startMs = 0 } = {},
) {
  const clock = virtualClock({ advance: 'idle' })
  clock.advance(startMs)
  const events: ExportEvent[] = []
  const askedMs: number[] = []
  const ports: PollPorts = {
    clock,
    signal,
    random: () => 0.5,
    emit: event => events.push(event),
    poll: async askSignal => {
      const answer = answers[Math.min(askedMs.push(clock.now()), answers.length) - 1]
      if (answer instanceof ExportError || answer === undefined) throw answer
      return { value: typeof answer === 'function' ? await answer(askSignal) : answer, pauseMs: 0 }
    },
  }
  const kinds = () => events.map(event => event.kind)
  return { clock, events, kinds, askedMs, verdict: awaitJob({ interval: 'auto', timeoutMs }, ports) }
}

const pending = jobStatusOf()
const done = jobStatusOf({ providerStatus: 'FINISHED', phase: 'succeeded' })
const outage = new ExportError('network', 'HTTP 503', { outlook: 'transient', httpStatus: 503 })

test('reports a status once for each change and counts the polls', async () => {
  const { verdict, events, kinds } = scene([
    pending,
    pending,
    jobStatusOf({ providerStatus: 'STARTED' }),
    done,
  ])
  expect(await verdict).toMatchObject({
    kind: 'ended',
    polls: 4,
    observed: { PENDING: 2, STARTED: 1, FINISHED: 1 },
  })
  expect(kinds()).toEqual(['status', 'status', 'status'])
  expect(events.map(event => (event.kind === 'status' ? event.status.providerStatus : ''))).toEqual([
    'PENDING',
    'STARTED',
    'FINISHED',
  ])
})

test('S11 a job that has ended at the first poll is not waited for', async () => {
  const { verdict, askedMs, clock } = scene([done])
  expect(await verdict).toMatchObject({ kind: 'ended', polls: 1 })
  expect(askedMs).toEqual([0])
  expect(clock.now()).toBe(0)
})

test('a heartbeat each minute, whatever the gap between two polls', async () => {
  const { verdict, events } = scene([pending], { timeoutMs: 3_600_000 })
  expect(await verdict).toMatchObject({ kind: 'timed-out' })
  const beats = events.filter(event => event.kind === 'heartbeat')
  expect(beats.length).toBeGreaterThanOrEqual(58)
  expect(beats.length).toBeLessThanOrEqual(60)
})

test('a heartbeat reports the status, the polls, and the time that has passed and is left', async () => {
  const { verdict, events, askedMs } = scene([pending], { timeoutMs: 90_000, startMs: 7_000 })
  await verdict
  const polls = askedMs.filter(ms => ms < 67_000).length
  expect(events.filter(event => event.kind === 'heartbeat')).toEqual([
    { kind: 'heartbeat', providerStatus: 'PENDING', polls, elapsedMs: 60_000, remainingMs: 30_000 },
  ])
})

test('a heartbeat before the first good response has no status', async () => {
  const throttled = new ExportError('network', 'HTTP 429', { outlook: 'transient', retryAfterMs: 70_000 })
  const { verdict, events } = scene([throttled, done])
  await verdict
  expect(events.find(event => event.kind === 'heartbeat')).toMatchObject({ providerStatus: '', polls: 1 })
})

test('a heartbeat after the deadline has nothing left', async () => {
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
      signal: new AbortController().signal,
      random: () => 0.5,
      emit: event => events.push(event),
      poll: async () => ({ value: pending, pauseMs: 0 }),
    },
  )
  expect(events.find(event => event.kind === 'heartbeat')).toMatchObject({ remainingMs: 0 })
})

test('a failure is reported once for each kind, and its end too', async () => {
  const { verdict, kinds } = scene([pending, outage, outage, outage, pending, done])
  await verdict
  expect(kinds()).toEqual(['status', 'retry', 'recovered', 'status'])
})

test('a failure is reported with the time to the next poll, its end with its duration', async () => {
  const { verdict, events, askedMs } = scene([pending, outage, outage, outage, done])
  await verdict
  const [, failedMs = 0, againMs = 0] = askedMs
  expect(events[1]).toEqual({ kind: 'retry', error: outage, retryInMs: againMs - failedMs })
  expect(events[2]).toEqual({ kind: 'recovered', afterMs: (askedMs.at(-1) ?? 0) - failedMs })
})

test('each failure streak has its own start', async () => {
  const { verdict, events, askedMs } = scene([outage, pending, outage, done])
  await verdict
  const [first = 0, second = 0, third = 0, fourth = 0] = askedMs
  expect(events.flatMap(event => (event.kind === 'recovered' ? event.afterMs : []))).toEqual([
    second - first,
    fourth - third,
  ])
})

test('a failure that ends the wait is left to the final report', async () => {
  const { verdict, kinds } = scene([new ExportError('forbidden', 'HTTP 403', { outlook: 'permanent' })])
  expect(await verdict).toMatchObject({ kind: 'error' })
  expect(kinds()).toEqual([])
})

test('S01 an unknown status is warned about; the log shows each topic once', async () => {
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

test('S14 a success in doubt is logged once, and warned about when it is accepted', async () => {
  const { verdict, events, askedMs } = scene([pending, doubtful])
  expect(await verdict).toMatchObject({ kind: 'ended', status: doubtful, polls: 5 })
  expect((askedMs[4] ?? 0) - (askedMs[1] ?? 0)).toBeGreaterThanOrEqual(30_000)
  const text = '3 of 5 rows. The export may be incomplete.'
  expect(noticed(events)).toEqual([
    { kind: 'note', text: '3 of 5 rows. Polling again.' },
    { kind: 'warning', topic: text, text, always: true },
  ])
})

test('S14 a doubt that is gone at the next poll is no warning', async () => {
  const { verdict, events } = scene([doubtful, done])
  expect(await verdict).toMatchObject({ kind: 'ended', status: done })
  expect(noticed(events).map(({ kind }) => kind)).toEqual(['note'])
})

test('S14 a success in doubt whose later polls fail is accepted with the warning', async () => {
  const { verdict, events } = scene([doubtful, outage])
  expect(await verdict).toMatchObject({ kind: 'ended', status: doubtful, polls: 4 })
  expect(noticed(events).map(({ kind }) => kind)).toEqual(['note', 'warning'])
})

test('a long status with a hint shows it after a minute', async () => {
  const { verdict, events } = scene([jobStatusOf({ providerStatus: 'NOT_STARTED', hint: 'Start it.' })], {
    timeoutMs: 90_000,
  })
  await verdict
  expect(events.find(event => event.kind === 'warning')).toMatchObject({
    text: expect.stringContaining('Start it.'),
  })
})

test('a lasting status without advice brings no warning', async () => {
  const { verdict, kinds } = scene([pending], { timeoutMs: 90_000 })
  await verdict
  expect(kinds()).not.toContain('warning')
})

test('the last poll starts at the deadline and has two seconds', async () => {
  const { verdict, askedMs, clock } = scene([pending], { timeoutMs: 100_000 })
  await verdict
  expect(askedMs.at(-1)).toBe(100_000)
  expect(clock.now()).toBe(100_000)
  const silent = (signal: AbortSignal) =>
    new Promise<JobStatus>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  const stuck = scene([pending, silent], { timeoutMs: 50_000 })
  expect(await stuck.verdict).toMatchObject({
    kind: 'timed-out',
    polls: 2,
    lastError: { code: 'timed-out', outlook: 'transient', message: expect.stringContaining('last question') },
  })
  expect(stuck.clock.now()).toBe(52_000)
})

test('C01 an abort ends the wait at once, asleep or in the middle of a poll', async () => {
  const abort = new AbortController()
  const beforeTheNextLook = async () => {
    setImmediate(() => abort.abort(new ExportError('aborted', 'SIGINT')))
    return pending
  }
  const asleep = scene([beforeTheNextLook], { signal: abort.signal })
  expect(await asleep.verdict).toMatchObject({ kind: 'aborted' })
  const other = new AbortController()
  const asked = (signal: AbortSignal) =>
    new Promise<JobStatus>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  const prompt = scene([asked], { signal: other.signal })
  other.abort(new ExportError('aborted', 'SIGINT'))
  expect(await prompt.verdict).toMatchObject({ kind: 'aborted', polls: 0 })
})

test('a defect in a provider is not treated as an outage', async () => {
  const { verdict } = scene([
    () => {
      throw new TypeError('x is not a function')
    },
  ])
  await expect(verdict).rejects.toThrow('x is not a function')
})

test('T01 a wall clock that jumps moves nothing', async () => {
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

test('T02 in virtual time: a suspended machine gets one more poll of two seconds', async () => {
  const clock = virtualClock({ advance: 'idle' })
  const askedMs: number[] = []
  const suspending: Clock = {
    ...clock,
    sleep: async (ms, signal) => {
      await clock.sleep(ms, signal)
      if (askedMs.length === 4 && !signal.aborted) clock.advance(3_600_000)
    },
  }
  const ask: PollPorts['poll'] = async signal => {
    if (askedMs.push(clock.now()) < 5) return { value: pending, pauseMs: 0 }
    await clock.sleep(1_500, signal)
    signal.throwIfAborted()
    return { value: done, pauseMs: 0 }
  }
  const { signal } = new AbortController()
  const ports: PollPorts = { clock: suspending, signal, random: () => 0.5, emit: () => undefined, poll: ask }
  const verdict = awaitJob({ interval: 'auto', timeoutMs: 60_000 }, ports)
  expect(await verdict).toMatchObject({ kind: 'ended', polls: 5 })
  expect(askedMs[4]).toBeGreaterThan(3_600_000)
})
