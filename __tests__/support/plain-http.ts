import { Agent, type IncomingHttpHeaders, request } from 'node:http'
import { brokenBody, transportFailure } from '../../src/http/failure.ts'
import type { OpenFile } from '../../src/http/session.ts'

/** A complete response. */
export interface PlainResponse {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly bytes: Buffer
  readonly text: string
  /** The body parsed as JSON, or undefined; untyped, because tests check it. */
  readonly json: ReturnType<typeof JSON.parse>
}

/** A request; by default GET without headers. */
export interface PlainRequest {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Aborts a request that would never get a response. */
  readonly signal?: AbortSignal
}

/** Sends one request on a new connection, without redirects or retries; rejects if the response is truncated. */
export function fetchPlain(url: string, options: PlainRequest = {}): Promise<PlainResponse> {
  return new Promise((resolve, reject) => {
    const { body, ...rest } = options
    const outgoing = request(url, { ...rest, agent: new Agent({ keepAlive: false }) }, async response => {
      try {
        const chunks: Buffer[] = []
        for await (const chunk of response) chunks.push(chunk)
        const bytes = Buffer.concat(chunks)
        const text = bytes.toString('utf8')
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          bytes,
          text,
          json: jsonOf(text),
        })
      } catch (error) {
        reject(error)
      }
    })
    outgoing.once('error', reject)
    outgoing.end(body)
  })
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function* bodyOf(response: AsyncIterable<Uint8Array>, url: URL, signal: AbortSignal) {
  try {
    yield* response
  } catch (error) {
    throw signal.aborted ? signal.reason : brokenBody(error, url)
  }
}

/** Opens a file over plain HTTP like the session, but without redirects and credentials. */
export const plainOpen: OpenFile = (file, headers, signal) =>
  new Promise((resolve, reject) => {
    const url = new URL(file.url)
    const outgoing = request(url, { headers, signal, agent: new Agent({ keepAlive: false }) }, response =>
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers as Record<string, string>,
        url,
        body: bodyOf(response, url, signal),
        hasExcess: () => false,
        close: () => response.destroy(),
      }),
    )
    outgoing.once('error', error => reject(signal.aborted ? signal.reason : transportFailure(error, url)))
    outgoing.end()
  })
