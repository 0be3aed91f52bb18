import * as v from '@badrap/valita'
import { readIfPossible } from './schema.ts'

/** Reads the claims of a JSON Web Token, without verifying its signature; undefined if the token is not one. */
export function jwtClaims(token: string): unknown {
  const [, payload = ''] = token.split('.')
  try {
    return JSON.parse(Buffer.from(payload, 'base64url').toString())
  } catch {
    return undefined
  }
}

const Lifetime = v.object({ exp: v.number(), iat: v.number() })

/** The lifetime of a JSON Web Token in milliseconds; undefined if its claims do not contain it. */
export function jwtLifetimeMs(token: string): number | undefined {
  const claims = readIfPossible(Lifetime, jwtClaims(token))
  return claims && (claims.exp - claims.iat) * 1000
}
