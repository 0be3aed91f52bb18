/** One hop as it goes on the wire. */
export interface WireRequest {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** An answer whose head has arrived and whose body has not been read. Whoever gets one reads it to the end or closes it. */
export interface WireResponse {
  readonly status: number
  /** Lower-case names; repeated fields joined by a comma. */
  readonly headers: Readonly<Record<string, string>>
  /** Where the answer came from, after redirects. */
  readonly url: URL
  /** Rejects when the body is cut short; reading it is bounded by the signal given to `Send`. */
  readonly body: AsyncIterable<Uint8Array>
  /** Destroys the connection; harmless afterwards. */
  close(): void
}

/** Sends one request, follows no redirect, retries nothing; rejects with an `ExportError`. */
export type Send = (request: WireRequest, signal: AbortSignal) => Promise<WireResponse>
