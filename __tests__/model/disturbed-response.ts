import type { Answer, RecordedRequest } from '../../simulator/server.ts'
import type { Destination, Move } from './moves.ts'

/** The request as the place gets to see it. */
export function placeOf(request: RecordedRequest, move: Move): RecordedRequest {
  if (move.kind !== 'whole') return request
  const { range: _, 'if-range': __, ...headers } = request.headers
  return { ...request, headers }
}

/** What comes in place of the real answer, where the move says so. */
export function disturbed(answer: Answer, move: Move, request: RecordedRequest): Answer {
  switch (move.kind) {
    case 'answer':
      return { status: move.status, headers: move.headers, body: move.body }
    case 'echo':
      return { status: move.status, body: JSON.stringify({ message: echoOf(request) }) }
    case 'redirect':
      return { status: move.status, headers: locationOf(move.to, request) }
    case 'adorn':
      return { ...answer, headers: { ...answer.headers, ...move.headers } }
    case 'mutate':
      return { ...answer, ...(typeof answer.body === 'string' && { body: mutated(answer.body, move) }) }
    case 'corrupt':
      return typeof answer.body === 'object'
        ? { ...answer, body: corrupted(answer.body, move.place) }
        : answer
    default:
      return answer
  }
}

/** Everything that was sent, as a careless server writes it into its error. */
function echoOf({ method, url, headers, body }: RecordedRequest): string {
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return [`${method} ${url.href}`, ...fields, body].join('\n')
}

const LOCATIONS: Readonly<Partial<Record<Destination, string>>> = {
  'elsewhere at home': '/elsewhere',
  'another host': 'https://another.example.org/elsewhere',
  'another host over http': 'http://another.example.org/elsewhere',
  'this machine': 'https://127.0.0.1/elsewhere',
  'a private network': 'https://10.0.0.1/elsewhere',
  'an address with credentials': 'https://user:password@another.example.org/',
  'a mail address': 'mailto:someone@example.com',
}

function locationOf(to: Destination, { url }: RecordedRequest): Readonly<Record<string, string>> {
  const location = to === 'itself' ? url.href : LOCATIONS[to]
  return location === undefined ? {} : { location }
}

type Fields = Record<string, unknown>

/** Every field of a document, with the object that holds it. */
function fieldsOf(value: unknown): readonly (readonly [Fields, string])[] {
  if (typeof value !== 'object' || value === null) return []
  const fields = value as Fields
  return Object.keys(fields).flatMap(name => [[fields, name] as const, ...fieldsOf(fields[name])])
}

function mutated(body: string, { place, value }: Extract<Move, { kind: 'mutate' }>): string {
  const document: unknown = body.startsWith('{') ? JSON.parse(body) : undefined
  const fields = fieldsOf(document)
  const [holder, name] = fields[place % fields.length] ?? []
  if (!holder || name === undefined) return body
  // A list never gets shorter: an export with fewer files is another export.
  if (value === undefined && !Array.isArray(holder)) delete holder[name]
  else holder[name] = value ?? null
  return JSON.stringify(document)
}

async function* corrupted(body: AsyncIterable<Uint8Array>, place: number): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    const copy = Buffer.from(chunk)
    const at = place % Math.max(1, copy.length)
    if (copy.length > 0) copy[at] = (copy[at] ?? 0) ^ 1
    yield copy
  }
}
