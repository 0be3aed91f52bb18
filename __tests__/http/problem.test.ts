import { problemIn, problemOf } from '../../src/http/problem.ts'

const reasonOf = (body: unknown) =>
  problemOf(typeof body === 'string' ? body : JSON.stringify(body), {}).reason

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
    ['messages', { messages: [{ locale: 'en-US', text: 'Semantically invalid.' }] }, 'Semantically invalid.'],
    ['causes', { detailCode: '500', causes: [{ text: 'Disk full' }] }, 'Disk full'],
    ['nested errors', { nestedErrors: [{ nestedErrors: [{ message: 'inner' }] }] }, 'inner'],
    ['an envelope', { error: { code: 'NOT_FOUND', message: 'Gone.' } }, 'Gone.'],
    ['a bare detail', { detail: ' Forbidden ' }, 'Forbidden'],
    ['codes alone', { errorCode: 'X_Y', status: 400 }, 'X_Y'],
    ['a bare text', '"just a text"', 'just a text'],
  ])('is read from %s', (_, body, reason) => {
    expect(reasonOf(body)).toBe(reason)
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
  test.each(['snyk-request-id', 'slpt-request-id', 'x-request-id', 'x-amz-request-id', 'x-ms-request-id'])(
    'is read from the header %s',
    name => {
      expect(problemOf('', { [name]: ' abc ' }).requestId).toBe('abc')
    },
  )

  test.each(['trackingId', 'referenceToken', 'requestId', 'request_id'])(
    'is read from the field %s',
    name => {
      expect(problemIn({ json: { [name]: 'abc' }, headers: {} }).requestId).toBe('abc')
      expect(problemIn({ json: { [name]: 42 }, headers: {} }).requestId).toBe('')
    },
  )

  test('is the header if there are both', () => {
    expect(
      problemIn({ json: { trackingId: 'field' }, headers: { 'slpt-request-id': 'header' } }).requestId,
    ).toBe('header')
  })
})

test('the remedy is the recommendation of the provider', () => {
  expect(problemIn({ json: { message: 'x', remediationMessage: ' Try again ' }, headers: {} }).remedy).toBe(
    'Try again',
  )
  expect(problemIn({ json: { message: 'x' }, headers: {} }).remedy).toBe('')
})
