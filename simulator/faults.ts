import type { RecordedRequest, SimulatedResponse } from './messages.ts'

/** What goes wrong with one response. Byte counts are those of its body. */
export type Fault =
  /** Nothing: lets one response through, so that a later one is hit. */
  | { readonly kind: 'pass' }
  /** Another response in place of the real one. */
  | { readonly kind: 'response'; readonly response: SimulatedResponse }
  /** The real response, changed. It is held back for as long as the function takes. */
  | { readonly kind: 'change'; readonly change: ResponseChange }
  /** The real response to the request without its range. */
  | { readonly kind: 'ignore-range' }
  /** The real response with one bit of its body turned. */
  | { readonly kind: 'corrupt'; readonly atByte: number }
  /** The real response with more bytes than its length says. */
  | { readonly kind: 'extra'; readonly bytes: string }
  /** The real response in pieces with pauses of real time. */
  | { readonly kind: 'trickle'; readonly pieceBytes: number; readonly pauseMs: number }
  | BrokenOff
  /** Bytes in place of an HTTP response, the last part again and again until the client has gone. */
  | {
      readonly kind: 'raw'
      /** A list is written part by part, with short pauses of real time. */
      readonly bytes: string | Uint8Array | readonly string[]
      readonly repeat?: string
      /** What becomes of the connection then; it is closed unless given. */
      readonly end?: 'close' | 'reset' | 'never'
    }

/**
 * A response that does not come whole: the connection is reset, closed in good order before the end (`truncate`), or goes
 * silent (`stall`).
 */
export interface BrokenOff {
  readonly kind: 'reset' | 'truncate' | 'stall'
  /** Before the head unless given. */
  readonly afterBytes?: number
  /** The real response unless given. */
  readonly response?: SimulatedResponse
}

/** Makes another response of the real one. */
export type ResponseChange = (
  response: SimulatedResponse,
  request: RecordedRequest,
) => SimulatedResponse | Promise<SimulatedResponse>

/** Faults for one path of either server; each is used once, in order. */
export interface FaultRule {
  /** The whole path without the query, or a pattern for it. */
  readonly path: string | RegExp
  readonly faults: readonly Fault[]
  /** What every later response suffers; nothing unless given. */
  readonly rest?: Fault
}

/** The faults that are still to come. */
export interface FaultQueue {
  add(rule: FaultRule): void
  /** Takes the next fault for a path. */
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

/** A fault that puts a short response in place of the real one. Bytes go out chunked unless `headers` has their length. */
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

/** The request as the handler gets to see it. */
export function requestUnder(fault: Fault, request: RecordedRequest): RecordedRequest {
  if (fault.kind !== 'ignore-range') return request
  const { range: _, 'if-range': __, ...headers } = request.headers
  return { ...request, headers }
}

/** The response that a fault leaves to be sent, of the one that `handle` makes; how it is sent is not decided here. */
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
