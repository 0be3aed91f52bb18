import { jwtClaims } from '../../src/providers/jwt.ts'

const jwt = (payload: string) => `eyJhbGciOiJub25lIn0.${Buffer.from(payload).toString('base64url')}.c2ln`

test('the claims are the payload; the signature is ignored', () => {
  expect(jwtClaims(jwt('{"exp":4600,"scp":"é"}'))).toEqual({ exp: 4600, scp: 'é' })
})

test.each(['', 'opaque', 'a.b.c', '..', jwt('{"exp":'), jwt('')])('%j has no claims', token => {
  expect(jwtClaims(token)).toBeUndefined()
})
