import type { Job } from '../jobs/jobs.ts'
import type { ClosientPlan } from '../jobs/plans.ts'
import type { SimulatedResponse } from '../messages.ts'
import { json, type Route } from '../router.ts'
import { declaredBytes, isSame, type World } from './world.ts'

const EXPORTS = '/dashboard/api/v1/data-export/(?<orgId>[^/]+)'
const MINUTE_MS = 60_000

/** The routes of Closient's data export. Every response has rate-limit headers, and the limit is enforced. */
export function closientRoutes(world: World): readonly Route[] {
  const limit = createRateLimit(world)
  const authenticated =
    (
      response: (params: Readonly<Record<string, string>>, query: URLSearchParams) => SimulatedResponse,
    ): Route['handle'] =>
    (request, params) => {
      if (request.headers['x-api-key'] !== world.credentials.closient.apiKey) return closientProblem(401)
      const { headers, resetS, isOver } = limit()
      const result = isOver
        ? closientProblem(429, { 'retry-after': String(resetS) })
        : response(params, request.url.searchParams)
      return { ...result, headers: { ...headers, ...result.headers } }
    }
  return [
    {
      method: 'POST',
      path: new RegExp(`^${EXPORTS}$`),
      handle: authenticated(({ orgId = '' }, query) => {
        const archiveFormat = query.get('archive_format') === 'tar.gz' ? 'tar.gz' : 'zip'
        return json(200, statusOf(world.jobs.add({ ...world.template('closient'), orgId, archiveFormat })))
      }),
    },
    {
      method: 'GET',
      path: new RegExp(`^${EXPORTS}/(?<id>[^/]+)$`),
      handle: authenticated(({ orgId, id = '' }) => {
        const job = world.jobs.find('closient', id)
        if (!job || (job.plan.orgId !== undefined && job.plan.orgId !== orgId)) return closientProblem(404)
        job.poll()
        return json(200, statusOf(job), job.plan.statusHeaders)
      }),
    },
  ]
}

const PROBLEMS: Readonly<Record<number, readonly [code: string, message: string]>> = {
  400: ['BAD_REQUEST', 'Bad request.'],
  401: ['UNAUTHORIZED', 'Authentication is required.'],
  403: ['FORBIDDEN', 'Permission denied.'],
  404: ['NOT_FOUND', 'The requested resource was not found.'],
  409: ['CONFLICT', 'Conflict.'],
  422: ['VALIDATION_ERROR', 'Invalid input.'],
  429: ['RATE_LIMITED', 'Too many requests.'],
  500: ['INTERNAL_ERROR', 'Internal error.'],
}

/** A Closient error response for 400, 401, 403, 404, 409, 422, 429 or 500. */
export function closientProblem(
  status: number,
  headers: Readonly<Record<string, string>> = {},
): SimulatedResponse {
  const [code, message] = PROBLEMS[status] ?? []
  return json(status, { error: { code, message, status, details: null } }, headers)
}

interface RateState {
  readonly headers: Readonly<Record<string, string>>
  readonly resetS: number
  readonly isOver: boolean
}

/** Counts requests in fixed windows of a minute; a window starts with its first request. */
function createRateLimit(world: World): () => RateState {
  let window = { startMs: Number.NEGATIVE_INFINITY, used: 0 }
  return () => {
    const limit = world.credentials.closient.requestsPerMinute
    if (world.now() - window.startMs >= MINUTE_MS) window = { startMs: world.now(), used: 0 }
    window.used++
    const resetAtS = Math.ceil((window.startMs + MINUTE_MS) / 1000)
    const resetS = Math.max(1, Math.ceil((window.startMs + MINUTE_MS - world.now()) / 1000))
    const remaining = String(Math.max(0, limit - window.used))
    return {
      resetS,
      isOver: window.used > limit,
      headers: {
        'ratelimit-policy': `${limit};w=60, 10000;w=86400`,
        'ratelimit-limit': String(limit),
        'ratelimit-remaining': remaining,
        'ratelimit-reset': String(resetS),
        'x-ratelimit-limit': String(limit),
        'x-ratelimit-remaining': remaining,
        'x-ratelimit-reset': String(resetAtS),
      },
    }
  }
}

function statusOf(job: Job<ClosientPlan>): Record<string, unknown> {
  const { archiveFormat = 'zip', files = [], sections = [] } = job.plan
  const { word, fields } = job.phase()
  const isCompleted = isSame(word, 'completed')
  const [link] = isCompleted ? job.links() : []
  return {
    job_id: job.id,
    status: word,
    archive_format: archiveFormat,
    format_version: '1',
    file_size_bytes: isCompleted ? declaredBytes(job.plan) : 0,
    output_filename: isCompleted ? (files[0]?.name ?? null) : null,
    download_url: link?.url ?? null,
    expires_at: link?.expiresAt.toISOString() ?? null,
    sections: isCompleted ? sections : [],
    error: null,
    ...fields,
  }
}
