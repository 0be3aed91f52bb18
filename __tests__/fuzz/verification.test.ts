import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import pLimit from 'p-limit'
import { zipOf } from '../../simulator/files/zip.ts'
import { downloadAll } from '../../src/download/download.ts'
import { DOWNLOAD_LIMITS } from '../../src/download/limits.ts'
import type { LocalFile } from '../../src/download/task.ts'
import { ExportError } from '../../src/failures/export-error.ts'
import type { OpenFile } from '../../src/http/session.ts'
import type { FileFormat, RemoteFile } from '../../src/providers/provider.ts'
import { summaryOf } from '../../src/report/summary.ts'
import { campaign } from '../support/campaign.ts'
import { exportRequest, outcome } from '../support/report-values.ts'
import { sendTo } from '../support/session.ts'
import { virtualClock } from '../support/virtual-clock.ts'

/** How a response shows its end: its header fits the original file, the sent one, or there is none. */
type Framing = 'length-of-original' | 'length-of-sent' | 'chunked' | 'connection'
/** What a request for the rest of a file gets. */
type Ranges = 'ignored' | 'served' | 'rest-with-200' | 'of-another-version'

interface Case {
  readonly format: FileFormat
  readonly original: Buffer
  readonly sent: Buffer
  /** Sent is a document that every reader would take for an error. */
  readonly isError: boolean
  readonly framing: Framing
  /** After this share of the body, the connection of each whole response is lost; 1: never. */
  readonly interruptedAt: number
  readonly ranges: Ranges
  readonly isDeclared: boolean
  readonly checksumOf: 'original' | 'sent' | 'none'
  readonly etag: string
  readonly status: number
  readonly mediaType: string
}

const csv = fc
  .tuple(fc.integer({ min: 2, max: 40 }), fc.integer({ min: 2, max: 4 }))
  .map(([rows, columns]) => Array.from({ length: rows }, (_, i) => Array(columns).fill(`v${i}`).join(',')))
  .map(lines => Buffer.from(`${lines.join('\n')}\n`))
const json = fc
  .jsonValue({ maxDepth: 3 })
  .map(rows => Buffer.from(JSON.stringify({ rows: [rows], next: { a: 1 } })))

const file: fc.Arbitrary<readonly [FileFormat, Buffer]> = fc.oneof(
  csv.map(bytes => ['csv', bytes] as const),
  csv.map(bytes => ['any', bytes] as const),
  json.map(bytes => ['json', bytes] as const),
  json.map(bytes => ['any', bytes] as const),
  csv.map(bytes => ['zip', zipOf([{ name: 'a.csv', data: bytes.toString() }])] as const),
  csv.map(bytes => ['gzip', gzipSync(bytes)] as const),
)

const ERRORS = [
  '<html><title>Busy</title></html>',
  '{"message":"Forbidden"}',
  '<Error><Code>A</Code></Error>',
  'null',
]

/** A body that a server cuts, extends, splices, repeats, replaces at any byte, or not at all. */
const damage = fc.record({
  kind: fc.constantFrom('none', 'none', 'cut', 'extend', 'splice', 'repeat', 'replace', 'error'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 40 }),
  error: fc.constantFrom(...ERRORS),
})

function damaged(
  body: Buffer,
  { kind, at, bytes, error }: typeof damage extends fc.Arbitrary<infer T> ? T : never,
) {
  const index = Math.floor(at * body.length)
  const [start, rest] = [body.subarray(0, index), body.subarray(index)]
  switch (kind) {
    case 'cut':
      return start
    case 'extend':
      return Buffer.concat([body, bytes])
    case 'splice':
      return Buffer.concat([start, bytes, rest])
    case 'repeat':
      return Buffer.concat([body, rest])
    case 'replace':
      return Buffer.concat([start, bytes, rest.subarray(bytes.length)])
    case 'error':
      return Buffer.from(error)
    default:
      return body
  }
}

const anyCase: fc.Arbitrary<Case> = fc
  .record({
    file,
    damage,
    framing: fc.constantFrom<Framing>(
      'length-of-original',
      'length-of-sent',
      'chunked',
      'chunked',
      'connection',
    ),
    interruptedAt: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
    ranges: fc.constantFrom<Ranges>('ignored', 'served', 'rest-with-200', 'of-another-version'),
    isDeclared: fc.boolean(),
    checksumOf: fc.constantFrom('original' as const, 'sent' as const, 'none' as const, 'none' as const),
    etag: fc.constantFrom('"v1"', '"v1"', 'W/"v1"', ''),
    status: fc.oneof(
      { weight: 9, arbitrary: fc.constant(200) },
      { weight: 1, arbitrary: fc.constantFrom(202, 206, 403, 500) },
    ),
    mediaType: fc.constantFrom('', '', 'text/plain', 'application/problem+json'),
  })
  .map(({ file: [format, original], damage, ...facts }) => {
    const sent = damaged(original, damage)
    return { format, original, sent, isError: damage.kind === 'error', ...facts }
  })

const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest('base64')

/** The head and the body of a response with `body`, which is lost after `end` bytes. */
function responseOf(
  test: Case,
  status: number,
  body: Buffer,
  fields: readonly string[],
  end = body.length,
): Buffer {
  const { framing, original, sent, checksumOf, etag, mediaType } = test
  // A length is that of the whole file, as far as this response has it.
  const length =
    body.length + (framing === 'length-of-original' && status === 200 ? original.length - sent.length : 0)
  const head = [
    `HTTP/1.1 ${status} x`,
    'accept-ranges: bytes',
    ...(etag ? [`etag: ${etag}`] : []),
    ...(mediaType ? [`content-type: ${mediaType}`] : []),
    ...(checksumOf === 'none' ? [] : [`content-md5: ${md5(checksumOf === 'sent' ? sent : original)}`]),
    ...(framing === 'chunked' ? ['transfer-encoding: chunked'] : []),
    ...(framing === 'connection' ? ['connection: close'] : []),
    ...(framing.startsWith('length') ? [`content-length: ${Math.max(0, length)}`] : []),
    ...fields,
  ]
  const part = body.subarray(0, end)
  const isWhole = end === body.length
  const chunks = [
    ...(part.length > 0 ? [`${part.length.toString(16)}\r\n`, part, '\r\n'] : []),
    ...(isWhole ? ['0\r\n\r\n'] : []),
  ]
  const pieces = framing === 'chunked' ? chunks : [part]
  return Buffer.concat([`${head.join('\r\n')}\r\n\r\n`, ...pieces].map(piece => Buffer.from(piece)))
}

function answer(test: Case, from: number | undefined): Buffer {
  const { sent, ranges, status, original } = test
  if (from === undefined || ranges === 'ignored' || status !== 200)
    return responseOf(test, status, sent, [], Math.floor(test.interruptedAt * sent.length))
  const rest = sent.subarray(from)
  if (ranges === 'rest-with-200') return responseOf({ ...test, framing: 'length-of-sent' }, 200, rest, [])
  if (ranges === 'of-another-version') {
    const other = { ...test, etag: '"v2"' }
    return responseOf(other, 206, rest, [`content-range: bytes ${from}-${sent.length - 1}/${sent.length}`])
  }
  // The length that the server believes in.
  const total = test.framing === 'length-of-original' ? original.length : sent.length
  if (rest.length === 0)
    return responseOf({ ...test, framing: 'length-of-sent' }, 416, rest, [`content-range: bytes */${total}`])
  return responseOf(test, 206, rest, [`content-range: bytes ${from}-${sent.length - 1}/${total}`])
}

/** What the client has at the end if it does everything right; undefined if it never has a whole body. */
function receivedBytes({
  framing,
  sent,
  original,
  interruptedAt,
  ranges,
  etag,
  isDeclared,
  status,
}: Case): Buffer | undefined {
  if (status !== 200) return undefined
  const end = Math.floor(interruptedAt * sent.length)
  const isInterrupted = end < sent.length
  const isResumable = ranges === 'served' && etag === '"v1"' && end > 0
  switch (framing) {
    case 'connection':
      // Nothing distinguishes this end from that of a shorter file.
      return sent.subarray(0, Math.floor(interruptedAt * sent.length))
    case 'chunked':
      return isInterrupted && !(isResumable && isDeclared) ? undefined : sent
    case 'length-of-sent':
      return isInterrupted && !isResumable ? undefined : sent
    case 'length-of-original': {
      // The rest of a longer body does not end where the whole would.
      const isEnough = end >= Math.min(sent.length, original.length)
      const isWhole = isEnough || (isResumable && sent.length === original.length)
      return isWhole && sent.length >= original.length ? sent.subarray(0, original.length) : undefined
    }
  }
}

/** A few attempts show as much as many. */
const LIMITS = { ...DOWNLOAD_LIMITS, graceMs: 5000, outageMs: 10_000 }

const STRUCTURED: readonly FileFormat[] = ['json', 'zip', 'gzip']

/** Whether the end of the original shows that it is whole. */
function isStructured({ format, original }: Case): boolean {
  return STRUCTURED.includes(format) || original.toString().startsWith('{')
}

const WHITE_SPACE = Buffer.from(' \t\r\n')

/** Whether something else than white space follows the JSON document. */
function isFollowed({ original }: Case, bytes: Buffer): boolean {
  const isLonger = bytes.length > original.length && bytes.subarray(0, original.length).equals(original)
  return isLonger && original.toString().startsWith('{') && !WHITE_SPACE.includes(bytes[original.length] ?? 0)
}

/** Whether a stated fact contradicts the bytes. */
function isContradicted(test: Case, bytes: Buffer): boolean {
  const { original, sent, framing, isDeclared, checksumOf, interruptedAt } = test
  if (isDeclared && bytes.length !== original.length) return true
  if (checksumOf !== 'none' && md5(bytes) !== md5(checksumOf === 'sent' ? sent : original)) return true
  const excess = sent.subarray(original.length, Math.floor(interruptedAt * sent.length))
  // The parser skips line breaks between two messages.
  const hasExcess = excess.some(byte => ![10, 13].includes(byte))
  return framing === 'length-of-original' && hasExcess && !isDeclared
}

/** Compares the bytes with all stated facts: whether the download must fail, must succeed, or may do both. */
function verdictOf(test: Case): 'fails' | 'succeeds' | 'either' {
  const { format, original, framing, isDeclared, checksumOf, isError, mediaType } = test
  const bytes = receivedBytes(test)
  if (bytes === undefined || bytes.length === 0 || isContradicted(test, bytes)) return 'fails'
  if (isDeclared) return 'succeeds'
  if (isError || mediaType === 'application/problem+json') return 'fails'
  const isStated = checksumOf !== 'none' || framing.startsWith('length')
  if (!isStated && !STRUCTURED.includes(format) && framing === 'connection') return 'fails'
  const isCut = bytes.length < original.length && original.subarray(0, bytes.length).equals(bytes)
  if (!isStated && ((isStructured(test) && isCut) || isFollowed(test, bytes))) return 'fails'
  return bytes.equals(original) ? 'succeeds' : 'either'
}

function restsOn(test: Case): LocalFile['verifiedBy'] {
  const { framing, isDeclared, checksumOf } = test
  if (isDeclared) return 'declared-size'
  if (checksumOf !== 'none') return 'checksum'
  if (framing.startsWith('length')) return 'content-length'
  return isStructured(test) ? 'structure' : 'chunked'
}

describe('over real sockets', () => {
  const cases = new Map<string, Case>()
  const requests = new Map<string, number>()
  const tally: Record<string, number> = {}
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    socket.on('error', () => undefined)
    let head = ''
    socket.on('data', chunk => {
      head += chunk.toString('latin1')
      if (!head.includes('\r\n\r\n')) return
      const path = /^GET (\S+)/.exec(head)?.[1] ?? ''
      const test = cases.get(path)
      const from = /^range: bytes=(\d+)-/im.exec(head)?.[1]
      if (!test) return
      socket.write(answer(test, from === undefined ? undefined : Number(from)))
      const count = requests.get(path) ?? 0
      requests.set(path, count + 1)
      // On a busy machine, the end of a connection overtakes the bytes before it: the last pauses are long enough.
      setTimeout(() => socket.end(), test.interruptedAt < 1 ? 3 * 2 ** Math.max(0, count - 2) : 0)
    })
  })
  let url = ''
  let root = ''
  beforeAll(async () => {
    root = await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'await-export-fuzz-'))
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise(resolve => server.close(resolve))
    await rm(root, { recursive: true })
  })

  async function download(test: Case): Promise<readonly LocalFile[] | ExportError> {
    const path = `/${cases.size}`
    cases.set(path, test)
    const send = sendTo(url)
    const open: OpenFile = ({ url: link }, headers, signal) =>
      send({ method: 'GET', url: new URL(link), headers }, signal)
    const remote: RemoteFile = {
      url: `${url}${path}`,
      credential: 'none',
      stem: 'export',
      format: test.format,
      ...(test.isDeclared && { size: test.original.length }),
    }
    const measureMs = DOWNLOAD_LIMITS.windowMs / 12
    const ports = {
      open,
      provider: { requestIds: [], hints: {} },
      slots: pLimit(6),
      clock: virtualClock({ advance: 'on-sleep', holds: ms => ms === measureMs }),
      random: () => 0,
      redact: (text: string) => text,
      emit: () => undefined,
      refresh: async () => [remote],
      signal: new AbortController().signal,
    }
    return downloadAll({ folder: join(root, path), files: [remote] }, ports, LIMITS).catch(
      (error: unknown) => {
        if (error instanceof ExportError && error.code === 'download') return error
        throw error
      },
    )
  }

  campaign('D36 bodies and facts of a server', {
    full: 20_000,
    property: fc.asyncProperty(anyCase, async test => {
      const expected = verdictOf(test)
      const result = await download(test)
      const outcomeText = result instanceof ExportError ? 'fails' : 'succeeds'
      tally[`${expected}: ${outcomeText}`] = (tally[`${expected}: ${outcomeText}`] ?? 0) + 1
      if (expected !== 'either' && outcomeText !== expected)
        throw new Error(
          `${outcomeText}, but ${expected}: ${result instanceof ExportError ? result.message : ''}`,
        )
      if (result instanceof ExportError) return
      const [local] = result
      expect((await readFile(local?.path ?? '')).equals(receivedBytes(test) ?? Buffer.of())).toBe(true)
      if (expected === 'succeeds') expect(local?.verifiedBy).toBe(restsOn(test))
      const summary = summaryOf(outcome({ files: result }), exportRequest(), text => text, 0)
      expect(summary.includes('only the last chunk')).toBe(local?.verifiedBy === 'chunked')
      await rm(join(root, `/${cases.size - 1}`), { recursive: true })
    }),
    tally,
  })
})
