import type { RecordedRequest, SimulatedResponse } from './messages.ts'

/** A fault of one response. Byte counts refer to the body. */
export type Fault =
  /** No fault: lets one response pass, so that a later one is affected. */
  | { readonly kind: 'pass' }
  /** Another response in place of the real one. */
  | { readonly kind: 'response'; readonly response: SimulatedResponse }
  /** The real response, changed. It is delayed until the function returns. */
  | { readonly kind: 'change'; readonly change: ResponseChange }
  /** The real response to the request without its range. */
  | { readonly kind: 'ignore-range' }
  /** The real response with one bit of its body flipped. */
  | { readonly kind: 'corrupt'; readonly atByte: number }
  /** The real response with more bytes than its content-length. */
  | { readonly kind: 'extra'; readonly bytes: string }
  /** The real response in pieces with pauses of real time. */
  | { readonly kind: 'trickle'; readonly pieceBytes: number; readonly pauseMs: number }
  | Interruption
  /** Bytes in place of an HTTP response; `repeat` is sent until the client disconnects. */
  | {
      readonly kind: 'raw'
      /** A list is sent part by part, with short pauses of real time. */
      readonly bytes: string | Uint8Array | readonly string[]
      readonly repeat?: string
      /** What happens to the connection afterwards; `close` by default. */
      readonly end?: 'close' | 'reset' | 'never'
    }

/**
 * An incomplete response: the connection is reset, closed regularly before the end (`truncate`), or sends nothing more
 * (`stall`).
 */
export interface Interruption {
  readonly kind: 'reset' | 'truncate' | 'stall'
  /** By default before the headers. */
  readonly afterBytes?: number
  /** By default the real response. */
  readonly response?: SimulatedResponse
}

/** Converts the real response to another one. */
export type ResponseChange = (
  response: SimulatedResponse,
  request: RecordedRequest,
) => SimulatedResponse | Promise<SimulatedResponse>

/** Faults for one path of either server; each is used once, in order. */
export interface FaultRule {
  /** The complete path without the query, or a pattern. */
  readonly path: string | RegExp
  readonly faults: readonly Fault[]
  /** The fault of every later response; none by default. */
  readonly rest?: Fault
}

/** The pending faults. */
export interface FaultQueue {
  add(rule: FaultRule): void
  /** Removes and returns the next fault for a path. */
  take(pathname: string): Fault
}

const PASS: Fault = { kind: 'pass' }

/** Creates a queue that holds `rules` in the order in which they are tried. */
export function createFaultQueue(rules: readonly FaultRule[] = []): FaultQueue {
  const pending: { readonly rule: FaultRule; readonly faults: Fault[] }[] = []
  const add = (rule: FaultRule) => {
    pending.push({ rule, faults: [...rule.faults] })
  }
  for (const rule of rules) add(rule)
  return {
    add,
    take: pathname => {
      const due = pending.find(
        ({ rule, faults }) => (faults.length > 0 || rule.rest) && matches(rule.path, pathname),
      )
      return due?.faults.shift() ?? due?.rule.rest ?? PASS
    },
  }
}

function matches(path: string | RegExp, pathname: string): boolean {
  return typeof path === 'string' ? path === pathname : path.test(pathname)
}

/** A fault that replaces the response by a short one. Bytes are sent chunked unless `headers` has a length. */
export function respond(
  status: number,
  body: string | Uint8Array = '',
  headers: Readonly<Record<string, string>> = {},
): Extract<Fault, { readonly kind: 'response' }> {
  return {
    kind: 'response',
    response: { status, headers, body: typeof body === 'string' ? body : [body] },
  }
}

/** The request as passed to the handler. */
export function requestUnder(fault: Fault, request: RecordedRequest): RecordedRequest {
  if (fault.kind !== 'ignore-range') return request
  const { range: _, 'if-range': __, ...headers } = request.headers
  return { ...request, headers }
}

/** The response to send under a fault; `handle` creates the real one. `send` applies faults of the transfer. */
export async function responseUnder(
  fault: Fault,
  request: RecordedRequest,
  handle: () => SimulatedResponse | Promise<SimulatedResponse>,
): Promise<SimulatedResponse> {
  if ('response' in fault && fault.response) return fault.response
  const response = await handle()
  if (fault.kind === 'change') return fault.change(response, request)
  if (fault.kind === 'corrupt') return { ...response, body: corrupted(chunksOf(response), fault.atByte) }
  return response
}

/** The body of a response in chunks. */
export function chunksOf({ body = '' }: SimulatedResponse): Iterable<Uint8Array> | AsyncIterable<Uint8Array> {
  if (typeof body !== 'string') return body
  return body === '' ? [] : [Buffer.from(body)]
}

async function* corrupted(
  body: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  atByte: number,
): AsyncGenerator<Uint8Array> {
  let start = 0
  for await (const chunk of body) {
    const copy = Buffer.from(chunk)
    const at = atByte - start
    if (at >= 0 && at < copy.length) copy[at] = (copy[at] ?? 0) ^ 1
    start += copy.length
    yield copy
  }
}
