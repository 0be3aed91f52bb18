import type { ApiUrlSpec } from '../providers/inputs.ts'
import type { Provider } from '../providers/provider.ts'
import { type Form, isFilled, reject, value } from './form.ts'

/** Whether a host name means this machine, the only place where plain http is allowed. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}

/** Why a text is not the origin of an API; empty when it is. */
function urlProblem(text: string, spec: ApiUrlSpec): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^https?:$/.test(url.protocol)) return 'an https address'
  if (url.username !== '' || url.password !== '') return 'an address without credentials in it'
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    return 'an https address (http is for this machine only)'
  if (text.includes('?') || text.includes('#')) return 'an address without query and fragment'
  if (pathOf(url, spec) !== '') return 'the origin of the API without a path'
  return ''
}

function pathOf(url: URL, { suffix }: ApiUrlSpec): string {
  const path = url.pathname.replace(/\/+$/, '')
  return suffix ? path.replace(suffix, '') : path
}

function given(form: Form, spec: ApiUrlSpec): string | undefined {
  const text = value(form, 'api-url')
  const problem = urlProblem(text, spec)
  if (problem === '') {
    const { origin } = new URL(text)
    return spec.normalise?.(origin) ?? origin
  }
  return reject(form, 'api-url', { expected: problem, example: spec.default ?? 'https://api.example.com' })
}

/** The origin of the API from `api-url`, else from `tenant`, else the provider's own; undefined after a problem. */
export function apiUrl(form: Form, { id, title, inputs: { apiUrl: spec } }: Provider): string | undefined {
  if (!isFilled(form, 'api-url')) {
    const origin = isFilled(form, 'tenant') ? spec.fromTenant?.(value(form, 'tenant')) : spec.default
    // A wrong tenant is refused by its own grammar.
    if (origin === undefined && !isFilled(form, 'tenant'))
      form.problems.push(
        spec.fromTenant
          ? `tenant (or api-url) is required for ${id}, for example acme`
          : `api-url is required for ${id}, for example https://vcf.example.com`,
      )
    return origin
  }
  const origin = given(form, spec)
  if (origin !== undefined && spec.knownHosts) {
    const { hostname } = new URL(origin)
    if (!spec.knownHosts.test(hostname) && !isLoopback(hostname))
      form.warnings.push(
        `The credential goes to ${hostname}, which is not a known host of ${title}. Check api-url.`,
      )
  }
  return origin
}
