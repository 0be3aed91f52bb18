import { randomBytes, randomUUID } from 'node:crypto'
import type { Jobs } from '../jobs/jobs.ts'
import type { JobPlan, PlanOf, ProviderId } from '../jobs/plans.ts'
import type { Tokens } from './tokens.ts'

/** The credentials that each API accepts. */
export interface Credentials {
  /** A `Bearer` is a JWT of an OAuth client. */
  readonly snyk: { readonly token: string; readonly scheme: 'token' | 'Bearer' }
  readonly sailpoint: {
    readonly clientId: string
    readonly clientSecret: string
    readonly tokenLifeMs: number
  }
  readonly vmware: { readonly username: string; readonly password: string; readonly tokenLifeMs: number }
  readonly closient: { readonly apiKey: string; readonly requestsPerMinute: number }
}

/** Credentials chosen by the caller. */
export type CredentialChoice = { readonly [Id in ProviderId]?: Partial<Credentials[Id]> }

/** State shared by the four APIs. */
export interface World {
  readonly jobs: Jobs
  readonly tokens: Tokens
  readonly credentials: Credentials
  /** The plan of a job that is started through the API. */
  template<Id extends ProviderId>(provider: Id): PlanOf<Id>
  /** Milliseconds since 1970. */
  now(): number
}

/** New credentials in each provider's format, with documented lifetimes and limits. */
export function credentialsFrom(choice: CredentialChoice): Credentials {
  return {
    snyk: { token: randomUUID(), scheme: 'token', ...choice.snyk },
    sailpoint: {
      clientId: randomBytes(16).toString('hex'),
      clientSecret: randomBytes(32).toString('hex'),
      tokenLifeMs: 749_000,
      ...choice.sailpoint,
    },
    vmware: {
      username: 'viewer@vsphere.local',
      password: `${randomBytes(9).toString('base64')}!`,
      tokenLifeMs: 3_600_000,
      ...choice.vmware,
    },
    closient: {
      apiKey: `csb_${randomBytes(16).toString('hex')}_${randomBytes(4).toString('hex')}`,
      requestsPerMinute: 300,
      ...choice.closient,
    },
  }
}

/** Whether two ids or statuses are equal, ignoring case. */
export function isSame(one: string | undefined, other: string | undefined): boolean {
  return one?.toLowerCase() === other?.toLowerCase()
}

/** The sum of the declared sizes of a plan's files. */
export function declaredBytes(plan: JobPlan): number {
  return (plan.files ?? []).reduce((sum, file) => sum + (file.declaredSize ?? file.content.size), 0)
}
