import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Fault, respond } from '../../simulator/faults.ts'
import { generatedContent } from '../../simulator/files/content.ts'
import { snykCsv, vmwareCsv } from '../../simulator/files/samples.ts'
import { planFor } from '../../simulator/jobs/examples.ts'
import { useAction } from '../support/action.ts'

const action = useAction()
const DATA = /\/(download|data)$/
const STATUS = /\/jobs\/export\//
const J = { 'content-type': 'application/json' }
const pass: Fault = { kind: 'pass' }
const one = () => planFor('snyk', 'succeeded', { files: [snykCsv(1, 100)] })
/** Chunked, without any length. */
const served = (provider: 'vmware' | 'sailpoint', body: string | Uint8Array, headers = {}) =>
  action.run({
    plan: planFor(provider, 'succeeded'),
    factor: 20,
    prepare: ({ simulator }) =>
      simulator.inject({ path: DATA, faults: [], rest: respond(200, Buffer.from(body), headers) }),
  })

test('a VMware table of unknown length that is cut within a line gets a warning', async () => {
  const chunks: Uint8Array[] = []
  for await (const chunk of vmwareCsv(5000).content.read(0, 36_010)) chunks.push(chunk)
  const text = Buffer.concat(chunks)
  const run = await served('vmware', text, { 'content-type': 'text/csv' })
  expect(run.result.outputs.file).toMatch(/\.csv$/)
  expect(run.result.log).toContain('last line has no line break')
})

test('at download-timeout, the file that still fails is named, also if another one has recovered', async () => {
  const run = await action.run({
    plan: planFor('snyk', 'succeeded', { files: [snykCsv(1, 100), snykCsv(2, 100)] }),
    factor: 20,
    inputs: { 'download-timeout': '60s' },
    prepare: ({ simulator, job }) => {
      simulator.inject({
        path: job.storePaths[0] ?? '',
        faults: [],
        rest: respond(503, '', { 'retry-after': '200' }),
      })
      simulator.inject({ path: job.storePaths[1] ?? '', faults: [respond(500, '', { 'retry-after': '5' })] })
    },
  })
  expect(run.error).toContain('HTTP 503')
})

test('at download-timeout, the failure of a link lasts since its first 403, also if a poll failed in between', async () => {
  const run = await action.run({
    plan: one(),
    factor: 20,
    inputs: { 'download-timeout': '50s' },
    prepare: ({ simulator, job }) => {
      simulator.inject({ path: job.storePaths[0] ?? '', faults: [], rest: respond(403) })
      simulator.inject({ path: STATUS, faults: [pass, pass, respond(503, '{}', J)] })
    },
  })
  const [, seconds] = /failed attempts in (\d+)/.exec(run.error) ?? []
  expect(Number(seconds)).toBeGreaterThan(40)
})

test('excess after the last chunk is named without "undefined"', async () => {
  const body = 'id,title\n1,a\n'
  const bytes = `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\nMORE,BYTES\n`
  const run = await action.run({
    plan: planFor('vmware', 'succeeded'),
    factor: 20,
    prepare: ({ simulator }) =>
      simulator.inject({ path: DATA, faults: [], rest: { kind: 'raw', bytes, end: 'never' } }),
  })
  expect(run.error).toContain('more bytes')
  expect(run.error).not.toContain('undefined')
})

test.each([
  ['sailpoint', '{"version":1,"tenant":"acme","errors":["one object was skipped"]}'],
  ['vmware', '{"rows":3,"error":"none","table":"a,b"}'],
] as const)(
  'a %s document with a key that is no error field is kept, however short',
  async (provider, text) => {
    const run = await served(provider, text, J)
    expect(run.error).toBe('')
  },
)

test('at download-timeout, a lost connection to the store is not blamed on api-url', async () => {
  const run = await action.run({
    plan: one(),
    factor: 20,
    inputs: { 'download-timeout': '30s' },
    prepare: ({ simulator, job }) =>
      simulator.inject({ path: job.storePaths[0] ?? '', faults: [], rest: { kind: 'reset' } }),
  })
  expect(run.error).toContain('download-timeout')
  expect(run.error).not.toContain('api-url')
})

const SIZE = 110 * 1024 * 1024
const big = (headers = {}) =>
  planFor('closient', 'succeeded', { files: [{ name: 'b.csv', content: generatedContent(SIZE), headers }] })
const slowFirst: Fault = {
  kind: 'change',
  change: response => {
    const { body } = response
    async function* slow() {
      for await (const chunk of body as AsyncIterable<Uint8Array>) {
        yield chunk
        await sleep(3)
      }
    }
    return { ...response, body: slow() }
  },
}

test('a corrupt range is noticed by the checksum of the file', async () => {
  const hash = createHash('md5')
  for await (const chunk of generatedContent(SIZE).read(0, SIZE)) hash.update(chunk)
  const md5 = hash.digest('base64')
  const run = await action.run({
    plan: big({ 'content-md5': md5 }),
    factor: 20,
    prepare: ({ simulator, job }) =>
      simulator.inject({
        path: job.storePaths[0] ?? '',
        faults: [slowFirst, pass, { kind: 'corrupt', atByte: 5 }],
      }),
  })
  expect(run.error).toBe('')
  expect(run.result.log).toContain('damaged in transit')
})

test.each<[string, Fault, number]>([
  [
    'a store that rejects each link for 30 s',
    respond(403, 'Signature not valid in the specified time frame'),
    30,
  ],
  ['a store that is busy for 40 s', respond(503, '<Error><Code>ServerBusy</Code></Error>'), 40],
  ['a store that serves an empty file for 30 s', respond(200, ''), 30],
])('%s does not fail the step', async (_, fault, seconds) => {
  let startedMs = 0
  const run = await action.run({
    plan: one(),
    factor: 20,
    prepare: ({ simulator, job }) => {
      const change: Fault = {
        kind: 'change',
        change: response => {
          startedMs ||= performance.now()
          const isOver = (performance.now() - startedMs) * 20 > seconds * 1000
          return isOver || fault.kind !== 'response' ? response : fault.response
        },
      }
      simulator.inject({ path: job.storePaths[0] ?? '', faults: [], rest: change })
    },
  })
  expect(run.error).toBe('')
  expect(run.result.outputs).toMatchObject({ status: 'succeeded', 'file-count': '1' })
})
