import { ExportError } from '../../src/failures/export-error.ts'
import { closient } from '../../src/providers/closient.ts'
import { snyk } from '../../src/providers/snyk.ts'
import { jobOf } from '../support/fixtures.ts'

function snykFile(url: unknown, fields: Readonly<Record<string, unknown>> = {}) {
  const exchange = snyk.status(jobOf(snyk, { ids: { 'org-id': 'a1cbf11b-aa99-4434-b4e7-1bb47fc86db1' } }))
  exchange.next()
  const json = { data: { attributes: { status: 'FINISHED', results: [{ url, ...fields }] } } }
  const turn = exchange.next({ status: 200, headers: {}, json })
  return turn.done ? turn.value.files[0] : undefined
}

test.each([
  'ftp://x/y',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'data:,x',
  'https://user:pass@host/x',
  'http://',
])('J15 the link %j is rejected', url => expect(() => snykFile(url)).toThrow(ExportError))

test.each([
  ['//storage.example/x.csv', 'https://storage.example/x.csv'],
  ['/x.csv', 'https://api.snyk.io/x.csv'],
  ['x.csv?sig=1', 'https://api.snyk.io/x.csv?sig=1'],
])('J15 the link %j is resolved against the API and gets no credential', (url, expected) => {
  expect(snykFile(url)).toMatchObject({ url: expected, credential: 'none' })
})

test.each([42, null, {}, []])('J14 the link %j is malformed', url => {
  expect(() => snykFile(url)).toThrow(/results/)
})

test('a name with invalid percent-encoding stays as it is', () => {
  expect(snykFile('https://storage.example/100%.csv')?.name).toBe('100%.csv')
  expect(snykFile('https://storage.example/a/')).not.toHaveProperty('name')
})

test('J14 a download_url of a wrong type is malformed', () => {
  const exchange = closient.status(jobOf(closient, { ids: { 'org-id': 'N5FhWvfL6ukg8E4jfWiZTG' } }))
  exchange.next()
  const json = { status: 'completed', download_url: { href: 'x' } }
  expect(() => exchange.next({ status: 200, headers: {}, json })).toThrow(/download_url/)
})

test.each([
  ['800', 800],
  [800, 800],
  [0, undefined],
  ['0', undefined],
  [-1, undefined],
  [800.5, undefined],
  [1e308, undefined],
])('D24 a file_size of %j declares %j bytes', (fileSize, size) => {
  expect(snykFile('https://storage.example/a.csv', { file_size: fileSize })?.size).toBe(size)
})

test.each([
  ['800', 800],
  ['0', undefined],
  [-1, undefined],
])('D24 file_size_bytes of %j declares %j bytes', (fileSize, size) => {
  const exchange = closient.status(jobOf(closient, { ids: { 'org-id': 'N5FhWvfL6ukg8E4jfWiZTG' } }))
  exchange.next()
  const json = {
    status: 'completed',
    download_url: 'https://storage.example/a.zip',
    file_size_bytes: fileSize,
  }
  const turn = exchange.next({ status: 200, headers: {}, json })
  expect(turn.done && turn.value.files[0]?.size).toBe(size)
})
