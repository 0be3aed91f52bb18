import type { ApiUrlSpec, FieldSpec, Place, Provider } from '../providers/provider.ts'
import { isLinkLocal, isLoopback } from '../providers/urls.ts'
import type { InputReader } from './reader.ts'

/** Reads where the exports of a provider are. */
export function readPlace(inputs: InputReader, provider: Provider, env: NodeJS.ProcessEnv): Place {
  const spec = provider.inputs
  const ids = Object.entries(spec.ids ?? {})
    .map(([name, field]) => [name, readField(inputs, name, field, env[field.variable ?? ''])] as const)
    .filter(([, id]) => id !== '')
  const version = spec.apiVersion
  const apiVersion =
    version && (readField(inputs, 'api-version', { ...version, example: version.default }) || version.default)
  if (spec.tenant) readField(inputs, 'tenant', spec.tenant)
  const apiUrl = readApiUrl(inputs, provider, env)
  const place = {
    apiUrl: apiUrl ?? '',
    apiVersion: apiVersion ?? '',
    ids: { ...Object.fromEntries(ids), ...spec.params },
  }
  if (apiUrl !== undefined) inputs.problems.push(...(spec.check?.(place) ?? []))
  return place
}

/** Reads a text by its specification. */
export function readField(inputs: InputReader, name: string, spec: FieldSpec, fallback = ''): string {
  const text = inputs.get(name) || fallback
  const { expected, example, where = '' } = spec
  if (text === '' && spec.required)
    inputs.problem(name, `empty. It must be ${expected}, for example ${example}. ${where}`.trim())
  if (text === '' || spec.pattern.test(text)) return text
  const host = URL.parse(text)?.hostname ?? ''
  if (spec.pattern.test(host)) inputs.problem(name, `${inputs.shown(name)} is a URL. Use ${host}.`)
  else if (where !== '') inputs.problem(name, `${inputs.shown(name)} is not ${expected}. ${where}`)
  else inputs.reject(name, expected, example)
  return text
}

/**
 * Reads the origin of the API from `api-url`, else from the provider's variable of the runner, else from `tenant`, else the
 * default of the provider; undefined after a problem.
 */
export function readApiUrl(
  inputs: InputReader,
  provider: Provider,
  env: NodeJS.ProcessEnv = {},
): string | undefined {
  const text = inputs.get('api-url') || env[provider.inputs.apiUrl.variable ?? '']
  if (text) return readOrigin(inputs, provider, text)
  const { id } = provider
  const { tenant } = provider.inputs
  const { fromTenant, default: origin, example = 'https://api.example.com' } = provider.inputs.apiUrl
  // A wrong tenant has been rejected as a field.
  if (inputs.has('tenant')) return fromTenant?.(inputs.get('tenant'))
  if (origin !== undefined) return origin
  if (fromTenant)
    inputs.problem('tenant', `empty. ${id} needs the tenant, for example ${tenant?.example}, or api-url.`)
  else inputs.problem('api-url', `empty. ${id} needs it, for example ${example}.`)
  return undefined
}

function readOrigin(
  inputs: InputReader,
  { title, inputs: { apiUrl: spec } }: Provider,
  text: string,
): string | undefined {
  const wrong = urlProblem(text, spec)
  if (wrong) {
    inputs.problem('api-url', `${inputs.shown('api-url', text, MAX_URL_CHARS)} ${wrong}`)
    return undefined
  }
  const { origin, hostname } = new URL(text)
  const rightOrigin = spec.rightOrigin?.(hostname)
  if (rightOrigin)
    inputs.problem('api-url', `\`${hostname}\` is not the API of ${title}. Use ${rightOrigin}.`)
  else if (spec.knownHosts && !spec.knownHosts.test(hostname) && !isLoopback(hostname))
    inputs.warnings.push(
      `The credential goes to ${hostname}, which is not a known host of ${title}. Check api-url.`,
    )
  return origin
}

/** Addresses may be longer than other values. */
const MAX_URL_CHARS = 200

/** Why a text is not the origin of an API, in sentences that follow it; undefined if it is one. */
function urlProblem(text: string, spec: ApiUrlSpec): string | undefined {
  const { suffix, default: example = spec.example ?? 'https://api.example.com' } = spec
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol)) {
    const isHost = /^[a-z\d][a-z\d.-]*\.[a-z]{2,}(:\d+)?$/i.test(text)
    return `is not an https address. ${isHost ? `Use https://${text}` : `Example: ${example}`}.`
  }
  const use = `Use ${spec.rightOrigin?.(url.hostname) ?? url.origin}.`
  if (`${url.username}${url.password}` !== '') return `contains credentials. ${use}`
  if (isLinkLocal(url.hostname)) return 'is a link-local address, which no API has.'
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    return `is not an https address. Use https://${url.host}; http is for this machine only.`
  if (text.includes('?') || text.includes('#')) return `has a query or a fragment. ${use}`
  const path = url.pathname.split('/').reduce((joined, part) => (part === '' ? joined : `${joined}/${part}`))
  return (suffix ? path.replace(suffix, '') : path) === '' ? undefined : `has a path. ${use}`
}
