import fc from 'fast-check'
import type { ProviderId } from '../../simulator/jobs/plans.ts'
import type { ModelFault } from './model-faults.ts'
import type { Outage, Schedule } from './schedule.ts'

/** A kind of temporary failure, with the milliseconds for which a step promises to retry it. */
interface Kind {
  readonly fault: ModelFault
  /** By polls before the first good response; 0 if it ends the wait at once. */
  readonly before: number
  /** By polls after it. */
  readonly after: number
  /** By downloads; 0 if they do not retry it. */
  readonly files: number
  /** Logins are not affected. */
  readonly exceptLogins?: true
  /** How long an attempt takes to fail, in milliseconds. */
  readonly slowMs?: { readonly polls: number; readonly files: number }
}

const SECOND = 1_000
/** Without a limit of its own, a failure may last until the timeout. */
const UNLIMITED = 600 * SECOND
/** Three failures in a row end the wait: within this time there is only one. */
const ONE_POLL = 0.9 * SECOND

const refuse = (code: string): ModelFault => ({ kind: 'refuse', code })
const respond = (
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): ModelFault => ({
  kind: 'response',
  response: { status, headers: { 'content-type': 'application/json', ...headers }, body },
})
const page = (status: number): ModelFault =>
  respond(status, '<html><title>Maintenance</title></html>', { 'content-type': 'text/html' })
type Limits = Pick<Kind, 'before' | 'after' | 'files'>
const kinds = (limits: Limits, ...faults: readonly ModelFault[]): readonly Kind[] =>
  faults.map(fault => ({ ...limits, fault }))

/** Of downloads, from one host without a new byte. */
const OUTAGE = 300 * SECOND
/** For which a store may reject links and lack files. */
const GRACE = 60 * SECOND

const LISTENER = { before: 15 * SECOND, after: UNLIMITED, files: OUTAGE }
const SERVER = { before: 60 * SECOND, after: UNLIMITED, files: OUTAGE }
const BUSY = { before: UNLIMITED, after: UNLIMITED, files: OUTAGE }
const REFUSAL = { before: 0, after: 30 * SECOND, files: 0 }
const GATEWAY = { before: 0, after: 300 * SECOND, files: 0 }
const UNREADABLE = { before: ONE_POLL, after: 30 * SECOND, files: 0 }

const KINDS: readonly Kind[] = [
  ...kinds(LISTENER, refuse('ECONNREFUSED'), refuse('ENOTFOUND'), refuse('EAI_AGAIN')),
  ...kinds(SERVER, refuse('ECONNRESET'), refuse('ETIMEDOUT'), refuse('EPROTO')),
  ...kinds(SERVER, respond(500, '{}'), respond(503, ''), respond(408, '{}'), page(502)),
  ...kinds(SERVER, { kind: 'truncate', afterBytes: 3 }),
  { ...SERVER, fault: { kind: 'stall' }, slowMs: { polls: 30 * SECOND, files: 66 * SECOND } },
  ...kinds(BUSY, respond(429, '{}'), respond(429, '{}', { 'retry-after': '5.5' })),
  ...kinds(BUSY, respond(503, '{}', { 'retry-after': '9' })),
  ...kinds({ ...REFUSAL, before: 30 * SECOND }, respond(403, '{}', { 'retry-after': '2' })),
  ...kinds(REFUSAL, respond(400, '{}'), respond(422, '<Error/>')),
  ...kinds(REFUSAL, { kind: 'redirect', status: 302, to: 'another host' }),
  ...kinds({ ...REFUSAL, files: GRACE }, respond(403, '{}'), respond(404, '{}'), respond(410, '')),
  ...kinds({ ...GATEWAY, files: GRACE }, page(403), page(404)),
  ...kinds(GATEWAY, respond(400, 'blocked', { 'content-type': 'text/plain' })),
  ...kinds({ ...GATEWAY, before: ONE_POLL }, page(200)),
  ...kinds({ ...GATEWAY, before: ONE_POLL }, respond(200, 'soon', { 'content-type': 'text/plain' })),
  ...kinds(UNREADABLE, respond(200, '{"status":'), respond(200, ''), refuse('HPE_INVALID_CONSTANT')),
]

const refusedToken = respond(401, '{"message":"not accepted"}')
/** Tokens of a login are retried for 10 s, those from the inputs like other refusals. */
const REFUSED_TOKEN: Readonly<Record<'pair' | 'token', Kind>> = {
  pair: { before: 10 * SECOND, after: 10 * SECOND, files: 0, fault: refusedToken, exceptLogins: true },
  token: { ...REFUSAL, fault: refusedToken },
}

/** An error document in place of a file; a file may get at most two of them. */
const CONTENT: ModelFault = respond(200, '<Error><Code>InternalError</Code></Error>', {
  'content-type': 'application/xml',
})

/** Failures back to back: which kinds, and the share of the time that each may last. */
const chains = fc.array(fc.tuple(fc.nat(), fc.double({ min: 0.01, max: 0.99, noNaN: true })), {
  minLength: 1,
  maxLength: 5,
})

/** No delay between two polls is longer, so that a poll succeeds before the next chain begins. */
const HEALTHY_MS = 100 * SECOND

/**
 * The outages of a chain that begins at `fromMs`. Each is shorter, from its beginning to the end of the chain, than the time
 * for which it is retried; one for which no time is left is dropped.
 */
function outagesOf(
  chain: readonly (readonly [number, number])[],
  choices: readonly Kind[],
  { fromMs, limit }: { readonly fromMs: number; readonly limit: keyof Limits },
): readonly Outage[] {
  const lengths: { readonly kind: Kind; readonly ms: number }[] = []
  let restMs = 0
  for (const [index, share] of chain) {
    const kind = choices[index % choices.length] as Kind
    const tailMs = restMs + (kind.slowMs?.[limit === 'files' ? 'files' : 'polls'] ?? 0)
    const leftMs = kind[limit] - tailMs
    if (leftMs < 2) continue
    const ms = Math.ceil(leftMs * share)
    lengths.unshift({ kind, ms })
    restMs = tailMs + ms
  }
  let startMs = fromMs
  return lengths.map(({ kind: { fault, exceptLogins = false }, ms }) => {
    const fromMs = startMs
    startMs += ms
    return { of: limit === 'files' ? 'files' : 'api', fromMs, untilMs: startMs, fault, exceptLogins }
  })
}

/** Any schedule whose only faults are temporary failures, all of which end before the deadline. */
export function transientSchedules(...providers: readonly ProviderId[]): fc.Arbitrary<Schedule> {
  return fc
    .record({
      provider: fc.constantFrom(...providers),
      login: fc.constantFrom<Schedule['login'][]>('token', 'pair'),
      interval: fc.constantFrom('auto', 'auto', '5s', '17s'),
      isFirst: fc.boolean(),
      chains: fc.array(fc.tuple(chains, fc.nat({ max: 300 * SECOND })), { minLength: 1, maxLength: 4 }),
      afterMs: fc.nat({ max: 600 * SECOND }),
      files: chains,
      contentFaults: fc.nat({ max: 2 }),
      seed: fc.nat(),
    })
    .map(({ provider, login, interval, isFirst, chains: all, afterMs, files, contentFaults, seed }) => {
      const isPair = login === 'pair' && (provider === 'sailpoint' || provider === 'vmware')
      const choices = [...KINDS, REFUSED_TOKEN[isPair ? 'pair' : 'token']]
      let fromMs = isFirst ? 0 : HEALTHY_MS
      const outages: Outage[] = []
      for (const [chain, pauseMs] of all) {
        const limit = fromMs === 0 ? 'before' : 'after'
        outages.push(...outagesOf(chain, choices, { fromMs, limit }))
        fromMs = Math.max(fromMs, outages.at(-1)?.untilMs ?? 0) + HEALTHY_MS + pauseMs
      }
      outages.push(...outagesOf(files, KINDS, { fromMs: 0, limit: 'files' }))
      const pass = { kind: 'pass' } as const
      return {
        provider,
        login,
        inputs: { timeout: '5h', 'poll-interval': interval, 'download-timeout': '60m' },
        ending: 'succeeded',
        waitMs: fromMs + afterMs,
        linkLivesMs: [3_600_000],
        store: 's3',
        api: { faults: [], rest: pass },
        outages,
        objects: { faults: Array<ModelFault>(contentFaults).fill(CONTENT), rest: pass },
        upload: 'good',
        abortAtMs: undefined,
        seed,
      }
    })
}
