import { explainFailure } from '../../src/artifact/failure.ts'
import { ExportError } from '../../src/failures/export-error.ts'

const wrapped = (reason: string) => new Error(`Failed to CreateArtifact: ${reason}`)
const named = (name: string, facts: object, message = 'text of the server') =>
  Object.assign(new Error(message), { name, ...facts })

test.each([
  [
    wrapped('Unable to make request: ENOTFOUND\nIf you are using self-hosted runners'),
    'retry',
    '(ENOTFOUND)',
  ],
  [named('NetworkError', { code: 'ETIMEDOUT' }, 'Unable to make request: ETIMEDOUT'), 'retry', '(ETIMEDOUT)'],
  [wrapped('Failed to make request after 5 attempts: getaddrinfo EAI_AGAIN'), 'retry', '(EAI_AGAIN)'],
  [wrapped('Failed to make request after 5 attempts: Failed request: (503) x'), 'retry', 'HTTP 503'],
  [wrapped('Failed to make request after 5 attempts: Failed request: (429) x'), 'retry', 'HTTP 429'],
  [wrapped('Failed to make request after 5 attempts: Unexpected token < in'), 'retry', 'did not come from'],
  [new Error('Upload progress stalled.'), 'retry', 'stopped responding'],
  [named('RestError', { statusCode: 503, code: 'ServerBusy' }), 'retry', 'HTTP 503'],
  [named('RestError', { code: 'REQUEST_SEND_ERROR' }), 'retry', '(REQUEST_SEND_ERROR)'],
  [named('RestError', { statusCode: 403, code: 'AuthenticationFailed' }), 'never', '(HTTP 403)'],
  [wrapped('Received non-retryable error: Failed request: (409) Conflict'), 'start-over', 'in use'],
  [wrapped('Received non-retryable error: Failed request: (403) ECONNRESET'), 'never', '(HTTP 403).'],
  [
    wrapped('Received non-retryable error: Failed request: (403) Forbidden: quota: exceeded.'),
    'never',
    'rejected the request (HTTP 403): quota: exceeded.',
  ],
  [
    wrapped(
      'Received non-retryable error: Failed request: (403) Forbidden: Error from intermediary with HTTP status code 403 "Forbidden"',
    ),
    'retry',
    'A gateway in front of the artifact service',
  ],
  [wrapped('Received non-retryable error: Failed request: (422) (503)'), 'never', '(HTTP 422)'],
  [wrapped('Artifact storage quota has been hit. Unable to upload'), 'never', 'no artifact storage left'],
  [named('GHESNotSupportedError', {}), 'never', 'no artifact service'],
  [named('InvalidTokenError', {}), 'never', 'runtime token'],
  [named('Error', { code: 'EACCES' }), 'never', 'no longer be read'],
  [new Error('something new'), 'never', 'unknown reason'],
  ['not an error', 'never', 'unknown reason'],
  [undefined, 'never', 'unknown reason'],
])('%s: %s', (thrown, remedy, words) => {
  const failure = explainFailure(thrown)
  expect(failure).toMatchObject({ code: 'upload', remedy })
  expect(failure.message).toContain(words)
  expect(failure.hint).toContain('kept in the folder')
  expect(`${failure.message}${failure.hint}`).not.toContain('text of the server')
})

test('an error of this action is final', () => {
  const error = new ExportError('upload', 'example')
  expect(explainFailure(error)).toBe(error)
})
