import { createHash } from 'node:crypto'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** An object as the store keeps it. */
export interface StoredObject {
  readonly bytes: Buffer
  /** Entity tag with its quotes; null: none. A strong one is made from the bytes unless given. */
  readonly etag?: string | null
  /** Sent with every 200 and 206. */
  readonly headers?: Readonly<Record<string, string>>
}

/** A question as it reached the store, and what it answered. */
export interface StoreRequest {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  status: number
  /** Bytes of the body handed to the connection. */
  sentBytes: number
}

/** Handles one question; `serve` answers it as a faultless store does. */
export type Reaction = (exchange: Exchange) => void | Promise<void>

/** What a reaction works with. */
export interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly record: StoreRequest
  readonly object: StoredObject | undefined
  /** Sends head and body, or the first `maxBytes` of the body without ending it. */
  serve(maxBytes?: number): Promise<void>
}

/** A scripted object store on loopback. */
export interface ObjectStore {
  readonly url: string
  readonly requests: readonly StoreRequest[]
  put(path: string, object: StoredObject | Buffer): void
  /** The next questions for `path` get these reactions, one each; later ones are served. */
  script(path: string, ...reactions: readonly Reaction[]): void
  close(): Promise<void>
}

function strongEtag(bytes: Buffer): string {
  return `"${createHash('md5').update(bytes).digest('hex')}"`
}

/** Where the body starts and ends, 'beyond' when the range cannot be satisfied, undefined when the whole is due. */
function rangeOf(
  headers: IncomingMessage['headers'],
  object: StoredObject,
  etag: string | null,
): { readonly start: number; readonly end: number } | 'beyond' | undefined {
  const [, start, last] = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '') ?? []
  const condition = headers['if-range']
  const isSame =
    condition === undefined || condition === etag || condition === object.headers?.['last-modified']
  if (start === undefined || !isSame) return undefined
  const { length } = object.bytes
  return Number(start) < length
    ? { start: Number(start), end: last ? Math.min(length, Number(last) + 1) : length }
    : 'beyond'
}

async function write(response: ServerResponse, record: StoreRequest, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length && !response.destroyed; at += 65536) {
    const chunk = bytes.subarray(at, at + 65536)
    record.sentBytes += chunk.length
    await new Promise<void>(resolve => {
      response.once('close', resolve)
      response.write(chunk, () => resolve())
    })
  }
}

async function serveObject(exchange: Omit<Exchange, 'serve'>, maxBytes?: number): Promise<void> {
  const { request, response, record, object } = exchange
  if (!object) {
    answer(404, NOT_FOUND)({ ...exchange, serve: async () => {} })
    return
  }
  const { bytes, headers } = object
  const etag = object.etag === undefined ? strongEtag(bytes) : object.etag
  const range = rangeOf(request.headers, object, etag)
  const common = { ...(etag !== null && { etag }), ...headers }
  if (range === 'beyond') {
    record.status = 416
    response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end()
    return
  }
  const body = range ? bytes.subarray(range.start, range.end) : bytes
  record.status = range ? 206 : 200
  const place = range && { 'content-range': `bytes ${range.start}-${range.end - 1}/${bytes.length}` }
  response.writeHead(record.status, { 'content-length': body.length, ...common, ...place })
  await write(response, record, body.subarray(0, maxBytes))
  if (maxBytes === undefined) response.end()
}

/** Starts a store; `close` ends it and every connection. */
export async function startObjectStore(): Promise<ObjectStore> {
  const objects = new Map<string, StoredObject>()
  const scripts = new Map<string, Reaction[]>()
  const requests: StoreRequest[] = []
  const server: Server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://store').pathname
    const record: StoreRequest = { path, headers: request.headers, status: 0, sentBytes: 0 }
    requests.push(record)
    const exchange = { request, response, record, object: objects.get(path) }
    const react = scripts.get(path)?.shift() ?? (({ serve }: Exchange) => serve())
    void react({ ...exchange, serve: maxBytes => serveObject(exchange, maxBytes) })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    put: (path, object) => objects.set(path, Buffer.isBuffer(object) ? { bytes: object } : object),
    script: (path, ...reactions) => scripts.set(path, [...(scripts.get(path) ?? []), ...reactions]),
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Serves as a faultless store does. */
export const served: Reaction = ({ serve }) => serve()

/** Answers with a status and a document. */
export function answer(status: number, body = '', headers: Readonly<Record<string, string>> = {}): Reaction {
  return ({ response, record }) => {
    record.status = status
    response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers }).end(body)
  }
}

/** Sends the first bytes of what is due, then closes the connection. */
export function cutAfter(bytes: number): Reaction {
  return async ({ serve, response }) => {
    await serve(bytes)
    response.destroy()
  }
}

/** As `cutAfter`, but with a reset that loses what is still under way. */
export function resetAfter(bytes: number): Reaction {
  return async ({ serve, response }) => {
    await serve(bytes)
    response.socket?.resetAndDestroy()
  }
}

/** Sends the first bytes of what is due, then nothing more. */
export function stallAfter(bytes: number): Reaction {
  return ({ serve }) => serve(bytes)
}

/** Sends bytes in chunks of unknown total length. */
export function chunked(bytes: Buffer, headers: Readonly<Record<string, string>> = {}): Reaction {
  return async ({ response, record }) => {
    record.status = 200
    response.writeHead(200, headers)
    await write(response, record, bytes)
    response.end()
  }
}

const xml = (code: string, rest: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code>${rest}</Error>`

/** An object that does not exist, as S3 says it. */
export const NOT_FOUND = xml('NoSuchKey', '<Message>The specified key does not exist.</Message>')

/** A link that has expired, in the forms of the stores. */
export const EXPIRED: Readonly<Record<string, Reaction>> = {
  S3: answer(
    403,
    xml('AccessDenied', '<Message>Request has expired</Message><X-Amz-Expires>3600</X-Amz-Expires>'),
  ),
  'S3 with temporary credentials': answer(
    400,
    xml('ExpiredToken', '<Message>The provided token has expired.</Message>'),
  ),
  'Cloud Storage': answer(
    400,
    xml('ExpiredToken', '<Message>Invalid argument.</Message><Details>The link has expired.</Details>'),
  ),
  Azure: answer(
    403,
    xml(
      'AuthenticationFailed',
      '<Message>Server failed to authenticate the request.</Message><AuthenticationErrorDetail>Signature not valid in the specified time frame</AuthenticationErrorDetail>',
    ),
    { 'x-ms-error-code': 'AuthenticationFailed' },
  ),
  CloudFront: answer(403, xml('AccessDenied', '<Message>Access denied</Message>')),
  'a store that deletes': answer(410),
  'a store with logins': answer(401),
}

/** A signature that is wrong, in the forms of the stores. */
export const MIS_SIGNED: Readonly<Record<string, Reaction>> = {
  S3: answer(403, xml('SignatureDoesNotMatch', '<SignatureProvided>c2VjcmV0</SignatureProvided>')),
  Azure: answer(
    403,
    xml(
      'AuthenticationFailed',
      '<AuthenticationErrorDetail>Signature did not match. String to sign used was r</AuthenticationErrorDetail>',
    ),
  ),
}
