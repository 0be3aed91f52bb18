import type { Handler, SimulatedResponse } from '../../../simulator/messages.ts'
import type { StepResult } from '../../../simulator/step.ts'
import type { Inputs } from '../../support/action.ts'
import type { TestServer } from '../../support/server.ts'
import { useServer } from '../../support/server.ts'
import { useSteps } from '../../support/step.ts'

/** A token of the step. */
export const TOKEN = 'an-example-of-a-token'

const FILE: SimulatedResponse = { status: 200, headers: { 'content-length': '8' }, body: 'a,b\n1,2\n' }

/** A response with JSON. */
export function json(body: unknown, status = 200): SimulatedResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

/** What the API responds to each request, by its path; `store` is the origin of another server, which has files. */
export type Routes = Readonly<Record<string, (store: string) => SimulatedResponse>>

/** An export that is done at once. */
const ROUTES: Routes = {
  '/exports': () => json({ id: 'e1' }),
  '/exports/e1': () => json({ status: 'done', url: '/exports/e1/file' }),
  '/exports/e1/file': () => FILE,
}

const DEFINITION = `
api: API
auth: { x-api-token: '{token}' }
start: { url: /exports, id: .id }
poll:
  url: /exports/{id}
  word: .status
  words: { waiting: [running], succeeded: [done], failed: [failed], empty: [nothing] }
  reason: .message
download: { url: .url, auth: api, format: csv }
`

/** A finished step with its servers. */
export interface CustomRun extends StepResult {
  readonly api: TestServer
  readonly store: TestServer
}

/** Returns a function that runs a step with a definition. Call it at the top level of a test file. */
export function useCustom() {
  const steps = useSteps()
  const serve = useServer()
  import.meta.jest.setTimeout(30_000)
  return async (
    routes: Routes,
    change: (definition: string) => string = text => text,
    inputs: Inputs = {},
  ): Promise<CustomRun> => {
    const store = await serve(() => FILE)
    const handle: Handler = ({ url }) =>
      ({ ...ROUTES, ...routes })[url.pathname]?.(store.url) ?? { status: 404 }
    const api = await serve(handle)
    const definition = change(DEFINITION).replaceAll('API', api.url)
    const step = { provider: 'custom', start: 'true', token: TOKEN, definition, ...inputs }
    return { api, store, ...(await steps.run({ inputs: step }, 100)) }
  }
}
