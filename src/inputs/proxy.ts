import { isIP } from 'node:net'
import type { Environment } from './environment.ts'

/** What is wrong and what is odd about the proxy settings. */
export interface ProxyProblems {
  readonly errors: readonly string[]
  readonly warnings: readonly string[]
}

/** The variables that the HTTP client reads, for each scheme in the order of its preference. */
const PROXY_VARIABLES = [
  ['https_proxy', 'HTTPS_PROXY'],
  ['http_proxy', 'HTTP_PROXY'],
] as const

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}

/** Like the client, which adds the scheme where the text is no address without it. */
function proxyUrl(text: string): URL | null {
  return URL.parse(text) ?? (/^https?:\/\//.test(text) ? null : URL.parse(`http://${text}`))
}

/** A broken setting is refused, since the client would go around the proxy without a word. */
function proxyError(name: string, text: string): string | undefined {
  const url = proxyUrl(text)
  if (!url || url.hostname === '')
    return `${name} is not the address of a proxy: write http://, the host and the port.`
  if (!/^https?:$/.test(url.protocol))
    return `${name} names a ${url.protocol.slice(0, -1)} proxy; only http and https proxies work.`
  if (!isDecodable(url.username) || !isDecodable(url.password))
    return `${name} has a user or a password that is not percent-encoded.`
  return undefined
}

function bypassWarning(entry: string): string | undefined {
  if (entry.includes('/') && isIP(entry.split('/')[0] ?? '') !== 0)
    return `${entry} is a range, which is not understood: list the addresses`
  if (entry.includes('*') && entry !== '*')
    return `${entry} is a pattern, which is not understood: write ${entry.replaceAll('*', '')}`
  return undefined
}

/** Checks the proxy settings before the first request; no text holds a user or a password of the proxy. */
export function proxyProblems(env: Environment): ProxyProblems {
  // Like the client, which reads one variable for each scheme.
  const set = PROXY_VARIABLES.flatMap(names => names.find(name => env[name]) ?? [])
  const errors = set.flatMap(name => proxyError(name, env[name] ?? '') ?? [])
  if (set.length === 0) {
    const isForeign = Boolean(env.ALL_PROXY || env.all_proxy)
    return { errors, warnings: isForeign ? ['all_proxy is not understood: set https_proxy.'] : [] }
  }
  const bypass = (env.no_proxy || env.NO_PROXY || '').split(',').map(entry => entry.trim())
  const warnings = bypass.flatMap(entry => bypassWarning(entry) ?? []).map(text => `no_proxy: ${text}.`)
  return { errors, warnings }
}

/** The user and the password of each proxy, which are secrets. */
export function proxyCredentials(
  env: Environment,
): readonly { readonly id: string; readonly secret: string }[] {
  return PROXY_VARIABLES.flat().flatMap(name => {
    const url = proxyUrl(env[name] ?? '')
    if (!url?.password || !isDecodable(url.username) || !isDecodable(url.password)) return []
    return [{ id: decodeURIComponent(url.username), secret: decodeURIComponent(url.password) }]
  })
}
