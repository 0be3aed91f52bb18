import { gzipSync } from 'node:zlib'
import { type Fault, respond } from '../../simulator/faults.ts'
import { ExportError } from '../../src/failures/export-error.ts'
import { readText } from '../../src/http/body.ts'
import { createSend } from '../../src/http/client.ts'
import type { WireResponse } from '../../src/http/transport.ts'
import { failureOf } from '../support/failure-of.ts'
import { rawResponse, startTestServer, useServer } from '../support/server.ts'
import { sendTo } from '../support/session.ts'
import { until } from '../support/until.ts'

const serve = useServer()

const GOOD = '{"status":"PENDING"}'
const ABORT = new ExportError('aborted', 'The test gave up.')

/** Sends one GET and reads its body. */
async function get(url: string, signal = new AbortController().signal): Promise<string> {
  const send = sendTo(url)
  return readText(await send({ method: 'GET', url: new URL(url), headers: {} }, signal))
}

/** The failure of a GET to a server with a script. */
async function failureWith(fault: Fault): Promise<ExportError> {
  const server = await serve(fault)
  return failureOf(get(`${server.url}/path?sig=SIGNATURE`))
}

describe('a request', () => {
  test('N22 has only the given headers, and its own connection', async () => {
    const server = await serve(respond(200, GOOD))
    const send = sendTo(server.url)
    const { signal } = new AbortController()
    for (const path of ['/a?b=c', '/d'])
      await readText(
        await send({ method: 'GET', url: new URL(path, server.url), headers: { accept: 'x/y' } }, signal),
      )
    expect(server.requests.map(({ method, url }) => `${method} ${url.pathname}${url.search}`)).toEqual([
      'GET /a?b=c',
      'GET /d',
    ])
    expect(server.requests[0]?.headers).toEqual({
      'accept-encoding': 'identity',
      accept: 'x/y',
      connection: 'close',
      host: new URL(server.url).host,
      'user-agent': 'await-export-test',
    })
  })

  test('has a body with its length', async () => {
    const server = await serve([{ status: 201, body: '{}' }])
    const request = { method: 'POST', url: new URL(server.url), headers: {}, body: '{"é":1}' }
    const response = await sendTo(server.url)(request, new AbortController().signal)
    expect(response.status).toBe(201)
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      body: '{"é":1}',
      headers: { 'content-length': '8' },
    })
  })

  test('N19 goes to an IPv6 address', async () => {
    const server = await serve(respond(200, GOOD), { address: '::1' })
    expect(await get(server.url)).toBe(GOOD)
    expect(server.requests[0]?.headers.host).toBe(new URL(server.url).host)
  })

  test.each(['a\nb', 'a\rb', 'a\0b', 'tökén€'])(
    'A10 a header %j is rejected before it is sent, and not shown',
    async value => {
      const server = await serve(respond(200, GOOD))
      const request = { method: 'GET', url: new URL(server.url), headers: { 'x-api-key': value } }
      const error = await failureOf(sendTo(server.url)(request, new AbortController().signal))
      expect(error).toMatchObject({ code: 'protocol', remedy: 'never' })
      expect(error.message).not.toContain(value)
      expect(error.hint).toContain('credential')
      expect(server.requests).toEqual([])
    },
  )

  test.each([301, 401, 404, 503])(
    'a response with status %i is returned as it is, after one request',
    async status => {
      const server = await serve([{ status, headers: { location: '/x' }, body: 'b' }])
      const response = await sendTo(server.url)(
        { method: 'GET', url: new URL(server.url), headers: {} },
        new AbortController().signal,
      )
      expect({ status: response.status, text: await readText(response) }).toEqual({ status, text: 'b' })
      expect(server.requests).toHaveLength(1)
    },
  )

  test('N17 100 and 103 before the response are ignored', async () => {
    const early = 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n'
    const server = await serve({ kind: 'raw', bytes: early + rawResponse(GOOD) })
    expect(await get(server.url)).toBe(GOOD)
  })

  test('repeated header fields are joined', async () => {
    const server = await serve({
      kind: 'raw',
      bytes: rawResponse('', ['x-a: 1', 'x-a: 2', 'set-cookie: a', 'set-cookie: b']),
    })
    const { headers, close } = await sendTo(server.url)(
      { method: 'GET', url: new URL(server.url), headers: {} },
      new AbortController().signal,
    )
    close()
    expect(headers).toMatchObject({ 'x-a': '1, 2', 'set-cookie': 'a,b' })
  })
})

describe('a connection that fails', () => {
  test('N03 because it is refused makes the host unreachable', async () => {
    const server = await startTestServer({ kind: 'stall' })
    await server.close()
    const error = await failureOf(get(server.url))
    expect(error).toMatchObject({ code: 'network', remedy: 'retry', budget: 'unreachable' })
    expect(error.message).toBe(
      `${new URL(server.url).host} could not be reached: the connection was refused (ECONNREFUSED).`,
    )
    expect(error.hint).toContain('self-hosted runner')
  })

  test('N04 works again once the server is back', async () => {
    const gone = await startTestServer({ kind: 'stall' })
    await gone.close()
    await failureOf(get(gone.url))
    const back = await serve(respond(200, GOOD))
    expect(await get(back.url)).toBe(GOOD)
  })

  test.each([
    ['N05 a reset before the head', { kind: 'reset' }],
    ['N06 an end before the head', { kind: 'truncate' }],
  ] satisfies [string, Fault][])('%s is transient', async (_, fault) => {
    const error = await failureWith(fault)
    expect(error).toMatchObject({ code: 'network', remedy: 'retry' })
    expect(error.message).toContain('the connection was lost')
    expect(error.message).not.toMatch(/path|SIGNATURE/)
  })

  test.each([
    [
      'N07 a reset in the middle of the JSON',
      { kind: 'raw', bytes: rawResponse('{"st', ['content-length: 20']), end: 'reset' },
    ],
    [
      'N07 an end in the middle of the JSON',
      { kind: 'raw', bytes: rawResponse('{"st', ['content-length: 20']) },
    ],
    [
      'N15 chunks without the last one',
      { kind: 'raw', bytes: rawResponse('4\r\n{"st\r\n', ['transfer-encoding: chunked']) },
    ],
    [
      'N14 a chunk without a size',
      { kind: 'raw', bytes: rawResponse('x\r\n{}\r\n', ['transfer-encoding: chunked']) },
    ],
  ] satisfies [string, Fault][])('%s is transient', async (_, fault) => {
    const error = await failureWith(fault)
    expect(error).toMatchObject({ code: 'network', remedy: 'retry' })
    expect(error.message).toMatch(
      /^The connection to 127\.0\.0\.1:\d+ was lost during the response \(ECONNRESET\)\.$/,
    )
  })

  test.each([
    ['N12 garbage', 'SSH-2.0-OpenSSH_9.6\r\n\r\n'],
    ['N12 HTTP/0.9', '<html>hello</html>\r\n\r\n'],
    ['N13 a header of 20 KB', rawResponse(GOOD, [`x-large: ${'x'.repeat(20_000)}`])],
    ['N14 two lengths', rawResponse(GOOD, ['content-length: 20', 'content-length: 2'])],
    ['N14 a length and chunks', rawResponse(GOOD, ['content-length: 20', 'transfer-encoding: chunked'])],
    ['N14 a negative length', rawResponse(GOOD, ['content-length: -1'])],
  ])('%s is malformed', async (_, bytes) => {
    const error = await failureWith({ kind: 'raw', bytes })
    expect(error).toMatchObject({ code: 'protocol', remedy: 'retry', budget: 'malformed' })
    expect(error.message).toMatch(/^127\.0\.0\.1:\d+ sent an invalid HTTP response \(HPE_\w+\)\.$/)
  })

  test('N13 endless headers are malformed', async () => {
    const repeat = 'x-more: and more and more\r\n'.repeat(100)
    const error = await failureWith({ kind: 'raw', bytes: 'HTTP/1.1 200 OK\r\n', repeat })
    expect(error).toMatchObject({ code: 'protocol', remedy: 'retry', budget: 'malformed' })
    expect(error.message).toContain('HPE_HEADER_OVERFLOW')
  })

  test.each(['gzip', 'br', 'Deflate'])(
    'J08 D19 %s, which was not requested, is rejected and closed',
    async encoding => {
      const head = rawResponse('', [`content-encoding: ${encoding}`, 'content-length: 99999'])
      const bytes = Buffer.concat([Buffer.from(head), gzipSync(Buffer.alloc(10_000))])
      const server = await serve({ kind: 'raw', bytes, end: 'never' })
      const error = await failureOf(get(server.url))
      expect(error).toMatchObject({ code: 'protocol', remedy: 'retry', budget: 'malformed' })
      expect(error.message).toContain(`(HTTP 200) compressed as ${encoding.toLowerCase()}`)
      await server.emptied()
    },
  )

  test.each([
    ['Prüfbericht Ålesund.csv', 'utf8', 'Prüfbericht Ålesund.csv'],
    ['日本語.csv', 'utf8', '日本語.csv'],
    ['Prüfbericht.csv', 'latin1', 'Prüfbericht.csv'],
    ['plain.csv', 'latin1', 'plain.csv'],
  ] as const)('F14 a header with %s in %s is read', async (name, encoding, expected) => {
    const head = rawResponse(GOOD, [
      `content-disposition: attachment; filename="${name}"`,
      `location: /${name}`,
    ])
    const server = await serve({ kind: 'raw', bytes: Buffer.from(head, encoding) })
    const request = { method: 'GET', url: new URL(server.url), headers: {} }
    const { headers, close } = await sendTo(server.url)(request, new AbortController().signal)
    close()
    expect(headers['content-disposition']).toBe(`attachment; filename="${expected}"`)
    expect(headers.location).toBe(`/${expected}`)
  })

  test.each(['identity', 'utf-8', 'UTF-8', 'aws-chunked', ''])(
    'J08 the encoding %j is accepted',
    async encoding => {
      const bytes = rawResponse(GOOD, [`content-encoding: ${encoding}`])
      const server = await serve({ kind: 'raw', bytes })
      expect(await get(server.url)).toBe(GOOD)
    },
  )

  test.each([
    ['gzip, chunked', 'gzip'],
    ['Deflate , Chunked', 'deflate'],
    ['chunked, compress', 'compress'],
    ['x-custom', 'x-custom'],
    ['gzip\r\ntransfer-encoding: chunked', 'gzip'],
  ])('D29 a response with the transfer coding %j is rejected and closed', async (field, coding) => {
    const bytes = rawResponse(`2710\r\n${'x'.repeat(10_000)}\r\n`, [`transfer-encoding: ${field}`])
    const server = await serve({ kind: 'raw', bytes, end: 'never' })
    const error = await failureOf(get(server.url))
    expect(error).toMatchObject({ code: 'protocol', remedy: 'retry', budget: 'malformed' })
    expect(error.message).toContain(`(HTTP 200) compressed as ${coding}, which was not requested`)
    await server.emptied()
  })

  test.each(['Chunked', 'chunked\r\ntransfer-encoding: chunked', 'identity, chunked'])(
    'D29 the transfer coding %j is accepted',
    async field => {
      const chunks = `${GOOD.length.toString(16)}\r\n${GOOD}\r\n0\r\n\r\n`
      const bytes = rawResponse(chunks, [`transfer-encoding: ${field}`])
      const server = await serve({ kind: 'raw', bytes })
      expect(await get(server.url)).toBe(GOOD)
    },
  )
})

describe('bytes beyond the end of a response', () => {
  const length = `content-length: ${GOOD.length}`
  const head = rawResponse('', [length])
  const large = 'x'.repeat(300_000)

  async function excessAfter(fault: Fault): Promise<{ text: string; hasExcess: boolean }> {
    const server = await serve(fault)
    const request = { method: 'GET', url: new URL(server.url), headers: {} }
    const response = await sendTo(server.url)(request, new AbortController().signal)
    return { text: await readText(response), hasExcess: response.hasExcess() }
  }

  test.each<[string, Fault]>([
    ['with head and body in one write', { kind: 'raw', bytes: `${head}${GOOD}excess`, end: 'never' }],
    ['before the connection ends', { kind: 'raw', bytes: `${head}${GOOD}excess` }],
    ['in the write of the body', { kind: 'raw', bytes: [head, `${GOOD}excess`], end: 'never' }],
    [
      'after "connection: close"',
      { kind: 'raw', bytes: rawResponse(`${GOOD}{}`, [length, 'connection: close']) },
    ],
    [
      'after the last chunk',
      { kind: 'raw', bytes: rawResponse(`14\r\n${GOOD}\r\n0\r\n\r\nexcess`, ['transfer-encoding: chunked']) },
    ],
  ])('D28 are detected and do not change the body: %s', async (_, fault) => {
    expect(await excessAfter(fault)).toEqual({ text: GOOD, hasExcess: true })
  })

  test('D28 are detected after a long body', async () => {
    const { text, hasExcess } = await excessAfter({
      kind: 'raw',
      bytes: rawResponse(`${large}excess`, ['content-length: 300000']),
    })
    expect({ isWhole: text === large, hasExcess }).toEqual({ isWhole: true, hasExcess: true })
  })

  test.each<[string, Fault]>([
    ['nothing', { kind: 'raw', bytes: `${head}${GOOD}` }],
    ['line breaks, which the parser skips', { kind: 'raw', bytes: `${head}${GOOD}\r\n\r\n` }],
    [
      'nothing after the last chunk',
      { kind: 'raw', bytes: rawResponse(`14\r\n${GOOD}\r\n0\r\n\r\n`, ['transfer-encoding: chunked']) },
    ],
  ])('%s is no excess', async (_, fault) => {
    expect(await excessAfter(fault)).toEqual({ text: GOOD, hasExcess: false })
  })
})

describe('a signal', () => {
  const silent: [string, Fault][] = [
    ['N08 a server that never responds', { kind: 'stall' }],
    [
      'N09 a head and then silence',
      { kind: 'raw', bytes: rawResponse('', ['content-length: 20']), end: 'never' },
    ],
    [
      'N10 a body that drips',
      { kind: 'raw', bytes: rawResponse('', ['content-length: 99999']), repeat: 'x' },
    ],
    ['N11 a head that drips', { kind: 'raw', bytes: 'HTTP/1.1 200 OK\r\nx-drip: ', repeat: 'x' }],
    [
      'N16 an upgrade that was not requested',
      {
        kind: 'raw',
        bytes: 'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n',
        end: 'never',
      },
    ],
  ]

  test.each(silent)(
    '%s is ended with the reason of the signal, and its connection is closed',
    async (_, fault) => {
      const server = await serve(fault)
      const controller = new AbortController()
      const failure = failureOf(get(server.url, controller.signal))
      await server.nextRequest()
      await new Promise(resolve => setTimeout(resolve, 20))
      controller.abort(ABORT)
      expect(await failure).toBe(ABORT)
      await server.emptied()
    },
  )

  test('that has already aborted prevents the request', async () => {
    const server = await serve(respond(200, GOOD))
    expect(await failureOf(get(server.url, AbortSignal.abort(ABORT)))).toBe(ABORT)
    expect(server.requests).toEqual([])
  })

  test('has no listeners left after a request', async () => {
    const server = await serve(respond(200, GOOD))
    const { signal } = new AbortController()
    let added = 0
    let removed = 0
    const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)]
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      added += 1
      add(...args)
    }
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      removed += 1
      remove(...args)
    }
    for (let round = 0; round < 3; round++) await get(server.url, signal)
    expect(added).toBeGreaterThan(0)
    await until(() => removed === added)
  })
})

describe('a response', () => {
  async function open(fault: Fault): Promise<{ response: WireResponse; emptied(): Promise<void> }> {
    const server = await serve(fault)
    const send = createSend({
      userAgent: 'x',
      addresses: { check: () => undefined, lookup: () => undefined },
    })
    const response = await send(
      { method: 'GET', url: new URL(server.url), headers: {} },
      new AbortController().signal,
    )
    return { response, emptied: server.emptied }
  }

  test('that is closed unread ends its connection, and may be closed again', async () => {
    const { response, emptied } = await open({
      kind: 'raw',
      bytes: rawResponse('{', ['content-length: 99']),
      end: 'never',
    })
    response.close()
    response.close()
    await emptied()
  })

  test('ends its connection when its reader stops', async () => {
    const { response, emptied } = await open({
      kind: 'raw',
      bytes: rawResponse('x'.repeat(1000), ['content-length: 9999']),
      end: 'never',
    })
    for await (const chunk of response.body) {
      expect(chunk.length).toBeGreaterThan(0)
      break
    }
    await emptied()
  })

  test('N07 that ends early before it is read causes no uncaught error, and rejects for its reader', async () => {
    const { response, emptied } = await open({
      kind: 'raw',
      bytes: rawResponse('{', ['content-length: 99']),
      end: 'reset',
    })
    await emptied()
    await new Promise(resolve => setTimeout(resolve, 20))
    const error = await failureOf(readText(response))
    expect(error).toMatchObject({ code: 'network', remedy: 'retry' })
    expect(error.message).toContain('(ECONNRESET)')
  })
})
