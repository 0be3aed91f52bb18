import { ExportError } from '../failures/export-error.ts'
import type { CredentialHeaders, Grant } from '../providers/auth.ts'
import type { Credential, CredentialOptions } from './credential.ts'

/** The pair of inputs that is exchanged for a token. */
interface Pair {
  readonly id: string
  readonly secret: string
}

/** Renewed when a fifth of its life is left, at least a minute, but not before half of its life. */
const MARGIN_SHARE = 0.2
const MARGIN_MS = 60_000
/** What claims to live longer, or has already ended, tells nothing: it is renewed on a 401. */
const MAX_LIFE_MS = 30 * 24 * 3600 * 1000

/** A renewal that failed while the token is still good is tried again after this. */
const AGAIN_MS = 60_000

/** When a token is to be renewed, and until when it may be used; milliseconds of the clock. */
interface Life {
  readonly renewAtMs: number
  readonly endsAtMs: number
}

const OVER: Life = { renewAtMs: Number.NEGATIVE_INFINITY, endsAtMs: Number.NEGATIVE_INFINITY }
const UNTOLD: Life = { renewAtMs: Number.POSITIVE_INFINITY, endsAtMs: Number.POSITIVE_INFINITY }

function lifeOf({ expiresInMs }: Grant, nowMs: number): Life {
  if (expiresInMs === undefined || !(expiresInMs > 0) || expiresInMs > MAX_LIFE_MS) return UNTOLD
  const marginMs = Math.min(Math.max(expiresInMs * MARGIN_SHARE, MARGIN_MS), expiresInMs / 2)
  const endsAtMs = nowMs + expiresInMs
  return { renewAtMs: endsAtMs - marginMs, endsAtMs }
}

const REFUSED_PAIR: readonly number[] = [400, 401, 403]

/** A refused pair is no outage, and a login that is not there no missing job: the user has to correct the step. */
function loginFailure(error: unknown, { provider }: CredentialOptions): unknown {
  if (!(error instanceof ExportError) || !error.httpStatus || error.outlook === 'transient') return error
  const { pair } = provider.inputs
  const isRefused = REFUSED_PAIR.includes(error.httpStatus)
  return new ExportError(isRefused ? 'auth' : 'rejected', `The login was refused. ${error.message}`, {
    hint: isRefused
      ? `Check ${pair?.id} and ${pair?.secret}, and that they belong to this host.`
      : 'Check api-url: nothing there takes a login.',
    requestId: error.requestId,
    httpStatus: error.httpStatus,
    cause: error,
  })
}

/** A new login with the pair. */
async function login(terms: CredentialOptions, pair: Pair, signal: AbortSignal): Promise<Grant> {
  const { provider, target, run } = terms
  if (!provider.auth.login) throw new ExportError('internal', `${provider.id} takes a pair but has no login.`)
  try {
    return await run(provider.auth.login(target, pair), signal)
  } catch (error) {
    throw loginFailure(error, terms)
  }
}

/** Renewal without the password; undefined when there is none or it was refused, which is no failure while there is a password. */
async function renewal(
  { provider, target, run }: CredentialOptions,
  { refreshToken }: Grant,
  signal: AbortSignal,
): Promise<Grant | undefined> {
  if (!provider.auth.renew || !refreshToken) return undefined
  try {
    return await run(provider.auth.renew(target, refreshToken), signal)
  } catch (error) {
    if (error instanceof ExportError && error.outlook !== 'transient') return undefined
    throw error
  }
}

/** The grant that follows, by renewal or by login; its tokens are secrets before anything else happens. */
async function successor(
  terms: CredentialOptions,
  { pair, grant }: { readonly pair: Pair; readonly grant: Grant },
  signal: AbortSignal,
): Promise<Grant> {
  const next = (await renewal(terms, grant, signal)) ?? (await login(terms, pair, signal))
  terms.vault.add(next.accessToken, 'rotating')
  if (next.refreshToken) terms.vault.add(next.refreshToken, 'rotating')
  return next
}

/** A pair of inputs: exchanged for a token at first use, renewed before it expires and after a 401. */
export function pairCredential(terms: CredentialOptions, pair: Pair): Credential {
  const { provider, clock } = terms
  let grant: Grant = { accessToken: '' }
  let headers: CredentialHeaders = {}
  let life = OVER
  let isFresh = false
  let pending: Promise<void> | undefined
  const refresh = async (signal: AbortSignal) => {
    grant = await successor(terms, { pair, grant }, signal)
    headers = provider.auth.attach(grant.accessToken)[0] ?? {}
    life = lifeOf(grant, clock.now())
    isFresh = true
  }
  const postpone = (error: unknown) => {
    const { endsAtMs } = life
    // Early means that there is time: a token that is still good must not go down with the login.
    if (clock.now() >= endsAtMs) throw error
    life = { renewAtMs: Math.min(clock.now() + AGAIN_MS, endsAtMs), endsAtMs }
  }
  return {
    async headers(signal) {
      if (clock.now() >= life.renewAtMs) {
        // Files that are fetched at the same time share one renewal.
        pending ??= refresh(signal)
          .catch(postpone)
          .finally(() => {
            pending = undefined
          })
        await pending
      }
      return headers
    },
    onStatus(sent, status) {
      const isCurrent = sent === headers
      if (status !== 401) {
        if (isCurrent) isFresh = false
        return false
      }
      // Refused straight after its renewal: another one would bring the same. Others may have renewed meanwhile.
      if (isCurrent && isFresh) return false
      if (isCurrent) life = OVER
      return true
    },
  }
}
