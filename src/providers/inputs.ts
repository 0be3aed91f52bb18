import type { Target } from './provider.ts'

/** What one input takes. */
export interface FieldSpec {
  readonly pattern: RegExp
  /** Completes "must be ...". */
  readonly expected: string
  readonly example: string
  readonly required?: boolean
}

/** Where a provider's API lives. */
export interface ApiUrlSpec {
  /** Used when neither `api-url` nor `tenant` is given; without it one of them is required. */
  readonly default?: string
  /** The provider's own path suffixes, taken off when a user pastes them. */
  readonly suffix?: RegExp
  /** Hosts known to be the provider's; another one is named in a warning. Without it every host is the user's own. */
  readonly knownHosts?: RegExp
  /** Origin for a `tenant`, or undefined when it is not one. */
  fromTenant?(tenant: string): string | undefined
  /** Mends an origin that is commonly mistaken for the API's. */
  normalise?(origin: string): string
}

/** A pair of inputs that is exchanged for a token and renewed while the wait lasts. */
export type CredentialPair =
  | { readonly id: 'client-id'; readonly secret: 'client-secret' }
  | { readonly id: 'username'; readonly secret: 'password' }

/** The inputs a provider takes; every other provider input that is filled is an error. */
export interface InputSpec {
  readonly exportId: FieldSpec
  readonly orgId?: FieldSpec
  readonly groupId?: FieldSpec
  readonly tenant?: FieldSpec
  readonly apiUrl: ApiUrlSpec
  readonly apiVersion?: FieldSpec & { readonly default: string }
  /** What `token` is for this provider: "Snyk API token". */
  readonly token: string
  readonly pair?: CredentialPair
  /** Rules between inputs; each string is one problem. */
  check?(target: Target): readonly string[]
}

/** The secrets of a step: a ready token, or a pair to exchange for one. */
export type Credentials =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'pair'; readonly id: string; readonly secret: string }
