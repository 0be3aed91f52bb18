/** A received request. */
export interface RecordedRequest {
  readonly server: 'api' | 'store'
  readonly method: string
  /** Absolute. */
  readonly url: URL
  /** Lower-case names; repeated fields joined by a comma. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** When it arrived, in milliseconds of the simulator's clock. */
  readonly at: number
  /** The progress of its response. */
  readonly sent: SentResponse
}

/** The progress of a response. */
export interface SentResponse {
  /** 0 before the headers. */
  readonly status: number
  /** Body bytes written to the connection. */
  readonly bodyBytes: number
  /** Whether the response is closed. */
  readonly isClosed: boolean
}

/** A response; `content-length` is set for strings. Other bodies are chunked unless `headers` has a length. */
export interface SimulatedResponse {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Iterable<Uint8Array> | AsyncIterable<Uint8Array>
}

/** Creates the response to a request. */
export type Handler = (request: RecordedRequest) => SimulatedResponse | Promise<SimulatedResponse>
