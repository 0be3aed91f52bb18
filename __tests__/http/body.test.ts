import type { Fault } from '../../simulator/faults.ts'
import type { ExportError } from '../../src/failures/export-error.ts'
import { MAX_RESPONSE_BYTES, parseJson, readText } from '../../src/http/body.ts'
import { failureOf } from '../support/failure-of.ts'
import { rawResponse, type TestServer, useServer } from '../support/server.ts'
import { sendTo } from '../support/session.ts'

const serve = useServer()

async function read(fault: Fault, maxBytes?: number): Promise<{ text: string; server: TestServer }> {
  const server = await serve(fault)
  return { text: await readFrom(server, maxBytes), server }
}

async function readFrom(server: TestServer, maxBytes?: number): Promise<string> {
  const request = { method: 'GET', url: new URL(server.url), headers: {} }
  return readText(await sendTo(server.url)(request, new AbortController().signal), maxBytes)
}

const answering = (...body: readonly Uint8Array[]): Fault => {
  const bytes = Buffer.concat(body)
  const head = `HTTP/1.1 200 OK\r\ncontent-length: ${bytes.length}\r\n\r\n`
  return { kind: 'raw', bytes: Buffer.concat([Buffer.from(head), bytes]) }
}

/** A body without an end, in chunks of 64 KiB. */
const endless: Fault = {
  kind: 'raw',
  bytes: 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n',
  repeat: `10000\r\n${'['.repeat(0x10000)}\r\n`,
}

function parseFailure(text: string, contentType = 'application/json'): ExportError {
  try {
    parseJson(text, contentType)
  } catch (error) {
    return error as ExportError
  }
  throw new Error('nothing was thrown')
}

describe('the text of a response', () => {
  test('J04 loses its byte order mark', async () => {
    expect((await read(answering(Buffer.from('\ufeff{"a":"\ufeff"}')))).text).toBe('{"a":"\ufeff"}')
  })

  test('J11 has replacements for what is no UTF-8', async () => {
    const { text } = await read(
      answering(Buffer.from('"a'), Buffer.from([0xff, 0xfe, 0xc3]), Buffer.from('"')),
    )
    expect(parseJson(text, '')).toBe('a\ufffd\ufffd\ufffd')
  })

  test('characters may lie across chunks', async () => {
    const euro = Buffer.from('€')
    const { text } = await read({
      kind: 'response',
      response: {
        status: 200,
        body: (async function* () {
          for (const byte of euro) yield Buffer.of(byte)
        })(),
      },
    })
    expect(text).toBe('€')
  })

  test('J03 may be empty', async () => {
    expect((await read(answering())).text).toBe('')
    expect((await read({ kind: 'raw', bytes: 'HTTP/1.1 204 No Content\r\n\r\n' })).text).toBe('')
  })

  test('J06 is read up to the limit and not beyond', async () => {
    const body = Buffer.alloc(1000, 'x')
    expect((await read(answering(body), 1000)).text).toHaveLength(1000)
    const error = await failureOf(read(answering(body), 999))
    expect(error).toMatchObject({ code: 'protocol', outlook: 'malformed' })
    expect(error.message).toBe('The answer is larger than 999 bytes.')
  })

  test('J06 is counted where no length was declared', async () => {
    const chunked: Fault = {
      kind: 'raw',
      bytes: rawResponse(`3E8\r\n${'x'.repeat(1000)}\r\n0\r\n\r\n`, ['transfer-encoding: chunked']),
    }
    expect((await read(chunked, 1000)).text).toHaveLength(1000)
    expect(await failureOf(read(chunked, 999))).toMatchObject({ code: 'protocol', outlook: 'malformed' })
  })

  test('J06 of 10 MiB in chunks is refused at 4 MiB', async () => {
    const size = 10 * 1024 * 1024
    const chunk = `${size.toString(16)}\r\n${'x'.repeat(size)}\r\n0\r\n\r\n`
    const error = await failureOf(
      read({ kind: 'raw', bytes: rawResponse(chunk, ['transfer-encoding: chunked']) }),
    )
    expect(error.message).toBe('The answer is larger than 4194304 bytes.')
  })

  test('J07 of a length beyond the limit is refused before its first byte', async () => {
    const server = await serve({
      kind: 'raw',
      bytes: rawResponse('', ['content-length: 99999999999']),
      end: 'never',
    })
    expect(await failureOf(readFrom(server))).toMatchObject({ code: 'protocol', outlook: 'malformed' })
    await server.emptied()
  })

  test('J07 J09 without an end is refused at the limit, and its connection ends', async () => {
    const server = await serve(endless)
    const error = await failureOf(readFrom(server))
    expect(error).toMatchObject({ code: 'protocol', outlook: 'malformed' })
    expect(error.message).toContain(String(MAX_RESPONSE_BYTES))
    expect(error.hint).toContain('api-url')
    await server.emptied()
  })
})

describe('JSON', () => {
  test.each(['application/json', 'application/vnd.api+json', 'text/plain', 'text/html', ''])(
    'J12 of content type %j is accepted',
    contentType => {
      expect(parseJson('{"a":1}', contentType)).toEqual({ a: 1 })
    },
  )

  test.each(['null', '[]', '"x"', '42'])('J05 %s is JSON', text => {
    expect(parseJson(text, '')).toEqual(JSON.parse(text))
  })

  test('J10 changes no prototype and keeps large numbers as numbers', () => {
    const value = parseJson('{"__proto__":{"polluted":1},"a":1,"a":2,"id":9007199254740993}', '') as object
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    expect({}).not.toHaveProperty('polluted')
    expect(value).toMatchObject({ a: 2 })
  })

  test('J11 may hold NUL and a lone surrogate', () => {
    expect(parseJson('"\\u0000\\ud800"', '')).toBe('\u0000\ud800')
  })

  test('J09 of nothing but brackets is malformed and no crash', () => {
    expect(parseFailure('['.repeat(MAX_RESPONSE_BYTES))).toMatchObject({ outlook: 'malformed' })
  })

  test('J01 a page in its place is named by its type and its beginning', () => {
    const page = `<!doctype html>\n<html>  <head><title>Log in</title></head>${'x'.repeat(1000)}`
    const error = parseFailure(page, 'text/html; charset=utf-8')
    expect(error).toMatchObject({ code: 'protocol', outlook: 'malformed' })
    expect(error.message).toMatch(
      /^Expected JSON, got text\/html; charset=utf-8: <!doctype html> <html> <head><title>Log in<\/title>/,
    )
    expect(error.message.length).toBeLessThan(260)
    expect(error.hint).toContain('proxy')
  })

  test.each(['', ' \n '])('J03 an empty response is named as such (%j)', text => {
    expect(parseFailure(text).message).toBe('Expected JSON, got an empty answer')
  })

  test('J01 a text without a type is called so', () => {
    expect(parseFailure('upstream down', '').message).toBe(
      'Expected JSON, got an answer without a content type: upstream down',
    )
  })

  test.each([`)]}',\n{"url":"SECRET"}`, 'Via: proxy { "url" : "SECRET" }', 'while(1);["SECRET"]'])(
    'J02 A13 JSON behind something else is not shown: %s',
    text => {
      const { message } = parseFailure(text)
      expect(message).toBe('Expected JSON, got application/json that is cut short or broken')
    },
  )

  test('J01 A13 a page that holds a link is named by its type alone', () => {
    const page = '<a href="https://x.example/SECRET">Moved</a>'
    expect(parseFailure(page, 'text/html').message).toBe('Expected JSON, got text/html')
  })

  test('J01 a link beyond what is shown hides nothing', () => {
    const page = `<h1>Sign in</h1>${'x'.repeat(200)} https://x.example`
    expect(parseFailure(page, 'text/html').message).toContain('<h1>Sign in</h1>')
  })

  test.each(['{"access_token":"SECRET', '[{"url":"https://x/?sig=SECRET"', '"SECRET', '{"a":SECRET}'])(
    'J02 A13 broken JSON is not shown: %s',
    text => {
      const error = parseFailure(text)
      expect(error.message).toBe('Expected JSON, got application/json that is cut short or broken')
      expect(String(error.cause ?? '')).not.toContain('SECRET')
    },
  )
})
