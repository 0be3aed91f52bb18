import { createHash, randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { type Fault, respond } from '../../simulator/faults.ts'
import { zipOf } from '../../simulator/files/zip.ts'
import type { OpenFile } from '../../src/http/session.ts'
import type { FileFormat, RemoteFile } from '../../src/providers/provider.ts'
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

test.each([
  ['json', '{"objects":[]}\nInternal Server Error', 'its JSON is invalid'],
  ['any', '{"objects":[]}\nInternal Server Error', 'its JSON is invalid'],
  ['json', '[1}', 'it is not JSON'],
] as const)('D27 %s: %j is damaged', async (format, text, problem) => {
  harness.store.fail('/a', ...Array<Fault>(9).fill(respond(200, Buffer.from(text))))
  const error = await harness.failure([harness.file('/a', { format })])
  expect(error.message).toMatch(new RegExp(`^export is damaged: ${problem}\\.`))
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
  ['a JSON string', '"Too many requests"', {}],
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

const TABLE = 'id,title\n1,one\n'
const md5 = (text: string) => createHash('md5').update(text).digest('base64')

test.each<[string, FileFormat, Fault, Partial<RemoteFile>]>([
  ['declared-size', 'csv', respond(200, Buffer.from(TABLE)), { size: TABLE.length }],
  ['checksum', 'csv', respond(200, Buffer.from(TABLE), { 'content-md5': md5(TABLE) }), {}],
  ['content-length', 'csv', respond(200, TABLE), {}],
  ['structure', 'zip', respond(200, ZIP), {}],
  ['structure', 'any', respond(200, GZIP), {}],
  ['structure', 'json', respond(200, JSON_TEXT), {}],
  ['chunked', 'json', respond(200, LINES), {}],
  ['chunked', 'csv', respond(200, Buffer.from(TABLE)), {}],
  ['chunked', 'any', respond(200, Buffer.from(TABLE)), {}],
])('D36 the verification rests on %s (%s)', async (verifiedBy, format, fault, facts) => {
  harness.store.fail('/a', fault)
  const [file] = await harness.download([harness.file('/a', { format, ...facts })])
  expect(file?.verifiedBy).toBe(verifiedBy)
  expect(warnings()).toEqual([])
})

const warnings = () =>
  harness.events.filter(({ kind }) => kind === 'warning').map(event => 'text' in event && event.text)

test('D36 a table of unknown length without a final line break gets a warning', async () => {
  harness.store.fail('/a', respond(200, Buffer.from(TABLE.slice(0, -3))))
  await harness.download([harness.file('/a', { format: 'csv', name: 'data.csv' })])
  expect(warnings()).toEqual([
    expect.stringMatching(/^data\.csv may be cut short: its last line has no line break/),
  ])
})

test('D37 a table of one line with the declared size is accepted', async () => {
  const header = 'id,title,severity'
  harness.store.fail('/a', respond(200, header), respond(200, header))
  const [file] = await harness.download([harness.file('/a', { format: 'csv', size: header.length })])
  expect(file).toMatchObject({ size: header.length, verifiedBy: 'declared-size' })
  expect(warnings()).toEqual([])
  expect(harness.store.requests).toHaveLength(1)
})

test.each<[string, Fault]>([
  ['its content-length', respond(200, 'id,title')],
  ['a checksum', respond(200, Buffer.from('id,title'), { 'content-md5': md5('id,title') })],
])('D37 a header without a line break is accepted with a warning for %s', async (_, fault) => {
  harness.store.fail('/a', fault)
  const [file] = await harness.download([harness.file('/a', { format: 'csv', name: 'data.csv' })])
  expect(file?.size).toBe('id,title'.length)
  expect(warnings()).toEqual([expect.stringMatching(/^data\.csv is a single line:/)])
})

test.each<[string, Fault]>([
  ['only its last chunk', respond(200, Buffer.from('id,title'))],
  ['its content-length, but is a sentence', respond(200, 'Too many requests, try again later')],
])('D15 a single line that has %s is rejected', async (_, fault) => {
  harness.store.fail('/a', ...Array<Fault>(3).fill(fault))
  const error = await harness.failure([harness.file('/a', { format: 'csv' })])
  expect(error.message).toMatch(/^export is a (single line|message); expected a CSV file\./)
})

test('D15 a message that ends with a line break is rejected', async () => {
  const message = respond(200, 'Export is still being generated. Please try again later.\n')
  harness.store.fail('/a', ...Array<Fault>(3).fill(message))
  const error = await harness.failure([harness.file('/a', { format: 'csv' })])
  expect(error.message).toMatch(/^export is a message; expected a CSV file\./)
  expect(await harness.list()).toEqual([])
})

test('D37 a header of one column is accepted with a warning', async () => {
  harness.store.fail('/a', respond(200, 'Email\n'))
  await harness.download([harness.file('/a', { format: 'csv', name: 'data.csv' })])
  expect(warnings()).toEqual(['data.csv is a single line: a table without rows, or a message in its place.'])
})

test('D36 an empty JSON object is accepted with a warning', async () => {
  harness.store.fail('/a', respond(200, Buffer.from('{ }\n')))
  const [file] = await harness.download([harness.file('/a', { name: 'data.json' })])
  expect(file?.verifiedBy).toBe('structure')
  expect(warnings()).toEqual(['data.json is an empty JSON object.'])
})

test('D37 another format with the declared size is accepted with a warning', async () => {
  const page = '<html>one</html>\n'
  harness.store.fail('/a', respond(200, page))
  await harness.download([harness.file('/a', { format: 'csv', size: page.length, name: 'data.csv' })])
  expect(warnings()).toEqual([
    'data.csv is an HTML page; expected a CSV file. It has the size that the provider declared, so it is kept.',
  ])
})

test.each([
  ['<report><row/></report>', undefined],
  ['<?xml version="1.0"?>\n<!-- made --><feed/>', undefined],
  ['<h1>Sorry</h1>', 'an HTML page'],
  ['<!-- proxy -->\n<body>', 'an HTML page'],
  ['[{"errorCode":"E1","message":"no session"}]', 'an error message'],
  ['{"message":"Forbidden"}\n<!-- proxy -->', 'an error message'],
])('D15 %s among anything: %s', async (text, problem) => {
  harness.store.fail('/a', ...Array<Fault>(3).fill(respond(200, `${text}\n`)))
  const download = harness.download([harness.file('/a')])
  if (problem) await expect(download).rejects.toThrow(`export is ${problem}; expected`)
  else await expect(download).resolves.toHaveLength(1)
})

test.each([
  ['{"version":1,"tenant":"x"}', undefined],
  ['{"objects":[]}', 0],
  ['{"objects":[{"a":[1]},{}]}', 2],
])('D39 in %s, %p objects are counted', async (text, rowCount) => {
  harness.store.put('/a', Buffer.from(text))
  const ports = { provider: { requestIds: [], hints: {}, content: { count: 'objects' } } }
  const [file] = await harness.download([harness.file('/a', { format: 'json' })], { ports })
  expect(file?.rowCount).toBe(rowCount)
})

test('D39 a document that is counted must end, also with the declared size', async () => {
  const text = '{"objects":[{}'
  harness.store.put('/a', Buffer.from(text))
  const ports = { provider: { requestIds: [], hints: {}, content: { count: 'objects' } } }
  const file = harness.file('/a', { format: 'json', size: text.length })
  const error = await harness.failure([file], { ports })
  expect(error.message).toMatch(/^export is cut short: its JSON does not end\./)
})

test.each(['\n', '\r\n'])('D27 a zip archive with %j behind its end is complete', async lineBreak => {
  harness.store.fail('/a', respond(200, Buffer.concat([ZIP, Buffer.from(lineBreak)])))
  expect(await harness.download([harness.file('/a')])).toMatchObject([{ verifiedBy: 'structure' }])
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
