import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { zipOf } from '../../simulator/files/zip.ts'
import { compressionLevel, isCompressed } from '../../src/artifact/compression.ts'

test.each([
  ['gzip', gzipSync('text')],
  ['zstd', zstdCompressSync('text')],
  ['zip', zipOf([{ name: 'a.txt', data: 'text' }])],
  ['empty zip', zipOf([])],
])('%s is recognised by its first bytes', (_, bytes) => {
  expect(isCompressed('data', bytes.subarray(0, 6))).toBe(true)
})

test.each([
  ['export.csv', 'id,title'],
  ['zip', 'PKZIP is a program'],
  ['empty', ''],
])('%s is not compressed', (name, head) => {
  expect(isCompressed(name, Buffer.from(head).subarray(0, 6))).toBe(false)
})

test('a format without magic bytes is recognised by its name', () => {
  expect(isCompressed('page.html.br', Buffer.from('......'))).toBe(true)
})

describe('one level for all', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'level-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  const write = async (name: string, bytes: Uint8Array) => {
    await writeFile(join(folder, name), bytes)
    return { path: join(folder, name), name, size: bytes.length, sha256: '' }
  }

  test.each([
    [100, 1000, 6],
    [1000, 100, 0],
  ])('%s bytes of gzip beside %s of text', async (packed, plain, level) => {
    const gzip = Buffer.concat([gzipSync(''), Buffer.alloc(packed - gzipSync('').length)])
    const files = [await write('a', gzip), await write('b', Buffer.alloc(plain, 'x'))]
    expect(await compressionLevel(files)).toBe(level)
  })

  test('nothing but an empty file', async () => {
    expect(await compressionLevel([await write('empty.csv', Buffer.alloc(0))])).toBe(6)
  })
})
