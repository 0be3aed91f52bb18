/**
 * `HttpClient.getAgentDispatcher` is all that the toolkit's client needs undici for, and only behind a proxy. Requests,
 * which the action and the artifact client make through it, tunnel through proxies without undici. Packages that ask for
 * a dispatcher while they are loaded still load; only its use fails.
 */
export class ProxyAgent {
  dispatch() {
    throw new Error('This build has no undici: use requests of HttpClient, not getAgentDispatcher.')
  }
}
