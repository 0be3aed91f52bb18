import type { SimulatedFile } from '../files/content.ts'
import type { StoreStyle } from '../store/links.ts'
import type { Phase } from './timeline.ts'

/** Fields of every plan. */
interface CommonPlan {
  /** Job id in the provider's format; random by default. */
  readonly id?: string
  /** The phases of the job, from its start. */
  readonly phases: readonly Phase[]
  readonly files?: readonly SimulatedFile[]
  /** Override headers of the status response, for example for deprecations; lower-case names. */
  readonly statusHeaders?: Readonly<Record<string, string>>
}

/** Fields of plans with signed links. */
interface LinkedPlan {
  readonly store?: StoreStyle
  /** Lifetimes of the links in the first, second, ... response with links; the last one is repeated. One hour by default. */
  readonly linkLivesMs?: readonly number[]
}

/** A Snyk analytics export. */
export interface SnykPlan extends CommonPlan, LinkedPlan {
  readonly provider: 'snyk'
  readonly scope?: 'orgs' | 'groups'
  /** UUID of the organization or group. */
  readonly scopeId?: string
  /** Where the files are listed: in the status response, at the results endpoint, or there after a 303 redirect. */
  readonly results?: 'inline' | 'endpoint' | 'redirect'
  /** By default the sum of the files' rows. */
  readonly rowCount?: number
  /** As observed in practice (no `jsonapi`, no time zone) or as specified. */
  readonly payload?: 'observed' | 'documented'
  /** Seconds in `Retry-After` of the response to the start; 10 by default. */
  readonly startPauseS?: number
}

/** A SailPoint SP-Config export. */
export interface SailpointPlan extends CommonPlan {
  readonly provider: 'sailpoint'
  readonly type?: 'EXPORT' | 'IMPORT'
  /** As observed in practice (with `message`, `completed`, ...) or only the five required fields. */
  readonly payload?: 'observed' | 'documented'
}

/** An SDDC Manager export of a check-set run. */
export interface VmwarePlan extends CommonPlan {
  readonly provider: 'vmware'
  /** `false`: the run exists, but its export was not started; polls return 404. */
  readonly started?: boolean
}

/** The result of one section of a Closient export. */
export interface ClosientSection {
  readonly key: string
  readonly status: string
  readonly record_count: number
  readonly binary_count: number
  readonly error: string | null
}

/** A data export of a Closient organization. */
export interface ClosientPlan extends CommonPlan, LinkedPlan {
  readonly provider: 'closient'
  readonly orgId?: string
  readonly archiveFormat?: 'zip' | 'tar.gz'
  readonly sections?: readonly ClosientSection[]
}

/** The plan of a simulated job. */
export type JobPlan = SnykPlan | SailpointPlan | VmwarePlan | ClosientPlan

/** The four APIs. */
export type ProviderId = JobPlan['provider']

/** The plan of one API. */
export type PlanOf<Id extends ProviderId> = Extract<JobPlan, { provider: Id }>
