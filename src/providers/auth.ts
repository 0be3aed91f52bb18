import type { Exchange, Target } from './provider.ts'

/** Header fields that carry a secret; lower-case names. */
export type CredentialHeaders = Readonly<Record<string, string>>

/** What a login returns. */
export interface Grant {
  readonly accessToken: string
  /** Milliseconds the token lives; undefined or absurd values mean: renew on a 401 only. */
  readonly expiresInMs?: number
  /** Renews without the password. */
  readonly refreshToken?: string
}

/** How secrets are presented. Pure: only the session adapter calls it, and masks what a login returns before anything else. */
export interface AuthScheme {
  /** Headers for a token. With several, the first that is not refused with a 401 is kept. */
  attach(token: string): readonly CredentialHeaders[]
  /** Exchanges a pair of inputs for a token, at the API's own origin. */
  login?(target: Target, pair: { readonly id: string; readonly secret: string }): Exchange<Grant>
  /** Exchanges a refresh token for an access token. */
  renew?(target: Target, refreshToken: string): Exchange<Grant>
}
