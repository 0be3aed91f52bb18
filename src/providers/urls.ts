import { malformed } from './response.ts'

/** Builds a URL path. Each value is percent-encoded, so that no ID can change the path. */
export function path(parts: TemplateStringsArray, ...values: readonly string[]): string {
  return String.raw({ raw: parts }, ...values.map(encodeURIComponent))
}

/** A link from a response as an absolute URL, resolved against the API; throws if it is not http(s). */
export function link(text: string, apiUrl: string): string {
  const url = URL.canParse(text, apiUrl) ? new URL(text, apiUrl) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    throw malformed('The response contains a file link that is not an http or https address.')
  return url.href
}

/** Whether a host name is this machine, the only one for which plain http is allowed. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}
