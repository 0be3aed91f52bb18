/** A request as it arrived. */
export interface RecordedRequest {
  readonly server: 'api' | 'store'
  readonly method: string
  /** Absolute. */
  readonly url: URL
  /** Lower-case names; repeated fields joined by a comma. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** When it had arrived, in milliseconds of the simulator's clock. */
  readonly at: number
  /** What has become of its response so far. */
  readonly sent: SentResponse
}

/** How far a response has got. */
export interface SentResponse {
  /** 0 before the head. */
  readonly status: number
  /** Bytes of the body that were handed to the connection. */
  readonly bodyBytes: number
  /** Whether its connection is done with it. */
  readonly isClosed: boolean
}

/** A response; `content-length` is set for texts, pieces bring their own or go out chunked. */
export interface SimulatedResponse {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Iterable<Uint8Array> | AsyncIterable<Uint8Array>
}

/** Makes the response to a request. */
export type Handler = (request: RecordedRequest) => SimulatedResponse | Promise<SimulatedResponse>
