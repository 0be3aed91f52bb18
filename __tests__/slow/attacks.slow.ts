import { mkdir, readdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { measuredStep } from '../../scripts/verify/measured-step.ts'
import { respond } from '../../simulator/faults.ts'
import type { SimulatedResponse } from '../../simulator/messages.ts'
import { storeRefusal } from '../../simulator/store/refusals.ts'
import { ORG_ID } from '../support/action.ts'
import { useTempFolder } from '../support/cleanup.ts'
import { type TestServer, useServer } from '../support/server.ts'
import { useSteps } from '../support/step.ts'

import.meta.jest.setTimeout(60_000)
const steps = useSteps()
const serve = useServer()
const scratch = useTempFolder()

const onLinux = process.platform === 'linux' ? test : test.skip
const FAST_CLOCK = fileURLToPath(new URL('../support/preload/fast-clock.mjs', import.meta.url))
const ID = '94f572f3-f17d-4d8d-ac55-44a8a034a6a9'
const TOKEN = '0f0f0f0f-1111-4222-8333-444444444444'
const PART = 'id,name\n1,x\n'

const snykInputs = ({ url }: TestServer) => ({
  provider: 'snyk',
  'export-id': ID,
  'org-id': ORG_ID,
  token: TOKEN,
  'api-url': url,
})

const snykStatus = (attributes: object): SimulatedResponse => ({
  status: 200,
  body: JSON.stringify({ data: { id: ID, attributes } }),
})

const finished = (...urls: readonly string[]) =>
  snykStatus({
    status: 'FINISHED',
    row_count: urls.length,
    results: urls.map(url => ({ url, file_size: PART.length, row_count: 1 })),
  })

/** What a reader of the log, the summary and the outputs other than the links sees. */
const shownBy = ({ log, summary, outputs }: Awaited<ReturnType<typeof steps.run>>) =>
  [
    ...log.split('\n').filter(line => !line.startsWith('::add-mask::')),
    summary,
    ...Object.values({ ...outputs, 'download-url': '' }),
  ].join('\n')

test('T5 12,000 parts and one expired link end at download-timeout', async () => {
  let polls = 0
  let hasExpired = false
  const server = await serve(({ url: { pathname } }) => {
    if (pathname.startsWith('/rest')) {
      polls += 1
      return finished(
        ...Array.from(
          { length: 12_000 },
          (_, n) => `${server.url}/part_${n}.csv?X-Goog-Signature=${polls}-${n}`,
        ),
      )
    }
    if (pathname !== '/part_3.csv' || hasExpired) return { status: 200, body: PART }
    hasExpired = true
    return storeRefusal('gcs', 'expired')
  })
  const { outputs, durationMs } = await steps.run({
    inputs: { ...snykInputs(server), 'download-timeout': '6s' },
  })
  expect(polls).toBe(2)
  expect(outputs).toMatchObject({
    'failure-code': 'download',
    'failure-reason': 'download-timeout (6 s) expired before the step was done.',
  })
  expect(durationMs).toBeLessThan(15_000)
})

test('T6 a SailPoint document of 31 MiB of empty objects is downloaded in time and in bounded memory', async () => {
  const chunk = Buffer.from('{},'.repeat(64 * 1024))
  function* document() {
    yield Buffer.from('{"objects":[')
    for (let n = 0; n < 165; n += 1) yield chunk
    yield Buffer.from('{}]}')
  }
  const server = await serve(({ url: { pathname } }) =>
    pathname.endsWith('/download')
      ? { status: 200, headers: { 'content-type': 'application/json' }, body: document() }
      : { status: 200, body: JSON.stringify({ jobId: ID, status: 'COMPLETE' }) },
  )
  const inputs = { provider: 'sailpoint', 'export-id': ID, token: 'eyJhbGciOi.eyJzdWIiOi.c2lnbmF0dXJl' }
  const { outputs, durationMs } = await steps.run({
    inputs: { ...inputs, 'api-url': server.url },
    nodeArguments: ['--max-old-space-size=200'],
  })
  expect(outputs).toMatchObject({ status: 'succeeded', 'row-count': String(165 * 64 * 1024 + 1) })
  expect(durationMs).toBeLessThan(15_000)
})

onLinux('M1 a link of 3.5 MB of separators is malformed, and takes little memory', async () => {
  const server = await serve(() => finished(`https://files.example.test/x?${'&'.repeat(3_500_000)}`))
  const { result, peakBytes } = await measuredStep({
    inputs: snykInputs(server),
    nodeArguments: ['--import', FAST_CLOCK],
    env: { FAST_CLOCK: '20' },
  })
  await result.cleanup()
  expect(result.outputs['failure-code']).toBe('protocol')
  expect(result.outputs['failure-reason']).toContain('a file link of more than 8192 characters')
  expect(peakBytes).toBeLessThan(200 * 1024 * 1024)
})

test.each([
  [16 * 1024, 1],
  [16 * 1024 + 1, 0],
])('A22 M3 a login that returns a token of %i characters masks it %i times', async (length, masked) => {
  const token = 'Aa1'.repeat(6000).slice(0, length)
  const server = await serve(({ url: { pathname } }) =>
    pathname === '/v1/tokens'
      ? { status: 200, body: JSON.stringify({ accessToken: token }) }
      : { status: 403, body: '{"message":"No."}' },
  )
  const { log, outputs } = await steps.run(
    {
      inputs: {
        provider: 'vmware',
        'export-id': ID,
        'api-url': server.url,
        username: 'admin@example.test',
        password: 'example-password',
      },
    },
    20,
  )
  expect(log.split('\n').filter(line => line === `::add-mask::${token}`)).toHaveLength(masked)
  expect(log.length).toBeLessThan(64 * 1024)
  // The server of the test refuses the request with the longer header, which has the scheme as well.
  expect(outputs['failure-code']).toBe(masked ? 'rejected' : 'protocol')
  expect(outputs['failure-reason']).toContain(masked ? 'HTTP 431' : 'at most 16384 are supported')
})

test('S3 with download: false, a link without a query stands in the output download-url only', async () => {
  const link = 'https://files.example.test/d/9f8a7b6c5d4e3f2a/export.zip'
  const server = await serve(
    respond(
      200,
      JSON.stringify({
        status: 'completed',
        download_url: link,
        note: `The file is at ${link}.`,
        sections: [],
      }),
    ),
  )
  const result = await steps.run({
    inputs: {
      provider: 'closient',
      'export-id': ID,
      'org-id': ORG_ID,
      token: 'example-api-key-0123456789',
      'api-url': server.url,
      download: 'false',
    },
  })
  expect(result.outputs).toMatchObject({ status: 'succeeded', 'download-url': link })
  expect(result.log).toContain(`::add-mask::${link}\n`)
  expect(shownBy(result)).not.toContain('9f8a7b6c5d4e3f2a')
})

test.each(['key', 'sig', 'token'])(
  'S7 a link with %s=<export-id> leaves paths and ids as they are',
  async field => {
    const server = await serve(({ url: { pathname } }) =>
      pathname.startsWith('/rest')
        ? finished(`${server.url}/data.csv?${field}=${ID}&X-Goog-Signature=0123456789abcdef`)
        : { status: 200, body: PART },
    )
    const { outputs, log, files } = await steps.run({ inputs: snykInputs(server) })
    expect(outputs).toMatchObject({ status: 'succeeded', 'export-id': ID })
    expect(files).toEqual([outputs.file])
    expect(outputs.path).toContain(ID)
    expect(log).not.toContain(`::add-mask::${ID}`)
  },
)

test('O3 a 401 of a foreign store leads to no further login', async () => {
  const store = await serve([{ status: 401 }])
  const server = await serve(({ url: { pathname } }) => {
    if (pathname === '/oauth/token')
      return { status: 200, body: '{"access_token":"example-token-1234567890"}' }
    if (pathname.endsWith('/download')) return { status: 302, headers: { location: `${store.url}/object` } }
    return { status: 200, body: JSON.stringify({ jobId: ID, status: 'COMPLETE' }) }
  })
  const inputs = {
    provider: 'sailpoint',
    'export-id': ID,
    'client-id': 'id',
    'client-secret': 'example-secret',
  }
  const { outputs } = await steps.run(
    { inputs: { ...inputs, 'api-url': server.url, 'download-timeout': '30m' } },
    50,
  )
  expect(outputs['failure-code']).toBe('download')
  expect(store.requests.length).toBeGreaterThan(0)
  expect(store.requests.filter(({ headers }) => headers.authorization !== undefined)).toEqual([])
  expect(server.requests.filter(({ url }) => url.pathname === '/oauth/token')).toHaveLength(1)
})

test('G8 without RUNNER_TEMP, a link of somebody else at await-export in the temporary folder is not followed', async () => {
  const [base, outside] = [await scratch(), await scratch()]
  await mkdir(join(base, 'tmp'))
  await symlink(outside, join(base, 'tmp', 'await-export'))
  const server = await serve(({ url: { pathname } }) =>
    pathname.startsWith('/rest')
      ? finished(`${server.url}/data.csv?X-Goog-Signature=0123456789abcdef`)
      : { status: 200, body: PART },
  )
  const { outputs } = await steps.run({
    inputs: snykInputs(server),
    env: { RUNNER_TEMP: '', TMPDIR: join(base, 'tmp') },
  })
  expect(outputs['failure-code']).toBe('download')
  expect(outputs['failure-reason']).toContain('symbolic link')
  expect(await readdir(outside)).toEqual([])
})

test('G8 a workspace behind a link is used, and no link in it leads out of it', async () => {
  const [base, outside] = [await scratch(), await scratch()]
  await mkdir(join(base, 'real'))
  await symlink(join(base, 'real'), join(base, 'workspace'))
  await symlink(outside, join(base, 'real', 'out'))
  const server = await serve(({ url: { pathname } }) =>
    pathname.startsWith('/rest')
      ? finished(`${server.url}/data.csv?X-Goog-Signature=0123456789abcdef`)
      : { status: 200, body: PART },
  )
  const run = (path: string) =>
    steps.run({
      inputs: { ...snykInputs(server), path },
      env: { GITHUB_WORKSPACE: join(base, 'workspace') },
    })
  expect((await run('files')).outputs.status).toBe('succeeded')
  expect((await run('out/files')).outputs['failure-code']).toBe('download')
  expect(await readdir(outside)).toEqual([])
})

test('M2 S3 links that do not fit into the output download-url are not masked one by one', async () => {
  const links = Array.from(
    { length: 2_000 },
    (_, n) => `https://127.0.0.1:1/p${n}?X-Goog-Signature=${`${n}abcdefgh`.repeat(14)}`,
  )
  const server = await serve(() => finished(...links))
  const { log, outputs } = await steps.run({
    inputs: { ...snykInputs(server), download: 'false' },
  })
  expect(outputs).toMatchObject({ status: 'succeeded', 'download-url': '' })
  expect(log.match(/::add-mask::/g)?.length).toBeLessThan(100)
})
