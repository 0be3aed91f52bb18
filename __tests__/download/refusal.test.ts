import { storeErrorCode } from '../../src/download/error-document.ts'
import { refusalOf } from '../../src/download/refusal.ts'
import { virtualClock } from '../support/virtual-clock.ts'

const xml = (code: string) => `<?xml version="1.0"?><Error><Code>${code}</Code><Message>m</Message></Error>`

const refuse = (
  status: number,
  text = '',
  facts: { readonly headers?: Record<string, string>; readonly source?: 'api' } = {},
) => {
  const url = new URL('https://store.example/data.csv')
  const credential = facts.source === 'api' ? 'session' : 'none'
  const file = { url: url.href, credential, stem: 'export', format: 'csv' } as const
  return refusalOf(
    { label: 'data.csv', file, errorFormat: { requestIds: [] }, clock: virtualClock({ advance: 'idle' }) },
    { status, headers: facts.headers ?? {}, url },
    text,
  )
}

test.each([
  [403, xml('AccessDenied'), 'expired'],
  [403, xml('RequestTimeTooSkewed'), 'expired'],
  [403, '<html>Forbidden</html>', 'expired'],
  [401, '', 'expired'],
  [410, '', 'expired'],
  [400, xml('ExpiredToken'), 'expired'],
  [400, xml('InvalidToken'), 'expired'],
  [400, xml('AuthorizationQueryParametersError'), 'permanent'],
  [400, xml('RequestTimeout'), 'transient'],
  [403, xml('SignatureDoesNotMatch'), 'signature-mismatch'],
  [404, xml('NoSuchKey'), 'missing'],
  [408, '', 'transient'],
  [425, '', 'transient'],
  [429, '', 'transient'],
  [500, xml('InternalError'), 'transient'],
  [503, xml('SlowDown'), 'transient'],
  [599, '', 'transient'],
  [204, '', 'transient'],
  [302, '', 'permanent'],
  [405, '', 'permanent'],
  [416, '', 'permanent'],
])('D10-D14 a %i from a link with the body %j is %s', (status, text, kind) => {
  expect(refuse(status, text).kind).toBe(kind)
})

test.each([
  [403, 'permanent'],
  [404, 'missing'],
  [410, 'permanent'],
  [429, 'transient'],
  [502, 'transient'],
])('a %i from an API is %s', (status, kind) => {
  expect(refuse(status, '', { source: 'api' }).kind).toBe(kind)
})

test('Retry-After and the request ID are kept', () => {
  const headers = { 'retry-after': '12', 'x-amz-request-id': 'R1' }
  expect(refuse(503, '', { headers }).error).toMatchObject({ retryAfterMs: 12_000, requestId: 'R1' })
  expect(refuse(503, '', { headers, source: 'api' }).error).toMatchObject({
    retryAfterMs: 12_000,
    requestId: 'R1',
  })
})

test('an API error without a reason still has a hint', () => {
  const { error } = refuse(403, '', { source: 'api' })
  expect(error.message).toBe('data.csv cannot be downloaded: store.example returned HTTP 403.')
  expect(error.hint).toMatch(/permission/)
  const other = refuse(418, '', { source: 'api' }).error
  expect(other).toMatchObject({ code: 'download', hint: expect.stringContaining('Run the step again') })
})

test('the Azure error code is read from a header if there is no body', () => {
  const { error } = refuse(403, '', { headers: { 'x-ms-error-code': 'AuthorizationFailure' } })
  expect(error.message).toContain('403 AuthorizationFailure.')
  const hostile = refuse(403, '', { headers: { 'x-ms-error-code': 'a b::error' } })
  expect(hostile.error.message).toContain('returned HTTP 403.')
})

test.each([
  [xml('NoSuchKey'), 'NoSuchKey'],
  ['<Error xmlns="x"><Code> A.B </Code></Error>', 'A.B'],
  ['<Code>NoError</Code>', ''],
  ['<Error><Message>no code</Message></Error>', ''],
  [xml('a b'), ''],
  [xml('x'.repeat(65)), ''],
  ['{"error":{"code":403,"status":"PERMISSION_DENIED"}}', 'PERMISSION_DENIED'],
  ['{"error":{"code":404,"errors":[{"reason":"notFound"}]}}', 'notFound'],
  ['{"error":{"code":"AuthenticationFailed"}}', 'AuthenticationFailed'],
  ['{"error":{"code":404,"errors":[null]}}', ''],
  ['{"error":"invalid_token"}', 'invalid_token'],
  ['{"error":null}', ''],
  ['{"error":7}', ''],
  ['null', ''],
  ['[1]', ''],
  ['{', ''],
])('the code of %j is %j', (text, code) => {
  expect(storeErrorCode(text)).toBe(code)
})

const KIB_64 = 64 * 1024

test.each([
  ['spaces after <Code>', `<Error ><Code>${' '.repeat(KIB_64)}`],
  ['spaces before text', `<Error ><Code>${' '.repeat(KIB_64)}x`],
  ['line breaks', `<Error ><Code>${'\n'.repeat(KIB_64)}<`],
  ['<Code> repeatedly', `<Error >${'<Code>'.repeat(KIB_64 / 6)}`],
  ['<Code> and a space repeatedly', `<Error >${'<Code> '.repeat(KIB_64 / 7)}`],
  ['</Code> repeatedly', `<Error ><Code>${'</Code'.repeat(KIB_64 / 6)}`],
  ['<Error repeatedly', '<Error'.repeat(KIB_64 / 6)],
  ['nested lists', `{"error":${'['.repeat(KIB_64)}`],
  ['nested objects', '{"error":'.repeat(KIB_64 / 9)],
])('D25 an error document of 64 KiB of %s is read in linear time', (_, text) => {
  expect(storeErrorCode(text)).toBe('')
  expect(refuse(403, text).kind).toBe('expired')
})
