import { ExportError } from '../errors.ts'
import type { CredentialHeaders, Grant } from './auth.ts'
import type { Credential, CredentialTerms } from './credential.ts'

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

function dueMs({ expiresInMs }: Grant, nowMs: number): number {
  if (expiresInMs === undefined || !(expiresInMs > 0) || expiresInMs > MAX_LIFE_MS)
    return Number.POSITIVE_INFINITY
  const marginMs = Math.min(Math.max(expiresInMs * MARGIN_SHARE, MARGIN_MS), expiresInMs / 2)
  return nowMs + expiresInMs - marginMs
}

const REFUSED_PAIR: readonly number[] = [400, 401, 403]

/** A refused pair is no outage, and a login that is not there no missing job: the user has to correct the step. */
function loginFailure(error: unknown, { provider }: CredentialTerms): unknown {
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
async function login(terms: CredentialTerms, pair: Pair, signal: AbortSignal): Promise<Grant> {
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
  { provider, target, run }: CredentialTerms,
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

/** A pair of inputs: exchanged for a token at first use, renewed before it expires and after a 401. */
export function pairCredential(terms: CredentialTerms, pair: Pair): Credential {
  const { provider, vault, clock } = terms
  let grant: Grant = { accessToken: '' }
  let headers: CredentialHeaders = {}
  let renewAtMs = Number.NEGATIVE_INFINITY
  let isFresh = false
  let pending: Promise<void> | undefined
  const refresh = async (signal: AbortSignal) => {
    grant = (await renewal(terms, grant, signal)) ?? (await login(terms, pair, signal))
    vault.keep(grant.accessToken, 'passing')
    if (grant.refreshToken) vault.keep(grant.refreshToken, 'passing')
    headers = provider.auth.attach(grant.accessToken)[0] ?? {}
    renewAtMs = dueMs(grant, clock.now())
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
    learn(sent, status) {
      const isCurrent = sent === headers
      if (status !== 401) {
        if (isCurrent) isFresh = false
        return false
      }
      // Refused straight after its renewal: another one would bring the same. Others may have renewed meanwhile.
      if (isCurrent && isFresh) return false
      if (isCurrent) renewAtMs = Number.NEGATIVE_INFINITY
      return true
    },
  }
}
