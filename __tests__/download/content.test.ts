import { createHash, randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { type Fault, respond } from '../../simulator/faults.ts'
import { zipOf } from '../../simulator/files/zip.ts'
import type { OpenFile } from '../../src/http/session.ts'
import type { FileFormat } from '../../src/providers/provider.ts'
import { type DownloadHarness, downloadHarness } from '../support/download-harness.ts'
import { rawResponse } from '../support/server.ts'
import { sendTo } from '../support/session.ts'

let bench: DownloadHarness
beforeEach(async () => {
  bench = await downloadHarness()
})
afterEach(() => bench.close())

const ZIP = zipOf([{ name: 'data.csv', data: 'id,title\n'.repeat(8000) }])
const GZIP = gzipSync(randomBytes(50_000))
const JSON_TEXT = Buffer.from(JSON.stringify({ objects: Array(5000).fill({ name: 'Example' }) }))
const LINES = Buffer.from('{"id":1,"title":"one"}\n'.repeat(5000))

const WHOLE: readonly (readonly [string, FileFormat, Buffer])[] = [
  ['a zip archive', 'zip', ZIP],
  ['a zip archive among anything', 'any', ZIP],
  ['a gzip file', 'gzip', GZIP],
  ['a JSON document', 'json', JSON_TEXT],
  ['a JSON document among anything', 'any', JSON_TEXT],
  ['newline-delimited JSON', 'json', LINES],
]

test.each(WHOLE)('D27 %s of unknown length is taken when it is whole', async (_, format, bytes) => {
  bench.store.fail('/a', respond(200, bytes))
  const [file] = await bench.download([bench.file('/a', { format })])
  expect(file?.size).toBe(bytes.length)
  expect(bench.clock.pauses).toEqual([])
})

/** A body that only the end of its connection ends. */
const endless = (bytes: Buffer): Fault => ({
  kind: 'raw',
  bytes: Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n'), bytes]),
})

const [ARCHIVE, , PACKED, DOCUMENT] = WHOLE
test.each([ARCHIVE, PACKED, DOCUMENT].filter(file => file !== undefined))(
  'D09 %s that ends with its connection is taken if it has its end',
  async (_, format, bytes) => {
    bench.store.fail('/a', endless(bytes))
    expect(await bench.download([bench.file('/a', { format })])).toHaveLength(1)
    bench.store.fail('/a', ...Array<Fault>(3).fill(endless(cut(bytes))))
    const error = await bench.failure([bench.file('/a', { format })])
    expect(error.message).toMatch(/ is cut short.* Gave up after 3 attempts\.$/)
  },
)

test.each<[string, FileFormat, Buffer]>([
  ['newline-delimited JSON', 'json', LINES],
  ['an archive among anything', 'any', ZIP],
])('D09 %s that ends with its connection is refused', async (_, format, bytes) => {
  bench.store.fail('/a', endless(bytes))
  const error = await bench.failure([bench.file('/a', { format })])
  expect(error.message).toContain('the server sent neither its length nor a checksum')
})

const cut = (bytes: Buffer) => bytes.subarray(0, Math.round(bytes.length * 0.6) + 1)

test.each(WHOLE)('D27 %s of unknown length that is cut is fetched again, twice', async (_, format, bytes) => {
  bench.store.fail('/a', ...Array<Fault>(9).fill(respond(200, cut(bytes))))
  const error = await bench.failure([bench.file('/a', { format, name: 'data' })])
  expect(error).toMatchObject({ code: 'download', message: expect.stringMatching(/^data is cut short/) })
  expect(error.message).toContain('Gave up after 3 attempts.')
  expect(bench.store.requests.map(({ headers }) => headers.range)).toEqual([undefined, undefined, undefined])
  expect(await bench.list()).toEqual([])
})

test('D27 a file that was cut once is fetched again', async () => {
  bench.store.put('/a', ZIP)
  bench.store.fail('/a', respond(200, cut(ZIP)))
  const [file] = await bench.download([bench.file('/a', { format: 'zip' })])
  expect(file?.size).toBe(ZIP.length)
})

test('D27 what begins as JSON and is none is refused as JSON', async () => {
  const text = Buffer.from('{"objects":[]}\nInternal Server Error')
  bench.store.fail('/a', ...Array<Fault>(9).fill(respond(200, text)))
  const error = await bench.failure([bench.file('/a', { format: 'json' })])
  expect(error.message).toMatch(/^export is damaged: it is not JSON\./)
})

test.each(['[section]\nname=value', '{\\rtf1\\ansi "}', 'id,title\n1,on'])(
  'D27 a text %j has no structure that could be checked',
  async text => {
    bench.store.fail('/a', respond(200, Buffer.from(text)))
    expect(await bench.download([bench.file('/a')])).toHaveLength(1)
  },
)

test.each<[string, Fault, number | undefined]>([
  ['its length was announced', respond(200, cut(ZIP).toString('latin1')), undefined],
  [
    'a checksum came with it',
    respond(200, cut(ZIP), { 'content-md5': createHash('md5').update(cut(ZIP)).digest('base64') }),
    undefined,
  ],
  ['its size was declared', respond(200, cut(ZIP)), cut(ZIP).length],
])('D27 the structure is not checked if %s', async (_, fault, size) => {
  bench.store.fail('/a', fault)
  const facts = size === undefined ? {} : { size }
  expect(await bench.download([bench.file('/a', { format: 'zip', ...facts })])).toHaveLength(1)
})

const LARGE_ERROR = JSON.stringify({
  status: 500,
  error: 'Internal Server Error',
  trace: 'at x\n'.repeat(2000),
})

test.each([
  ['an error', LARGE_ERROR, {}],
  ['an error of a gateway', '{"message":"Forbidden"}', {}],
  ['null', 'null', {}],
  ['XML', `<Error>${'<!-- -->'.repeat(2000)}</Error>`, {}],
  [
    'problem details',
    '{"type":"about:blank","balance":30}',
    { 'content-type': 'Application/Problem+JSON; charset=utf-8' },
  ],
  ['a page', 'Please\nlog in', { 'content-type': 'text/html; charset=utf-8' }],
] as const)(
  'D15 D31 %s in place of the file is fetched once more with a fresh link',
  async (_, body, headers) => {
    bench.store.fail('/a', ...Array<Fault>(9).fill(respond(200, body, headers)))
    const error = await bench.failure([bench.file('/a', { name: 'data' })])
    expect(error.message).toMatch(/^data is .+; expected an exported file\. Gave up after 2 attempts\.$/)
    expect(bench.refreshes()).toBe(1)
    expect(await bench.list()).toEqual([])
  },
)

test.each([
  ['a long error', LARGE_ERROR, {}],
  ['a page', 'Please\nlog in', { 'content-type': 'text/html' }],
] as const)('D15 D31 %s of the declared size is the file', async (_, body, headers) => {
  bench.store.fail('/a', respond(200, body, headers))
  expect(await bench.download([bench.file('/a', { size: body.length })])).toHaveLength(1)
})

describe('bytes beyond the announced length', () => {
  const CSV = 'id,title\n1,one\n'
  const open: OpenFile = (file, headers, signal) =>
    sendTo(file.url)({ method: 'GET', url: new URL(file.url), headers }, signal)
  const withExcess: Fault = {
    kind: 'raw',
    bytes: rawResponse(`${CSV}2,two\n`, [`content-length: ${CSV.length}`]),
  }

  test('D28 fail a file of undeclared size after three attempts', async () => {
    bench.store.fail('/a', ...Array<Fault>(9).fill(withExcess))
    const error = await bench.failure([bench.file('/a')], { ports: { open } })
    expect(error.message).toMatch(/^export has more bytes than the 15 that the server announced\. .* after 3/)
    expect(bench.store.requests).toHaveLength(3)
    expect(await bench.list()).toEqual([])
  })

  test('D28 do not matter for a file of declared size', async () => {
    bench.store.fail('/a', withExcess)
    expect(await bench.download([bench.file('/a', { size: CSV.length })], { ports: { open } })).toHaveLength(
      1,
    )
  })
})
