import { createHash, randomBytes } from 'node:crypto'
import type { Fault } from '../../simulator/faults.ts'
import type { SimulatedFile } from '../../simulator/files/content.ts'
import { contentOf, generatedContent } from '../../simulator/files/content.ts'
import { snykCsv, vmwareCsv } from '../../simulator/files/samples.ts'
import { planFor } from '../../simulator/jobs/examples.ts'
import type { Answer } from '../../simulator/server.ts'
import { storeRefusal } from '../../simulator/store/refusals.ts'
import { apiCalls, type Run, storeCalls, useAction } from '../support/action.ts'
import { expectFiles, expectNoFiles } from '../support/action-files.ts'

const action = useAction()
const FACTOR = 50

/** An archive by its first bytes, whose other bytes tell every offset from every other. */
const ARCHIVE: SimulatedFile = {
  name: 'example.zip',
  content: contentOf(Buffer.concat([Buffer.of(0x50, 0x4b, 3, 4), randomBytes(400_000)])),
}
const { content } = ARCHIVE
const cut: Fault = { kind: 'truncate', afterBytes: 5000 }
const whole = ({ size, etag, read }: SimulatedFile['content'], headers: Answer['headers'] = {}): Answer => ({
  status: 200,
  headers: { 'content-length': String(size), etag, ...headers },
  body: read(0, size),
})

/** Fetches one archive through faults of the store. */
function fetched(faults: readonly Fault[], file = ARCHIVE): Promise<Run> {
  return action.play({
    plan: planFor('closient', 'succeeded', { files: [file] }),
    factor: FACTOR,
    prepare: ({ simulator, job }) => simulator.inject({ path: job.storePaths[0] ?? '', faults }),
  })
}

const ranges = ({ simulator }: Run) =>
  simulator.requests.filter(({ server }) => server === 'store').map(({ headers }) => headers.range)

const MIB = 1024 * 1024

test('D02 a server that ignores the range gets the file started over, with nothing left of it', async () => {
  // So much is on the disk before the cut; the new answer is shorter, and VMware declares no size.
  const old = generatedContent(3 * MIB)
  const file = vmwareCsv(3)
  const headers = { 'content-disposition': `attachment; filename="${file.name}"` }
  const answers = [{ ...whole(old), body: brokenOff(old.read(0, 2 * MIB)) }, whole(file.content, headers)]
  const run = await action.play({
    plan: planFor('vmware', 'succeeded', { files: [file] }),
    factor: FACTOR,
    prepare: ({ simulator }) =>
      simulator.inject({ path: /\/data$/, faults: answers.map(answer => ({ kind: 'answer', answer })) }),
  })
  await expectFiles(run)
  const asked = run.simulator.requests.filter(({ url }) => url.pathname.endsWith('/data'))
  expect(asked.map(request => request.headers.range)).toEqual([
    undefined,
    expect.stringMatching(/^bytes=\d+-$/),
  ])
})

test.each([
  ['start', `bytes 0-9/${content.size}`],
  ['total', `bytes 5000-5009/${content.size + 1}`],
  ['unit', `lines 5000-5009/${content.size}`],
])('D03 a part of another %s gets the file started over', async (_, range) => {
  const headers = { 'content-range': range, etag: content.etag }
  const run = await fetched([cut, { kind: 'answer', answer: { status: 206, headers, body: 'x'.repeat(10) } }])
  await expectFiles(run)
  expect(ranges(run)).toEqual([undefined, 'bytes=5000-', undefined])
})

async function* brokenOff(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* bytes
  // Lets the bytes leave before the connection goes.
  await new Promise(resolve => setTimeout(resolve, 100))
  throw new Error('the end of the chunks is never sent')
}

test('D04 a refused range at the exact end means that nothing is missing', async () => {
  const body = brokenOff(content.read(0, content.size))
  const run = await fetched([
    { kind: 'answer', answer: { status: 200, headers: { etag: content.etag }, body } },
  ])
  await expectFiles(run)
  expect(ranges(run)).toEqual([undefined, `bytes=${content.size}-`])
})

test('D05 a file that has changed between two parts is started over', async () => {
  const old = contentOf(randomBytes(5000))
  const answer = {
    status: 200,
    headers: { etag: old.etag, 'content-length': String(content.size) },
    body: brokenOff(old.read(0, old.size)),
  }
  const run = await fetched([{ kind: 'answer', answer }])
  await expectFiles(run)
  const [, second] = run.simulator.requests.filter(({ server }) => server === 'store')
  expect(second?.headers).toMatchObject({ range: 'bytes=5000-', 'if-range': old.etag })
})

test('D06 without a strong entity tag nothing is resumed', async () => {
  const run = await fetched([cut], { ...ARCHIVE, headers: { etag: 'W/"1"' } })
  await expectFiles(run)
  expect(ranges(run)).toEqual([undefined, undefined])
})

test('D09 a file of unknown length is fine', async () => {
  const answer = { status: 200, body: content.read(0, content.size) }
  const run = await fetched([{ kind: 'answer', answer }])
  await expectFiles(run)
  expect(ranges(run)).toEqual([undefined])
})

test('D12 a signature that does not match gets one fresh link', async () => {
  const forged = { kind: 'answer', answer: storeRefusal('s3', 'forged') } as const
  const run = await fetched(Array(9).fill(forged))
  expect(run.result.outputs['failure-code']).toBe('download')
  expect(run.error).toContain('SignatureDoesNotMatch')
  const calls = run.simulator.requests.map(({ server }) => server)
  expect(calls).toEqual(['api', 'store', 'api', 'store'])
  expectNoFiles(run)
})

test('D13 a store that does not know the file three times is asked again, once with a fresh link', async () => {
  const missing = { kind: 'answer', answer: storeRefusal('s3', 'missing') } as const
  const run = await fetched([missing, missing, missing])
  await expectFiles(run)
  const calls = run.simulator.requests.map(({ server }) => server)
  expect(calls).toEqual(['api', 'store', 'api', 'store', 'store', 'store'])
})

test('D14 a store that asks to slow down is asked again', async () => {
  const busy = { kind: 'answer', answer: storeRefusal('s3', 'busy') } as const
  const run = await fetched([busy, busy])
  await expectFiles(run)
  expect(apiCalls(run)).toHaveLength(1)
})

const wrong = (algorithm: string) => createHash(algorithm).update('other bytes').digest('base64')

test.each([
  ['content-md5', wrong('md5')],
  ['x-ms-blob-content-md5', wrong('md5')],
  ['x-goog-hash', `crc32c=AAAAAA==,md5=${wrong('md5')}`],
  ['x-amz-checksum-sha256', wrong('sha256')],
  ['x-amz-checksum-crc32', 'AAAAAA=='],
  ['digest', `SHA-256=${wrong('sha256')}`],
  ['repr-digest', `sha-256=:${wrong('sha256')}:`],
])('D17 a file that is not what %s promises is fetched three times and not kept', async (name, value) => {
  const run = await fetched([], { ...ARCHIVE, headers: { [name]: value } })
  expect(run.result.outputs['failure-code']).toBe('download')
  expect(run.error).toMatch(new RegExp(`is not that of the (${name}|content-md5) header`))
  expect(ranges(run)).toEqual([undefined, undefined, undefined])
  expectNoFiles(run)
})

test('D18 a transfer that stalls for a minute is resumed', async () => {
  const run = await fetched([{ kind: 'stall', afterBytes: 100_000 }])
  await expectFiles(run)
  expect(ranges(run)).toEqual([undefined, expect.stringMatching(/^bytes=\d+-$/)])
  expect(run.result.log).toContain('stalled: less than 1024 bytes a second came for 60 s')
})

/** The beginning at once, then 100 bytes a second of the step; it would end by itself long after the minute. */
async function* dripping(): AsyncGenerator<Uint8Array> {
  yield* content.read(0, 100_000)
  for (let at = 100_000; at < 140_000; at += 500) {
    await new Promise(resolve => setTimeout(resolve, 5_000 / FACTOR))
    yield* content.read(at, at + 500)
  }
  throw new Error('the rest never comes')
}

test('D18 a transfer that only drips for a minute is resumed', async () => {
  const answer = { ...whole(content), body: dripping() }
  const run = await fetched([{ kind: 'answer', answer }])
  await expectFiles(run)
  expect(ranges(run)).toEqual([undefined, expect.stringMatching(/^bytes=1\d{5}-$/)])
  expect(run.result.log).toContain('stalled: less than 1024 bytes a second came for 60 s')
})

test('D19 a file under a Content-Encoding that was not asked for is refused', async () => {
  const run = await fetched([], { ...ARCHIVE, headers: { 'content-encoding': 'gzip' } })
  expect(run.result.outputs['failure-code']).toBe('download')
  expect(run.error).toContain('compressed as gzip, which was not requested')
  expectNoFiles(run)
})

test('D21 F09 a size that does not fit on the disk is told before the first byte', async () => {
  const run = await fetched([], { ...ARCHIVE, declaredSize: 1e16 })
  expect(run.result.outputs['failure-code']).toBe('download')
  expect(run.error).toMatch(/has .+ left, but the download needs 10 PB/)
  expect(storeCalls(run)).toEqual([])
  expectNoFiles(run)
})

test('D22 one of three files that cannot be had leaves none', async () => {
  const run = await action.play({
    plan: planFor('snyk', 'succeeded', { files: [snykCsv(1, 9), snykCsv(2, 9), snykCsv(3, 9)] }),
    factor: FACTOR,
    prepare: ({ simulator, job }) => {
      const answer = { status: 400, body: 'no' }
      simulator.inject({ path: job.storePaths[1] ?? '', faults: [{ kind: 'answer', answer }] })
    },
  })
  expect(run.result.outputs['failure-code']).toBe('download')
  expect(run.error).toContain('data_1_2_0.csv (file 2 of 3)')
  expectNoFiles(run)
})
