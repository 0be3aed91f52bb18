/** Reads the claims of a JSON Web Token, without verifying its signature; undefined if the token is not one. */
export function jwtClaims(token: string): unknown {
  const [, payload = ''] = token.split('.')
  try {
    return JSON.parse(Buffer.from(payload, 'base64url').toString())
  } catch {
    return undefined
  }
}
