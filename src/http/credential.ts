import { ExportError } from '../failures/export-error.ts'
import type { CredentialHeaders, Exchange, Grant, Login, Place } from '../providers/provider.ts'
import { malformed } from '../providers/response.ts'
import type { Clock } from '../runtime/clock.ts'
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
export interface TokenState {
  readonly headers: CredentialHeaders
  readonly refreshToken: string | undefined
  readonly grantedMs: number
  readonly renewAtMs: number
  readonly expiresAtMs: number
  /** It replaces a token that was refused, and has got no other status than 401 itself. */
  readonly isUnproven: boolean
}

/** The state before the first login. */
export const NO_TOKEN: TokenState = {
  headers: {},
  refreshToken: undefined,
  grantedMs: Number.NEGATIVE_INFINITY,
  renewAtMs: Number.NEGATIVE_INFINITY,
  expiresAtMs: Number.NEGATIVE_INFINITY,
  isUnproven: false,
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
/** The servers of an API may take this long to accept a new token. */
const SETTLING_MS = 10_000

/** The state after a login or a renewal. */
export function afterGrant(
  before: TokenState,
  grant: Grant,
  attach: Login['attach'],
  nowMs: number,
): TokenState {
  const { accessToken, refreshToken, expiresInMs = 0 } = grant
  const lifetimeMs = expiresInMs > 0 && expiresInMs <= MAX_LIFETIME_MS ? expiresInMs : UNLIMITED_MS
  const marginMs = Math.min(Math.max(lifetimeMs * MARGIN_SHARE, MIN_MARGIN_MS), lifetimeMs / 2)
  return {
    headers: attach(accessToken),
    refreshToken,
    grantedMs: nowMs,
    renewAtMs: nowMs + lifetimeMs - marginMs,
    expiresAtMs: nowMs + lifetimeMs,
    isUnproven: before.isUnproven,
  }
}

/** The state after a renewal that failed; undefined if the token has expired, so that nothing can be sent. */
export function afterFailedRenewal(before: TokenState, nowMs: number): TokenState | undefined {
  if (nowMs >= before.expiresAtMs) return undefined
  return { ...before, renewAtMs: Math.min(nowMs + RENEWAL_RETRY_MS, before.expiresAtMs) }
}

/**
 * The state after a response to a request with the current token. A 401 means nothing within 10 s of the login. Later the token
 * is renewed, once: a second token that gets nothing but 401 for 10 s is refused.
 */
export function afterStatus(
  before: TokenState,
  status: number,
  nowMs: number,
): { readonly state: TokenState; readonly reaction: Reaction } {
  if (status !== 401) return { state: { ...before, isUnproven: false }, reaction: 'kept' }
  if (nowMs < before.grantedMs + SETTLING_MS) return { state: before, reaction: 'unsettled' }
  // A parallel request may have made the renewal due.
  if (before.isUnproven && nowMs < before.renewAtMs) return { state: before, reaction: 'refused' }
  const { renewAtMs, expiresAtMs } = NO_TOKEN
  return { state: { ...before, renewAtMs, expiresAtMs, isUnproven: true }, reaction: 'replaced' }
}

/** A login at the first use. `run` runs an exchange without the credential. */
export function loginCredential(
  login: Login,
  { place, vault, clock }: LoginOptions,
  run: (exchange: Exchange<Grant>, signal: AbortSignal) => Promise<Grant>,
): Credential {
  let state = NO_TOKEN
  let pending: Promise<void> | undefined

  const logIn = async (signal: AbortSignal): Promise<Grant> => {
    try {
      return await run(login.logIn(place), signal)
    } catch (error) {
      throw loginFailure(error, login)
    }
  }
  const requestToken = async (signal: AbortSignal): Promise<Grant> => {
    if (!login.renew || !state.refreshToken) return logIn(signal)
    try {
      return await run(login.renew(place, state.refreshToken), signal)
    } catch (error) {
      if (!(error instanceof ExportError) || isOutage(error)) throw error
      // The refresh token was refused; the password may still be accepted.
      return logIn(signal)
    }
  }
  const renew = async (signal: AbortSignal): Promise<void> => {
    try {
      const grant = await requestToken(signal)
      const tokens = [grant.accessToken, grant.refreshToken ?? '']
      const length = Math.max(...tokens.map(token => token.length))
      if (length > MAX_TOKEN_CHARS)
        throw malformed(
          `The login returned a token of ${length} characters; at most ${MAX_TOKEN_CHARS} are supported.`,
        )
      for (const token of tokens) if (token !== '') vault.add(token, 'rotating')
      state = afterGrant(state, grant, login.attach, clock.now())
    } catch (error) {
      const kept = afterFailedRenewal(state, clock.now())
      if (!kept) throw error
      state = kept
    }
  }
  return {
    async headers(signal) {
      if (clock.now() >= state.renewAtMs) {
        // Parallel requests share one renewal.
        pending ??= renew(signal).finally(() => {
          pending = undefined
        })
        await pending
      }
      return state.headers
    },
    onStatus(sent, status) {
      // A parallel request has renewed the token.
      if (sent !== state.headers) return status === 401 ? 'replaced' : 'kept'
      const after = afterStatus(state, status, clock.now())
      state = after.state
      return after.reaction
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
      ? `Check ${inputs}, and that they belong to this host.`
      : 'There is no login at this address. Check api-url, or login.url of a definition.',
    requestId,
    httpStatus,
    isPage,
    cause: error,
  })
}
