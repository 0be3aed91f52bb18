/**
 * Waits for 10,000 hours (or the first argument) of virtual time, with a login every twelve minutes, outages, malformed
 * responses and undocumented statuses: memory must not grow over time.
 */
import { randomBytes } from 'node:crypto'
import { credentialsOf } from '../../__tests__/support/session.ts'
import { virtualClock } from '../../__tests__/support/virtual-clock.ts'
import { seeded } from '../../bench/random.ts'
import { transportFailure } from '../../src/http/failure.ts'
import { createSession } from '../../src/http/session.ts'
import type { Send, WireRequest } from '../../src/http/transport.ts'
import { awaitJob } from '../../src/polling/await-job.ts'
import { createTurns } from '../../src/polling/turns.ts'
import type { Job } from '../../src/providers/provider.ts'
import { sailpoint } from '../../src/providers/sailpoint.ts'
import { createLog } from '../../src/report/log.ts'
import { createVault } from '../../src/secrets/vault.ts'
import { type Figure, report } from './figures.ts'

const HOUR_MS = 3_600_000
const MEBIBYTE = 1024 ** 2
/** Variation between two measurements of a heap that does not grow. */
const BOUND_BYTES = 8 * MEBIBYTE

const job: Job = {
  apiUrl: 'https://acme.api.identitynow.com',
  apiVersion: 'v2025',
  exportId: '19169053-66d2-40c6-8772-9e2bf55edcf6',
  ids: {},
}

/** A token as long as a real one. */
function token(): string {
  const part = (bytes: number) => randomBytes(bytes).toString('base64url')
  return `eyJ${part(24)}.${part(600)}.${part(256)}`
}

function bodyOf({ url }: WireRequest, turn: number): string {
  if (url.pathname === '/oauth/token') return JSON.stringify({ access_token: token(), expires_in: 749 })
  if (turn % 501 === 0) return `<html>${turn}</html>`
  const status = turn % 997 === 0 ? `STATUS_${turn}` : 'IN_PROGRESS'
  return JSON.stringify({ jobId: job.exportId, status, message: `turn ${turn}`, note: 'x'.repeat(2_000) })
}

/** An API without a socket; every response is unique. */
function createApi(): Send {
  let turn = 0
  return async request => {
    turn += 1
    if (turn % 211 === 0) throw transportFailure({ code: 'ECONNRESET' }, request.url)
    const body = Buffer.from(bodyOf(request, turn))
    const headers = { 'content-type': 'application/json', 'slpt-request-id': `request-${turn}` }
    const status = turn % 307 === 0 ? 503 : 200
    return {
      status,
      headers,
      url: request.url,
      body: (async function* () {
        yield body
      })(),
      hasExcess: () => false,
      close: () => undefined,
    }
  }
}

interface Sample {
  readonly hours: number
  readonly heapBytes: number
}

function heapBytes(): number {
  if (!globalThis.gc) throw new Error('Run with --expose-gc.')
  globalThis.gc()
  return process.memoryUsage().heapUsed
}

/** Waits until the timeout and measures the heap ten times. */
async function wait(hours: number): Promise<{ samples: readonly Sample[]; polls: number; lines: number }> {
  const clock = virtualClock({ advance: 'idle', maxSleeps: Number.POSITIVE_INFINITY })
  const vault = createVault(() => undefined)
  let lines = 0
  const emit = createLog(() => {
    lines += 1
  }, vault.redact)
  const pair = ['example', 'an example of a secret'] as const
  vault.addPair(...pair)
  const session = createSession({
    send: createApi(),
    provider: sailpoint,
    place: job,
    credentials: credentialsOf(sailpoint, ...pair),
    vault,
    clock,
    emit,
  })
  const samples: Sample[] = []
  const { signal } = new AbortController()
  const random = seeded(1)
  const waiting = awaitJob(
    { interval: 'auto', timeoutMs: hours * HOUR_MS },
    {
      poll: pollSignal => session.run(sailpoint.status(job), pollSignal),
      turns: createTurns(clock, 0),
      clock,
      random,
      emit,
      signal,
    },
  )
  for (let sample = 1; sample <= 10; sample++) {
    await clock.sleep((hours * HOUR_MS) / 10 - 1000, signal)
    samples.push({ hours: clock.now() / HOUR_MS, heapBytes: heapBytes() })
    process.stdout.write(
      `${samples.at(-1)?.hours.toFixed(0)} h: heap of ${((samples.at(-1)?.heapBytes ?? 0) / MEBIBYTE).toFixed(1)} MiB\n`,
    )
  }
  const verdict = await waiting
  if (verdict.kind !== 'timed-out') throw new Error(`Unexpected end of the wait: ${verdict.kind}`)
  return { samples, polls: verdict.wait.polls, lines }
}

const hours = Number(process.argv[2] ?? '10000')
const { samples, polls, lines } = await wait(hours)
const [first, last] = [samples.at(0), samples.at(-1)]
const growth = (last?.heapBytes ?? 0) - (first?.heapBytes ?? 0)
const figure: Figure = {
  name: `heap growth over ${hours} h, ${polls} polls, ${lines} lines`,
  value: `${(growth / MEBIBYTE).toFixed(1)} MiB`,
  bound: `${BOUND_BYTES / MEBIBYTE} MiB`,
  verdict: growth <= BOUND_BYTES ? 'passed' : 'failed',
}
report([figure])
