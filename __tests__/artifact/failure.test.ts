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
  [named('RestError', { statusCode: 403, code: 'AuthenticationFailed' }), 'give-up', '(HTTP 403)'],
  [wrapped('Received non-retryable error: Failed request: (409) Conflict'), 'name-taken', 'in use'],
  [wrapped('Received non-retryable error: Failed request: (403) ECONNRESET'), 'give-up', '(HTTP 403)'],
  [wrapped('Received non-retryable error: Failed request: (422) (503)'), 'give-up', '(HTTP 422)'],
  [wrapped('Artifact storage quota has been hit. Unable to upload'), 'give-up', 'no artifact storage left'],
  [named('GHESNotSupportedError', {}), 'give-up', 'no artifact service'],
  [named('InvalidTokenError', {}), 'give-up', 'runtime token'],
  [named('Error', { code: 'EACCES' }), 'give-up', 'no longer be read'],
  [new Error('something new'), 'give-up', 'unknown reason'],
  ['not an error', 'give-up', 'unknown reason'],
  [undefined, 'give-up', 'unknown reason'],
])('%s: %s', (thrown, remedy, words) => {
  const failure = explainFailure(thrown)
  expect(failure.remedy).toBe(remedy)
  expect(failure.error).toMatchObject({ code: 'upload' })
  expect(failure.error.message).toContain(words)
  expect(failure.error.hint).toContain('kept in the folder')
  expect(`${failure.error.message}${failure.error.hint}`).not.toContain('text of the server')
})

test('an error of this action is final', () => {
  const error = new ExportError('upload', 'example')
  expect(explainFailure(error)).toEqual({ remedy: 'give-up', error })
})
