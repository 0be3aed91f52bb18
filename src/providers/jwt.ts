import { numberAt } from './locator.ts'

/** Reads the claims of a JSON Web Token, without verifying its signature; undefined if the token is not one. */
export function jwtClaims(token: string): unknown {
  const [, payload = ''] = token.split('.')
  try {
    return JSON.parse(Buffer.from(payload, 'base64url').toString())
  } catch {
    return undefined
  }
}

/** The lifetime of a JSON Web Token in milliseconds; undefined if its claims do not contain it. */
export function jwtLifetimeMs(token: string): number | undefined {
  const claims = { json: jwtClaims(token) }
  const [issued, expires] = [numberAt('.iat', claims), numberAt('.exp', claims)]
  return issued !== undefined && expires !== undefined ? (expires - issued) * 1000 : undefined
}
