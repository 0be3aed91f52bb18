import fc from 'fast-check'
import * as yaml from 'yaml'
import { seeded } from '../../bench/random.ts'
import type { ProviderId } from '../../simulator/jobs/plans.ts'
import { awaitExports } from '../../src/exports/await-exports.ts'
import { transportFailure } from '../../src/http/failure.ts'
import { createSession } from '../../src/http/session.ts'
import type { Send, WireResponse } from '../../src/http/transport.ts'
import { parseInputs } from '../../src/inputs/inputs.ts'
import { pendingStatus } from '../../src/providers/response.ts'
import type { Clock } from '../../src/runtime/clock.ts'
import { createVault } from '../../src/secrets/vault.ts'
import { campaign } from '../support/campaign.ts'
import { COMPLETE_STEPS, EXAMPLE_CONTEXT, rawInputs } from '../support/inputs.ts'
import { virtualClock } from '../support/virtual-clock.ts'
import { delay, deliver, type RequestContext, silence } from './response-stream.ts'
import type { Schedule } from './schedule.ts'
import { API, createWorld, type World } from './world.ts'

/** What happens to one request that starts an export. */
type StartFault =
  /** The connection or the handshake fails after `afterMs`; without a code, it never ends. */
  | { readonly kind: 'unconnected'; readonly code: string | undefined; readonly afterMs: number }
  /** The connection is lost while or after the request is sent; the server may have started an export. */
  | { readonly kind: 'lost'; readonly isStarted: boolean; readonly isSilent: boolean }
  | {
      readonly kind: 'response'
      readonly isStarted: boolean
      readonly status: number
      readonly headers: Readonly<Record<string, string>>
      readonly body: string
    }

const JSON_TYPE = { 'content-type': 'application/json' }
const PAGE = { 'content-type': 'text/html' }

/** Failures that certainly have not started an export, and pass. */
const temporary = fc.oneof(
  fc.record({
    kind: fc.constant('unconnected' as const),
    code: fc.constantFrom('ECONNREFUSED', 'ETIMEDOUT', 'EAI_AGAIN', 'ECONNRESET'),
    afterMs: fc.integer({ min: 0, max: 500 }),
  }),
  fc.record({
    kind: fc.constant('response' as const),
    isStarted: fc.constant(false),
    status: fc.constantFrom(408, 425, 429),
    headers: fc.constantFrom({}, PAGE, { ...JSON_TYPE, 'retry-after': '7' }, { 'retry-after': '400' }),
    body: fc.constantFrom('', '{}', '<html>Slow down</html>'),
  }),
  fc.record({
    kind: fc.constant('response' as const),
    isStarted: fc.constant(false),
    status: fc.constantFrom(403, 503),
    headers: fc.constant({ ...JSON_TYPE, 'retry-after': '30' }),
    body: fc.constantFrom('{}', '{"message":"Slow down"}'),
  }),
)

const anyFault: fc.Arbitrary<StartFault> = fc.oneof(
  temporary,
  fc.record({
    kind: fc.constant('unconnected' as const),
    code: fc.constantFrom(undefined, 'CERT_HAS_EXPIRED', 'ENOTFOUND', 'EPROTO'),
    afterMs: fc.integer({ min: 0, max: 60_000 }),
  }),
  fc.record({ kind: fc.constant('lost' as const), isStarted: fc.boolean(), isSilent: fc.boolean() }),
  fc.record({
    kind: fc.constant('response' as const),
    isStarted: fc.constant(false),
    status: fc.constantFrom(400, 401, 403, 404, 409, 422, 307, 308),
    headers: fc.constantFrom({}, JSON_TYPE, PAGE, { location: '/elsewhere' }),
    body: fc.constantFrom('', '{}', '{"errors":[{"detail":"No"}]}', '<html>No</html>'),
  }),
  fc.record({
    kind: fc.constant('response' as const),
    isStarted: fc.boolean(),
    status: fc.constantFrom(200, 201, 202, 204, 301, 302, 303, 500, 502, 503, 504),
    headers: fc.constantFrom(
      {},
      JSON_TYPE,
      PAGE,
      { location: '/elsewhere' },
      { ...PAGE, 'retry-after': '5' },
    ),
    body: fc.constantFrom('', '{', '{}', 'null', '[]', '{"data":{"id":""}}', '<html>Welcome</html>', 'ok'),
  }),
)

const REQUESTS: Readonly<Record<string, string>> = {
  snyk: '{"dataset":"issues","formats":["csv"],"filters":{"updated":{"from":"{today}"}}}',
  sailpoint: '{"includeTypes":["ROLE"]}',
}

/** Starts an export whose start requests have these faults, in virtual time. */
async function run(provider: ProviderId, faults: readonly StartFault[], seed: number) {
  const clock = virtualClock({ advance: 'idle' })
  const world = createWorld({ ...QUIET, provider }, clock)
  const { snyk, sailpoint, vmware, closient } = world.credentials
  const secrets = {
    snyk: { token: snyk.token },
    sailpoint: { 'client-id': sailpoint.clientId, 'client-secret': sailpoint.clientSecret },
    vmware: { username: vmware.username, password: vmware.password },
    closient: { token: closient.apiKey },
  }
  const { tenant: _, ...complete } = COMPLETE_STEPS[provider] ?? {}
  const raw = rawInputs({
    ...complete,
    ...secrets[provider],
    'export-id': provider === 'vmware' ? world.job.id : '',
    'api-url': API,
    start: 'true',
    request: REQUESTS[provider] ?? '',
    download: 'false',
  })
  const inputs = parseInputs(raw, { ...EXAMPLE_CONTEXT, documents: { yaml, now: clock.date() } })
  const { request, credentials } = inputs
  const vault = createVault(() => undefined)
  const server = serverWith(faults, world, clock)
  const session = createSession({
    send: server.send,
    provider: request.provider,
    place: request.place,
    credentials,
    vault,
    clock,
    emit: () => undefined,
  })
  const outcome = await awaitExports(request, {
    run: session.run,
    poll: (job, signal, before) => session.run(request.provider.status(job, before), signal, pendingStatus),
    download: () => Promise.reject(new Error('nothing is downloaded')),
    upload: () => Promise.reject(new Error('nothing is uploaded')),
    checkpoint: () => undefined,
    random: seeded(seed),
    clock,
    emit: () => undefined,
    signal: new AbortController().signal,
  })
  return { outcome, ...server.counts }
}

/** The server whose start requests have these faults, and how many exports they have started. */
function serverWith(faults: readonly StartFault[], world: World, clock: Clock) {
  const counts = { started: 0, attempts: 0 }
  const pass: Send = (wire, signal) => {
    wire.onConnected?.()
    return world.send(wire, signal)
  }
  const send: Send = async (wire, signal) => {
    signal.throwIfAborted()
    if (wire.method !== 'POST' || !/\/exports?$|data-export/.test(wire.url.pathname))
      return pass(wire, signal)
    const fault = faults[counts.attempts++]
    const context = { url: wire.url, clock, signal }
    if (fault?.kind === 'unconnected') return unconnected(fault, context)
    if (fault && !fault.isStarted) {
      wire.onConnected?.()
      return resultOf(fault, context)
    }
    const response = await pass(wire, signal)
    if (response.status < 300) counts.started += 1
    if (!fault) return response
    response.close()
    return resultOf(fault, context)
  }
  return { send, counts }
}

async function unconnected(
  { code, afterMs }: Extract<StartFault, { readonly kind: 'unconnected' }>,
  context: RequestContext,
): Promise<never> {
  await (code === undefined ? silence(context) : delay(afterMs, context))
  throw transportFailure(Object.assign(new Error('failed'), { code }), context.url)
}

/** What the step sees of a request that has reached the server. */
async function resultOf(
  fault: Exclude<StartFault, { readonly kind: 'unconnected' }>,
  context: RequestContext,
): Promise<WireResponse> {
  if (fault.kind === 'response')
    return deliver(fault, { kind: 'pass' }, { ...context, onClose: () => undefined })
  if (fault.isSilent) await silence(context)
  throw transportFailure(Object.assign(new Error('lost'), { code: 'ECONNRESET' }), context.url)
}

const QUIET: Schedule = {
  provider: 'snyk',
  login: 'pair',
  inputs: {},
  ending: 'succeeded',
  waitMs: 5_000,
  isStarted: false,
  linkLivesMs: [],
  store: 's3',
  api: { faults: [], rest: { kind: 'pass' } },
  objects: { faults: [], rest: { kind: 'pass' } },
  upload: 'good',
  abortAtMs: undefined,
  seed: 1,
}

const PROVIDER = fc.constantFrom<ProviderId>('snyk', 'sailpoint', 'vmware', 'closient')
/** What a failure of a start may be. */
const STATED = ['start-unknown', 'rejected', 'auth', 'forbidden', 'not-found', 'network', 'timed-out']

campaign('B06 failures at every point of a start', {
  full: 5_000,
  min: 20,
  property: fc.asyncProperty(
    PROVIDER,
    fc.array(anyFault, { minLength: 1, maxLength: 4 }),
    fc.nat(),
    async (provider, faults, seed) => {
      const { outcome, started } = await run(provider, faults, seed)
      if (started > 1) throw new Error(`${started} exports were started`)
      const { status, failure, exportId } = outcome
      if (status === 'succeeded') {
        if (started !== 1 || exportId === '') throw new Error('it succeeded without an export')
      } else if (!STATED.includes(failure?.code ?? ''))
        throw new Error(`${failure?.code}: ${failure?.reason}`)
      else if (
        started === 1 &&
        exportId === '' &&
        !['start-unknown', 'timed-out'].includes(failure?.code ?? '')
      )
        throw new Error(`an export was started, but the failure is ${failure?.code}: ${failure?.reason}`)
    },
  ),
})

campaign('B01 failures that have not started an export, and pass', {
  full: 5_000,
  min: 20,
  property: fc.asyncProperty(
    PROVIDER,
    fc.array(temporary, { minLength: 1, maxLength: 3 }),
    fc.nat(),
    async (provider, faults, seed) => {
      // SDDC Manager says so about an export that is running.
      fc.pre(provider !== 'vmware' || faults.every(fault => !('status' in fault) || fault.status !== 429))
      const { outcome, started, attempts } = await run(provider, faults, seed)
      const { failure } = outcome
      if (failure) throw new Error(`${failure.code}: ${failure.reason}`)
      if (started !== 1 || attempts !== faults.length + 1)
        throw new Error(`${started} exports in ${attempts} attempts`)
    },
  ),
})
