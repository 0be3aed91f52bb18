import { createHash } from 'node:crypto'
import { crc32c, createDigester, promisedChecksums } from '../../src/download/checksums.ts'

// Test vectors of RFC 3720, B.4.
test.each([
  ['32 bytes of zeroes', Buffer.alloc(32), 0x8a9136aa],
  ['32 bytes of ones', Buffer.alloc(32, 0xff), 0x62a8ab43],
  ['32 bytes incrementing', Buffer.from(Array.from({ length: 32 }, (_, i) => i)), 0x46dd794e],
  ['32 bytes decrementing', Buffer.from(Array.from({ length: 32 }, (_, i) => 31 - i)), 0x113fdb5c],
  ['nine digits', Buffer.from('123456789'), 0xe3069283],
  ['nothing', Buffer.alloc(0), 0],
])('CRC-32C of %s', (_, bytes, expected) => {
  expect(crc32c(bytes)).toBe(expected)
})

test('CRC-32C can be computed in pieces of any size', () => {
  const bytes = Buffer.from('the quick brown fox jumps over the lazy dog')
  for (let cut = 0; cut <= bytes.length; cut += 1)
    expect(crc32c(bytes.subarray(cut), crc32c(bytes.subarray(0, cut)))).toBe(crc32c(bytes))
})

test('a digester computes every algorithm in pieces', () => {
  const digester = createDigester(['md5', 'sha1', 'sha512', 'crc32', 'crc32c', 'sha256', 'md5'])
  digester.update(Buffer.from('1234'))
  digester.update(Buffer.from('56789'))
  const hash = (algorithm: string) => createHash(algorithm).update('123456789').digest('hex')
  expect(digester.finish()).toEqual({
    md5: hash('md5'),
    sha1: hash('sha1'),
    sha256: hash('sha256'),
    sha512: hash('sha512'),
    crc32: 'cbf43926',
    crc32c: 'e3069283',
  })
})

const MD5 = createHash('md5').update('a').digest('base64')
const SHA256 = createHash('sha256').update('a').digest('base64')
const md5 = { algorithm: 'md5', expected: createHash('md5').update('a').digest('hex') }
const sha256 = { algorithm: 'sha256', expected: createHash('sha256').update('a').digest('hex') }

test.each([
  [{ 'content-md5': MD5 }, [md5]],
  [{ 'content-md5': ` ${MD5} ` }, [md5]],
  [{ 'x-goog-hash': `crc32c=4waSgw==,md5=${MD5}` }, [{ algorithm: 'crc32c', expected: 'e3069283' }, md5]],
  [{ 'x-goog-hash': `md5=${MD5}`, 'x-goog-stored-content-encoding': 'identity' }, [md5]],
  [{ digest: `sha-256=${SHA256}, MD5=${MD5}` }, [sha256, md5]],
  [{ 'repr-digest': `sha-256=:${SHA256}:;q=1` }, [sha256]],
  [{ 'content-digest': `sha-256=:${SHA256}:`, 'content-md5': MD5 }, [sha256, md5]],
  [{ 'x-amz-checksum-sha256': SHA256, 'x-amz-checksum-type': 'FULL_OBJECT' }, [sha256]],
])('%j contains checksums', (headers, expected) => {
  expect(promisedChecksums(headers)).toEqual(expected.map(checksum => expect.objectContaining(checksum)))
})

test.each([
  ['a composite of parts', { 'x-amz-checksum-sha256': `${SHA256}-3` }],
  ['a composite by its type', { 'x-amz-checksum-sha256': SHA256, 'x-amz-checksum-type': 'COMPOSITE' }],
  ['the hash of a stored gzip', { 'x-goog-hash': `md5=${MD5}`, 'x-goog-stored-content-encoding': 'gzip' }],
  ['a digest of another length', { 'content-md5': SHA256 }],
  ['text that is not base64', { 'content-md5': '0cc175b9c0f1b6a831c399e269772661' }],
  ['an unknown algorithm', { digest: 'unixsum=30637', 'repr-digest': 'blake9=:abcd:' }],
  ['an empty value', { digest: '', 'x-goog-hash': ',', 'content-md5': '' }],
])('%s contains no checksum', (_, headers) => {
  expect(promisedChecksums(headers as Readonly<Record<string, string>>)).toEqual([])
})
