import { numberAt } from './locator.ts'
import type { Grant } from './provider.ts'

/** Reads the claims of a JSON Web Token, without verifying its signature; undefined if the token is not one. */
export function jwtClaims(token: string): unknown {
  const [, payload = ''] = token.split('.')
  try {
    return JSON.parse(Buffer.from(payload, 'base64url').toString())
  } catch {
    return undefined
  }
}

/** The grant of a JSON Web Token, with its lifetime if its claims contain it. */
export function grantOf(accessToken: string, refreshToken: string): Grant {
  const claims = { json: jwtClaims(accessToken) }
  const [issued, expires] = [numberAt('.iat', claims), numberAt('.exp', claims)]
  const expiresInMs = issued !== undefined && expires !== undefined ? (expires - issued) * 1000 : undefined
  return { accessToken, refreshToken: refreshToken || undefined, expiresInMs }
}
