import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { type Content, contentOf, digestOf, generatedContent } from '../../simulator/files/content.ts'
import { unzip } from '../../simulator/files/unzip.ts'
import { zipOf } from '../../simulator/files/zip.ts'

async function bytesOf(content: Content, start = 0, end = content.size): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of content.read(start, end)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

const MIB = 1024 * 1024

test.each([0, 1, MIB - 1, MIB, 2 * MIB + 17])(
  'generated content of %i bytes is the same from any offset',
  async size => {
    const content = generatedContent(size)
    const complete = await bytesOf(content)
    expect(complete).toHaveLength(size)
    for (const [start, end] of [
      [0, size],
      [size >> 1, size],
      [size - 1, size],
      [MIB - 5, MIB + 5],
    ] as const) {
      if (start < 0 || end > size) continue
      expect((await bytesOf(content, start, end)).equals(complete.subarray(start, end))).toBe(true)
    }
  },
)

test('all blocks of generated content are different', async () => {
  const content = generatedContent(3 * MIB)
  const blocks = await Promise.all([0, 1, 2].map(index => bytesOf(content, index * MIB, (index + 1) * MIB)))
  const digests = blocks.map(block => createHash('sha256').update(block).digest('hex'))
  expect(new Set(digests).size).toBe(3)
})

test('a digest covers the complete content', async () => {
  const digest = await digestOf(contentOf('abc'), 'sha256')
  expect(digest.toString('hex')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
})

test('an archive unpacks to the same texts, with correct checksums', () => {
  const archive = zipOf([
    { name: 'a/ö.txt', data: 'ä' },
    { name: 'b.txt', data: 'b\n' },
  ])
  const entries = unzip(archive)
  expect(entries.map(({ name, data }) => [name, data.toString()])).toEqual([
    ['a/ö.txt', 'ä'],
    ['b.txt', 'b\n'],
  ])
  // Offset 14 of a local header holds the CRC-32 of the data.
  expect(archive.readUInt32LE(14)).toBe(crc32('ä'))
})
