import { ExportError } from '../../src/failures/export-error.ts'
import { brokenBody, transportFailure } from '../../src/http/failure.ts'

const LINK = new URL('https://store.example.com:8443/bucket/file?X-Amz-Signature=SIGNATURE')
const coded = (code: string, message = `connect ${code} /bucket?X-Amz-Signature=SIGNATURE`) =>
  Object.assign(new Error(message), { code })

describe('failures of the connection', () => {
  test.each([
    ['ENOTFOUND', 'the host name was not found'],
    ['EAI_AGAIN', 'the host name lookup failed'],
    ['ECONNREFUSED', 'the connection was refused'],
    ['EHOSTUNREACH', 'no route to the host'],
    ['ENETUNREACH', 'no route to its network'],
    ['EADDRNOTAVAIL', 'no suitable local address'],
  ])('N01 N03 %s: unreachable', (code, why) => {
    const error = transportFailure(coded(code), LINK)
    expect(error).toMatchObject({ code: 'network', remedy: 'retry', budget: 'unreachable' })
    expect(error.message).toContain(why)
    expect(error.hint).toMatch(/api-url.*self-hosted runner/)
  })

  test.each([
    ['ECONNRESET', 'the connection was lost'],
    ['ETIMEDOUT', 'the connection timed out'],
    ['EPIPE', 'the connection was closed'],
    ['EPROTO', 'the TLS handshake failed'],
    ['ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR', 'the TLS handshake failed'],
    ['EWHATEVER', 'the connection failed (EWHATEVER)'],
  ])('N05 %s: transient', (code, why) => {
    const error = transportFailure(coded(code), LINK)
    expect(error).toMatchObject({ code: 'network', remedy: 'retry' })
    expect(error.message).toContain(why)
  })

  test.each([
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'CERT_HAS_EXPIRED',
    'CERT_NOT_YET_VALID',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'INVALID_PURPOSE',
  ])('N20 %s: not trusted', code => {
    const error = transportFailure(coded(code), LINK)
    expect(error).toMatchObject({ code: 'network', remedy: 'never' })
    expect(error.hint).toContain('ca-certificate')
  })

  test.each(['ERR_INVALID_CHAR', 'ERR_INVALID_HTTP_TOKEN', 'ERR_HTTP_INVALID_HEADER_VALUE'])(
    'A10 %s: not allowed in HTTP',
    code => {
      expect(transportFailure(coded(code), LINK)).toMatchObject({ code: 'protocol', remedy: 'never' })
    },
  )

  test('N12 HPE_INVALID_CONSTANT: malformed', () => {
    const error = transportFailure(coded('HPE_INVALID_CONSTANT'), LINK)
    expect(error).toMatchObject({ code: 'protocol', remedy: 'retry', budget: 'malformed' })
    expect(error.hint).not.toBe('')
  })

  test('an ExportError stays as it is', () => {
    const own = new ExportError('protocol', 'mine')
    expect(transportFailure(own, LINK)).toBe(own)
  })
})

describe('N18 errors without a code', () => {
  test('the first of several errors counts', () => {
    const several = new AggregateError([coded('ECONNREFUSED'), coded('ENETUNREACH')], '')
    expect(transportFailure(several, LINK).message).toContain('(ECONNREFUSED)')
  })

  test('the cause counts', () => {
    const nested = new Error('outer', { cause: new Error('middle', { cause: coded('ENOTFOUND') }) })
    expect(transportFailure(nested, LINK)).toMatchObject({ remedy: 'retry', budget: 'unreachable' })
  })

  test('an error that is its own cause is no endless loop', () => {
    const loop = new Error('loop')
    loop.cause = loop
    expect(transportFailure(loop, LINK)).toMatchObject({ remedy: 'retry' })
  })

  test.each([new Error(''), new AggregateError([], ''), 'text', null, undefined, 42, {}])(
    '%p has a message',
    thrown => {
      const error = transportFailure(thrown, LINK)
      expect(error).toMatchObject({ code: 'network', remedy: 'retry' })
      expect(error.message).toBe('store.example.com:8443 could not be reached: the connection failed.')
    },
  )
})

describe('N24 a proxy', () => {
  const tunnel = (what: string) => coded('ECONNRESET', `tunneling socket could not be established, ${what}`)

  test.each([
    ['statusCode=407', 'never', 'it returned HTTP 407'],
    ['statusCode=403', 'never', 'it returned HTTP 403'],
    ['statusCode=502', 'retry', 'it returned HTTP 502'],
    [
      'cause=getaddrinfo ENOTFOUND proxy.example.com',
      'unreachable',
      'getaddrinfo ENOTFOUND proxy.example.com',
    ],
    ['cause=connect ECONNREFUSED 10.0.0.1:3128', 'unreachable', 'connect ECONNREFUSED 10.0.0.1:3128'],
    ['cause=socket hang up', 'retry', 'socket hang up'],
    ['cause=', 'retry', 'it could not be reached'],
  ])('%s is %s', (what, budget, why) => {
    const error = transportFailure(tunnel(what), LINK)
    expect(error).toMatchObject({ code: 'network', budget })
    expect(error.message).toBe(`The proxy did not open a connection to store.example.com:8443: ${why}.`)
    expect(error.hint).toContain('https_proxy')
  })
})

test('N07 a body that ends early', () => {
  const error = brokenBody(coded('ECONNRESET', 'aborted'), LINK)
  expect(error).toMatchObject({ code: 'network', remedy: 'retry' })
  expect(error.message).toBe(
    'The connection to store.example.com:8443 was lost during the response (ECONNRESET).',
  )
  expect(brokenBody(new Error('aborted'), LINK).message).toBe(
    'The connection to store.example.com:8443 was lost during the response.',
  )
})

test('no text contains more of an address than its host', () => {
  for (const code of [
    'ENOTFOUND',
    'ECONNRESET',
    'CERT_HAS_EXPIRED',
    'HPE_INVALID_CONSTANT',
    'ERR_INVALID_CHAR',
    '',
  ]) {
    const { message, hint } = transportFailure(coded(code), LINK)
    expect(message + hint).not.toMatch(/SIGNATURE|bucket/)
  }
})
