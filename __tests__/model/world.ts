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
import { faultOf } from './faults.ts'
import { FILES } from './files.ts'
import type { Move, Script } from './moves.ts'
import { delay, deliver, type Passage, silence } from './response-stream.ts'
import type { Schedule } from './schedule.ts'

/** The API, the object store and the rest of the internet, without a socket. */
export interface World {
  readonly send: Send
  readonly job: Job
  readonly credentials: Credentials
  /** Every request that was let out, in order. */
  readonly requests: readonly RecordedRequest[]
  /** Responses that were not closed. */
  openResponses(): number
  issueToken(): string
  /** Every secret that the API has issued or received. */
  issued(): readonly string[]
}

/** Origins of the three places. */
export const API = 'https://api.example.com'
const STORE = 'https://objects.example.net'

const TOKEN_LIFE_MS = 749_000

/** More than any schedule needs: a step that sends requests without a pause ends here. */
const MAX_REQUESTS = 5_000

/** A place of the world: its handler, and what becomes of the requests. */
interface Place {
  readonly handle: Handler
  next(): Move
}

function take({ moves, rest }: Script): () => Move {
  let index = 0
  return () => moves[index++] ?? rest
}

const PAGE: SimulatedResponse = {
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: '<html><title>Another place</title></html>',
}

/** Builds the world of one schedule; its time is that of `clock`. */
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
  const routes = [snykRoutes, sailpointRoutes, vmwareRoutes, closientRoutes].flatMap(play => play(apis))
  const places: Readonly<Record<string, Place>> = {
    [API]: { handle: routerOf(routes), next: take(schedule.api) },
    [STORE]: { handle: store.handle, next: take(schedule.objects) },
  }
  const elsewhere: Place = { handle: () => PAGE, next: () => ({ kind: 'pass' }) }
  const requests: RecordedRequest[] = []
  const issued = new Set<string>()
  let open = 0
  const onClose = () => {
    open -= 1
  }
  const guard = createAddressGuard(new URL(API))
  const send: Send = async (request, signal) => {
    signal.throwIfAborted()
    guard.check(request.url)
    const recorded = recordOf(request, now())
    requests.push(recorded)
    if (requests.length > MAX_REQUESTS) throw new Error('There is no end of requests.')
    const { handle, next } = places[request.url.origin] ?? elsewhere
    const move = tellable(next(), recorded)
    if (move.kind === 'revoke') tokens.revokeAll()
    const passage = { url: request.url, clock, signal }
    await before(move, passage)
    const fault = faultOf(move, recorded)
    const response = await responseUnder(fault, recorded, () => handle(requestUnder(fault, recorded)))
    noteSecrets(response, issued)
    open += 1
    return deliver(response, fault, { ...passage, onClose })
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

/** An API's own download has no checksum, so whatever it sends as the file is the file. */
function tellable(move: Move, { url }: RecordedRequest): Move {
  const isFile = url.origin === API && /\/(download|exports\/data|elsewhere)$/.test(url.pathname)
  return isFile && move.kind === 'response' && move.response.status === 200 ? { kind: 'pass' } : move
}

async function before(move: Move, passage: Passage): Promise<void> {
  if (move.kind === 'refuse')
    throw transportFailure(Object.assign(new Error('refused'), { code: move.code }), passage.url)
  if (move.kind === 'late') await delay(move.ms, passage)
  if (move.kind === 'stall' && move.afterBytes === undefined) await silence(passage)
}

function recordOf({ method, url, headers, body = '' }: WireRequest, at: number): RecordedRequest {
  const sent = { status: 0, bodyBytes: 0, isClosed: false }
  return { server: url.origin === API ? 'api' : 'store', method, url, headers, body, at, sent }
}

function jobPlan({ provider, ending, waitMs, store, linkLivesMs }: Schedule): JobPlan {
  const files = ending === 'empty' ? {} : { files: FILES[provider] }
  const plan: JobPlan = planFor(provider, ending, { waitMs, ...files })
  return plan.provider === 'snyk' || plan.provider === 'closient' ? { ...plan, store, linkLivesMs } : plan
}

/** Tokens in the responses of the login endpoints. */
function noteSecrets({ body }: SimulatedResponse, issued: Set<string>): void {
  if (typeof body !== 'string') return
  for (const [, token = ''] of body.matchAll(/"(?:access_token|accessToken|id)":"([^"]{24,})"/g))
    if (token.startsWith('eyJ')) issued.add(token)
}
