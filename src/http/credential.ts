import { ExportError } from '../failures/export-error.ts'
import type { CredentialHeaders, Exchange, Grant, Login, Place } from '../providers/provider.ts'
import { malformed } from '../providers/response.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Vault } from '../secrets/vault.ts'

/** The credential of a session: a token from the inputs, or one from a login, renewed for as long as the wait takes. */
export interface Credential {
  /** The headers for the next request. Logs in or renews the token first if that is due. */
  headers(signal: AbortSignal): Promise<CredentialHeaders>
  /** Takes the status of the response to a request with the headers `sent`. `retry`: they were refused, and others may be accepted. */
  onStatus(sent: CredentialHeaders, status: number): 'retry' | 'keep'
}

/** What a login needs. */
export interface LoginOptions {
  readonly place: Place
  readonly vault: Pick<Vault, 'add' | 'maskLink' | 'redact'>
  readonly clock: Clock
}

/** Headers made from the inputs alone. They are tried in turn, and the first accepted ones are kept. */
export function fixedCredential(alternatives: readonly CredentialHeaders[]): Credential {
  let current = 0
  let isAccepted = false
  return {
    headers: async () => alternatives[current] ?? {},
    onStatus(sent, status) {
      if (status < 400) isAccepted = true
      if (status !== 401 || isAccepted) return 'keep'
      // A parallel request has switched to the next headers.
      if (sent !== alternatives[current]) return 'retry'
      // After the last ones, the next request starts with the first ones again: their 401 may have been temporary.
      current = (current + 1) % alternatives.length
      return current > 0 ? 'retry' : 'keep'
    },
  }
}

/** A token is renewed when a fifth of its lifetime is left, at least a minute, but not before half of it has passed. */
const MARGIN_SHARE = 0.2
const MIN_MARGIN_MS = 60_000
/** A token with a longer lifetime, or without one, is renewed only after a 401. */
const MAX_LIFETIME_MS = 30 * 24 * 3600 * 1000
const UNLIMITED_MS = Number.MAX_SAFE_INTEGER
const MAX_TOKEN_CHARS = 16 * 1024
/** A renewal that failed before the token has expired is retried after this time. */
const RENEWAL_RETRY_MS = 60_000

/** A login at the first use. The token is renewed before it expires and after a 401. `run` runs an exchange without the credential. */
export function loginCredential(
  login: Login,
  { place, vault, clock }: LoginOptions,
  run: (exchange: Exchange<Grant>, signal: AbortSignal) => Promise<Grant>,
): Credential {
  let headers: CredentialHeaders = {}
  let refreshToken: string | undefined
  let renewAtMs = Number.NEGATIVE_INFINITY
  let expiresAtMs = Number.NEGATIVE_INFINITY
  /** No response has accepted the token yet. */
  let isNew = false
  let pending: Promise<void> | undefined

  const logIn = async (signal: AbortSignal): Promise<Grant> => {
    try {
      return await run(login.logIn(place), signal)
    } catch (error) {
      throw loginFailure(error, login)
    }
  }
  const requestToken = async (signal: AbortSignal): Promise<Grant> => {
    if (!login.renew || !refreshToken) return logIn(signal)
    try {
      return await run(login.renew(place, refreshToken), signal)
    } catch (error) {
      if (!(error instanceof ExportError) || isTransient(error)) throw error
      // The refresh token was refused; the password may still be accepted.
      return logIn(signal)
    }
  }
  const renew = async (signal: AbortSignal): Promise<void> => {
    try {
      const grant = await requestToken(signal)
      const length = Math.max(grant.accessToken.length, grant.refreshToken?.length ?? 0)
      if (length > MAX_TOKEN_CHARS)
        throw malformed(
          `The login returned a token of ${length} characters; at most ${MAX_TOKEN_CHARS} are supported.`,
        )
      vault.add(grant.accessToken, 'rotating')
      if (grant.refreshToken) vault.add(grant.refreshToken, 'rotating')
      headers = login.attach(grant.accessToken)
      refreshToken = grant.refreshToken
      const { expiresInMs = 0 } = grant
      const lifetimeMs = expiresInMs > 0 && expiresInMs <= MAX_LIFETIME_MS ? expiresInMs : UNLIMITED_MS
      const marginMs = Math.min(Math.max(lifetimeMs * MARGIN_SHARE, MIN_MARGIN_MS), lifetimeMs / 2)
      expiresAtMs = clock.now() + lifetimeMs
      renewAtMs = expiresAtMs - marginMs
      isNew = true
    } catch (error) {
      if (clock.now() >= expiresAtMs) throw error
      renewAtMs = Math.min(clock.now() + RENEWAL_RETRY_MS, expiresAtMs)
    }
  }
  return {
    async headers(signal) {
      if (clock.now() >= renewAtMs) {
        // Parallel requests share one renewal.
        pending ??= renew(signal).finally(() => {
          pending = undefined
        })
        await pending
      }
      return headers
    },
    onStatus(sent, status) {
      const isCurrent = sent === headers
      if (status !== 401) {
        if (isCurrent) isNew = false
        return 'keep'
      }
      // If a new token is refused, another one would be refused too.
      if (isCurrent && isNew) return 'keep'
      if (isCurrent) renewAtMs = expiresAtMs = Number.NEGATIVE_INFINITY
      return 'retry'
    },
  }
}

/** Whether the same request may be accepted later; a wrong address is as unlikely to be as a refusal. */
function isTransient({ remedy, budget }: ExportError): boolean {
  return remedy === 'later' ? budget === 'later' : budget === 'retry'
}

/** A refused login or a missing login endpoint is permanent: the user has to correct the inputs. */
function loginFailure(error: unknown, { inputs }: Login): unknown {
  if (!(error instanceof ExportError) || !error.httpStatus || isTransient(error)) return error
  const isRefused = [400, 401, 403].includes(error.httpStatus)
  return new ExportError(isRefused ? 'auth' : 'rejected', `The login failed. ${error.message}`, {
    hint: isRefused
      ? `Check ${inputs}, and that they belong to this host.`
      : 'Check api-url: it has no login endpoint.',
    requestId: error.requestId,
    httpStatus: error.httpStatus,
    cause: error,
  })
}
