import type { Fault } from '../../simulator/faults.ts'
import type { RecordedRequest } from '../../simulator/messages.ts'
import type { Destination, ModelFault } from './model-faults.ts'

/** The simulator fault for a model fault. */
export function simulatorFaultOf(fault: ModelFault, request: RecordedRequest): Fault {
  switch (fault.kind) {
    case 'refuse':
    case 'late':
    case 'revoke':
      return { kind: 'pass' }
    case 'echo':
      return {
        kind: 'response',
        response: { status: fault.status, body: JSON.stringify({ message: echoOf(request) }) },
      }
    case 'redirect':
      return {
        kind: 'response',
        response: { status: fault.status, headers: locationOf(fault.to, request) },
      }
    case 'headers':
      return {
        kind: 'change',
        change: response => ({ ...response, headers: { ...response.headers, ...fault.headers } }),
      }
    case 'mutate':
      return {
        kind: 'change',
        change: response =>
          typeof response.body === 'string' ? { ...response, body: mutated(response.body, fault) } : response,
      }
    default:
      return fault
  }
}

/** The complete request, as a careless server echoes it in an error. */
function echoOf({ method, url, headers, body }: RecordedRequest): string {
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return [`${method} ${url.href}`, ...fields, body].join('\n')
}

const LOCATIONS: Readonly<Partial<Record<Destination, string>>> = {
  'elsewhere on the same host': '/elsewhere',
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

/** Every field of a document, with its parent object. */
function fieldsOf(value: unknown): readonly (readonly [Fields, string])[] {
  if (typeof value !== 'object' || value === null) return []
  const fields = value as Fields
  return Object.keys(fields).flatMap(name => [[fields, name] as const, ...fieldsOf(fields[name])])
}

function mutated(body: string, { place, value }: Extract<ModelFault, { kind: 'mutate' }>): string {
  const document: unknown = body.startsWith('{') ? JSON.parse(body) : undefined
  const fields = fieldsOf(document)
  const [holder, name] = fields[place % fields.length] ?? []
  if (!holder || name === undefined) return body
  // Lists are never shortened: an export with fewer files is another export.
  if (value === undefined && !Array.isArray(holder)) delete holder[name]
  else holder[name] = value ?? null
  return JSON.stringify(document)
}
