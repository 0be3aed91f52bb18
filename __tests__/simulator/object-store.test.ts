import { contentOf } from '../../simulator/files/content.ts'
import { planFor } from '../../simulator/jobs/examples.ts'
import type { ClosientPlan } from '../../simulator/jobs/plans.ts'
import type { StoreStyle } from '../../simulator/store/links.ts'
import { useSimulator } from '../support/cleanup.ts'
import { fetchPlain } from '../support/plain-http.ts'

const start = useSimulator()
const STYLES: readonly StoreStyle[] = ['s3', 'gcs', 'azure']
const TEXT = 'The quick brown fox jumps over the lazy dog'

async function storing(plan: Partial<ClosientPlan> = {}, now: () => number = Date.now) {
  const simulator = await start({ now })
  const files = [{ name: 'fox & dog.txt', content: contentOf(TEXT) }]
  const job = simulator.jobs.add({ ...planFor('closient', 'succeeded'), files, ...plan })
  return { simulator, job, link: () => job.links()[0]?.url ?? '' }
}

test.each(STYLES)('a link of %s serves the file with a strong tag and a checksum', async store => {
  const { link } = await storing({ store })
  const response = await fetchPlain(link())
  expect([response.status, response.text]).toEqual([200, TEXT])
  expect(response.headers.etag).toMatch(/^"[0-9a-f]{32}"$/)
  const md5 = 'nhB9nTcrtoJr2B01QqQZ1g=='
  expect(response.headers[store === 'gcs' ? 'x-goog-hash' : 'content-md5']).toBe(
    store === 'gcs' ? `md5=${md5}` : md5,
  )
})

test.each([
  ['s3', 403, 'AccessDenied', 'Request has expired'],
  ['gcs', 400, 'ExpiredToken', ''],
  ['azure', 403, 'AuthenticationFailed', 'Signature not valid in the specified time frame'],
] as const)('an expired link of %s is refused in its own words', async (store, status, code, words) => {
  let now = Date.now()
  const { link } = await storing({ store, linkLivesMs: [5000] }, () => now)
  const url = link()
  expect((await fetchPlain(url)).status).toBe(200)
  now += 5000
  const response = await fetchPlain(url)
  expect([response.status, response.headers['content-type']]).toEqual([status, 'application/xml'])
  expect(response.text).toContain(`<Code>${code}</Code>`)
  expect(response.text).toContain(words)
  expect((await fetchPlain(link())).status).toBe(200)
})

test.each(STYLES)('a link of %s can be dead from the start, the next one alive', async store => {
  const { link } = await storing({ store, linkLivesMs: [0, 60_000] })
  expect((await fetchPlain(link())).status).toBeGreaterThanOrEqual(400)
  expect((await fetchPlain(link())).status).toBe(200)
})

test.each(STYLES)('a link of %s that was changed or lacks its signature is refused', async store => {
  const { link, job } = await storing({ store })
  const changed = new URL(link())
  changed.searchParams.append('response-content-type', 'text/html')
  const bare = link().replace(/\?.*/, '')
  const other = link().replace(job.storePaths[0] ?? '', '/another/object')
  for (const url of [changed.href, bare, other]) {
    const response = await fetchPlain(url)
    expect(response.status).toBe(403)
    expect(response.text).toMatch(/SignatureDoesNotMatch|AuthenticationFailed/)
  }
})

test('escapes and the order of the query do not matter to a signature', async () => {
  const { link } = await storing()
  const url = new URL(link())
  const turned = [...url.searchParams].reverse().map(pair => pair.map(encodeURIComponent).join('='))
  expect((await fetchPlain(`${url.origin}${url.pathname}?${turned.join('&')}`)).status).toBe(200)
})

test.each(['authorization', 'x-api-key', 'cookie'])('a foreign %s is refused and recorded', async name => {
  const { simulator, link } = await storing({ store: 's3' })
  const response = await fetchPlain(link(), { headers: { [name]: 'leaked' } })
  expect(response.status).toBe(400)
  expect(response.text).toContain('Only one auth mechanism allowed')
  expect(simulator.requests.at(-1)).toMatchObject({ server: 'store', headers: { [name]: 'leaked' } })
})

test.each([
  ['bytes=4-8', 'bytes 4-8/43', 'quick'],
  ['bytes=40-', 'bytes 40-42/43', 'dog'],
  ['bytes=40-999', 'bytes 40-42/43', 'dog'],
  ['bytes=-3', 'bytes 40-42/43', 'dog'],
])('Range: %s gets a part', async (range, contentRange, text) => {
  const { link } = await storing()
  const response = await fetchPlain(link(), { headers: { range } })
  expect([response.status, response.headers['content-range'], response.text]).toEqual([
    206,
    contentRange,
    text,
  ])
})

test('a range past the end is refused with the size', async () => {
  const { link } = await storing()
  const response = await fetchPlain(link(), { headers: { range: 'bytes=43-' } })
  expect([response.status, response.headers['content-range'], response.text]).toEqual([416, 'bytes */43', ''])
})

test.each(['bytes=8-4', 'lines=1-2', 'bytes=-', 'bytes=0-1,3-4'])('Range: %s is ignored', async range => {
  const { link } = await storing()
  expect((await fetchPlain(link(), { headers: { range } })).status).toBe(200)
})

test('If-Range holds for the strong tag only', async () => {
  const { link } = await storing()
  const etag = (await fetchPlain(link())).headers.etag ?? ''
  const statusFor = async (condition: string) =>
    (await fetchPlain(link(), { headers: { range: 'bytes=4-', 'if-range': condition } })).status
  expect(await statusFor(etag)).toBe(206)
  expect(await statusFor('"another"')).toBe(200)
})

test('a weak tag never guards a range', async () => {
  const files = [{ name: 'a', content: contentOf(TEXT), headers: { etag: 'W/"1"' } }]
  const { link } = await storing({ files })
  expect((await fetchPlain(link(), { headers: { range: 'bytes=4-', 'if-range': 'W/"1"' } })).status).toBe(200)
})

test('the headers of a file win over the usual ones', async () => {
  const headers = { 'content-md5': 'wrong', 'content-type': 'text/html' }
  const { link } = await storing({ store: 's3', files: [{ name: 'a', content: contentOf(TEXT), headers }] })
  expect((await fetchPlain(link())).headers).toMatchObject(headers)
})
