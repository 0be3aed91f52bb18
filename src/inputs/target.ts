import type { ApiUrlSpec, FieldSpec, Provider, Target } from '../providers/provider.ts'
import { isLoopback } from '../providers/urls.ts'
import type { InputName } from './names.ts'
import type { InputReader } from './reader.ts'

/** Reads which export to wait for and where, by the specification of the provider; undefined after a problem. */
export function readTarget(inputs: InputReader, provider: Provider): Target | undefined {
  const { id, inputs: spec } = provider
  const problemsBefore = inputs.problems.length
  const accepted: Partial<Record<InputName, unknown>> = {
    'org-id': spec.orgId,
    'group-id': spec.groupId,
    tenant: spec.tenant,
    'api-version': spec.apiVersion,
    'client-id': spec.pair?.id === 'client-id',
    'client-secret': spec.pair?.secret === 'client-secret',
    username: spec.pair?.id === 'username',
    password: spec.pair?.secret === 'password',
  }
  for (const [name, isAccepted] of Object.entries(accepted))
    if (!isAccepted && inputs.has(name as InputName))
      inputs.problems.push(`${name} is not used by the provider ${id}: remove it`)
  const found = {
    exportId: readField(inputs, 'export-id', spec.exportId),
    orgId: readField(inputs, 'org-id', spec.orgId),
    groupId: readField(inputs, 'group-id', spec.groupId),
    apiVersion: readField(inputs, 'api-version', spec.apiVersion) || (spec.apiVersion?.default ?? ''),
  }
  readField(inputs, 'tenant', spec.tenant)
  const apiUrl = readApiUrl(inputs, provider)
  if (apiUrl === undefined) return undefined
  const target = { ...found, apiUrl }
  inputs.problems.push(...(spec.check?.(target) ?? []))
  return inputs.problems.length === problemsBefore ? target : undefined
}

function readField(inputs: InputReader, name: InputName, spec: FieldSpec | undefined): string {
  if (!spec) return ''
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
      inputs.reject('api-url', expected, spec.default ?? 'https://api.example.com')
      return undefined
    }
    const url = new URL(text)
    const origin = spec.normalise?.(url.origin) ?? url.origin
    const { hostname } = new URL(origin)
    if (spec.knownHosts && !spec.knownHosts.test(hostname) && !isLoopback(hostname))
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
        : `api-url is required for ${id}, for example https://vcf.example.com`,
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
  const path = url.pathname.replace(/\/+$/, '')
  if ((suffix ? path.replace(suffix, '') : path) !== '') return 'the origin of the API without a path'
  return undefined
}
