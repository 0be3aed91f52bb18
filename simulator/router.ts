import type { Handler, RecordedRequest, SimulatedResponse } from './messages.ts'

/** One documented endpoint of an API. */
export interface Route {
  readonly method: string
  /** Matched against the complete path; its named groups become `params`, percent-decoded. */
  readonly path: RegExp
  handle(
    request: RecordedRequest,
    params: Readonly<Record<string, string>>,
  ): SimulatedResponse | Promise<SimulatedResponse>
}

/** Uses the first matching route; without one, responds with the HTML 404 page of a gateway. */
export function routerOf(routes: readonly Route[]): Handler {
  return request => {
    for (const route of routes) {
      const match = route.method === request.method ? route.path.exec(request.url.pathname) : null
      if (match) return route.handle(request, decoded(match.groups ?? {}))
    }
    return {
      status: 404,
      headers: { 'content-type': 'text/html' },
      body: '<html><head><title>404 Not Found</title></head><body><h1>Not Found</h1></body></html>',
    }
  }
}

/** A JSON response; undefined fields are omitted. */
export function json(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): SimulatedResponse {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }
}

/** The body of a request parsed as JSON, or undefined. */
export function jsonBody(request: RecordedRequest): unknown {
  try {
    return JSON.parse(request.body)
  } catch {
    return undefined
  }
}

function decoded(groups: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]))
}
