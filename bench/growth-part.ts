import { serialize } from 'node:v8'
import { virtualClock } from '../__tests__/support/virtual-clock.ts'
import { awaitJob } from '../src/polling/await-job.ts'
import type { PollEvent, PollState } from '../src/polling/policy.ts'
import { advance, begin } from '../src/polling/policy.ts'
import { createTurns } from '../src/polling/turns.ts'
import { jobStatus } from '../src/providers/response.ts'
import { vmware } from '../src/providers/vmware.ts'
import { image, lineChart } from './chart.ts'
import { short, span } from './format.ts'
import type { BenchPart } from './part.ts'
import { table } from './part.ts'
import { seeded } from './random.ts'

/** One minute to five days, the limit of a job on a self-hosted runner. */
const LENGTHS_MS = [1, 10, 60, 360, 1_440, 7_200].map(minutes => minutes * 60_000)

/** Polls and log lines of a wait in which every response is `IN_PROGRESS`. */
async function linesOf(timeoutMs: number): Promise<{ readonly polls: number; readonly lines: number }> {
  let lines = 0
  const clock = virtualClock({ advance: 'idle' })
  const value = jobStatus(vmware.statuses, { providerStatus: 'IN_PROGRESS' })
  const verdict = await awaitJob(
    { interval: 'auto', timeoutMs },
    {
      clock,
      turns: createTurns(clock, 0),
      signal: new AbortController().signal,
      random: seeded(1),
      emit: () => {
        lines++
      },
      poll: async () => ({ value, pauseMs: 0 }),
    },
  )
  return { polls: verdict.wait.polls, lines }
}

/** Serialized size of the policy's state after `lengthMs`; `statusAt` returns the status of each poll. */
function stateBytes(lengthMs: number, statusAt: (poll: number) => string): number {
  const random = seeded(2)
  let state: PollState = begin(0)
  for (let nowMs = 0; nowMs < lengthMs; ) {
    const value = jobStatus(vmware.statuses, {
      providerStatus: statusAt(state.wait.polls),
      progress: (100 * nowMs) / lengthMs,
    })
    const event: PollEvent = { kind: 'response', value, pauseMs: 0 }
    const step = advance(state, event, { interval: 'auto', nowMs, deadlineMs: Infinity, random: random() })
    state = step.state
    nowMs += step.decision.kind === 'poll' ? step.decision.delayMs : lengthMs
  }
  return serialize(state).byteLength
}

const METHOD = `A job that never ends, polled for one minute to five days by the policy and its driver in virtual time. Log lines: one for
each status change and one per minute. Bytes: everything that the policy remembers, serialized, once with an ordinary server
and once with one that invents a new status for each response.`

/** What a longer wait costs. */
export const growthPart: BenchPart = {
  id: 'growth-wait',
  title: 'Growth with the length of the wait',
  run: async () => {
    const rows = await Promise.all(
      LENGTHS_MS.map(async lengthMs => ({
        lengthMs,
        ...(await linesOf(lengthMs)),
        bytes: stateBytes(lengthMs, () => 'IN_PROGRESS'),
        hostileBytes: stateBytes(lengthMs, poll => `STATE ${poll} ${'x'.repeat(200)}`),
      })),
    )
    const chart = lineChart({
      name: 'growth-wait',
      alt: 'Polls, log lines and remembered bytes by the length of the wait',
      title: 'What a longer wait costs',
      x: { title: 'length of the wait in minutes', type: 'log', ticks: [1, 10, 60, 360, 1_440, 7_200] },
      y: { title: 'count', type: 'log', ticks: [1, 10, 100, 1_000, 10_000], domain: [1, 10_000] },
      points: rows.flatMap(({ lengthMs, polls, lines, bytes, hostileBytes }) =>
        Object.entries({
          polls,
          'log lines': lines,
          'bytes remembered': bytes,
          'bytes, hostile server': hostileBytes,
        }).map(([series, y]) => ({ series, x: lengthMs / 60_000, y })),
      ),
    })
    const body = rows.map(({ lengthMs, polls, lines, bytes, hostileBytes }) => [
      span(lengthMs),
      ...[polls, lines, bytes, hostileBytes].map(short),
    ])
    const head = ['Wait', 'Polls', 'Log lines', 'Bytes remembered', 'Bytes, hostile server']
    return { markdown: [METHOD, table(head, body), image(chart)].join('\n\n'), charts: [chart] }
  },
}
