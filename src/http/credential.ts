import type { CredentialHeaders, Grant } from '../providers/auth.ts'
import type { Credentials } from '../providers/inputs.ts'
import type { Exchange, Provider, Target } from '../providers/provider.ts'
import type { Clock } from '../runtime/clock.ts'
import { pairCredential } from './login.ts'

/** Where secrets are kept from showing. */
export interface Masker {
  /** `passing` ones are forgotten when many have followed. */
  add(secret: string, stay?: 'lasting' | 'rotating'): void
  addPair(id: string, secret: string): void
  addLink(url: string): void
}

/** Runs an exchange without the credential; used for logins. */
export type RunLogin = (exchange: Exchange<Grant>, signal: AbortSignal) => Promise<Grant>

/** What a credential is made from. */
export interface CredentialOptions {
  readonly provider: Provider
  readonly target: Target
  readonly credentials: Credentials
  readonly vault: Masker
  readonly clock: Clock
  readonly run: RunLogin
}

/** The credential of the session, renewed for as long as the wait takes. */
export interface Credential {
  /** The headers to send now; logs in or renews first where that is due. */
  headers(signal: AbortSignal): Promise<CredentialHeaders>
  /** Learns what status came back for `sent`; true when it was refused and there is another credential to try. */
  onStatus(sent: CredentialHeaders, status: number): boolean
}

/** The credential that the inputs give. */
export function createCredential(terms: CredentialOptions): Credential {
  const { credentials, provider } = terms
  return credentials.kind === 'token'
    ? tokenCredential(provider.auth.attach(credentials.token))
    : pairCredential(terms, credentials)
}

/** A ready token: the schemes that it may be sent with are tried in turn until one is accepted, and that one is kept. */
function tokenCredential(schemes: readonly CredentialHeaders[]): Credential {
  let current = 0
  let isProven = false
  return {
    headers: async () => schemes[current] ?? {},
    onStatus(sent, status) {
      if (status < 400) isProven = true
      if (status !== 401 || isProven) return false
      if (sent !== schemes[current]) return true
      // After the last one the next question begins anew: the first 401 may have been a mishap.
      current = (current + 1) % schemes.length
      return current > 0
    },
  }
}
