import type { Fault } from '../../simulator/faults.ts'
import type { RecordedRequest } from '../../simulator/messages.ts'
import type { Destination, Move } from './moves.ts'

/** What a move does to the response to a request, in the language of the simulator. */
export function faultOf(move: Move, request: RecordedRequest): Fault {
  switch (move.kind) {
    case 'refuse':
    case 'late':
    case 'revoke':
      return { kind: 'pass' }
    case 'echo':
      return {
        kind: 'response',
        response: { status: move.status, body: JSON.stringify({ message: echoOf(request) }) },
      }
    case 'redirect':
      return {
        kind: 'response',
        response: { status: move.status, headers: locationOf(move.to, request) },
      }
    case 'headers':
      return {
        kind: 'change',
        change: response => ({ ...response, headers: { ...response.headers, ...move.headers } }),
      }
    case 'mutate':
      return {
        kind: 'change',
        change: response =>
          typeof response.body === 'string' ? { ...response, body: mutated(response.body, move) } : response,
      }
    default:
      return move
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
