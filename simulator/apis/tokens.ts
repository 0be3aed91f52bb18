import { createHmac, randomBytes, randomUUID } from 'node:crypto'

/** Access tokens that an API has issued. */
export interface Tokens {
  /** Issues a JWT that is valid for `lifeMs` milliseconds. */
  issue(lifeMs: number): string
  accepts(token: string): boolean
  /** Revokes all tokens, as a restart or an administrator does. */
  revokeAll(): void
}

/** Creates an issuer without tokens; `now` is in milliseconds since 1970. */
export function createTokens(now: () => number): Tokens {
  const key = randomBytes(32)
  const expiries = new Map<string, number>()
  return {
    issue(lifeMs) {
      const issuedAt = now()
      const seconds = (ms: number) => Math.floor(ms / 1000)
      const claims = { jti: randomUUID(), iat: seconds(issuedAt), exp: seconds(issuedAt + lifeMs) }
      const signed = [{ alg: 'HS256', typ: 'JWT' }, claims].map(base64url).join('.')
      const token = `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`
      expiries.set(token, issuedAt + lifeMs)
      return token
    },
    accepts: token => now() < (expiries.get(token) ?? 0),
    revokeAll: () => expiries.clear(),
  }
}

/** The token of an `Authorization: Bearer` header, or the empty string. */
export function bearerOf(headers: Readonly<Record<string, string>>): string {
  return /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? ''
}

function base64url(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
