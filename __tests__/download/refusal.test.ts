import { respond } from '../../simulator/faults.ts'
import { storeErrorCode } from '../../src/download/error-document.ts'
import { refusalOf } from '../../src/download/refusal.ts'
import { createVault } from '../../src/secrets/vault.ts'
import { downloadHarness } from '../support/download-harness.ts'
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
  const provider = { requestIds: [], hints: { 403: 'Give the token a permission.' } }
  return refusalOf(
    { label: 'data.csv', provider, redact: text => text, clock: virtualClock({ advance: 'idle' }) },
    file,
    { status, headers: facts.headers ?? {}, url },
    text,
  )
}

test.each([
  [403, xml('AccessDenied'), 'refresh-link'],
  [403, xml('RequestTimeTooSkewed'), 'refresh-link'],
  [403, '<html>Forbidden</html>', 'refresh-link'],
  [401, '', 'refresh-link'],
  [410, '', 'refresh-link'],
  [400, xml('ExpiredToken'), 'refresh-link'],
  [400, xml('InvalidToken'), 'refresh-link'],
  [400, xml('AuthorizationQueryParametersError'), 'never'],
  [400, xml('RequestTimeout'), 'later'],
  [403, xml('SignatureDoesNotMatch'), 'refresh-link'],
  [404, xml('NoSuchKey'), 'refresh-link'],
  [408, '', 'later'],
  [425, '', 'later'],
  [429, '', 'later'],
  [500, xml('InternalError'), 'later'],
  [503, xml('SlowDown'), 'later'],
  [599, '', 'later'],
  [204, '', 'later'],
  [302, '', 'never'],
  [405, '', 'never'],
  [416, '', 'never'],
])('D10-D14 a %i from a link with the body %j has the remedy %s', (status, text, remedy) => {
  expect(refuse(status, text).remedy).toBe(remedy)
})

test.each([
  [401, 'later', 'missing'],
  [403, 'later', 'missing'],
  [404, 'later', 'missing'],
  [410, 'later', 'missing'],
  [429, 'later', 'later'],
  [502, 'later', 'later'],
  [400, 'never', 'never'],
])('a %i from an API has the remedy %s and the budget %s', (status, remedy, budget) => {
  expect(refuse(status, '', { source: 'api' })).toMatchObject({ remedy, budget })
})

test('Retry-After and the request ID are kept', () => {
  const headers = { 'retry-after': '12', 'x-amz-request-id': 'R1' }
  expect(refuse(503, '', { headers })).toMatchObject({ retryAfterMs: 12_000, requestId: 'R1' })
  expect(refuse(503, '', { headers, source: 'api' })).toMatchObject({
    retryAfterMs: 12_000,
    requestId: 'R1',
  })
})

test('an API error has the hint of the provider, or a general one', () => {
  const error = refuse(403, '', { source: 'api' })
  expect(error.message).toBe('data.csv cannot be downloaded: store.example returned HTTP 403.')
  expect(error.hint).toMatch(/permission/)
  const other = refuse(418, '', { source: 'api' })
  expect(other).toMatchObject({ code: 'download', hint: expect.stringMatching(/^Run the step again/) })
})

test('the Azure error code is read from a header if there is no body', () => {
  const error = refuse(403, '', { headers: { 'x-ms-error-code': 'AuthorizationFailure' } })
  expect(error.message).toContain('403 AuthorizationFailure.')
  const hostile = refuse(403, '', { headers: { 'x-ms-error-code': 'a b::error' } })
  expect(hostile.message).toContain('returned HTTP 403.')
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
  expect(refuse(403, text).remedy).toBe('refresh-link')
})

test.each([
  ['longer than an error document', 10_000],
  ['longer than any response', 150_000],
])('an error text with secrets that is %s shows no part of one', async (_, count) => {
  const secret = 'q7Rt2Zx9Lm4Kp8Vw3Ns6Yb1Hd5Gf0Jc'
  const { add, redact } = createVault(() => undefined)
  add(secret)
  const harness = await downloadHarness()
  harness.store.put('/a', Buffer.from('a,b'))
  // A part of 8 characters alone is not recognized.
  const text = ' '.repeat((KIB_64 - 8) % secret.length) + secret.repeat(count)
  harness.store.fail('/a', respond(400, text))
  const file = harness.file('/a', { credential: 'session' })
  const error = await harness.failure([file], { ports: { redact } })
  await harness.close()
  expect(error.message).toMatch(/HTTP 400(, "\*\*\*")?\.$/)
})
