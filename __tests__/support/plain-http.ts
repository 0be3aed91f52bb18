import { Agent, type IncomingHttpHeaders, request } from 'node:http'

/** A complete response. */
export interface PlainResponse {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly bytes: Buffer
  readonly text: string
  /** The body parsed as JSON, undefined when it is none; unchecked, for tests state what they expect. */
  readonly json: ReturnType<typeof JSON.parse>
}

/** What to send; GET without headers unless given. */
export interface PlainRequest {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Ends a request that would never get a response. */
  readonly signal?: AbortSignal
}

/** Sends one request on a connection of its own; follows nothing, retries nothing, rejects when the response is truncated. */
export function ask(url: string, options: PlainRequest = {}): Promise<PlainResponse> {
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
