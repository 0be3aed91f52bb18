import { ExportError } from '../failures/export-error.ts'
import type { CredentialHeaders } from '../providers/provider.ts'
import type { Send, WireRequest, WireResponse } from './transport.ts'

const MAX_REDIRECTS = 5
const MAX_LOCATION_CHARS = 8192
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308]

/** How redirects are followed. */
export interface RedirectOptions {
  /** `none` returns a redirect as it is, `same-origin` fails if one leaves the origin, `any-origin` follows it without the credential. */
  readonly scope: 'none' | 'same-origin' | 'any-origin'
  /** Sent to the first origin only, and no more after a redirect has left it: another host must not choose what it opens. */
  readonly credential: CredentialHeaders
  /** Whether a redirect is the response itself, so that it is not followed. */
  readonly isFinal?: ((response: WireResponse) => Promise<boolean>) | undefined
  /** Called with each new address before a request goes to it. */
  onRedirect(url: URL): void
}

/** Sends a request and follows at most 5 redirects. */
export async function followRedirects(
  send: Send,
  first: WireRequest,
  { scope, credential, isFinal, onRedirect }: RedirectOptions,
  signal: AbortSignal,
): Promise<WireResponse> {
  let request = first
  let isTrusted = true
  for (let redirects = 0; ; redirects++) {
    isTrusted &&= request.url.origin === first.url.origin
    const headers = isTrusted ? { ...request.headers, ...credential } : request.headers
    const response = await send({ ...request, headers }, signal)
    if (!REDIRECTS.includes(response.status) || scope === 'none') return response
    if (await isFinal?.(response)) return response
    response.close()
    if (redirects === MAX_REDIRECTS)
      throw refusal(`more than ${MAX_REDIRECTS} times`, 'Check api-url: it seems to redirect in a loop.')
    const url = redirectTarget(response)
    if (scope === 'same-origin' && url.origin !== first.url.origin)
      throw refusal('to another host, which must not receive the credential')
    onRedirect(url)
    request = redirected(request, response.status, url)
  }
}

/** Like other clients, repeats a POST as a GET without a body after 301, 302 and 303. */
function redirected(request: WireRequest, status: number, url: URL): WireRequest {
  if (status >= 307 || request.method === 'HEAD') return { ...request, url }
  const { 'content-type': _, ...headers } = request.headers
  return { method: 'GET', headers, url }
}

function redirectTarget({ headers, url }: WireResponse): URL {
  const location = headers.location ?? ''
  if (location === '') throw refusal('without a Location header')
  const target = location.length > MAX_LOCATION_CHARS ? null : URL.parse(location, url.href)
  if (!target) throw refusal('to an invalid address')
  if (!/^https?:$/.test(target.protocol)) throw refusal('to an address that is not http or https')
  if (target.username !== '' || target.password !== '')
    throw refusal('to an address that contains credentials')
  if (url.protocol === 'https:' && target.protocol === 'http:') throw refusal('from https to http')
  return target
}

function refusal(why: string, hint = 'Check api-url. Unsafe redirects are not followed.'): ExportError {
  return new ExportError('protocol', `The response redirects ${why}.`, { hint })
}
