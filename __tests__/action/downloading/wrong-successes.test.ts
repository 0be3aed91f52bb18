import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { type Fault, respond } from '../../../simulator/faults.ts'
import { contentOf, type SimulatedFile } from '../../../simulator/files/content.ts'
import { closientArchive, sailpointDocument, snykCsv, vmwareCsv } from '../../../simulator/files/samples.ts'
import { planFor } from '../../../simulator/jobs/examples.ts'
import type { JobPlan } from '../../../simulator/jobs/plans.ts'
import { storeRefusal } from '../../../simulator/store/refusals.ts'
import { type Run, type StepSetup, useAction } from '../../support/action.ts'
import { expectFiles, expectNoFiles, sha256 } from '../../support/action-files.ts'
import { rawResponse } from '../../support/server.ts'

const action = useAction()

/** The endpoints from which SailPoint and VMware serve files. */
const FILE_ENDPOINT = /\/(download|data)$/

/** The same fault for each of the next requests. */
const times = (count: number, fault: Fault) => Array<Fault>(count).fill(fault)

interface Case extends Omit<StepSetup, 'plan' | 'prepare'> {
  readonly path?: RegExp
  readonly faults: readonly Fault[]
}

/** Runs a step with faults for its file: at the store, or at `path`. */
function play<Plan extends JobPlan>(plan: Plan, { path, faults, ...setup }: Case): Promise<Run<Plan>> {
  return action.run({
    plan,
    factor: 20,
    ...setup,
    prepare: ({ simulator, job }) => simulator.inject({ path: path ?? job.storePaths[0] ?? '', faults }),
  })
}

/** Expects that the step failed for this reason after `fetches` requests for the file, and kept nothing. */
function expectFailed(run: Run, reason: string | RegExp, fetches: number): void {
  expect(run.result.outputs).toMatchObject({ status: 'error', 'failure-code': 'download' })
  expect(run.error).toMatch(reason)
  expect(rangesOf(run)).toHaveLength(fetches)
  expectNoFiles(run)
}

/** The `Range` of each request for the file. */
function rangesOf({ simulator }: Run): readonly (string | undefined)[] {
  const files = simulator.requests.filter(
    ({ server, url }) => server === 'store' || FILE_ENDPOINT.test(url.pathname),
  )
  return files.map(({ headers }) => headers.range)
}

test.each([
  ['that names it', (range: string) => ({ 'content-range': range, etag: '"v1"' })],
  ['without a length, a range and a version', () => ({})],
  ['of another version', () => ({ etag: '"v2"' })],
])('D26 a 200 with only the rest of the file %s is not taken for the whole', async (_, headersFor) => {
  const file = vmwareCsv(5000)
  const bytes = await bytesOf(file)
  const rest = bytes.subarray(70_000)
  const first = { 'content-length': String(bytes.length), etag: '"v1"' }
  const second = headersFor(`bytes 70000-${bytes.length - 1}/${bytes.length}`)
  const run = await play(planFor('vmware', 'succeeded', { files: [file] }), {
    path: FILE_ENDPOINT,
    faults: [beginning(bytes.subarray(0, 70_000), first), respond(200, rest, second)],
  })
  await expectFiles(run)
  expect(rangesOf(run)).toEqual([undefined, 'bytes=70000-', undefined])
})

async function bytesOf({ content }: SimulatedFile): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of content.read(0, content.size)) pieces.push(piece)
  return Buffer.concat(pieces)
}

/** Only these bytes; the connection ends after the step has had time to read them. */
function beginning(bytes: Uint8Array, headers: Readonly<Record<string, string>>): Fault {
  async function* read() {
    yield bytes
    await sleep(300)
  }
  return {
    kind: 'truncate',
    afterBytes: Number.POSITIVE_INFINITY,
    response: { status: 200, headers, body: read() },
  }
}

test('D24 a declared size sent as a string is checked', async () => {
  const run = await action.run({
    plan: planFor('snyk', 'succeeded', { files: [{ ...snykCsv(1, 1), headers: { 'content-md5': 'none' } }] }),
    factor: 20,
    prepare: ({ simulator, job }) => {
      const results = job.links().map(({ url }) => ({ url, file_size: '800' }))
      const body = JSON.stringify({ data: { id: job.id, attributes: { status: 'FINISHED', results } } })
      simulator.inject({ path: /^\/rest/, faults: times(9, respond(200, body)) })
    },
  })
  expectFailed(run, 'the provider declared 800', 3)
})

const LARGE_ARCHIVE = closientArchive(300)
const GZIP = gzipSync(randomBytes(60_000))
const DOCUMENT = sailpointDocument(300)

const CUT: readonly (readonly [string, JobPlan, RegExp | undefined, Buffer])[] = [
  [
    'a zip archive',
    planFor('closient', 'succeeded', { files: [{ ...LARGE_ARCHIVE, declaredSize: 0 }] }),
    undefined,
    await bytesOf(LARGE_ARCHIVE),
  ],
  [
    'a gzipped archive',
    {
      ...planFor('closient', 'succeeded', {
        files: [{ name: 'a.tar.gz', content: contentOf(GZIP), declaredSize: 0 }],
      }),
      archiveFormat: 'tar.gz',
    },
    undefined,
    GZIP,
  ],
  [
    'a JSON document',
    planFor('sailpoint', 'succeeded', { files: [DOCUMENT] }),
    FILE_ENDPOINT,
    await bytesOf(DOCUMENT),
  ],
]

test.each(CUT)(
  'D27 %s of unknown length that is truncated is requested again and not kept',
  async (_, plan, path, bytes) => {
    const cut = respond(200, bytes.subarray(0, 36_000))
    const once = await play(plan, { ...(path && { path }), faults: [cut] })
    expect(once.result.outputs).toMatchObject({ status: 'succeeded', size: String(bytes.length) })
    const always = await play(plan, { ...(path && { path }), faults: times(9, cut) })
    expectFailed(always, /is cut short/, 3)
  },
)

const table = 'id,title\n'.repeat(1177)

test('D28 a file longer than its content-length is not kept', async () => {
  const bytes = rawResponse(table, ['content-type: text/csv', 'content-length: 1891'])
  const run = await play(planFor('vmware', 'succeeded'), {
    path: FILE_ENDPOINT,
    faults: times(9, { kind: 'raw', bytes, end: 'never' }),
  })
  expectFailed(run, 'more bytes than the 1891 that the server announced', 3)
})

test('D28 bytes after the content-length of an API response are ignored', async () => {
  const status = JSON.stringify({ status: 'COMPLETED' })
  const bytes = rawResponse(`${status}excess`, [`content-length: ${status.length}`])
  const run = await play(planFor('vmware', 'succeeded'), {
    path: /\/exports$/,
    faults: [{ kind: 'raw', bytes, end: 'never' }],
  })
  await expectFiles(run)
  expect(run.result.outputs.polls).toBe('1')
})

const TRACE = 'at com.example.Export.run(Export.java:42)\n'.repeat(140)
const JSON_TYPE = { 'content-type': 'application/json' }

const ERRORS: readonly (readonly [string, string, Readonly<Record<string, string>>])[] = [
  ['a long XML error', `<Error><Code>InternalError</Code><Message>${TRACE}</Message></Error>`, {}],
  [
    'a long Spring error',
    JSON.stringify({
      timestamp: 1,
      status: 500,
      error: 'Internal Server Error',
      trace: TRACE,
      path: '/data',
    }),
    JSON_TYPE,
  ],
  ['a gateway error', '{"message":"Forbidden"}', JSON_TYPE],
  ['an error with a status code', '{"statusCode":403,"message":"Forbidden"}', JSON_TYPE],
  [
    'problem details',
    '{"type":"https://example.com/out-of-credit","title":"No credit","balance":30}',
    { 'content-type': 'application/problem+json' },
  ],
  ['null', 'null', JSON_TYPE],
  [
    'two lines of an HTML page',
    'The service is not available.\nPlease log in.\n',
    { 'content-type': 'text/html' },
  ],
]

test.each(ERRORS)('D15 D31 %s in place of the file is not kept', async (_, body, headers) => {
  const run = await play(planFor('vmware', 'succeeded'), {
    path: FILE_ENDPOINT,
    faults: times(9, respond(200, body, headers)),
  })
  expectFailed(run, / is (an error message|an HTML page|the JSON value null); expected an exported file/, 3)
})

test('D31 a table with the content type text/html is kept', async () => {
  const files = [{ ...vmwareCsv(9), headers: { 'content-type': 'text/html; charset=utf-8' } }]
  await expectFiles(await play(planFor('vmware', 'succeeded', { files }), { faults: [] }))
})

const compressed = respond(200, gzipSync(table), { 'transfer-encoding': 'gzip, chunked' })

test('D29 a file with a transfer coding that was not requested is not kept', async () => {
  const run = await play(planFor('vmware', 'succeeded'), {
    path: FILE_ENDPOINT,
    faults: times(9, compressed),
  })
  expectFailed(run, 'compressed as gzip, which was not requested', 3)
  expect(run.error).toContain('the server always compresses this one')
  expect(run.error).not.toContain('Run the step again')
})

test('D29 a status response with a transfer coding that was not requested is not read', async () => {
  const run = await play(planFor('vmware', 'succeeded'), {
    path: /\/exports$/,
    faults: times(9, compressed),
  })
  expect(run.result.outputs['failure-code']).toBe('protocol')
  expect(run.error).toContain('compressed as gzip, which was not requested')
})

/** A file with the same length and entity tag and without a checksum, as the objects of two exports may be. */
function twin(): SimulatedFile {
  const content = contentOf(Buffer.concat([Buffer.of(0x50, 0x4b, 3, 4), randomBytes(400_000)]))
  const headers = { etag: '"1"', 'content-md5': 'none', 'x-goog-hash': 'none' }
  return { name: 'example.zip', content, declaredSize: 0, headers }
}

test('D30 a refreshed link to another object restarts the file, even with an equal entity tag', async () => {
  const [file, other] = [twin(), twin()]
  const bytes = await bytesOf(file)
  const headers = { 'content-length': String(file.content.size), etag: '"1"' }
  const run = await action.run({
    plan: planFor('closient', 'succeeded', { files: [file] }),
    factor: 20,
    prepare: ({ simulator, job }) => {
      simulator.inject({
        path: job.storePaths[0] ?? '',
        faults: [
          beginning(bytes.subarray(0, 5000), headers),
          { kind: 'response', response: storeRefusal('s3', 'expired') },
        ],
      })
      const fresh = simulator.jobs.add(planFor('closient', 'succeeded', { files: [other] }))
      const status = { status: 'completed', download_url: fresh.links()[0]?.url, output_filename: other.name }
      simulator.inject({
        path: /\/data-export\//,
        faults: [{ kind: 'pass' }, respond(200, JSON.stringify(status))],
      })
    },
  })
  expect(run.result.outputs.sha256).toBe(sha256(await bytesOf(other)))
  expect(rangesOf(run)).toEqual([undefined, 'bytes=5000-', 'bytes=5000-', undefined])
})

test('D25 a store error full of spaces does not block the step', async () => {
  const body = `<Error ><Code>${' '.repeat(60_000)}`
  const run = await play(planFor('closient', 'succeeded'), {
    faults: times(1, respond(403, body)),
  })
  await expectFiles(run)
  expect(run.result.log).toContain('has expired or was rejected')
})
