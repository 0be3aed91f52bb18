import { malformed } from './response.ts'

const MAX_LINK_CHARS = 8192

/** A link from a response as an absolute URL, resolved against the API; throws if it is not http(s) or has over 8 KiB. */
export function link(text: string, apiUrl: string): string {
  if (text.length > MAX_LINK_CHARS)
    throw malformed(`The response contains a file link of more than ${MAX_LINK_CHARS} characters.`)
  const url = URL.canParse(text, apiUrl) ? new URL(text, apiUrl) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    throw malformed('The response contains a file link that is not an http or https address.')
  return url.href
}

/** Whether a host name is this machine, the only one for which plain http is allowed. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}

/** Whether a host of a URL is a literal link-local address: no API has one, but the metadata services of clouds do. */
export function isLinkLocal(hostname: string): boolean {
  return /^(169\.254(\.\d{1,3}){2}$|\[fe[89ab][\da-f]:|\[::ffff:a9fe:)/.test(hostname)
}
