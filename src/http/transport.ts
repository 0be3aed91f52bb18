/** A request as it is sent, before redirects. */
export interface WireRequest {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | undefined
  /** Called when the connection is open, for https after the handshake: from then on, the request may reach the server. */
  readonly onConnected?: (() => void) | undefined
}

/** A response whose head has arrived. Its receiver reads the body to the end or closes it. */
export interface WireResponse {
  readonly status: number
  /** Lower-case names; repeated fields joined by a comma. */
  readonly headers: Readonly<Record<string, string>>
  /** The address that sent it, after redirects. */
  readonly url: URL
  /** Rejects if the connection is lost, or when the signal given to `Send` aborts. */
  readonly body: AsyncIterable<Uint8Array>
  /** After the end of `body`: whether more bytes arrived together with it. Later bytes are not waited for. */
  hasExcess(): boolean
  /** Destroys the connection; may be called again. */
  close(): void
}

/** Sends one request without following redirects or retrying; rejects with an `ExportError`. */
export type Send = (request: WireRequest, signal: AbortSignal) => Promise<WireResponse>
