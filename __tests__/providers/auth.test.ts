import { closient } from '../../src/providers/closient.ts'
import type { Exchange, HttpRequest } from '../../src/providers/provider.ts'
import { sailpoint } from '../../src/providers/sailpoint.ts'
import { snyk } from '../../src/providers/snyk.ts'
import { vmware } from '../../src/providers/vmware.ts'
import { jobOf } from '../support/fixtures.ts'
import { credentialsOf, loginOf } from '../support/session.ts'

function play<T>(exchange: Exchange<T>, json: unknown): { request: HttpRequest; result: T } {
  const first = exchange.next()
  if (first.done) throw new Error('no request')
  const last = exchange.next({ status: 200, headers: {}, json })
  if (!last.done) throw new Error('another request')
  return { request: first.value, result: last.value }
}

const jwt = (claims: object) =>
  `eyJhbGciOiJub25lIn0.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`

test('Snyk: a token is sent with "token" first, a JWT with "Bearer" first; the other scheme is the alternative', () => {
  const headersOf = (token: string) => {
    const credentials = credentialsOf(snyk, token)
    return credentials.kind === 'headers' && credentials.headers.map(({ authorization }) => authorization)
  }
  expect(headersOf('0f0f')).toEqual(['token 0f0f', 'Bearer 0f0f'])
  const access = jwt({ sub: 'x' })
  expect(headersOf(access)).toEqual([`Bearer ${access}`, `token ${access}`])
})

test.each([
  [sailpoint, { authorization: 'Bearer t' }],
  [vmware, { authorization: 'Bearer t' }],
  [closient, { 'x-api-key': 't' }],
])('SailPoint, VMware and Closient have one scheme each (%#)', (provider, headers) => {
  expect(credentialsOf(provider, 't')).toEqual({ kind: 'headers', headers: [headers] })
})

test('a token from a login is sent as Bearer', () => {
  for (const provider of [sailpoint, vmware])
    expect(loginOf(provider).attach('t')).toEqual({ authorization: 'Bearer t' })
})

test('SailPoint: the pair is in the form-encoded body, not in the URL', () => {
  const login = loginOf(sailpoint, 'client', 's&c=r+t').logIn(jobOf(sailpoint))
  const { request, result } = play(login, { access_token: 'abc', token_type: 'bearer', expires_in: 749 })
  expect(request).toMatchObject({
    method: 'POST',
    url: 'https://acme.api.identitynow.com/oauth/token',
    credential: 'none',
  })
  expect(Object.fromEntries(new URLSearchParams(request.body))).toEqual({
    grant_type: 'client_credentials',
    client_id: 'client',
    client_secret: 's&c=r+t',
  })
  expect(result).toEqual({ accessToken: 'abc', expiresInMs: 749_000 })
})

test.each([undefined, null, 'x', Number.NaN])('A06 SailPoint: expires_in %j means unknown', expires => {
  const login = loginOf(sailpoint, 'a', 'b').logIn(jobOf(sailpoint))
  expect(play(login, { access_token: 'abc', expires_in: expires }).result).toEqual({ accessToken: 'abc' })
})

test('VMware: the claims of the access token contain its lifetime', () => {
  const accessToken = jwt({ iat: 1000, exp: 4600 })
  const login = loginOf(vmware, 'svc@local', 'p"w').logIn(jobOf(vmware))
  const { request, result } = play(login, { accessToken, refreshToken: { id: '3c6b3c30' } })
  expect(JSON.parse(request.body ?? '')).toEqual({ username: 'svc@local', password: 'p"w' })
  expect(result).toEqual({ accessToken, expiresInMs: 3_600_000, refreshToken: '3c6b3c30' })
})

test.each(['opaque', 'a.b.c', jwt({ exp: 'soon' })])(
  'VMware: the token %s without readable claims is used as it is',
  accessToken => {
    const login = loginOf(vmware, 'a', 'b').logIn(jobOf(vmware))
    expect(play(login, { accessToken }).result).toEqual({ accessToken })
  },
)

test('VMware: a renewal sends and receives a JSON string', () => {
  const renew = loginOf(vmware).renew?.(jobOf(vmware), '3c6b3c30')
  if (!renew) throw new Error('no renewal')
  const { request, result } = play(renew, 'fresh')
  expect(request).toMatchObject({
    method: 'PATCH',
    url: 'https://vcf.example.com/v1/tokens/access-token/refresh',
    body: '"3c6b3c30"',
  })
  expect(result).toEqual({ accessToken: 'fresh', refreshToken: '3c6b3c30' })
})
