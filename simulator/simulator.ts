import { closientRoutes } from './apis/closient.ts'
import { sailpointRoutes } from './apis/sailpoint.ts'
import { snykRoutes } from './apis/snyk.ts'
import { createTokens } from './apis/tokens.ts'
import { vmwareRoutes } from './apis/vmware.ts'
import { type CredentialChoice, type Credentials, credentialsFrom, type World } from './apis/world.ts'
import { createFaultQueue, type FaultRule } from './faults.ts'
import { type EndingOptions, planFor } from './jobs/examples.ts'
import { createJobs, type Jobs } from './jobs/jobs.ts'
import type { JobPlan, PlanOf, ProviderId } from './jobs/plans.ts'
import type { RecordedRequest } from './messages.ts'
import { routerOf } from './router.ts'
import { type ServerOptions, startServer } from './server.ts'
import { createObjectStore } from './store/object-store.ts'

/** Options of the simulator. */
export interface SimulatorOptions {
  /** Jobs that exist from the start. */
  readonly jobs?: readonly JobPlan[]
  readonly faults?: readonly FaultRule[]
  readonly credentials?: CredentialChoice
  /** Plans of jobs that are started through the API; by default they succeed within a second. */
  readonly templates?: { readonly [Id in ProviderId]?: PlanOf<Id> }
  /** Milliseconds since 1970; `Date.now` by default. */
  readonly now?: () => number
  /** PEM texts for 127.0.0.1; with them both servers speak TLS. */
  readonly tls?: NonNullable<ServerOptions['tls']>
  /** Address of both servers; 127.0.0.1 by default. */
  readonly address?: string
}

/** The four APIs on one origin of 127.0.0.1 and the object store on another. */
export interface Simulator {
  /** Origin of the APIs, without a trailing slash. */
  readonly apiUrl: string
  /** Origin of the signed links. */
  readonly storeUrl: string
  /** Every request so far, in order of arrival. */
  readonly requests: readonly RecordedRequest[]
  readonly credentials: Credentials
  readonly jobs: Jobs
  /** Adds faults after the pending ones. */
  inject(rule: FaultRule): void
  /** Issues an access token for SailPoint or VMware that is valid for `lifeMs` milliseconds, one hour by default. */
  issueToken(lifeMs?: number): string
  /** Revokes all access tokens; refresh tokens and passwords stay valid. */
  revokeTokens(): void
  /** Stops the API server; the returned function starts it again on the same port. */
  stopApi(): Promise<() => Promise<void>>
  /** Closes both servers and their connections. */
  close(): Promise<void>
}

const HOUR_MS = 3_600_000
const STARTED: EndingOptions = { waitMs: 1000 }

/** Starts the APIs and the object store on free ports. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const now = options.now ?? Date.now
  const requests: RecordedRequest[] = []
  const faults = createFaultQueue(options.faults ?? [])
  const common = {
    faults,
    now,
    record: (request: RecordedRequest) => void requests.push(request),
    ...(options.tls ? { tls: options.tls } : {}),
    ...(options.address ? { address: options.address } : {}),
  }
  let storeUrl = ''
  const store = createObjectStore(() => storeUrl, now)
  const world: World = {
    now,
    jobs: createJobs(store, now),
    tokens: createTokens(now),
    credentials: credentialsFrom(options.credentials ?? {}),
    template: <Id extends ProviderId>(provider: Id) =>
      options.templates?.[provider] ?? planFor(provider, 'succeeded', STARTED),
  }
  const routes = [snykRoutes, sailpointRoutes, vmwareRoutes, closientRoutes].flatMap(routesOf =>
    routesOf(world),
  )
  const api = await startServer({ ...common, name: 'api', handle: routerOf(routes) })
  const objects = await startServer({ ...common, name: 'store', handle: store.handle })
  storeUrl = objects.url
  for (const plan of options.jobs ?? []) world.jobs.add(plan)
  return {
    apiUrl: api.url,
    storeUrl,
    requests,
    credentials: world.credentials,
    jobs: world.jobs,
    inject: faults.add,
    issueToken: (lifeMs = HOUR_MS) => world.tokens.issue(lifeMs),
    stopApi: api.stop,
    revokeTokens: world.tokens.revokeAll,
    close: async () => {
      await Promise.all([api.close(), objects.close()])
    },
  }
}
