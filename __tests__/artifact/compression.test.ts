import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { zipOf } from '../../simulator/files/zip.ts'
import { compressionLevel } from '../../src/artifact/compression.ts'
import { localFile } from '../support/report-values.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'level-'))
})
afterEach(() => rm(folder, { recursive: true }))

const write = async (name: string, content: string | Uint8Array) => {
  const bytes = Buffer.from(content)
  await writeFile(join(folder, name), bytes)
  return localFile({ path: join(folder, name), name, size: bytes.length })
}

test.each([
  ['gzip', gzipSync('text')],
  ['zstd', zstdCompressSync('text')],
  ['zip', zipOf([{ name: 'a.txt', data: 'text' }])],
  ['an empty zip', zipOf([])],
])('%s is recognized by its first bytes', async (_, bytes) => {
  expect(await compressionLevel([await write('data', bytes)])).toBe(0)
})

test.each([
  ['export.csv', 'id,title'],
  ['zip', 'PKZIP is a program'],
  ['short', 'P'],
  ['empty', ''],
])('%s is not compressed', async (name, text) => {
  expect(await compressionLevel([await write(name, text)])).toBe(6)
})

test('a format without magic bytes is recognized by its name', async () => {
  expect(await compressionLevel([await write('page.html.br', '......')])).toBe(0)
})

test.each([
  [100, 1000, 6],
  [1000, 100, 0],
])('%s bytes of gzip and %s of text: level %s', async (packed, plain, level) => {
  const gzip = Buffer.concat([gzipSync(''), Buffer.alloc(packed - gzipSync('').length)])
  const files = [await write('a', gzip), await write('b', Buffer.alloc(plain, 'x'))]
  expect(await compressionLevel(files)).toBe(level)
})
