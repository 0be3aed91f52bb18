import { randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { zipOf } from '../../simulator/files/zip.ts'
import { isWholeGzip, isWholeZip, type Read } from '../../src/download/archive.ts'
import { findingIn } from '../../src/download/json.ts'

/** Reads bytes in small blocks, so that records span several of them. */
const reading = (bytes: Uint8Array, blockBytes = 1000): Read =>
  async function* (start) {
    for (let at = start; at < bytes.length; at += blockBytes) yield bytes.subarray(at, at + blockBytes)
  }

const ENTRIES = Array.from({ length: 50 }, (_, i) => ({ name: `${i}.csv`, data: 'id,title\n'.repeat(40) }))
const ZIP = zipOf(ENTRIES)
const END_BYTES = 22

const isZip = (bytes: Uint8Array) => isWholeZip(reading(bytes), bytes.length)

/** The archive with a comment after its end record. */
function withComment(comment: Buffer, zip = ZIP): Buffer {
  const commented = Buffer.concat([zip, comment])
  commented.writeUInt16LE(comment.length, zip.length - 2)
  return commented
}

/** The archive with the position of its directory in a zip64 record. */
function zip64(zip = ZIP): Buffer {
  const end = Buffer.from(zip.subarray(-END_BYTES))
  const rest = zip.subarray(0, -END_BYTES)
  const record = Buffer.alloc(56)
  record.write('PK\u0006\u0006', 'latin1')
  record.writeBigUInt64LE(44n, 4)
  record.writeBigUInt64LE(BigInt(end.readUInt32LE(12)), 40)
  record.writeBigUInt64LE(BigInt(end.readUInt32LE(16)), 48)
  const locator = Buffer.alloc(20)
  locator.write('PK\u0006\u0007', 'latin1')
  locator.writeBigUInt64LE(BigInt(rest.length), 8)
  end.fill(0xff, 8, 20)
  return Buffer.concat([rest, record, locator, end])
}

describe('a zip archive', () => {
  test.each([
    ['with entries', ZIP],
    ['without entries', zipOf([])],
    ['with a comment', withComment(Buffer.from('made by an example'))],
    ['with a comment of maximum length', withComment(randomBytes(0xffff))],
    ['with an end record in its comment', withComment(Buffer.concat([zipOf([]), Buffer.from('x')]))],
    ['with a zip64 record', zip64()],
    ['with a zip64 record and a comment', withComment(Buffer.from('large'), zip64())],
    ['of an archive', zipOf([{ name: 'inner.zip', data: ZIP.toString('latin1') }])],
  ])('D27 %s is complete', async (_, bytes) => {
    expect(await isZip(bytes)).toBe(true)
  })

  test('D27 truncated at any byte is not complete', async () => {
    for (let length = 0; length < ZIP.length; length += 7)
      expect(await isZip(ZIP.subarray(0, length))).toBe(false)
    expect(await isZip(ZIP.subarray(0, -1))).toBe(false)
    const large = zip64()
    for (let length = large.length - 110; length < large.length; length += 1)
      expect(await isZip(large.subarray(0, length))).toBe(false)
  })

  test.each([
    ['bytes after its end', Buffer.concat([ZIP, Buffer.from('Internal Server Error')])],
    ['missing bytes', Buffer.concat([ZIP.subarray(0, 500), ZIP.subarray(600)])],
    ['extra bytes in the middle', Buffer.concat([ZIP.subarray(0, 600), ZIP.subarray(500)])],
    ['a truncated comment', withComment(Buffer.from('made by an example')).subarray(0, -1)],
    [
      'a zip64 record without its locator',
      Buffer.concat([zip64().subarray(0, -42), zip64().subarray(-END_BYTES)]),
    ],
    ['a zip64 record and missing bytes', Buffer.concat([zip64().subarray(0, 500), zip64().subarray(600)])],
    ['nothing but the end records', zip64().subarray(-98)],
    ['only an entry', ZIP.subarray(0, 100)],
  ])('D27 with %s is not complete', async (_, bytes) => {
    expect(await isZip(bytes)).toBe(false)
  })

  test('D27 truncated after an archive that it contains is not complete', async () => {
    const inner = zipOf([{ name: 'a', data: 'b' }])
    // An uncompressed entry ends like the archive that it contains.
    const outer = Buffer.concat([ZIP.subarray(0, 3000), inner])
    expect(await isZip(outer)).toBe(false)
  })

  test('D27 of only end records is read in linear time', async () => {
    const records = Buffer.alloc(200_000, Buffer.from('PK\u0005\u0006'))
    expect(await isZip(records)).toBe(false)
  })
})

const GZIP = gzipSync(randomBytes(100_000))
const isGzip = (bytes: Uint8Array) => isWholeGzip(reading(bytes), bytes.length)

describe('a gzip file', () => {
  test.each([
    ['of one member', GZIP],
    ['of several members', Buffer.concat([GZIP, gzipSync(''), GZIP])],
    ['with zeros after it', Buffer.concat([GZIP, Buffer.alloc(200_000)])],
    ['with a line break after it', Buffer.concat([GZIP, Buffer.from('\n')])],
    ['with a line break of two bytes after it', Buffer.concat([GZIP, Buffer.from('\r\n')])],
    ['with zeros and a line break after it', Buffer.concat([GZIP, Buffer.alloc(5000), Buffer.from('\r\n')])],
  ])('D27 %s is complete', async (_, bytes) => {
    expect(await isGzip(bytes)).toBe(true)
  })

  test.each([
    ['truncated in the middle', GZIP.subarray(0, 50_000)],
    ['truncated in its trailer', GZIP.subarray(0, -1)],
    ['truncated in its header', GZIP.subarray(0, 5)],
    ['truncated in its second member', Buffer.concat([GZIP, GZIP.subarray(0, 3)])],
    ['with text after it', Buffer.concat([GZIP, Buffer.from('Internal Server Error')])],
    ['with two line breaks after it', Buffer.concat([GZIP, Buffer.from('\n\n')])],
    ['with only its header and a line break', Buffer.concat([GZIP.subarray(0, 20), Buffer.from('\n')])],
    ['with one byte after it', Buffer.concat([GZIP, Buffer.from('x')])],
    ['with zeros and text after it', Buffer.concat([GZIP, Buffer.alloc(5000), Buffer.from('x')])],
    ['with a damaged byte', Buffer.concat([GZIP.subarray(0, 500), Buffer.from('x'), GZIP.subarray(501)])],
  ])('D27 %s is not complete', async (_, bytes) => {
    expect(await isGzip(bytes)).toBe(false)
  })

  test('a read error does not count as damage', async () => {
    const gone = new Error('gone')
    const failing: Read = async function* () {
      yield GZIP.subarray(0, 1000)
      throw gone
    }
    await expect(isWholeGzip(failing, 2000)).rejects.toBe(gone)
  })
})

describe('a JSON file', () => {
  const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')
  const find = (text: string | Buffer, untilEnd = false, encoding = 'utf-8') =>
    findingIn(reading(Buffer.from(text)), { encoding, untilEnd }).then(({ kind }) => kind)
  const long = 'x'.repeat(6000)

  test.each([
    ['a list of several', '[{"error":"x"},{"error":"y"}]'],
    ['a list of messages', '[{"message":"x"}]'],
    ['a first key with data', `{"objects":[],"error":"x"}`],
    ['a key with data after error keys', `{"message":"${long}","rows":[]}`],
    ['no key', '{}'],
    ['no key that says why', '{"status":"ok","timestamp":1}'],
  ])('D15 with %s is a document', async (_, text) => {
    expect(await find(text)).toBe('document')
    expect(await find(text, true)).toBe('document')
  })

  test('D15 with several lines is no error', async () => {
    const text = `{"message":"${long}"}\n{"message":"b"}\n`
    expect(await find(text)).toBe('document')
    expect(await find(text, true)).toBe('lines')
  })

  test.each([
    ['of any size', `{"error":{"trace":"${long}"}}`],
    ['after a byte order mark', '\ufeff{"error":"x"}'],
  ])('D15 with only an error %s is an error', async (_, text) => {
    expect(await find(text)).toBe('error')
    expect(await find(text, true)).toBe('error')
  })

  test('D15 in UTF-16 is decoded', async () => {
    expect(await find(utf16('{"error":"∢嬢"}'), false, 'utf-16le')).toBe('error')
    expect(await find(utf16('{"rows":"∢嬢"}').swap16(), true, 'utf-16be')).toBe('document')
  })

  test('D15 is read only as long as it could be an error', async () => {
    const endless: Read = async function* () {
      yield Buffer.from('{"objects":[')
      throw new Error('read on')
    }
    expect(await findingIn(endless, { encoding: 'utf-8', untilEnd: false })).toMatchObject({
      kind: 'document',
    })
    await expect(findingIn(endless, { encoding: 'utf-8', untilEnd: true })).rejects.toThrow('read on')
  })

  test('D27 without an end is truncated', async () => {
    expect(await find('{"objects":[{}', true)).toBe('cut')
    expect(await find('{"objects":[{}', false)).toBe('document')
    expect(await find('{"message":"x', false)).toBe('cut')
  })

  test('D27 with the beginning of a character after it is damaged', async () => {
    expect(await find(Buffer.concat([Buffer.from('{"a":1}'), Buffer.of(0xc3)]), true)).toBe('damaged')
  })

  test.each([
    ['[section]\nname=value', 'other'],
    ['{\\rtf1}', 'other'],
    ['[1,2] and more', 'other'],
    ['{"a":1} and more', 'damaged'],
    ['{"a":1}\n{"a":2}\nand more', 'damaged'],
    ['[{"a":1}]\n</html>', 'damaged'],
    ['{"a":[1}', 'damaged'],
  ])('D27 %j is %s', async (text, kind) => {
    expect(await find(text, true)).toBe(kind)
  })
})
