/**
 * `HttpClient.getAgentDispatcher` is all that the toolkit's client needs undici for, and only behind a proxy. Requests,
 * which the action and the artifact client make through it, tunnel through proxies without undici.
 */
export function ProxyAgent() {
  throw new Error('This build has no undici: use requests of HttpClient, not getAgentDispatcher.')
}
