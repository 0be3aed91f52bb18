import { createErrorFields, isErrorXml } from '../../src/download/error-document.ts'

function isError(json: object): boolean {
  const fields = createErrorFields()
  for (const part of Array.isArray(json) ? json : [json]) for (const key of Object.keys(part)) fields.add(key)
  return fields.isError(Array.isArray(json))
}

test.each<[string, object]>([
  ['Cloud Storage', { error: { code: 403, message: 'm', errors: [] } }],
  ['Azure', { error: { code: 'AuthenticationFailed', message: 'm' } }],
  ['OAuth', { error: 'e', error_description: 'd', error_uri: 'u' }],
  ['AWS API Gateway', { message: 'Forbidden' }],
  ['AWS API Gateway with an authorizer', { Message: 'User is not authorized' }],
  ['AWS JSON', { __type: 'AccessDeniedException', message: 'm' }],
  ['AWS Lambda', { errorMessage: 'm', errorType: 't', requestId: 'r', stackTrace: [] }],
  ['Azure API Management', { statusCode: 401, message: 'm' }],
  ['Apigee', { fault: { faultstring: 's', detail: {} } }],
  ['Kong', { message: 'm', request_id: 'r' }],
  ['Envoy and gRPC', { code: 5, message: 'm', details: [] }],
  ['Nest', { statusCode: 404, message: 'm', error: 'e' }],
  ['Fastify', { statusCode: 404, code: 'c', error: 'e', message: 'm' }],
  ['Express', { name: 'UnauthorizedError', message: 'm', code: 'c', status: 401 }],
  ['Spring', { timestamp: 't', status: 500, error: 'e', path: '/', trace: 't', message: 'm' }],
  ['Spring without a reason', { timestamp: 't', status: 500, error: 'e', path: '/' }],
  ['problem details', { type: 'about:blank', title: 'Not Found', status: 404, detail: 'd', instance: 'i' }],
  ['ASP.NET problem details', { type: 't', title: 't', status: 400, errors: {}, traceId: 't' }],
  ['minimal problem details', { type: 'about:blank', title: 'Not Found', status: 404 }],
  ['ASP.NET', { Message: 'm', ExceptionMessage: 'm', ExceptionType: 't', StackTrace: 's' }],
  ['Laravel', { message: 'm', exception: 'e', file: 'f', line: 1, trace: [] }],
  ['Django and FastAPI', { detail: 'Not found.' }],
  ['JSON:API', { jsonapi: { version: '1.0' }, errors: [{}], links: {} }],
  ['GitHub', { message: 'Not Found', documentation_url: 'u', status: '404' }],
  ['SailPoint', { detailCode: '403', trackingId: 't', messages: [], causes: [] }],
  ['VMware', { errorCode: 'c', errorType: 't', message: 'm', remediationMessage: 'r', referenceToken: 't' }],
  ['Elasticsearch', { error: {}, status: 404 }],
  ['Slack', { ok: false, error: 'invalid_auth' }],
])('D15 the fields of a %s error are recognized', (_, json) => {
  expect(isError(json)).toBe(true)
})

test.each<[string, object]>([
  ['nothing', {}],
  ['SailPoint', { version: 1, timestamp: 't', tenant: 't', objects: [] }],
  ['a VMware report', { checks: [], errors: [] }],
  ['JSON:API', { data: [], errors: [] }],
  ['a result', { message: 'ok', data: [] }],
  ['GeoJSON', { type: 'FeatureCollection', features: [] }],
  ['a status', { status: 'ok', timestamp: 't' }],
  ['a list of messages', { name: 'n', type: 't', messages: [] }],
  ['CycloneDX', { bomFormat: 'CycloneDX', metadata: {}, components: [] }],
])('D15 the fields of %s are not an error', (_, json) => {
  expect(isError(json)).toBe(false)
})

test('a key with data excludes an error', () => {
  const fields = createErrorFields()
  expect(fields.mayBeError()).toBe(false)
  fields.add('message')
  expect(fields.mayBeError()).toBe(true)
  fields.add('rows')
  expect(fields.mayBeError()).toBe(false)
})

test.each([
  '<Error><Code>AccessDenied</Code>',
  '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code></Error>',
  '<?xml version="1.0"?><!-- e --><Error/>',
  '<!-- a > b --><!DOCTYPE Error><!-- c --><Error/>',
  '<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error>',
  '<?xml version="1.0"?><m:error xmlns:m="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata">',
  '<Errors><Error>',
])('D15 the XML %j is an error', text => {
  expect(isErrorXml(text)).toBe(true)
})

test.each([
  '<?xml version="1.0"?><report><Error>',
  '<ErrorLog>',
  '<!-- <Error> --><report/>',
  '<!-- <Error>',
  '<?xml version="1.0"?>',
  `${' '.repeat(4096)}`,
])('D15 the XML %j is not an error', text => {
  expect(isErrorXml(text)).toBe(false)
})
