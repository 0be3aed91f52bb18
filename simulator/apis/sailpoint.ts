import { randomUUID } from 'node:crypto'
import type { Job } from '../jobs/jobs.ts'
import type { SailpointPlan } from '../jobs/plans.ts'
import type { RecordedRequest, SimulatedResponse } from '../messages.ts'
import { json, jsonBody, type Route } from '../router.ts'
import { completeFile } from '../store/serve-file.ts'
import { bearerOf } from './tokens.ts'
import { isSame, type World } from './world.ts'

const WEEK_MS = 7 * 24 * 3_600_000
const BASE = '(?:/(?:beta|v2024|v2025|v2026)/sp-config|/sp-config/v1)/export'

/** The routes of SailPoint's SP-Config export, and its token endpoint. */
export function sailpointRoutes(world: World): readonly Route[] {
  const authenticated =
    (response: (request: RecordedRequest, id: string) => SimulatedResponse): Route['handle'] =>
    (request, params) =>
      withRequestId(rejectionOf(world, request) ?? response(request, params.id ?? ''))
  return [
    { method: 'POST', path: /^\/oauth\/token$/, handle: request => withRequestId(login(world, request)) },
    {
      method: 'POST',
      path: new RegExp(`^${BASE}$`),
      handle: authenticated(request => start(world, request)),
    },
    {
      method: 'GET',
      path: new RegExp(`^${BASE}/(?<id>[^/]+)$`),
      handle: authenticated((_, id) => {
        const job = world.jobs.find('sailpoint', id)
        if (!job) return sailpointProblem(404)
        job.poll()
        return json(200, statusOf(job), job.plan.statusHeaders)
      }),
    },
    {
      method: 'GET',
      path: new RegExp(`^${BASE}/(?<id>[^/]+)/download$`),
      handle: authenticated((_, id) => {
        const job = world.jobs.find('sailpoint', id)
        const [file] = job?.plan.files ?? []
        const isReady = /^(PARTIALLY_)?COMPLETE$/i.test(job?.phase().word ?? '')
        return file && isReady
          ? completeFile(file, { 'content-type': 'application/json' })
          : sailpointProblem(404)
      }),
    },
  ]
}

const PROBLEMS: Readonly<Record<number, readonly [detailCode: string, text: string]>> = {
  400: [
    '400.1 Bad Request Content',
    'The request was syntactically correct but its content is semantically invalid.',
  ],
  403: ['403 Forbidden', 'The server understood the request but refuses to authorize it.'],
  404: ['404 Not found', 'The server did not find a current representation for the target resource.'],
  500: ['500.0 Internal Fault', 'An internal fault occurred.'],
}

/** A SailPoint error response for 400, 401, 403, 404, 429 or 500. */
export function sailpointProblem(
  status: number,
  headers: Readonly<Record<string, string>> = {},
): SimulatedResponse {
  if (status === 401) return json(401, { error: 'JWT validation failed: JWT is expired' }, headers)
  if (status === 429) return json(429, { message: ' Rate Limit Exceeded ' }, headers)
  const [detailCode = '', text = ''] = PROBLEMS[status] ?? []
  const messages = [{ locale: 'en-US', localeOrigin: 'DEFAULT', text }]
  return json(status, { detailCode, trackingId: hexId(), messages, causes: [] }, headers)
}

function rejectionOf(world: World, request: RecordedRequest): SimulatedResponse | undefined {
  if (!world.tokens.accepts(bearerOf(request.headers))) return sailpointProblem(401)
  const accept = request.headers.accept ?? '*/*'
  if (/\*\/\*|application\/(json|\*)/.test(accept)) return undefined
  const errorMessage = 'RESTEASY003635: No match for accept header'
  return json(500, { errorName: 'NotAcceptableException', errorMessage, trackingId: hexId() })
}

function withRequestId(response: SimulatedResponse): SimulatedResponse {
  return { ...response, headers: { 'slpt-request-id': hexId(), ...response.headers } }
}

function login(world: World, request: RecordedRequest): SimulatedResponse {
  const { clientId, clientSecret, tokenLifeMs } = world.credentials.sailpoint
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false
  const form = new URLSearchParams(isForm ? request.body : '')
  if (form.get('grant_type') !== 'client_credentials') return json(400, { error: 'unsupported_grant_type' })
  if (form.get('client_id') !== clientId || form.get('client_secret') !== clientSecret) {
    const description = 'Full authentication is required to access this resource'
    return json(401, { error: 'unauthorized', error_description: description })
  }
  return json(200, {
    access_token: world.tokens.issue(tokenLifeMs),
    token_type: 'bearer',
    expires_in: Math.floor(tokenLifeMs / 1000),
    scope: 'sp:scopes:all',
    tenant_id: randomUUID(),
    pod: 'cook',
    org: 'example',
  })
}

function start(world: World, request: RecordedRequest): SimulatedResponse {
  if (typeof jsonBody(request) !== 'object') return sailpointProblem(400)
  return json(202, statusOf(world.jobs.add(world.template('sailpoint'))))
}

function statusOf(job: Job<SailpointPlan>): Record<string, unknown> {
  const { type = 'EXPORT', payload = 'observed' } = job.plan
  const { word, fields } = job.phase()
  const core = {
    jobId: job.id,
    status: word,
    type,
    created: job.createdAt().toISOString(),
    modified: job.changedAt().toISOString(),
  }
  if (payload === 'documented') return { ...core, ...fields }
  const isComplete = isSame(word, 'COMPLETE') || isSame(word, 'PARTIALLY_COMPLETE')
  return {
    ...core,
    message: null,
    description: 'Example export',
    expiration: new Date(job.createdAt().getTime() + WEEK_MS).toISOString(),
    completed: isComplete ? job.changedAt().toISOString() : null,
    ...fields,
  }
}

function hexId(): string {
  return randomUUID().replaceAll('-', '')
}
