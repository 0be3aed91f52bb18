import { virtualClock } from '../__tests__/support/virtual-clock.ts'
import { awaitExports } from '../src/exports/await-exports.ts'
import type { StepPorts } from '../src/exports/ports.ts'
import { ExportError } from '../src/failures/export-error.ts'
import type { ExportRequest } from '../src/inputs/request.ts'
import { closient } from '../src/providers/closient.ts'
import type { Provider } from '../src/providers/provider.ts'
import { jobStatus } from '../src/providers/response.ts'
import { sailpoint } from '../src/providers/sailpoint.ts'
import { snyk } from '../src/providers/snyk.ts'
import { percent, span } from './format.ts'
import type { BenchPart } from './part.ts'
import { goalTable, table } from './part.ts'
import { seeded } from './random.ts'
import { documentedLimits, limiter, type RateLimit } from './rate-limit.ts'

const SIZES = [1, 20, 200]
const JOB_MS = 1_800_000
const PROVIDERS: readonly Provider[] = [snyk, sailpoint, closient]

interface Row {
  readonly limit: RateLimit
  readonly exports: number
  readonly polls: number
  readonly rejectedShare: number
  readonly meanLatenessMs: number
  readonly p95LatenessMs: number
  readonly succeeded: number
}

/** One step that waits for exports of 24 to 36 minutes, in virtual time. A poll takes 0.2 s. */
async function rowOf(limit: RateLimit, provider: Provider, exports: number): Promise<Row> {
  const clock = virtualClock({ advance: 'idle', maxSleeps: 10_000_000 })
  const random = seeded(exports)
  const respond = limiter(limit)
  const endMs = Array.from({ length: exports }, () => Math.round(JOB_MS * (0.8 + 0.4 * random())))
  const [succeeded = ''] = provider.statuses.succeeded
  const [waiting = ''] = provider.statuses.waiting
  const latenessMs: number[] = []
  let polls = 0
  let rejected = 0
  const poll: StepPorts['poll'] = async ({ exportId }, signal) => {
    const { isRejected, pauseMs } = respond(clock.now())
    polls += 1
    await clock.sleep(200, signal)
    if (isRejected) {
      rejected += 1
      throw new ExportError('network', 'HTTP 429', {
        remedy: 'later',
        httpStatus: 429,
        retryAfterMs: pauseMs,
      })
    }
    const lateMs = clock.now() - (endMs[Number(exportId)] ?? 0)
    if (lateMs >= 0) latenessMs.push(lateMs)
    const providerStatus = lateMs >= 0 ? succeeded : waiting
    return { value: { ...jobStatus(provider.statuses, { providerStatus }), empty: true }, pauseMs }
  }
  const outcome = await awaitExports(requestOf(provider, exports), {
    clock,
    random,
    poll,
    run: () => Promise.reject(new Error('nothing is started')),
    download: () => Promise.reject(new Error('nothing is downloaded')),
    upload: () => Promise.reject(new Error('nothing is uploaded')),
    emit: () => undefined,
    signal: new AbortController().signal,
    checkpoint: () => undefined,
  })
  const sorted = latenessMs.sort((one, other) => one - other)
  return {
    limit,
    exports,
    polls,
    rejectedShare: rejected / polls,
    meanLatenessMs: sorted.reduce((sum, ms) => sum + ms, 0) / Math.max(1, sorted.length),
    p95LatenessMs: sorted[Math.floor(0.95 * sorted.length)] ?? 0,
    succeeded: outcome.exports.filter(one => !one.failure).length,
  }
}

function requestOf(provider: Provider, exports: number): ExportRequest {
  const existing = (_: unknown, index: number) =>
    ({ kind: 'existing', exportId: String(index), folderName: String(index) }) as const
  const [first = existing(undefined, 0), ...others] = Array.from({ length: exports }, existing)
  return {
    provider,
    place: { apiUrl: 'https://api.example.com', apiVersion: '', ids: {} },
    wanted: [first, ...others],
    timeoutMs: 2 * JOB_MS,
    interval: 'auto',
    download: true,
    downloadTimeoutMs: JOB_MS,
    folder: '/exports',
    folderPerExport: true,
    ifEmpty: 'ignore',
    ifPartial: 'error',
    ifUploadFails: 'error',
    artifact: undefined,
    summary: false,
    caCertificate: undefined,
    warnings: [],
  }
}

const METHOD = `One step waits for all exports with one API key; they take 24 to 36 minutes. The step runs the real code in virtual time, against
a server with rolling windows as documented. Each poll takes 0.2 s. With 200 exports and 8 polls a second, each export is polled
at most every 25 s.`

const READING = `The polls of a step are spaced out, so the limits of a minute are never reached. Closient also limits the requests of a day: half
an hour of 200 exports takes most of them.`

/** Several exports in one step. */
export const severalPart: BenchPart = {
  id: 'several',
  title: 'Several exports in one step',
  run: async quick => {
    const rows: Row[] = []
    for (const [index, limit] of documentedLimits.entries())
      for (const exports of quick ? SIZES.slice(0, 2) : SIZES)
        rows.push(await rowOf(limit, PROVIDERS[index] ?? snyk, exports))
    const goals = rows
      .filter(({ exports }) => exports === 200)
      .flatMap(({ limit, rejectedShare, p95LatenessMs }) => [
        {
          goal: `at most 1 % of the polls of 200 exports are rejected: ${limit.title}`,
          measured: percent(rejectedShare),
          isMet: rejectedShare <= 0.01,
        },
        {
          goal: `95 % of 200 exports are noticed within the longest gap of a single one, 72 s: ${limit.title}`,
          measured: span(p95LatenessMs),
          isMet: p95LatenessMs <= 72_000,
        },
      ])
    const cells = rows.map(row => [
      row.limit.title,
      String(row.exports),
      String(row.polls),
      percent(row.rejectedShare),
      span(row.meanLatenessMs),
      span(row.p95LatenessMs),
      String(row.succeeded),
    ])
    const head = ['API', 'Exports', 'Polls', 'Rejected', 'Lateness', 'p95', 'Succeeded']
    return { markdown: [METHOD, goalTable(goals), table(head, cells), READING].join('\n\n'), charts: [] }
  },
}
