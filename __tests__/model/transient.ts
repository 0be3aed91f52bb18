import fc from 'fast-check'
import type { ProviderId } from '../../simulator/jobs/plans.ts'
import type { ModelFault } from './model-faults.ts'
import type { Outage, Schedule } from './schedule.ts'

/** A kind of temporary failure, with the milliseconds for which a step promises to retry it. */
interface Kind {
  readonly fault: ModelFault
  /** Before the first good response; 0 if it ends the wait at once. */
  readonly before: number
  /** After it. */
  readonly after: number
  /** Logins are not affected. */
  readonly exceptLogins?: true
  /** How long an attempt takes to fail, in milliseconds. */
  readonly slowMs?: number
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
const kinds = (before: number, after: number, ...faults: readonly ModelFault[]): readonly Kind[] =>
  faults.map(fault => ({ fault, before, after }))

const KINDS: readonly Kind[] = [
  ...kinds(15 * SECOND, UNLIMITED, refuse('ECONNREFUSED'), refuse('ENOTFOUND'), refuse('EAI_AGAIN')),
  ...kinds(60 * SECOND, UNLIMITED, refuse('ECONNRESET'), refuse('ETIMEDOUT'), refuse('EPROTO')),
  ...kinds(60 * SECOND, UNLIMITED, respond(500, '{}'), respond(503, ''), respond(408, '{}'), page(502)),
  ...kinds(60 * SECOND, UNLIMITED, { kind: 'truncate', afterBytes: 3 }),
  { fault: { kind: 'stall' }, before: 60 * SECOND, after: UNLIMITED, slowMs: 30 * SECOND },
  ...kinds(UNLIMITED, UNLIMITED, respond(429, '{}'), respond(429, '{}', { 'retry-after': '5.5' })),
  ...kinds(UNLIMITED, UNLIMITED, respond(503, '{}', { 'retry-after': '9' })),
  ...kinds(30 * SECOND, 30 * SECOND, respond(403, '{}', { 'retry-after': '2' })),
  ...kinds(
    0,
    30 * SECOND,
    respond(400, '{}'),
    respond(403, '{}'),
    respond(410, ''),
    respond(422, '<Error/>'),
  ),
  ...kinds(0, 30 * SECOND, { kind: 'redirect', status: 302, to: 'another host' }),
  ...kinds(0, 30 * SECOND, respond(404, '{"message":"not known here"}')),
  ...kinds(0, 300 * SECOND, page(403), page(404), respond(400, 'blocked', { 'content-type': 'text/plain' })),
  ...kinds(ONE_POLL, 300 * SECOND, page(200), respond(200, 'back soon', { 'content-type': 'text/plain' })),
  ...kinds(
    ONE_POLL,
    30 * SECOND,
    respond(200, '{"status":'),
    respond(200, ''),
    refuse('HPE_INVALID_CONSTANT'),
  ),
]

const refusedToken = respond(401, '{"message":"not accepted"}')
/** Tokens of a login are retried for 10 s, those from the inputs like other refusals. */
const REFUSED_TOKEN: Readonly<Record<'pair' | 'token', Kind>> = {
  pair: { fault: refusedToken, before: 10 * SECOND, after: 10 * SECOND, exceptLogins: true },
  token: { fault: refusedToken, before: 0, after: 30 * SECOND },
}

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
  { fromMs, limit }: { readonly fromMs: number; readonly limit: 'before' | 'after' },
): readonly Outage[] {
  const lengths: { readonly kind: Kind; readonly ms: number }[] = []
  let restMs = 0
  for (const [index, share] of chain) {
    const kind = choices[index % choices.length] as Kind
    const tailMs = restMs + (kind.slowMs ?? 0)
    const leftMs = kind[limit] - tailMs
    if (leftMs < 2) continue
    const ms = Math.ceil(leftMs * share)
    lengths.unshift({ kind, ms })
    restMs = tailMs + ms
  }
  let startMs = fromMs
  return lengths.map(({ kind: { fault, exceptLogins = false }, ms }) => {
    const outage = { fromMs: startMs, untilMs: startMs + ms, fault, exceptLogins }
    startMs += ms
    return outage
  })
}

/** Any schedule whose only faults are temporary failures of the API, all of which end before the deadline. */
export function transientSchedules(...providers: readonly ProviderId[]): fc.Arbitrary<Schedule> {
  return fc
    .record({
      provider: fc.constantFrom(...providers),
      login: fc.constantFrom<Schedule['login'][]>('token', 'pair'),
      interval: fc.constantFrom('auto', 'auto', '5s', '17s'),
      isFirst: fc.boolean(),
      chains: fc.array(fc.tuple(chains, fc.nat({ max: 300 * SECOND })), { minLength: 1, maxLength: 4 }),
      afterMs: fc.nat({ max: 600 * SECOND }),
      seed: fc.nat(),
    })
    .map(({ provider, login, interval, isFirst, chains: all, afterMs, seed }) => {
      const isPair = login === 'pair' && (provider === 'sailpoint' || provider === 'vmware')
      const choices = [...KINDS, REFUSED_TOKEN[isPair ? 'pair' : 'token']]
      let fromMs = isFirst ? 0 : HEALTHY_MS
      const outages: Outage[] = []
      for (const [chain, pauseMs] of all) {
        const limit = fromMs === 0 ? 'before' : 'after'
        outages.push(...outagesOf(chain, choices, { fromMs, limit }))
        fromMs = Math.max(fromMs, outages.at(-1)?.untilMs ?? 0) + HEALTHY_MS + pauseMs
      }
      const none = { faults: [], rest: { kind: 'pass' } } as const
      return {
        provider,
        login,
        inputs: { timeout: '5h', 'poll-interval': interval, 'download-timeout': '5m' },
        ending: 'succeeded',
        // Downloads begin after the outages, whose rules they do not share.
        waitMs: fromMs + afterMs,
        linkLivesMs: [3_600_000],
        store: 's3',
        api: none,
        outages,
        objects: none,
        upload: 'good',
        abortAtMs: undefined,
        seed,
      }
    })
}
