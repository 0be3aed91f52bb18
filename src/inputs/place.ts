import type { ApiUrlSpec, FieldSpec, Place, Provider } from '../providers/provider.ts'
import { isLoopback } from '../providers/urls.ts'
import type { InputReader } from './reader.ts'

/** Reads where the exports of a provider are. */
export function readPlace(inputs: InputReader, provider: Provider): Place {
  const spec = provider.inputs
  const ids = Object.entries(spec.ids ?? {})
    .map(([name, field]) => [name, readField(inputs, name, field)] as const)
    .filter(([, id]) => id !== '')
  const version = spec.apiVersion
  const apiVersion =
    version && (readField(inputs, 'api-version', { ...version, example: version.default }) || version.default)
  if (spec.tenant) readField(inputs, 'tenant', spec.tenant)
  const apiUrl = readApiUrl(inputs, provider)
  const place = { apiUrl: apiUrl ?? '', apiVersion: apiVersion ?? '', ids: Object.fromEntries(ids) }
  if (apiUrl !== undefined) inputs.problems.push(...(spec.check?.(place) ?? []))
  return place
}

/** Reads a text by its specification. */
export function readField(inputs: InputReader, name: string, spec: FieldSpec): string {
  const text = inputs.get(name)
  if (text !== '' && !spec.pattern.test(text)) inputs.reject(name, spec.expected, spec.example)
  if (text === '' && spec.required)
    inputs.problems.push(`${name} is required: ${spec.expected}, for example ${spec.example}`)
  return text
}

/** Reads the origin of the API from `api-url`, else from `tenant`, else the default of the provider; undefined after a problem. */
export function readApiUrl(
  inputs: InputReader,
  { id, title, inputs: { apiUrl: spec } }: Provider,
): string | undefined {
  if (inputs.has('api-url')) {
    const text = inputs.get('api-url')
    const expected = expectedUrl(text, spec)
    if (expected) {
      inputs.reject('api-url', expected, spec.default ?? spec.example ?? 'https://api.example.com')
      return undefined
    }
    const url = new URL(text)
    const origin = spec.normalise?.(url.origin) ?? url.origin
    const { hostname } = new URL(origin)
    const rightOrigin = spec.rightOrigin?.(hostname)
    if (rightOrigin)
      inputs.problems.push(`api-url must be ${rightOrigin}: ${hostname} is not the API of ${title}`)
    else if (spec.knownHosts && !spec.knownHosts.test(hostname) && !isLoopback(hostname))
      inputs.warnings.push(
        `The credential goes to ${hostname}, which is not a known host of ${title}. Check api-url.`,
      )
    return origin
  }
  // A wrong tenant has been rejected as a field.
  if (inputs.has('tenant')) return spec.fromTenant?.(inputs.get('tenant'))
  if (!spec.default)
    inputs.problems.push(
      spec.fromTenant
        ? `tenant (or api-url) is required for ${id}, for example acme`
        : `api-url is required for ${id}, for example ${spec.example ?? 'https://api.example.com'}`,
    )
  return spec.default
}

/** What a text must be to be the origin of an API, completing "must be ..."; undefined if it is one. */
function expectedUrl(text: string, { suffix }: ApiUrlSpec): string | undefined {
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol)) return 'an https address'
  if (url.username !== '' || url.password !== '') return 'an address without credentials in it'
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    return 'an https address (http is for this machine only)'
  if (text.includes('?') || text.includes('#')) return 'an address without query and fragment'
  const path = url.pathname.split('/').reduce((joined, part) => (part === '' ? joined : `${joined}/${part}`))
  if ((suffix ? path.replace(suffix, '') : path) !== '') return 'the origin of the API without a path'
  return undefined
}
