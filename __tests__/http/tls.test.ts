import { readText } from '../../src/http/body.ts'
import type { WireResponse } from '../../src/http/transport.ts'
import { failureOf } from '../support/failure-of.ts'
import { useServer } from '../support/server.ts'
import { sendTo } from '../support/session.ts'
import { IDENTITIES, TEST_CA } from '../support/tls/certificates.ts'

const serve = useServer()
const secure = (identity: keyof typeof IDENTITIES) =>
  serve([{ status: 200, body: '{}' }], { tls: IDENTITIES[identity] })

function get(url: string, caCertificate = ''): Promise<WireResponse> {
  return sendTo(url, caCertificate)(
    { method: 'GET', url: new URL(url), headers: { authorization: 'Bearer SECRET' } },
    new AbortController().signal,
  )
}

test('N21 a server with a certificate from a private CA is trusted with ca-certificate', async () => {
  const server = await secure('good')
  const response = await get(server.url, TEST_CA)
  expect(response.status).toBe(200)
  expect(await readText(response)).toBe('{}')
})

test.each([
  ['an unknown CA', 'good', '', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ['a certificate that has expired', 'expired', TEST_CA, 'CERT_HAS_EXPIRED'],
  ['a certificate for another host', 'wrongHost', TEST_CA, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ['a self-signed certificate', 'selfSigned', TEST_CA, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
] as const)('N20 %s is a permanent failure that names ca-certificate', async (_, identity, ca, code) => {
  const server = await secure(identity)
  const error = await failureOf(get(server.url, ca))
  expect(error).toMatchObject({ code: 'network', remedy: 'never' })
  expect(error.message).toBe(`The certificate of ${new URL(server.url).host} is not trusted (${code}).`)
  expect(error.hint).toContain('ca-certificate')
  expect(server.requests).toEqual([])
})

test('N20 a server without TLS is a transient failure that says what failed', async () => {
  const server = await serve([{ status: 200 }])
  const error = await failureOf(get(server.url.replace('http:', 'https:')))
  expect(error).toMatchObject({ code: 'network', remedy: 'retry' })
  expect(error.message).toContain('the TLS handshake failed')
  expect(server.requests).toEqual([])
})
