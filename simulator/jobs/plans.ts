import type { SimulatedFile } from '../files/content.ts'
import type { StoreStyle } from '../store/links.ts'
import type { Phase } from './timeline.ts'

/** What every job is made of. */
interface CommonPlan {
  /** Id of the job in the provider's own form; made up unless given. */
  readonly id?: string
  /** The job's life; it begins when the job is added. */
  readonly phases: readonly Phase[]
  readonly files?: readonly SimulatedFile[]
  /** Laid over the headers of the status response: deprecations, an odd content type; lower-case names. */
  readonly statusHeaders?: Readonly<Record<string, string>>
}

/** What holds for files behind signed links. */
interface LinkedPlan {
  readonly store?: StoreStyle
  /** Lives of the links in the first, second, ... response that has some; the last one for all later ones. One hour unless given. */
  readonly linkLivesMs?: readonly number[]
}

/** An export of Snyk's analytics. */
export interface SnykPlan extends CommonPlan, LinkedPlan {
  readonly provider: 'snyk'
  readonly scope?: 'orgs' | 'groups'
  /** UUID of the organization or group. */
  readonly scopeId?: string
  /** Where the files are named: in the status response, at the results endpoint, or at the end of a 303 that leads there. */
  readonly results?: 'inline' | 'endpoint' | 'redirect'
  /** Sum of the files' rows unless given. */
  readonly rowCount?: number
  /** As seen in the field (no `jsonapi`, no time zone) or as the specification has it. */
  readonly payload?: 'observed' | 'documented'
}

/** An SP-Config export of SailPoint. */
export interface SailpointPlan extends CommonPlan {
  readonly provider: 'sailpoint'
  readonly type?: 'EXPORT' | 'IMPORT'
  /** As seen in the field (with `message`, `completed`, ...) or the five fields that the specification requires. */
  readonly payload?: 'observed' | 'documented'
}

/** An export of a check-set run of SDDC Manager. */
export interface VmwarePlan extends CommonPlan {
  readonly provider: 'vmware'
  /** `false`: the run exists but its export was not started, which is a 404. */
  readonly started?: boolean
}

/** How one part of a Closient export went. */
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

/** A job to play. */
export type JobPlan = SnykPlan | SailpointPlan | VmwarePlan | ClosientPlan

/** The four APIs. */
export type ProviderId = JobPlan['provider']

/** The plan of one API. */
export type PlanOf<Id extends ProviderId> = Extract<JobPlan, { provider: Id }>
