import { createHash, randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { type Fault, respond } from '../../simulator/faults.ts'
import { zipOf } from '../../simulator/files/zip.ts'
import type { OpenFile } from '../../src/http/session.ts'
import type { FileFormat } from '../../src/providers/provider.ts'
import { type DownloadHarness, downloadHarness } from '../support/download-harness.ts'
import { rawResponse } from '../support/server.ts'
import { sendTo } from '../support/session.ts'

let harness: DownloadHarness
beforeEach(async () => {
  harness = await downloadHarness()
})
afterEach(() => harness.close())

const ZIP = zipOf([{ name: 'data.csv', data: 'id,title\n'.repeat(8000) }])
const GZIP = gzipSync(randomBytes(50_000))
const JSON_TEXT = Buffer.from(JSON.stringify({ objects: Array(5000).fill({ name: 'Example' }) }))
const LINES = Buffer.from('{"id":1,"title":"one"}\n'.repeat(5000))

const COMPLETE: readonly (readonly [string, FileFormat, Buffer])[] = [
  ['a zip archive', 'zip', ZIP],
  ['a zip archive with format any', 'any', ZIP],
  ['a gzip file', 'gzip', GZIP],
  ['a JSON document', 'json', JSON_TEXT],
  ['a JSON document with format any', 'any', JSON_TEXT],
  ['newline-delimited JSON', 'json', LINES],
]

test.each(COMPLETE)('D27 %s of unknown length is accepted if it is complete', async (_, format, bytes) => {
  harness.store.fail('/a', respond(200, bytes))
  const [file] = await harness.download([harness.file('/a', { format })])
  expect(file?.size).toBe(bytes.length)
  expect(harness.clock.pauses).toEqual([])
})

/** A body that only the end of its connection ends. */
const endless = (bytes: Buffer): Fault => ({
  kind: 'raw',
  bytes: Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n'), bytes]),
})

const [ARCHIVE, , PACKED, DOCUMENT] = COMPLETE
test.each([ARCHIVE, PACKED, DOCUMENT].filter(file => file !== undefined))(
  'D09 %s that ends with its connection is taken if it has its end',
  async (_, format, bytes) => {
    harness.store.fail('/a', endless(bytes))
    expect(await harness.download([harness.file('/a', { format })])).toHaveLength(1)
    harness.store.fail('/a', ...Array<Fault>(3).fill(endless(cut(bytes))))
    const error = await harness.failure([harness.file('/a', { format })])
    expect(error.message).toMatch(/ is cut short.* Gave up after 3 failed attempts in 1 s\.$/)
  },
)

test.each<[string, FileFormat, Buffer]>([
  ['newline-delimited JSON', 'json', LINES],
  ['an archive among anything', 'any', ZIP],
])('D09 %s that ends with its connection is refused', async (_, format, bytes) => {
  harness.store.fail('/a', ...Array<Fault>(3).fill(endless(bytes)))
  const error = await harness.failure([harness.file('/a', { format })])
  expect(error.message).toContain('the server sent neither its length nor a checksum')
})

const cut = (bytes: Buffer) => bytes.subarray(0, Math.round(bytes.length * 0.6) + 1)

test.each(COMPLETE)(
  'D27 %s of unknown length that is truncated is requested again, twice',
  async (_, format, bytes) => {
    harness.store.fail('/a', ...Array<Fault>(9).fill(respond(200, cut(bytes))))
    const error = await harness.failure([harness.file('/a', { format, name: 'data' })])
    expect(error).toMatchObject({ code: 'download', message: expect.stringMatching(/^data is cut short/) })
    expect(error.message).toContain('Gave up after 3 failed attempts')
    expect(harness.store.requests.map(({ headers }) => headers.range)).toEqual([
      undefined,
      undefined,
      undefined,
    ])
    expect(await harness.list()).toEqual([])
  },
)

test('D27 a file that was truncated once is requested again', async () => {
  harness.store.put('/a', ZIP)
  harness.store.fail('/a', respond(200, cut(ZIP)))
  const [file] = await harness.download([harness.file('/a', { format: 'zip' })])
  expect(file?.size).toBe(ZIP.length)
})

test('D27 text that begins like JSON but is not JSON is rejected', async () => {
  const text = Buffer.from('{"objects":[]}\nInternal Server Error')
  harness.store.fail('/a', ...Array<Fault>(9).fill(respond(200, text)))
  const error = await harness.failure([harness.file('/a', { format: 'json' })])
  expect(error.message).toMatch(/^export is damaged: it is not JSON\./)
})

test.each(['[section]\nname=value', '{\\rtf1\\ansi "}', 'id,title\n1,on'])(
  'D27 the text %j has no structure to check',
  async text => {
    harness.store.fail('/a', respond(200, Buffer.from(text)))
    expect(await harness.download([harness.file('/a')])).toHaveLength(1)
  },
)

test.each<[string, Fault, number | undefined]>([
  ['its content-length was sent', respond(200, cut(ZIP).toString('latin1')), undefined],
  [
    'a checksum was sent',
    respond(200, cut(ZIP), { 'content-md5': createHash('md5').update(cut(ZIP)).digest('base64') }),
    undefined,
  ],
  ['its size was declared', respond(200, cut(ZIP)), cut(ZIP).length],
])('D27 the structure is not checked if %s', async (_, fault, size) => {
  harness.store.fail('/a', fault)
  const facts = size === undefined ? {} : { size }
  expect(await harness.download([harness.file('/a', { format: 'zip', ...facts })])).toHaveLength(1)
})

const LARGE_ERROR = JSON.stringify({
  status: 500,
  error: 'Internal Server Error',
  trace: 'at x\n'.repeat(2000),
})

test.each([
  ['an error', LARGE_ERROR, {}],
  ['a gateway error', '{"message":"Forbidden"}', {}],
  ['null', 'null', {}],
  ['XML', `<Error>${'<!-- -->'.repeat(2000)}</Error>`, {}],
  [
    'problem details',
    '{"type":"about:blank","balance":30}',
    { 'content-type': 'Application/Problem+JSON; charset=utf-8' },
  ],
  ['an HTML page', 'Please\nlog in', { 'content-type': 'text/html; charset=utf-8' }],
] as const)(
  'D15 D31 %s instead of the file is requested twice more, with a refreshed link',
  async (_, body, headers) => {
    harness.store.fail('/a', ...Array<Fault>(9).fill(respond(200, body, headers)))
    const error = await harness.failure([harness.file('/a', { name: 'data' })])
    expect(error.message).toMatch(
      /^data is .+; expected an exported file\. Gave up after 3 failed attempts in 1 s\.$/,
    )
    expect(harness.refreshes()).toBe(1)
    expect(await harness.list()).toEqual([])
  },
)

test.each([
  ['a long error', LARGE_ERROR, {}],
  ['an HTML page', 'Please\nlog in', { 'content-type': 'text/html' }],
] as const)('D15 D31 %s with the declared size is accepted as the file', async (_, body, headers) => {
  harness.store.fail('/a', respond(200, body, headers))
  expect(await harness.download([harness.file('/a', { size: body.length })])).toHaveLength(1)
})

describe('bytes after the content-length', () => {
  const CSV = 'id,title\n1,one\n'
  const open: OpenFile = (file, headers, signal) =>
    sendTo(file.url)({ method: 'GET', url: new URL(file.url), headers }, signal)
  const withExcess: Fault = {
    kind: 'raw',
    bytes: rawResponse(`${CSV}2,two\n`, [`content-length: ${CSV.length}`]),
  }

  test('D28 fail a file of undeclared size after three attempts', async () => {
    harness.store.fail('/a', ...Array<Fault>(9).fill(withExcess))
    const error = await harness.failure([harness.file('/a')], { ports: { open } })
    expect(error.message).toMatch(/^export has more bytes than the 15 that the server announced\. .* after 3/)
    expect(harness.store.requests).toHaveLength(3)
    expect(await harness.list()).toEqual([])
  })

  test('D28 are ignored for a file of declared size', async () => {
    harness.store.fail('/a', withExcess)
    expect(
      await harness.download([harness.file('/a', { size: CSV.length })], { ports: { open } }),
    ).toHaveLength(1)
  })
})
