import { shareLinks } from '../../src/download/links.ts'
import type { RemoteFile } from '../../src/providers/provider.ts'
import { virtualClock } from '../support/virtual-clock.ts'

const COUNT = 20_000
const { signal } = new AbortController()

const file = (url: string, facts: Partial<RemoteFile> = {}): RemoteFile => ({
  url: `https://store.example${url}`,
  credential: 'none',
  stem: 'export',
  format: 'any',
  ...facts,
})

const many = (each: (index: number) => RemoteFile) => Array.from({ length: COUNT }, (_, i) => each(i))

/** The links of the files after a refresh that returned `fresh`. */
async function refreshed(files: readonly RemoteFile[], fresh: readonly RemoteFile[]) {
  const links = shareLinks(files, async () => fresh, {
    clock: virtualClock({ advance: 'idle' }),
    refreshMs: 20_000,
  })
  await links.refresh(links.version(), signal)
  return files.map(links.newest)
}

/** Comparing all pairs of 20,000 links would take minutes. */
describe('D32 20,000 refreshed links', () => {
  test('with the same addresses', async () => {
    const files = many(i => file(`/part_${i}?sig=old`))
    const fresh = many(i => file(`/part_${i}?sig=new`))
    expect(await refreshed(files, fresh.toReversed())).toEqual(fresh)
  })

  test('with other addresses and the same names', async () => {
    const files = many(i => file(`/old/${i}`, { name: `part_${i}` }))
    const fresh = many(i => file(`/new/${i}`, { name: `part_${i}` }))
    expect(await refreshed(files, fresh.toReversed())).toEqual(fresh)
  })

  test('with one address, distinguished by size', async () => {
    const files = many(i => file(`/download?part=${i}&sig=old`, { size: i }))
    const fresh = many(i => file(`/download?part=${i}&sig=new`, { size: i }))
    expect(await refreshed(files, fresh.toReversed())).toEqual(fresh)
  })

  test('with one address, half of them without a size', async () => {
    const files = many(i => file(`/${i >> 1}?sig=old`, i % 2 === 0 ? { size: i } : {}))
    const fresh = many(i => file(`/${i >> 1}?sig=new`, { size: i }))
    expect(await refreshed(files, fresh.toReversed())).toEqual(fresh)
  })

  test.each([
    ['with one address and size', () => file('/download', { size: 1 })],
    ['with one name', (i: number) => file(`/${i}`, { name: 'part', size: 1 })],
    ['with one address, without sizes', () => file('/download')],
  ])('%s are not matched', async (_, each) => {
    const moved = many(each).map(link => ({ ...link, url: `${link.url}/moved` }))
    await expect(refreshed(many(each), moved)).rejects.toThrow('cannot be matched')
  })
})

test('D32 a match leaves the other links to the remaining files', async () => {
  const files = [file('/a', { size: 1 }), file('/a'), file('/old', { name: 'c' })]
  const fresh = [file('/a', { size: 2 }), file('/a', { size: 1 }), file('/new', { name: 'c' })]
  expect(await refreshed(files, fresh)).toEqual([fresh[1], fresh[0], fresh[2]])
})

describe('D10 a link at the address of another file', () => {
  const [a, b] = [file('/0?sig=v1', { name: 'a' }), file('/1?sig=v1', { name: 'b' })]

  test('is matched by name', async () => {
    const fresh = [file('/0?sig=v2', { name: 'b' }), file('/1?sig=v2', { name: 'a' })]
    expect(await refreshed([a, b], fresh)).toEqual(fresh.toReversed())
  })

  test('is matched by size', async () => {
    const sized = (first: number, second: number, sig: string) => [
      file(`/0?sig=${sig}`, { name: 'part', size: first }),
      file(`/1?sig=${sig}`, { name: 'part', size: second }),
    ]
    const fresh = sized(2, 1, 'v2')
    expect(await refreshed(sized(1, 2, 'v1'), fresh)).toEqual(fresh.toReversed())
  })

  test('is not used if no file has its name', async () => {
    const fresh = [file('/0?sig=v2', { name: 'a' }), file('/1?sig=v2', { name: 'c' })]
    await expect(refreshed([a, b], fresh)).rejects.toThrow('cannot be matched')
  })

  test('is used if it now comes without a name', async () => {
    const fresh = [file('/0?sig=v2'), file('/1?sig=v2')]
    expect(await refreshed([a, b], fresh)).toEqual(fresh)
  })
})

describe('D10 links with one path', () => {
  const signed = (query: string, date: number) =>
    file(`/dl?${query}&X-Amz-Date=${date}&X-Amz-Signature=${encodeURIComponent(query)}${date}`)

  test('are matched by the fields of their query that stay the same', async () => {
    const fresh = [signed('file=b', 2), signed('file=a', 2)]
    expect(await refreshed([signed('file=a', 1), signed('file=b', 1)], fresh)).toEqual(fresh.toReversed())
  })

  test('are matched by several fields together', async () => {
    const fields = ['day=1&part=1', 'day=1&part=2', 'day=2&part=1', 'day=2&part=2']
    const fresh = fields.map(query => signed(query, 2))
    expect(
      await refreshed(
        fields.map(query => signed(query, 1)),
        fresh.toReversed(),
      ),
    ).toEqual(fresh)
  })

  test('are not matched if one is to another file', async () => {
    const fresh = [signed('file=a', 2), signed('file=c', 2)]
    await expect(refreshed([signed('file=a', 1), signed('file=b', 1)], fresh)).rejects.toThrow(
      'cannot be matched',
    )
  })

  test('are matched by path alone if a field moves between them', async () => {
    const fresh = [file('/a?shard=2'), file('/b?shard=1')]
    expect(await refreshed([file('/a?shard=1'), file('/b?shard=2')], fresh)).toEqual(fresh)
  })
})
