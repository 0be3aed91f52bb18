import fc from 'fast-check'
import type { Fault } from '../../simulator/faults.ts'
import type { ExportError } from '../../src/failures/export-error.ts'
import { MAX_RESPONSE_BYTES, notJsonFailure, parseBody, readText } from '../../src/http/body.ts'
import { failureOf } from '../support/failure-of.ts'
import { fuzzRuns } from '../support/fuzz.ts'
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

const responding = (...body: readonly Uint8Array[]): Fault => {
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

const parsed = (text: string) => parseBody(text, unchanged => unchanged)

function parseFailure(text: string, contentType = 'application/json'): ExportError {
  const body = parsed(text)
  expect(body.json).toBeUndefined()
  return notJsonFailure(
    { status: 200, headers: { 'content-type': contentType }, ...body },
    { host: 'api.example.com', redactBody: false },
  )
}

const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)

describe('the text of a response', () => {
  test('J04 has no byte order mark', async () => {
    expect((await read(responding(Buffer.from('\ufeff{"a":"\ufeff"}')))).text).toBe('{"a":"\ufeff"}')
  })

  test('J11 has replacement characters for invalid UTF-8', async () => {
    const { text } = await read(
      responding(Buffer.from('"a'), Buffer.from([0xff, 0xfe, 0xc3]), Buffer.from('"')),
    )
    expect(parsed(text).json).toBe('a\ufffd\ufffd\ufffd')
  })

  test('may have a character in several chunks', async () => {
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
    expect((await read(responding())).text).toBe('')
    expect((await read({ kind: 'raw', bytes: 'HTTP/1.1 204 No Content\r\n\r\n' })).text).toBe('')
  })

  test('J06 is read up to the limit and not beyond', async () => {
    const body = Buffer.alloc(1000, 'x')
    expect((await read(responding(body), 1000)).text).toHaveLength(1000)
    const error = await failureOf(read(responding(body), 999))
    expect(error).toMatchObject({ code: 'protocol', remedy: 'retry', budget: 'malformed' })
    expect(error.message).toBe('The response is larger than 999 bytes.')
  })

  test('J06 is counted if there is no Content-Length', async () => {
    const chunked: Fault = {
      kind: 'raw',
      bytes: rawResponse(`3E8\r\n${'x'.repeat(1000)}\r\n0\r\n\r\n`, ['transfer-encoding: chunked']),
    }
    expect((await read(chunked, 1000)).text).toHaveLength(1000)
    expect(await failureOf(read(chunked, 999))).toMatchObject({
      code: 'protocol',
      remedy: 'retry',
      budget: 'malformed',
    })
  })

  test('J06 of 10 MiB in chunks is rejected at 4 MiB', async () => {
    const size = 10 * 1024 * 1024
    const chunk = `${size.toString(16)}\r\n${'x'.repeat(size)}\r\n0\r\n\r\n`
    const error = await failureOf(
      read({ kind: 'raw', bytes: rawResponse(chunk, ['transfer-encoding: chunked']) }),
    )
    expect(error.message).toBe('The response is larger than 4194304 bytes.')
  })

  test('J07 with a Content-Length beyond the limit is rejected before its first byte', async () => {
    const server = await serve({
      kind: 'raw',
      bytes: rawResponse('', ['content-length: 99999999999']),
      end: 'never',
    })
    expect(await failureOf(readFrom(server))).toMatchObject({
      code: 'protocol',
      remedy: 'retry',
      budget: 'malformed',
    })
    await server.emptied()
  })

  test('J07 J09 without an end is rejected at the limit, and its connection ends', async () => {
    const server = await serve(endless)
    const error = await failureOf(readFrom(server))
    expect(error).toMatchObject({ code: 'protocol', remedy: 'retry', budget: 'malformed' })
    expect(error.message).toContain(String(MAX_RESPONSE_BYTES))
    expect(error.hint).toContain('api-url')
    await server.emptied()
  })
})

describe('JSON', () => {
  test.each(['null', '[]', '"x"', '42'])('J05 %s is JSON', text => {
    expect(parsed(text).json).toEqual(JSON.parse(text))
  })

  test('J10 changes no prototype and keeps large numbers as numbers', () => {
    const value = parsed('{"__proto__":{"polluted":1},"a":1,"a":2,"id":9007199254740993}').json as object
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    expect({}).not.toHaveProperty('polluted')
    expect(value).toMatchObject({ a: 2 })
  })

  test('J11 may contain NUL and a lone surrogate', () => {
    expect(parsed('"\\u0000\\ud800"').json).toBe('\u0000\ud800')
  })

  test.each([
    ['64 levels', nested(64), true],
    ['65 levels', nested(65), false],
    ['66 levels of both kinds', `${'{"a":['.repeat(33)}${']}'.repeat(33)}`, false],
    ['2,000,000 levels', nested(MAX_RESPONSE_BYTES / 2), false],
    ['levels after a shallow value', `[1,{},${nested(64)}]`, false],
    ['many shallow values', `[${Array(100).fill(nested(60)).join(',')}]`, true],
    ['24,999 objects', `[${'{},'.repeat(24_999)}1]`, true],
    ['25,000 objects', `[${'{},'.repeat(25_000)}1]`, false],
    ['50,000 commas in a string', JSON.stringify(','.repeat(50_000)), true],
    ['brackets in a string', JSON.stringify({ a: '['.repeat(1000) }), true],
  ])('J09 may be 64 levels deep with 50,000 values: %s', (_, text, isJson) => {
    expect(parsed(text).json !== undefined).toBe(isJson)
    if (!isJson)
      expect(parseFailure(text)).toMatchObject({ code: 'protocol', remedy: 'retry', budget: 'malformed' })
  })

  test('J09 has the value that JSON.parse returns', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 20 }), fc.nat({ max: 4 }), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent)
        expect(parsed(text)).toEqual({ json: JSON.parse(text) })
      }),
      fuzzRuns(500),
    )
  })

  test('J09 of nothing but opening brackets is malformed and no crash', () => {
    expect(parseFailure('['.repeat(MAX_RESPONSE_BYTES))).toMatchObject({
      remedy: 'retry',
      budget: 'malformed',
    })
  })

  test('J01 replaced by a page: the error has its type and its beginning', () => {
    const page = `<!doctype html>\n<html>  <head><title>Log in</title></head>${'x'.repeat(1000)}`
    const error = parseFailure(page, 'text/html; charset=utf-8')
    expect(error).toMatchObject({ code: 'protocol', remedy: 'retry', budget: 'malformed' })
    expect(error.message).toMatch(
      /^Expected JSON from api.example.com, got text\/html; charset=utf-8: <!doctype html> <html> <head><title>Log in<\/title>/,
    )
    expect(error.message.length).toBeLessThan(280)
    expect(error.hint).toContain('proxy')
  })

  test.each(['', ' \n '])('J03 replaced by an empty response (%j)', text => {
    expect(parseFailure(text).message).toBe('Expected JSON from api.example.com, got an empty response')
  })

  test('J01 A20 is redacted as a whole, then cut', () => {
    const redact = (text: string) => text.replaceAll('example-secret', '***')
    const secrets = 'example-secret'.repeat(10_000)
    expect(parseBody(`x${secrets}`, redact).text).toMatch(/^x(\*\*\*)+$/)
    expect(parseBody(`x${'y'.repeat(64 * 1024 - 8)}${secrets}`, redact).text).toMatch(/^xy+\*+$/)
  })

  test('J01 replaced by a text without a content type', () => {
    expect(parseFailure('upstream down', '').message).toBe(
      'Expected JSON from api.example.com, got a response without a content type: upstream down',
    )
  })

  test.each([`)]}',\n{"url":"SECRET"}`, 'Via: proxy { "url" : "SECRET" }', 'while(1);["SECRET"]'])(
    'J02 A13 after a prefix is not shown: %s',
    text => {
      const { message } = parseFailure(text)
      expect(message).toBe(
        'Expected JSON from api.example.com, got application/json that is truncated, invalid or nested too deep',
      )
    },
  )

  test('J01 A13 replaced by a page with a link: only its type is shown', () => {
    const page = '<a href="https://x.example/SECRET">Moved</a>'
    expect(parseFailure(page, 'text/html').message).toBe('Expected JSON from api.example.com, got text/html')
  })

  test('J01 replaced by a page with a link beyond the part that is shown', () => {
    const page = `<h1>Sign in</h1>${'x'.repeat(200)} https://x.example`
    expect(parseFailure(page, 'text/html').message).toContain('<h1>Sign in</h1>')
  })

  test.each(['{"access_token":"SECRET', '[{"url":"https://x/?sig=SECRET"', '"SECRET', '{"a":SECRET}'])(
    'J02 A13 that is invalid is not shown: %s',
    text => {
      const error = parseFailure(text)
      expect(error.message).toBe(
        'Expected JSON from api.example.com, got application/json that is truncated, invalid or nested too deep',
      )
      expect(String(error.cause ?? '')).not.toContain('SECRET')
    },
  )
})
