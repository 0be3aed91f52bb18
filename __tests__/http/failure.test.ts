import { ExportError } from '../../src/failures/export-error.ts'
import { brokenBody, transportFailure } from '../../src/http/failure.ts'

const LINK = new URL('https://store.example.com:8443/bucket/file?X-Amz-Signature=SIGNATURE')
const coded = (code: string, message = `connect ${code} /bucket?X-Amz-Signature=SIGNATURE`) =>
  Object.assign(new Error(message), { code })

describe('what a failure of the connection means', () => {
  test.each([
    ['ENOTFOUND', 'its name was not found'],
    ['EAI_AGAIN', 'could not be looked up just now'],
    ['ECONNREFUSED', 'it refused the connection'],
    ['EHOSTUNREACH', 'there is no way to it'],
    ['ENETUNREACH', 'there is no way to its network'],
    ['EADDRNOTAVAIL', 'no address that could reach it'],
  ])('N01 N03 %s: nothing is there', (code, why) => {
    const error = transportFailure(coded(code), LINK)
    expect(error).toMatchObject({ code: 'network', outlook: 'unreachable' })
    expect(error.message).toContain(why)
    expect(error.hint).toMatch(/api-url.*self-hosted runner/)
  })

  test.each([
    ['ECONNRESET', 'the connection was cut'],
    ['ETIMEDOUT', 'did not answer in time'],
    ['EPIPE', 'the connection was closed'],
    ['EPROTO', 'the TLS handshake failed'],
    ['ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR', 'the TLS handshake failed'],
    ['EWHATEVER', 'the connection failed (EWHATEVER)'],
  ])('N05 %s: an outage', (code, why) => {
    const error = transportFailure(coded(code), LINK)
    expect(error).toMatchObject({ code: 'network', outlook: 'transient' })
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
  ])('N20 %s: no trust', code => {
    const error = transportFailure(coded(code), LINK)
    expect(error).toMatchObject({ code: 'network', outlook: 'permanent' })
    expect(error.hint).toContain('ca-certificate')
  })

  test.each(['ERR_INVALID_CHAR', 'ERR_INVALID_HTTP_TOKEN', 'ERR_HTTP_INVALID_HEADER_VALUE'])(
    'A10 %s: nothing that HTTP can send',
    code => {
      expect(transportFailure(coded(code), LINK)).toMatchObject({ code: 'protocol', outlook: 'permanent' })
    },
  )

  test('N12 HPE_INVALID_CONSTANT: no HTTP', () => {
    const error = transportFailure(coded('HPE_INVALID_CONSTANT'), LINK)
    expect(error).toMatchObject({ code: 'protocol', outlook: 'malformed' })
    expect(error.hint).not.toBe('')
  })

  test('an ExportError stays as it is', () => {
    const own = new ExportError('protocol', 'mine')
    expect(transportFailure(own, LINK)).toBe(own)
  })
})

describe('N18 errors that say little', () => {
  test('several addresses: the first of them counts', () => {
    const several = new AggregateError([coded('ECONNREFUSED'), coded('ENETUNREACH')], '')
    expect(transportFailure(several, LINK).message).toContain('(ECONNREFUSED)')
  })

  test('a cause counts where the error itself has no code', () => {
    const nested = new Error('outer', { cause: new Error('middle', { cause: coded('ENOTFOUND') }) })
    expect(transportFailure(nested, LINK)).toMatchObject({ outlook: 'unreachable' })
  })

  test('a cause that is its own cause ends', () => {
    const loop = new Error('loop')
    loop.cause = loop
    expect(transportFailure(loop, LINK)).toMatchObject({ outlook: 'transient' })
  })

  test.each([new Error(''), new AggregateError([], ''), 'text', null, undefined, 42, {}])(
    'there is a message for %p',
    thrown => {
      const error = transportFailure(thrown, LINK)
      expect(error).toMatchObject({ code: 'network', outlook: 'transient' })
      expect(error.message).toBe('store.example.com:8443 could not be reached: the connection failed.')
    },
  )
})

describe('N24 a proxy', () => {
  const tunnel = (what: string) => coded('ECONNRESET', `tunneling socket could not be established, ${what}`)

  test.each([
    ['statusCode=407', 'permanent', 'it answered 407'],
    ['statusCode=403', 'permanent', 'it answered 403'],
    ['statusCode=502', 'transient', 'it answered 502'],
    [
      'cause=getaddrinfo ENOTFOUND proxy.example.com',
      'unreachable',
      'getaddrinfo ENOTFOUND proxy.example.com',
    ],
    ['cause=connect ECONNREFUSED 10.0.0.1:3128', 'unreachable', 'connect ECONNREFUSED 10.0.0.1:3128'],
    ['cause=socket hang up', 'transient', 'socket hang up'],
    ['cause=', 'transient', 'it could not be reached'],
  ])('%s is %s', (what, outlook, why) => {
    const error = transportFailure(tunnel(what), LINK)
    expect(error).toMatchObject({ code: 'network', outlook })
    expect(error.message).toBe(`The proxy did not open a connection to store.example.com:8443: ${why}.`)
    expect(error.hint).toContain('https_proxy')
  })
})

test('N07 a body that breaks off is called so', () => {
  const error = brokenBody(coded('ECONNRESET', 'aborted'), LINK)
  expect(error).toMatchObject({ code: 'network', outlook: 'transient' })
  expect(error.message).toBe('The answer of store.example.com:8443 was cut short (ECONNRESET).')
  expect(brokenBody(new Error('aborted'), LINK).message).toBe(
    'The answer of store.example.com:8443 was cut short.',
  )
})

test('no text holds more of an address than its host', () => {
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
