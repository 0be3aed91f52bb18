/** The variables that the HTTP client reads; for each scheme, the first one that is set applies. */
const PROXY_VARIABLES = [
  ['https_proxy', 'HTTPS_PROXY'],
  ['http_proxy', 'HTTP_PROXY'],
] as const

/** Parses the URL of a proxy. The HTTP client silently bypasses a proxy that it cannot use: undefined means such a one. */
function parseProxy(text: string): URL | undefined {
  // Like the client, which adds the scheme if it is missing.
  const url = URL.parse(text) ?? (/^https?:\/\//.test(text) ? null : URL.parse(`http://${text}`))
  try {
    decodeURIComponent(`${url?.username}${url?.password}`)
  } catch {
    return undefined
  }
  return url && url.hostname !== '' && /^https?:$/.test(url.protocol) ? url : undefined
}

/** User and password of a proxy, percent-decoded: both are secret together. Without a password, the user is the secret. */
function credentialsOf(proxy: URL | undefined) {
  const [id = '', secret = ''] = [proxy?.username ?? '', proxy?.password ?? ''].map(decodeURIComponent)
  if (secret !== '') return [{ id, secret }]
  return id === '' ? [] : [{ id: '', secret: id }]
}

/** Checks the environment variables of the step before the first request. No text contains the user or password of a proxy. */
export function checkEnvironment(env: NodeJS.ProcessEnv) {
  const errors: string[] = []
  const warnings: string[] = []
  const proxyCredentials: ReturnType<typeof credentialsOf> = []
  for (const names of PROXY_VARIABLES) {
    const used = names.find(name => env[name])
    for (const name of names) {
      const proxy = parseProxy(env[name] ?? '')
      proxyCredentials.push(...credentialsOf(proxy))
      if (name === used && !proxy)
        errors.push(
          `${name} is not the URL of an HTTP proxy. Use http://host:port, with a percent-encoded user and password.`,
        )
    }
  }
  if (env.NODE_TLS_REJECT_UNAUTHORIZED === '0')
    warnings.push(
      'NODE_TLS_REJECT_UNAUTHORIZED=0 turns certificate checks off, so the credentials can be intercepted. Use ca-certificate instead.',
    )
  if (env.NODE_DEBUG)
    warnings.push('NODE_DEBUG makes Node print requests and responses, including secrets. Unset it.')
  return { errors, warnings, proxyCredentials }
}
