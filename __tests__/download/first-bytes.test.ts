import { gzipSync, zstdCompressSync } from 'node:zlib'
import { zipOf } from '../../simulator/files/zip.ts'
import {
  contentOf,
  contentProblem,
  doubtfulTable,
  extensionOf,
  HEAD_BYTES,
  isCompressed,
} from '../../src/download/first-bytes.ts'
import type { FileFormat } from '../../src/providers/provider.ts'

/** First block of a tar archive in the format of POSIX.1-1988. */
function tarBlock(): Buffer {
  const block = Buffer.alloc(2048)
  block.write('data.csv')
  block.write('ustar\u000000', 257)
  return block
}

/** The problem of a file that begins so; a long one unless its length is given. */
function problemOf(start: string | Buffer, format: FileFormat, mediaType = '', bytes = 1e6) {
  return contentProblem({ head: Buffer.from(start).subarray(0, HEAD_BYTES), bytes, mediaType }, format)
}

const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')

test.each([
  ['a zip archive', Buffer.from('PK\u0003\u0004'), 'zip'],
  ['an empty zip archive', Buffer.from('PK\u0005\u0006'), 'zip'],
  ['a gzip file', gzipSync('id,title'), 'gzip'],
  ['a gzipped tar archive', gzipSync(tarBlock()), 'tar.gz'],
  ['the start of a gzipped tar archive', gzipSync(tarBlock(), { level: 0 }).subarray(0, 1000), 'tar.gz'],
  ['a gzip header before garbage', Buffer.from([0x1f, 0x8b, 8, 0xff, 0xff, 0xff, 0xff]), 'gzip'],
  ['an object', Buffer.from(' \n{"a":1}'), 'json'],
  ['an array after a byte order mark', Buffer.from('\ufeff[]'), 'json'],
  ['comma-separated values', Buffer.from('id,title\n1,"<html>"'), 'csv'],
  ['semicolon-separated values', Buffer.from('id;title\r\n1;a'), 'csv'],
  ['values in UTF-16', utf16('id,title\n'), 'csv'],
  ['values in big-endian UTF-16', utf16('id,title\n').swap16(), 'csv'],
  ['one column', Buffer.from('id\n1,2\n'), 'text'],
  ['an HTML page', Buffer.from('\n<!DOCTYPE HTML>\n<html>'), 'html'],
  ['an HTML page that begins with a comment', Buffer.from('<!-- blocked -->\n<html>'), 'html'],
  ['an HTML page that redirects', Buffer.from('<meta http-equiv="refresh" content="0">'), 'html'],
  ['an HTML page with only a script', Buffer.from('<script>location="/login"</script>'), 'html'],
  ['an XHTML page', Buffer.from('<?xml version="1.0"?>\n<html xmlns="x">'), 'html'],
  ['an XML document', Buffer.from('<?xml version="1.0"?><a/>'), 'xml'],
  ['bytes', Buffer.from([1, 0, 2]), 'binary'],
  ['nothing', Buffer.alloc(0), 'text'],
] as const)('%s', (_, head, expected) => {
  expect(contentOf(head)).toBe(expected)
})

test('a zip bomb in the first bytes is not unpacked', () => {
  const bomb = gzipSync(Buffer.alloc(16 * 1024 * 1024))
  expect(contentOf(bomb)).toBe('gzip')
})

test.each([
  ['any', 'PK\u0003\u0004', '.zip'],
  ['any', '{}', '.json'],
  ['any', 'a,b', '.csv'],
  ['any', 'words', '.txt'],
  ['any', '\u0000', '.bin'],
  ['csv', 'id\n1\n', '.csv'],
  ['any', '<?xml version="1.0"?><a/>', '.xml'],
] as const)('with format %s, %j gets the extension %s', (format, text, expected) => {
  expect(extensionOf(Buffer.from(text), format)).toBe(expected)
})

test('the extension of a gzipped tar archive has two parts', () => {
  expect(extensionOf(gzipSync(tarBlock()), 'gzip')).toBe('.tar.gz')
  expect(extensionOf(gzipSync('a'), 'gzip')).toBe('.gz')
})

test.each([
  ['gzip', gzipSync('text')],
  ['a gzipped tar archive', gzipSync(tarBlock())],
  ['zstd', zstdCompressSync('text')],
  ['zip', zipOf([{ name: 'a.txt', data: 'text' }])],
  ['an empty zip', zipOf([])],
])('%s is compressed, by its first bytes', (_, bytes) => {
  expect(isCompressed(bytes, 'data')).toBe(true)
})

test.each([
  ['page.html.br', '......', true],
  ['export.csv', 'id,title', false],
  ['zip', 'PKZIP is a program', false],
  ['short', 'P', false],
  ['empty', '', false],
])('%s with the bytes %j is compressed: %s', (name, text, expected) => {
  expect(isCompressed(Buffer.from(text), name)).toBe(expected)
})

test.each([
  ['csv', 'id,title\n'],
  ['csv', 'id\n'],
  ['csv', '[Date],[Sales]\n2026-01-01,5\n'],
  ['json', '{"objects":[]}'],
  ['zip', 'PK\u0003\u0004'],
  ['any', '{"checks":[],"errors":[]}'],
  ['any', '{"data":{},"errors":[{"title":"x"}]}'],
  ['any', '{"errors":[{"check":1}],"checks":[{"check":2}]}'],
  ['any', '{"error":{"code":"E1"},"results":[]}'],
  ['any', '<?xml version="1.0"?><report><Error><Code>E1</Code></Error></report>'],
  ['any', 'a,b'],
  ['any', '<?xml version="1.0"?><report/>'],
] as const)('%s accepts %j', (format, text) => {
  expect(problemOf(text, format, '', Buffer.byteLength(text))).toBeUndefined()
})

test.each([
  ['Forbidden', 'message'],
  ['Too many requests, try again later', 'message'],
  ['"Not found"', 'message'],
  ['Export is still being generated. Please try again later.\n', 'message'],
  ['Your session has expired; please log in again.\r\nThank you\r\n', 'message'],
  ['upstream connect error before headers.\nreset reason: connection failure\n', 'message'],
  ['id,title', 'header'],
  ['Issue Title;Severity', 'header'],
  ['id\ttitle', 'header'],
  ['id|title', 'header'],
  ['Email\n', 'line'],
  ['Invoice No.\r\n', 'line'],
  ['Name, Age\n', 'line'],
  ['Forbidden\n', 'line'],
] as const)('D15 the file %j is a %s, but not as the beginning of a longer file', (text, expected) => {
  const bytes = Buffer.byteLength(text)
  expect(doubtfulTable({ head: Buffer.from(text), bytes, mediaType: '' })).toBe(expected)
  expect(doubtfulTable({ head: Buffer.from(text), bytes: bytes + 1, mediaType: '' })).toBeUndefined()
})

test.each([
  ['a header', 'id,title\n'],
  ['one column', 'Email\na@example.com\n'],
  ['a header that ends with an abbreviation', 'Invoice No.\n17\n'],
  ['one column of sentences', 'Comment\nIt works as I expected.\nIt does not work, sorry.\n'],
  ['a title before the table', 'The sales of all regions.\n\nregion,amount\nNorth,5\n'],
  ['a title before a table with spaces', 'Report of all open issues.\nid, title, status\n1, foo, open\n'],
  ['a title before another separator', 'Sales of Acme Corp Inc.\nRegion|Amount\nN|5\n'],
  ['a sentence as header', 'Please describe the issue you have.\nIt broke\nNothing works\n'],
  ['a space after each comma', 'She said so, and then she left., 1\nHe said so, 2\n'],
])('D37 a short table with %s is not doubtful', (_, text) => {
  const head = Buffer.from(text)
  expect(doubtfulTable({ head, bytes: head.length, mediaType: '' })).toBeUndefined()
})

test('a first line longer than the first bytes may belong to a table', () => {
  expect(problemOf(Buffer.alloc(HEAD_BYTES, 'a,'), 'csv')).toBeUndefined()
})

test('the first bytes of a longer document are not enough to reject it', () => {
  const head = Buffer.from(`{"error":"x"${' '.repeat(HEAD_BYTES - 12)}`)
  expect(problemOf(head, 'json')).toBeUndefined()
})

test.each([
  ['json', '{"error":{"code":403,"status":"PERMISSION_DENIED"}}'],
  ['json', '{"error":{"code":403,"errors":[{"reason":"forbidden"}]}}'],
  ['json', '{"error":"invalid_token"}'],
  ['any', '{"errors":[{"status":"404"}]}'],
  ['any', '{"data":null,"errors":[{"message":"m"}]}'],
  ['any', '{"error":"Internal Server Error","timestamp":"2026-01-01"}'],
  ['json', '{"detailCode":"500.0 Internal fault","trackingId":"e7eab60924f64aa284175b9fa3309599"}'],
  ['any', '<Error><Code>AccessDenied</Code></Error>'],
] as const)('%s rejects the error %j', (format, text) => {
  expect(problemOf(text, format, '', Buffer.byteLength(text))).toMatch(/^an error message; expected /)
})

test.each([
  '{"status":"processing"}',
  '{"success":false}',
  '{"status":"error","data":null}',
  '{"code":404,"status":"NOT_FOUND"}',
  '{"result":"error","reason":"x"}',
  '{"State":"queued","request_id":"r","info":"Try again later."}\n',
])('D15 json and any reject the status %s', text => {
  for (const format of ['json', 'any'] as const)
    expect(problemOf(text, format, '', text.length)).toMatch(/^a status without data; expected /)
})

test.each([
  '{}',
  '[]',
  '{"success":true,"data":[]}',
  '{"status":"ok","result":{"rows":1}}',
  '{"state":{"resources":[]}}',
  '{"id":1,"status":"open"}',
  '{"name":"Ann","status":"active"}',
  '{"code":"DE","title":"Germany"}',
  '{"metadata":{},"links":[]}',
  '[{"status":"processing"}]',
  '{"timestamp":"2026-11-26T08:00:00Z","code":"LOGIN","success":true}\n',
  '{"severity":"high","status":"open","date":"2026-11-26"}\n',
  '{"status":"processing"}\n{"status":"done"}\n',
])('json accepts %s', text => {
  expect(problemOf(text, 'json', '', text.length)).toBeUndefined()
})

test.each([
  ['any', '<Error><Code>AccessDenied</Code>', ''],
  ['any', '<?xml version="1.0"?>\n<Error>', 'application/xml'],
  ['any', '<?xml version="1.0"?><problem>', 'application/problem+xml'],
  ['json', '{"type":"about:blank","balance":30}', 'application/problem+json'],
] as const)(
  'D15 %s rejects a long error that begins with %j and has the type %j',
  (format, text, mediaType) => {
    expect(problemOf(text, format, mediaType)).toMatch(/^an error message; expected /)
  },
)

test('D15 any rejects the JSON value null, but no longer text that begins with it', () => {
  expect(problemOf('null', 'any', '', 4)).toBe('the JSON value null; expected an exported file')
  expect(problemOf('\ufeff null\n', 'any', '', 9)).toBe('the JSON value null; expected an exported file')
  expect(problemOf('null', 'any')).toBeUndefined()
  expect(problemOf('null and void', 'any', '', 13)).toBeUndefined()
})

test.each([
  ['csv', '\n', 'only white space; expected a CSV file'],
  ['any', ' \r\n', 'only white space; expected an exported file'],
] as const)('D15 %s rejects %j, but not as the beginning of a longer file', (format, text, problem) => {
  expect(problemOf(text, format, '', text.length)).toBe(problem)
  expect(problemOf(text, format)).toBeUndefined()
})

test.each([
  ['csv', 'Please\nlog in\n', 'text/html'],
  ['csv', 'Sorry, we are\ndown\n', 'text/html'],
  ['csv', 'one, two\n', 'text/html'],
  ['csv', `one, two\n${'three, or '.repeat(HEAD_BYTES)}`, 'text/html'],
  ['any', 'Please log in', 'text/html'],
  ['any', 'Please log in', 'application/xhtml+xml'],
  ['any', '<?xml version="1.0"?><report/>', 'text/html'],
] as const)('D31 %s rejects %j with the type %j', (format, text, mediaType) => {
  expect(problemOf(text, format, mediaType)).toMatch(/^an HTML page; expected /)
})

test.each([
  ['csv', 'id,title\n1,one\n', 'text/html'],
  ['csv', '\ufeff"id";"title"\r\n1;"one; or\ntwo"\r\n', 'text/html'],
  ['any', 'id\ttitle\n\n1\tone', 'text/html'],
  ['csv', `id,title,note\n1,"${'one, or '.repeat(HEAD_BYTES)}",two\n`, 'text/html'],
  ['csv', `id,title,note\n1,${'one or '.repeat(HEAD_BYTES)},two\n`, 'text/html'],
  ['csv', 'Please\nlog in\n', 'text/plain'],
  ['csv', 'Please\nlog in\n', ''],
  ['any', '{"objects":[]}', 'text/html'],
  ['any', '[1]', 'text/html'],
  ['zip', 'PK\u0003\u0004', 'text/html'],
  ['any', gzipSync('a'), 'text/html'],
  ['any', 'Please log in', 'application/json'],
] as const)('D31 %s accepts %j with the type %j', (format, text, mediaType) => {
  expect(problemOf(text, format, mediaType)).toBeUndefined()
})
