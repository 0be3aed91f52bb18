import { gzipSync } from 'node:zlib'
import { contentOf, contentProblem, extensionOf, HEAD_BYTES } from '../../src/download/first-bytes.ts'

/** First block of a tar archive, as every tar since POSIX.1-1988 writes it. */
function tarBlock(): Buffer {
  const block = Buffer.alloc(2048)
  block.write('data.csv')
  block.write('ustar\u000000', 257)
  return block
}

const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')

test.each([
  ['a zip archive', Buffer.from('PK\u0003\u0004'), 'zip'],
  ['an empty zip archive', Buffer.from('PK\u0005\u0006'), 'zip'],
  ['a gzip file', gzipSync('id,title'), 'gzip'],
  ['a packed tar archive', gzipSync(tarBlock()), 'tar.gz'],
  ['the start of a packed tar archive', gzipSync(tarBlock(), { level: 0 }).subarray(0, 1000), 'tar.gz'],
  ['a gzip header before rubbish', Buffer.from([0x1f, 0x8b, 8, 0xff, 0xff, 0xff, 0xff]), 'gzip'],
  ['an object', Buffer.from(' \n{"a":1}'), 'json'],
  ['an array after a byte order mark', Buffer.from('\ufeff[]'), 'json'],
  ['comma-separated values', Buffer.from('id,title\n1,"<html>"'), 'csv'],
  ['semicolon-separated values', Buffer.from('id;title\r\n1;a'), 'csv'],
  ['values in UTF-16', utf16('id,title\n'), 'csv'],
  ['values in big-endian UTF-16', utf16('id,title\n').swap16(), 'csv'],
  ['one column', Buffer.from('id\n1,2\n'), 'text'],
  ['a page', Buffer.from('\n<!DOCTYPE HTML>\n<html>'), 'html'],
  ['a page that begins with a comment', Buffer.from('<!-- blocked -->\n<html>'), 'html'],
  ['a page that leads on', Buffer.from('<meta http-equiv="refresh" content="0">'), 'html'],
  ['a page that is a script', Buffer.from('<script>location="/login"</script>'), 'html'],
  ['a page as XML', Buffer.from('<?xml version="1.0"?>\n<html xmlns="x">'), 'html'],
  ['an XML document', Buffer.from('<?xml version="1.0"?><a/>'), 'xml'],
  ['bytes', Buffer.from([1, 0, 2]), 'binary'],
  ['nothing', Buffer.alloc(0), 'text'],
] as const)('%s', (_, head, expected) => {
  expect(contentOf(head)).toBe(expected)
})

test('a bomb of zeroes in the first bytes is not unpacked', () => {
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
] as const)('for %s %j gets %s', (format, text, expected) => {
  expect(extensionOf(Buffer.from(text), format)).toBe(expected)
})

test('the extension of a packed tar archive has two parts', () => {
  expect(extensionOf(gzipSync(tarBlock()), 'gzip')).toBe('.tar.gz')
  expect(extensionOf(gzipSync('a'), 'gzip')).toBe('.gz')
})

test.each([
  ['csv', 'id,title\n'],
  ['csv', 'id\n'],
  ['json', '{"objects":[]}'],
  ['zip', 'PK\u0003\u0004'],
  ['any', '{"checks":[],"errors":[]}'],
  ['any', '{"data":{},"errors":[{"title":"x"}]}'],
  ['any', 'a,b'],
  ['any', '<?xml version="1.0"?><report/>'],
] as const)('%s takes %j', (format, text) => {
  expect(contentProblem(Buffer.from(text), text.length, format)).toBeUndefined()
})

test.each(['false', 'Service unavailable', '"sorry, not now"', '<p>', 'id,title'])(
  'D15 csv refuses the single line %s, and takes it as the beginning of more',
  text => {
    expect(contentProblem(Buffer.from(text), text.length, 'csv')).toMatch(/, not a CSV file$/)
    expect(contentProblem(Buffer.from(`${text.replace('<', '')}\n`), text.length + 1, 'csv')).toBeUndefined()
  },
)

test('a first line that is longer than the first bytes may be one of a table', () => {
  expect(contentProblem(Buffer.alloc(HEAD_BYTES, 'a,'), HEAD_BYTES + 1, 'csv')).toBeUndefined()
})

test('a document that is longer than its first bytes is not judged by them', () => {
  const head = Buffer.from(`{"error":"x"${' '.repeat(HEAD_BYTES - 12)}`)
  expect(contentProblem(head, HEAD_BYTES + 1, 'json')).toBeUndefined()
})

test.each([
  ['json', '{"error":{"code":403,"status":"PERMISSION_DENIED"}}'],
  ['json', '{"error":{"code":403,"errors":[{"reason":"forbidden"}]}}'],
  ['json', '{"error":"invalid_token"}'],
  ['any', '{"errors":[{"status":"404"}]}'],
  ['json', '{"detailCode":"500.0 Internal fault","trackingId":"e7eab60924f64aa284175b9fa3309599"}'],
  ['any', '<Error><Code>AccessDenied</Code></Error>'],
] as const)('%s refuses the error %j', (format, text) => {
  expect(contentProblem(Buffer.from(text), text.length, format)).toMatch(/^an error message, not /)
})
