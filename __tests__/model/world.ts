import { closientRoutes } from '../../simulator/apis/closient.ts'
import { sailpointRoutes } from '../../simulator/apis/sailpoint.ts'
import { snykRoutes } from '../../simulator/apis/snyk.ts'
import { createTokens } from '../../simulator/apis/tokens.ts'
import { vmwareRoutes } from '../../simulator/apis/vmware.ts'
import { type World as Apis, type Credentials, credentialsFrom } from '../../simulator/apis/world.ts'
import { requestUnder, responseUnder } from '../../simulator/faults.ts'
import { planFor } from '../../simulator/jobs/examples.ts'
import { createJobs, type Job } from '../../simulator/jobs/jobs.ts'
import type { JobPlan } from '../../simulator/jobs/plans.ts'
import type { Handler, RecordedRequest, SimulatedResponse } from '../../simulator/messages.ts'
import { routerOf } from '../../simulator/router.ts'
import { createObjectStore } from '../../simulator/store/object-store.ts'
import { createAddressGuard } from '../../src/http/addresses.ts'
import { transportFailure } from '../../src/http/failure.ts'
import type { Send, WireRequest } from '../../src/http/transport.ts'
import type { Clock } from '../../src/runtime/clock.ts'
import { FILES } from './files.ts'
import type { ModelFault, Script } from './model-faults.ts'
import { delay, deliver, type RequestContext, silence } from './response-stream.ts'
import type { Schedule } from './schedule.ts'
import { simulatorFaultOf } from './simulator-fault.ts'

/** The API, the object store and the rest of the internet, without a socket. */
export interface World {
  readonly send: Send
  readonly job: Job
  readonly credentials: Credentials
  /** Every sent request, in order. */
  readonly requests: readonly RecordedRequest[]
  /** Responses that were not closed. */
  openResponses(): number
  issueToken(): string
  /** Every secret that the API has issued or received. */
  issued(): readonly string[]
}

/** Origins of the servers. */
export const API = 'https://api.example.com'
const STORE = 'https://objects.example.net'

const TOKEN_LIFE_MS = 749_000

/** More than any schedule needs: stops a step that sends requests without end. */
const MAX_REQUESTS = 5_000

/** A server: its handler, and its faults. */
interface Server {
  readonly handle: Handler
  next(): ModelFault
}

function take({ faults, rest }: Script): () => ModelFault {
  let index = 0
  return () => faults[index++] ?? rest
}

const PAGE: SimulatedResponse = {
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: '<html><title>Another server</title></html>',
}

/** Creates the servers of one schedule, on the time of `clock`. */
export function createWorld(schedule: Schedule, clock: Clock): World {
  const now = () => clock.date().getTime()
  const store = createObjectStore(() => STORE, now)
  const tokens = createTokens(now)
  const apis: Apis = {
    now,
    jobs: createJobs(store, now),
    tokens,
    credentials: credentialsFrom({ sailpoint: { tokenLifeMs: TOKEN_LIFE_MS } }),
    template: provider => planFor(provider, 'succeeded'),
  }
  const routes = [snykRoutes, sailpointRoutes, vmwareRoutes, closientRoutes].flatMap(routesOf =>
    routesOf(apis),
  )
  const servers: Readonly<Record<string, Server>> = {
    [API]: { handle: routerOf(routes), next: take(schedule.api) },
    [STORE]: { handle: store.handle, next: take(schedule.objects) },
  }
  const elsewhere: Server = { handle: () => PAGE, next: () => ({ kind: 'pass' }) }
  const requests: RecordedRequest[] = []
  const issued = new Set<string>()
  let open = 0
  let filesSinceMs: number | undefined
  const onClose = () => {
    open -= 1
  }
  const guard = createAddressGuard(new URL(API))
  const send: Send = async (request, signal) => {
    signal.throwIfAborted()
    guard.check(request.url)
    const recorded = recordOf(request, now())
    requests.push(recorded)
    if (requests.length > MAX_REQUESTS) throw new Error('The step sends requests without end.')
    const { handle, next } = servers[request.url.origin] ?? elsewhere
    const isFile = isForFile(recorded)
    if (isFile) filesSinceMs ??= clock.now()
    const outage = schedule.outages?.find(({ of, fromMs, untilMs, exceptLogins }) => {
      if ((of === 'files') !== isFile || (exceptLogins && recorded.method !== 'GET')) return false
      const atMs = clock.now() - (isFile ? (filesSinceMs ?? 0) : 0)
      return atMs >= fromMs && atMs < untilMs
    })
    const fault = detectable(outage?.fault ?? next(), recorded)
    if (fault.kind === 'revoke') tokens.revokeAll()
    const context = { url: request.url, clock, signal }
    await applyBefore(fault, context)
    const simulated = simulatorFaultOf(fault, recorded)
    const response = await responseUnder(simulated, recorded, () => handle(requestUnder(simulated, recorded)))
    collectSecrets(response, issued)
    open += 1
    return deliver(response, simulated, { ...context, onClose })
  }
  return {
    send,
    job: apis.jobs.add(jobPlan(schedule)),
    credentials: apis.credentials,
    requests,
    openResponses: () => open,
    issueToken: () => tokens.issue(3_600_000),
    issued: () => [...issued],
  }
}

/** Whether a request is for a file, of the store or of the API itself. */
function isForFile({ url }: RecordedRequest): boolean {
  return url.origin === STORE || /\/(download|exports\/data)$/.test(url.pathname)
}

/** Drops faults that no client can detect: a download from an API has no checksum, so any 200 counts as the file. */
function detectable(fault: ModelFault, { url }: RecordedRequest): ModelFault {
  const isFile = url.origin === API && /\/(download|exports\/data|elsewhere)$/.test(url.pathname)
  return isFile && fault.kind === 'response' && fault.response.status === 200 ? { kind: 'pass' } : fault
}

async function applyBefore(fault: ModelFault, context: RequestContext): Promise<void> {
  if (fault.kind === 'refuse')
    throw transportFailure(Object.assign(new Error('refused'), { code: fault.code }), context.url)
  if (fault.kind === 'late') await delay(fault.ms, context)
  if (fault.kind === 'stall' && fault.afterBytes === undefined) await silence(context)
}

function recordOf({ method, url, headers, body = '' }: WireRequest, at: number): RecordedRequest {
  const sent = { status: 0, bodyBytes: 0, isClosed: false }
  return { server: url.origin === API ? 'api' : 'store', method, url, headers, body, at, sent }
}

function jobPlan({
  provider,
  ending,
  waitMs,
  isStarted: started = true,
  store,
  linkLivesMs,
}: Schedule): JobPlan {
  const files = ending === 'empty' ? {} : { files: FILES[provider] }
  const plan: JobPlan = planFor(provider, ending, { waitMs, ...files })
  if (plan.provider === 'vmware') return { ...plan, started }
  return plan.provider === 'snyk' || plan.provider === 'closient' ? { ...plan, store, linkLivesMs } : plan
}

/** Tokens in the responses of the login endpoints. */
function collectSecrets({ body }: SimulatedResponse, issued: Set<string>): void {
  if (typeof body !== 'string') return
  for (const [, token = ''] of body.matchAll(/"(?:access_token|accessToken|id)":"([^"]{24,})"/g))
    if (token.startsWith('eyJ')) issued.add(token)
}
