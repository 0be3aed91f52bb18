import { randomBytes, randomUUID } from 'node:crypto'
import type { Job } from '../jobs/jobs.ts'
import type { VmwarePlan } from '../jobs/plans.ts'
import type { RecordedRequest, SimulatedResponse } from '../messages.ts'
import { json, jsonBody, type Route } from '../router.ts'
import { completeFile } from '../store/serve-file.ts'
import { bearerOf } from './tokens.ts'
import { isSame, type World } from './world.ts'

const EXPORTS = '/v1/system/check-sets/(?<id>[^/]+)/exports'

/** The routes of SDDC Manager for exports of check-set runs, and its token endpoints. */
export function vmwareRoutes(world: World): readonly Route[] {
  const refreshTokens = new Set<string>()
  const authenticated =
    (response: (job: Job<VmwarePlan> | undefined) => SimulatedResponse): Route['handle'] =>
    (request, params) =>
      world.tokens.accepts(bearerOf(request.headers))
        ? response(world.jobs.find('vmware', params.id ?? ''))
        : vmwareProblem(401)
  return [
    { method: 'POST', path: /^\/v1\/tokens$/, handle: request => login(world, request, refreshTokens) },
    {
      method: 'PATCH',
      path: /^\/v1\/tokens\/access-token\/refresh$/,
      handle: request => refresh(world, request, refreshTokens),
    },
    { method: 'POST', path: new RegExp(`^${EXPORTS}$`), handle: authenticated(start) },
    { method: 'GET', path: new RegExp(`^${EXPORTS}$`), handle: authenticated(status) },
    { method: 'GET', path: new RegExp(`^${EXPORTS}/data$`), handle: authenticated(data) },
  ]
}

const PROBLEMS: Readonly<Record<number, readonly [errorCode: string, message: string]>> = {
  400: ['CHECK_SET_RUN_NOT_COMPLETED', 'There is no completed run with this id'],
  401: ['IDENTITY_UNAUTHORIZED_ENTITY', 'User is not authorized'],
  404: ['EXPORT_TASK_NOT_FOUND', 'Export Task Not Found'],
  429: ['TOO_MANY_EXPORT_REQUESTS', 'Too Many Export Request'],
  500: ['INTERNAL_SERVER_ERROR', 'An internal error occurred'],
}

/** An SDDC Manager error response for 400, 401, 404, 429 or 500; only the error code of 401 is documented. */
export function vmwareProblem(
  status: number,
  headers: Readonly<Record<string, string>> = {},
): SimulatedResponse {
  const [errorCode, message] = PROBLEMS[status] ?? PROBLEMS[500] ?? []
  const referenceToken = randomBytes(3).toString('hex').toUpperCase()
  return json(status, { errorCode, message, referenceToken }, headers)
}

function login(world: World, request: RecordedRequest, refreshTokens: Set<string>): SimulatedResponse {
  const { username, password, tokenLifeMs } = world.credentials.vmware
  const given = jsonBody(request) as { username?: unknown; password?: unknown } | undefined
  if (!given) return vmwareProblem(400)
  if (given.username !== username || given.password !== password) return vmwareProblem(401)
  const id = randomUUID()
  refreshTokens.add(id)
  return json(201, { accessToken: world.tokens.issue(tokenLifeMs), refreshToken: { id } })
}

/** Request and response bodies are JSON strings. */
function refresh(world: World, request: RecordedRequest, refreshTokens: Set<string>): SimulatedResponse {
  const id = jsonBody(request)
  if (typeof id !== 'string') return vmwareProblem(400)
  if (!refreshTokens.has(id)) return vmwareProblem(404)
  return json(200, world.tokens.issue(world.credentials.vmware.tokenLifeMs))
}

function start(job: Job<VmwarePlan> | undefined): SimulatedResponse {
  if (!job) return vmwareProblem(400)
  if (job.isStarted()) return vmwareProblem(429)
  job.start()
  return json(202, statusOf(job))
}

function status(job: Job<VmwarePlan> | undefined): SimulatedResponse {
  if (!job?.isStarted()) return vmwareProblem(404)
  job.poll()
  return json(200, statusOf(job), job.plan.statusHeaders)
}

function data(job: Job<VmwarePlan> | undefined): SimulatedResponse {
  const [file] = job?.plan.files ?? []
  if (!file || !job?.isStarted() || !isSame(job.phase().word, 'COMPLETED')) return vmwareProblem(404)
  return completeFile(file, {
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename="${file.name}"`,
  })
}

function statusOf(job: Job<VmwarePlan>): Record<string, unknown> {
  const { word, fields } = job.phase()
  const hasEnded = isSame(word, 'COMPLETED') || isSame(word, 'FAILED')
  return {
    status: word,
    progress: isSame(word, 'COMPLETED') ? 100 : undefined,
    startTimestamp: seconds(job.createdAt()),
    endTimestamp: hasEnded ? seconds(job.changedAt()) : null,
    error: null,
    ...fields,
  }
}

function seconds(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`
}
