import { parseBody } from '../../src/http/body.ts'
import { problemIn } from '../../src/http/problem.ts'
import type { Provider } from '../../src/providers/provider.ts'
import { sailpoint } from '../../src/providers/sailpoint.ts'
import { snyk } from '../../src/providers/snyk.ts'
import { vmware } from '../../src/providers/vmware.ts'

const unchanged = (text: string) => text

const COMMON: Pick<Provider, 'errorFields'> = {}

const reasonOf = (body: unknown, format = COMMON) =>
  problemIn(
    { headers: {}, ...parseBody(typeof body === 'string' ? body : JSON.stringify(body), unchanged) },
    format,
  ).reason

describe('the reason', () => {
  test.each([
    ['OAuth', { error: 'invalid_client', error_description: 'Bad credentials' }, 'Bad credentials'],
    ['OAuth without a description', { error: 'invalid_client' }, 'invalid_client'],
    [
      'JSON:API',
      { errors: [{ status: '403', title: 'Forbidden', detail: 'No permission' }] },
      'No permission',
    ],
    ['JSON:API without a detail', { errors: [{ status: '403', title: 'Forbidden' }] }, 'Forbidden'],
    ['a list of texts', { errors: ['', 'second'] }, 'second'],
    ['an envelope', { error: { code: 'NOT_FOUND', message: 'Gone.' } }, 'Gone.'],
    ['a bare detail', { detail: ' Forbidden ' }, 'Forbidden'],
    ['codes alone', { errorCode: 'X_Y', status: 400 }, 'X_Y'],
    ['a bare text', '"just a text"', 'just a text'],
  ])('is read from %s', (_, body, reason) => {
    expect(reasonOf(body)).toBe(reason)
  })

  test.each([
    [
      'messages',
      sailpoint,
      { messages: [{ locale: 'en-US', text: 'Semantically invalid.' }] },
      'Semantically invalid.',
    ],
    ['causes', sailpoint, { detailCode: '500', causes: [{ text: 'Disk full' }] }, 'Disk full'],
    ['nested errors', vmware, { nestedErrors: [{ nestedErrors: [{ message: 'inner' }] }] }, 'inner'],
  ])('is read from %s of the provider that has them', (_, provider, body, reason) => {
    expect(reasonOf(body, provider)).toBe(reason)
    expect(reasonOf(body)).toBe('')
  })

  test.each([
    '{}',
    '[]',
    'null',
    '42',
    '{"message":42}',
    '{"message":""}',
    '{"toString":"x"}',
    '{"a":{"message":"x"}}',
  ])('is empty for %s', body => {
    expect(reasonOf(body)).toBe('')
  })

  test('J10 is not inherited, and not searched too deep', () => {
    expect(reasonOf('{"__proto__":{"message":"inherited"}}')).toBe('')
    expect(reasonOf(`${'{"errors":['.repeat(20)}{"message":"deep"}${']}'.repeat(20)}`)).toBe('')
  })

  test('J10 is not searched in fields that are missing: 5,000 bodies would take minutes', () => {
    const reasons = Array.from({ length: 5000 }, (_, i) => reasonOf({ message: {}, i }, sailpoint))
    expect(new Set(reasons)).toEqual(new Set(['']))
  })

  test.each([
    ['<html><head><title>502 Bad\n Gateway</title></head><body>x</body></html>', '502 Bad Gateway'],
    ['<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>', 'Request has expired'],
    ['<h1>Service</h1>\n<p>Unavailable</p>', 'Service Unavailable'],
    ['upstream connect error', 'upstream connect error'],
    ['', ''],
    [`{"message":"cut sho`, '{"message":"cut sho'],
  ])('J01 of %j is its title, message or text', (body, reason) => {
    expect(reasonOf(body)).toBe(reason)
  })

  test('J01 of a long text is its beginning', () => {
    expect(reasonOf('word '.repeat(1000))).toHaveLength(200)
    expect(reasonOf('<'.repeat(100_000))).toHaveLength(200)
  })
})

describe('the request ID', () => {
  test.each([
    [COMMON, ['x-request-id', 'x-amz-request-id', 'x-ms-request-id']],
    [snyk, ['snyk-request-id', 'x-request-id']],
    [sailpoint, ['slpt-request-id', 'x-request-id']],
  ])('is read from headers (%#)', (format, names) => {
    for (const name of names)
      expect(problemIn({ headers: { [name]: ' abc ' }, ...parseBody('', unchanged) }, format).requestId).toBe(
        'abc',
      )
  })

  test.each([
    [COMMON, ['requestId', 'request_id']],
    [sailpoint, ['trackingId', 'requestId']],
    [vmware, ['referenceToken', 'requestId']],
  ])('is read from fields (%#)', (format, names) => {
    for (const name of names) {
      expect(problemIn({ json: { [name]: 'abc' }, headers: {} }, format).requestId).toBe('abc')
      expect(problemIn({ json: { [name]: 42 }, headers: {} }, format).requestId).toBe('')
    }
  })

  test('is the header if there are both', () => {
    const response = { json: { trackingId: 'field' }, headers: { 'slpt-request-id': 'header' } }
    expect(problemIn(response, sailpoint).requestId).toBe('header')
  })
})

test('the advice is the recommendation of the provider', () => {
  const adviceOf = (json: unknown) => problemIn({ json, headers: {} }, vmware).advice
  expect(adviceOf({ message: 'x', remediationMessage: ' Try again ' })).toBe('Try again')
  expect(adviceOf({ nestedErrors: [{ remediationMessage: 'Free space' }] })).toBe('Free space')
  expect(adviceOf({ message: 'x' })).toBe('')
})
