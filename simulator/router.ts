import type { Handler, RecordedRequest, SimulatedResponse } from './messages.ts'

/** One documented call of an API. */
export interface Route {
  readonly method: string
  /** Matched against the whole path; its named groups become `params`, percent-decoded. */
  readonly path: RegExp
  handle(
    request: RecordedRequest,
    params: Readonly<Record<string, string>>,
  ): SimulatedResponse | Promise<SimulatedResponse>
}

/** Responds with the first route that matches, else with the HTML page of a gateway that knows no such path. */
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

/** A JSON response; fields with an undefined value are left out. */
export function json(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): SimulatedResponse {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }
}

/** The body of a request as JSON, or undefined when it is none. */
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
