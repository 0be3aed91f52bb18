import { malformed } from './schema.ts'

/** Builds a URL path: each value is percent-encoded, so that no id can change the path. */
export function path(parts: TemplateStringsArray, ...values: readonly string[]): string {
  return String.raw({ raw: parts }, ...values.map(encodeURIComponent))
}

/** A link out of an answer as an absolute URL, relative ones resolved against the API; anything but http(s) is malformed. */
export function link(text: string, apiUrl: string): string {
  const url = URL.canParse(text, apiUrl) ? new URL(text, apiUrl) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    throw malformed('The answer names a file by something that is not a web address.')
  return url.href
}

/** Whether a host name means this machine, the only place where plain http is allowed. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}
