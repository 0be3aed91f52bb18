import { ExportError } from '../failures/export-error.ts'
import type { CredentialHeaders } from '../providers/auth.ts'
import type { Send, WireRequest, WireResponse } from './transport.ts'

const MAX_HOPS = 5
const MAX_LOCATION_CHARS = 8192
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308]

/** How far an answer may send us on. */
export interface RedirectRule {
  /** `none` hands a redirect over as it is, `same-origin` refuses to leave, `any-origin` leaves without the credential. */
  readonly scope: 'none' | 'same-origin' | 'any-origin'
  /** Sent to the first origin only, and no more once that was left: a foreign host must not choose what it opens. */
  readonly credential: CredentialHeaders
  /** Hears of each new address before it is asked. */
  onHop(url: URL): void
}

function refusal(why: string): ExportError {
  return new ExportError('protocol', `The answer redirects ${why}.`, {
    hint: 'Check api-url: redirects are followed where they are safe.',
  })
}

function nextUrl({ headers, url }: WireResponse): URL {
  const location = headers.location ?? ''
  if (location === '') throw refusal('without saying where to')
  if (location.length > MAX_LOCATION_CHARS || !URL.canParse(location, url.href))
    throw refusal('to something that is no address')
  const next = new URL(location, url)
  if (!/^https?:$/.test(next.protocol)) throw refusal('to something other than a web address')
  if (next.username !== '' || next.password !== '') throw refusal('to an address with credentials in it')
  if (url.protocol === 'https:' && next.protocol === 'http:') throw refusal('from https to http')
  return next
}

/** After 301, 302 and 303 a question is asked anew without its body, as every client does it. */
function nextRequest(request: WireRequest, status: number, url: URL): WireRequest {
  if (status >= 307) return { ...request, url }
  const { 'content-type': _, ...headers } = request.headers
  return { method: 'GET', headers, url }
}

/** Sends a request and follows at most 5 redirects by itself; whatever it returns is no followed redirect. */
export async function follow(
  send: Send,
  first: WireRequest,
  { rule, signal }: { readonly rule: RedirectRule; readonly signal: AbortSignal },
): Promise<WireResponse> {
  let request = first
  let isTrusted = true
  for (let hop = 0; ; hop++) {
    isTrusted &&= request.url.origin === first.url.origin
    const headers = isTrusted ? { ...request.headers, ...rule.credential } : request.headers
    const answer = await send({ ...request, headers }, signal)
    if (!REDIRECTS.includes(answer.status) || rule.scope === 'none') return answer
    answer.close()
    if (hop === MAX_HOPS) throw refusal(`more than ${MAX_HOPS} times`)
    const url = nextUrl(answer)
    if (rule.scope === 'same-origin' && url.origin !== first.url.origin)
      throw refusal('to another host, where the credential must not go')
    rule.onHop(url)
    request = nextRequest(request, answer.status, url)
  }
}
