import type { Clock } from '../clock.ts'
import { ExportError } from '../errors.ts'
import type { Credentials } from '../inputs/spec.ts'
import type { Exchange, Provider, Target } from '../providers/provider.ts'
import type { CredentialHeaders, Grant } from './auth.ts'

/** Where secrets are kept from showing. */
export interface SecretKeeper {
  keep(secret: string): void
  keepPair(id: string, secret: string): void
  keepLink(url: string): void
}

/** Runs an exchange without the credential; used for logins. */
export type RunLogin = (exchange: Exchange<Grant>, signal: AbortSignal) => Promise<Grant>

/** What a credential is made from. */
export interface CredentialTerms {
  readonly provider: Provider
  readonly target: Target
  readonly credentials: Credentials
  readonly vault: SecretKeeper
  readonly clock: Clock
  readonly run: RunLogin
}

/** The credential of the session, renewed for as long as the wait takes. */
export interface Credential {
  /** The headers to send now; logs in or renews first where that is due. */
  headers(signal: AbortSignal): Promise<CredentialHeaders>
  /** Takes note of a 401 to `refused`; resolves to whether there is something else to try. */
  refused(refused: CredentialHeaders): boolean
  /** Takes note that `accepted` was not refused. */
  accepted(accepted: CredentialHeaders): void
}

/** Renewed when a fifth of its life is left, at least a minute; a token that lives shorter than that is used to its end. */
const MARGIN_SHARE = 0.2
const MARGIN_MS = 60_000
/** What claims to live longer, or has already ended, tells nothing: it is renewed on a 401. */
const MAX_LIFE_MS = 30 * 24 * 3600 * 1000

function dueMs({ expiresInMs }: Grant, nowMs: number): number {
  if (expiresInMs === undefined || !(expiresInMs > 0) || expiresInMs > MAX_LIFE_MS)
    return Number.POSITIVE_INFINITY
  const margin = Math.max(expiresInMs * MARGIN_SHARE, MARGIN_MS)
  return nowMs + (margin < expiresInMs ? expiresInMs - margin : expiresInMs)
}

/** A refused pair is no outage and no bad moment: the user has to correct it. */
function loginFailure(error: unknown, { provider }: CredentialTerms): unknown {
  const { pair } = provider.inputs
  if (!(error instanceof ExportError) || !pair || ![400, 401, 403].includes(error.httpStatus ?? 0))
    return error
  return new ExportError('auth', `The login was refused. ${error.message}`, {
    hint: `Check ${pair.id} and ${pair.secret}, and that they belong to this host.`,
    requestId: error.requestId,
    cause: error,
    ...(error.httpStatus !== undefined && { httpStatus: error.httpStatus }),
  })
}

/** A ready token: the schemes it may be sent with are tried in turn until one is not refused. */
function tokenCredential(schemes: readonly CredentialHeaders[]): Credential {
  let current = 0
  let isProven = false
  return {
    headers: async () => schemes[current] ?? {},
    refused: refused => {
      if (isProven || current + 1 >= schemes.length || refused !== schemes[current]) return false
      current += 1
      return true
    },
    accepted: () => {
      isProven = true
    },
  }
}

/** A pair of inputs: exchanged for a token at first use, renewed before it expires and after a 401 that it did not have before. */
function pairCredential(
  terms: CredentialTerms,
  pair: { readonly id: string; readonly secret: string },
): Credential {
  const { provider, target, vault, clock, run } = terms
  let grant: Grant | undefined
  let headers: CredentialHeaders = {}
  let renewAtMs = Number.NEGATIVE_INFINITY
  let isFresh = false
  let pending: Promise<void> | undefined
  const renewal = async (signal: AbortSignal): Promise<Grant | undefined> => {
    if (!provider.auth.renew || !grant?.refreshToken) return undefined
    const exchange = provider.auth.renew(target, grant.refreshToken)
    // A refresh token that has ended is no failure while there is a password.
    return run(exchange, signal).catch(error => {
      if (error instanceof ExportError && error.outlook !== 'transient') return undefined
      throw error
    })
  }
  const login = async (signal: AbortSignal): Promise<Grant> => {
    if (!provider.auth.login)
      throw new ExportError('internal', `${provider.id} takes a pair but has no login.`)
    return run(provider.auth.login(target, pair), signal).catch(error =>
      Promise.reject(loginFailure(error, terms)),
    )
  }
  const refresh = async (signal: AbortSignal) => {
    const fresh = (await renewal(signal)) ?? (await login(signal))
    vault.keep(fresh.accessToken)
    if (fresh.refreshToken) vault.keep(fresh.refreshToken)
    grant = fresh
    headers = provider.auth.attach(fresh.accessToken)[0] ?? {}
    renewAtMs = dueMs(fresh, clock.now())
    isFresh = true
  }
  return {
    async headers(signal) {
      if (clock.now() >= renewAtMs) {
        // Files that are fetched at the same time share one renewal.
        pending ??= refresh(signal).finally(() => {
          pending = undefined
        })
        await pending
      }
      return headers
    },
    refused(refused) {
      // Refused straight after its renewal: another one would bring the same. Others may have renewed meanwhile.
      if (refused === headers && isFresh) return false
      if (refused === headers) renewAtMs = Number.NEGATIVE_INFINITY
      return true
    },
    accepted(accepted) {
      if (accepted === headers) isFresh = false
    },
  }
}

/** The credential that the inputs give. */
export function createCredential(terms: CredentialTerms): Credential {
  const { credentials, provider } = terms
  return credentials.kind === 'token'
    ? tokenCredential(provider.auth.attach(credentials.token))
    : pairCredential(terms, credentials)
}
