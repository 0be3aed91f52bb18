import { ExportError } from '../failures/export-error.ts'
import type { CredentialHeaders, Exchange, Grant, Login, Place } from '../providers/provider.ts'
import { malformed } from '../providers/response.ts'
import type { Clock } from '../runtime/clock.ts'
import { raceAbort } from '../runtime/deadline.ts'
import type { Vault } from '../secrets/vault.ts'

/**
 * What a status says about the headers of a request: nothing is wrong with them (`kept`), or they were refused and the request
 * may be accepted at once with others (`replaced`), or after a while with these (`unsettled`), or not at all (`refused`).
 */
export type Reaction = 'kept' | 'replaced' | 'unsettled' | 'refused'

/** The credential of a session: a token from the inputs, or one from a login, renewed for as long as the wait takes. */
export interface Credential {
  /** The headers for the next request. Logs in or renews the token first if that is due. */
  headers(signal: AbortSignal): Promise<CredentialHeaders>
  /** Takes the status of the API's response to a request with the headers `sent`. */
  onStatus(sent: CredentialHeaders, status: number): Reaction
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
      if (status !== 401 || isAccepted) return 'kept'
      // A parallel request has switched to the next headers.
      if (sent !== alternatives[current]) return 'replaced'
      // After the last ones, the next request starts with the first ones again: their 401 may have been temporary.
      current = (current + 1) % alternatives.length
      return current > 0 ? 'replaced' : 'kept'
    },
  }
}

/** The token of a login. Times are milliseconds of one monotonic clock. */
interface Token {
  readonly headers: CredentialHeaders
  /** Empty if there is none. */
  readonly refreshToken: string
  readonly grantedMs: number
  readonly renewAtMs: number
  readonly expiresAtMs: number
}

/** Due for renewal, and nothing can be sent with it. */
const EXPIRED = { renewAtMs: Number.NEGATIVE_INFINITY, expiresAtMs: Number.NEGATIVE_INFINITY }

/** A token is renewed when a fifth of its lifetime is left, at least a minute, but not before half of it has passed. */
const MARGIN_SHARE = 0.2
const MIN_MARGIN_MS = 60_000
/** A token with a longer lifetime, or without one, is renewed only after a 401. */
const MAX_LIFETIME_MS = 30 * 24 * 3600 * 1000
const UNLIMITED_MS = Number.MAX_SAFE_INTEGER
const MAX_TOKEN_CHARS = 16 * 1024
/** A renewal that failed before the token has expired is retried after this time. */
const RENEWAL_RETRY_MS = 60_000
/** The servers of an API may take this long to accept a new token. */
const SETTLING_MS = 10_000

/**
 * A login at the first use. `run` runs an exchange without the credential. A 401 means nothing within 10 s of the login. Later
 * the token is renewed, once: a second token that gets nothing but 401 for 10 s is refused.
 */
export function loginCredential(
  login: Login,
  { place, vault, clock }: LoginOptions,
  run: (exchange: Exchange<Grant>, signal: AbortSignal) => Promise<Grant>,
): Credential {
  let token: Token = { headers: {}, refreshToken: '', grantedMs: Number.NEGATIVE_INFINITY, ...EXPIRED }
  // It replaces a token that was refused, and has got no other status than 401 itself.
  let isUnproven = false
  let pending: Promise<void> | undefined

  const logIn = async (signal: AbortSignal): Promise<Grant> => {
    try {
      return await run(login.logIn(place), signal)
    } catch (error) {
      throw loginFailure(error, login)
    }
  }
  const requestToken = async (signal: AbortSignal): Promise<Grant> => {
    if (!login.renew || token.refreshToken === '') return logIn(signal)
    try {
      return await run(login.renew(place, token.refreshToken), signal)
    } catch (error) {
      if (!(error instanceof ExportError) || isOutage(error)) throw error
      // The refresh token was refused; the password may still be accepted.
      return logIn(signal)
    }
  }
  const renew = async (signal: AbortSignal): Promise<void> => {
    try {
      const { accessToken, refreshToken = '', expiresInMs = 0 } = await requestToken(signal)
      const secrets = [accessToken, refreshToken].filter(secret => secret !== '')
      const length = Math.max(...secrets.map(secret => secret.length))
      if (length > MAX_TOKEN_CHARS)
        throw malformed(
          `The login returned a token of ${length} characters; at most ${MAX_TOKEN_CHARS} are supported.`,
        )
      for (const secret of secrets) vault.add(secret, 'rotating')
      const lifetimeMs = expiresInMs > 0 && expiresInMs <= MAX_LIFETIME_MS ? expiresInMs : UNLIMITED_MS
      const marginMs = Math.min(Math.max(lifetimeMs * MARGIN_SHARE, MIN_MARGIN_MS), lifetimeMs / 2)
      const grantedMs = clock.now()
      const expiresAtMs = grantedMs + lifetimeMs
      const headers = login.attach(accessToken)
      token = { headers, refreshToken, grantedMs, renewAtMs: expiresAtMs - marginMs, expiresAtMs }
    } catch (error) {
      const nowMs = clock.now()
      if (nowMs >= token.expiresAtMs) throw error
      token = { ...token, renewAtMs: Math.min(nowMs + RENEWAL_RETRY_MS, token.expiresAtMs) }
    }
  }
  return {
    async headers(signal) {
      if (clock.now() >= token.renewAtMs) {
        // Parallel requests share one renewal.
        pending ??= renew(signal).finally(() => {
          pending = undefined
        })
        await raceAbort(pending, signal)
      }
      return token.headers
    },
    onStatus(sent, status) {
      // A parallel request has renewed the token.
      if (sent !== token.headers) return status === 401 ? 'replaced' : 'kept'
      if (status !== 401) {
        isUnproven = false
        return 'kept'
      }
      const nowMs = clock.now()
      if (nowMs < token.grantedMs + SETTLING_MS) return 'unsettled'
      // A parallel request may have made the renewal due.
      if (isUnproven && nowMs < token.renewAtMs) return 'refused'
      isUnproven = true
      token = { ...token, ...EXPIRED }
      return 'replaced'
    },
  }
}

/** Whether the server may respond otherwise to the same request later. */
function isOutage({ budget }: ExportError): boolean {
  return ['retry', 'later', 'throttled'].includes(budget)
}

/** A refused login or a missing login endpoint: the user has to correct the inputs. */
function loginFailure(error: unknown, { inputs }: Login): unknown {
  if (!(error instanceof ExportError) || !error.httpStatus || isOutage(error)) return error
  const { httpStatus, requestId, isPage } = error
  const isRefused = [400, 401, 403].includes(httpStatus)
  return new ExportError(isRefused ? 'auth' : 'rejected', `The login failed. ${error.message}`, {
    hint: isRefused
      ? `Check ${inputs}, and that ${inputs.includes(' and ') ? 'they belong' : 'it belongs'} to this host.`
      : error.hint,
    requestId,
    httpStatus,
    isPage,
    cause: error,
  })
}
