import { randomUUID } from 'node:crypto'
import type { Job } from '../jobs/jobs.ts'
import type { SnykPlan } from '../jobs/plans.ts'
import type { RecordedRequest, SimulatedResponse } from '../messages.ts'
import { json, jsonBody, type Route } from '../router.ts'
import { isSame, type World } from './world.ts'

const TYPE = 'application/vnd.api+json'
const EXPORT = '/rest/(?<scope>orgs|groups)/(?<scopeId>[^/]+)'

/** The routes of Snyk's export API for organizations and groups. */
export function snykRoutes(world: World): readonly Route[] {
  const authenticated =
    (
      response: (request: RecordedRequest, params: Readonly<Record<string, string>>) => SimulatedResponse,
    ): Route['handle'] =>
    (request, params) =>
      withHeaders(request, rejectionOf(world, request) ?? response(request, params))
  return [
    {
      method: 'POST',
      path: new RegExp(`^${EXPORT}/export$`),
      handle: authenticated((request, params) => start(world, request, params)),
    },
    {
      method: 'GET',
      path: new RegExp(`^${EXPORT}/jobs/export/(?<id>[^/]+)$`),
      handle: authenticated((request, params) => {
        const job = jobOf(world, params)
        return job ? status(job, request) : snykProblem(404, 'Not Found')
      }),
    },
    {
      method: 'GET',
      path: new RegExp(`^${EXPORT}/export/(?<id>[^/]+)$`),
      handle: authenticated((_, params) => {
        const job = jobOf(world, params)
        return job ? exportResponse(job, 'with results') : snykProblem(404, 'Not Found')
      }),
    },
  ]
}

/** An error response of Snyk's REST API. */
export function snykProblem(
  status: number,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
): SimulatedResponse {
  const errors = [{ id: randomUUID(), detail, status: String(status) }]
  return json(
    status,
    { jsonapi: { version: '1.0' }, errors },
    { 'content-type': TYPE, 'snyk-request-id': randomUUID(), ...headers },
  )
}

function rejectionOf(world: World, request: RecordedRequest): SimulatedResponse | undefined {
  const { token, scheme } = world.credentials.snyk
  const [usedScheme, value] = (request.headers.authorization ?? '').split(' ')
  if (!isSame(usedScheme, scheme) || value !== token) return snykProblem(401, 'Not authorised')
  const version = request.url.searchParams.get('version') ?? ''
  if (/^\d{4}-\d\d-\d\d(~(wip|experimental|beta))?$/.test(version)) return undefined
  return snykProblem(400, version ? `Invalid version '${version}'` : "Query parameter 'version' is required")
}

function withHeaders(request: RecordedRequest, response: SimulatedResponse): SimulatedResponse {
  const version = request.url.searchParams.get('version') ?? ''
  return {
    ...response,
    headers: {
      'snyk-request-id': randomUUID(),
      'snyk-version-requested': version,
      'snyk-version-served': '2024-10-15',
      'snyk-version-lifecycle-stage': 'ga',
      ...response.headers,
    },
  }
}

function jobOf(world: World, params: Readonly<Record<string, string>>): Job<SnykPlan> | undefined {
  const job = world.jobs.find('snyk', params.id ?? '')
  const { scope = 'orgs', scopeId } = job?.plan ?? {}
  return scope === params.scope && (scopeId === undefined || isSame(scopeId, params.scopeId))
    ? job
    : undefined
}

function start(
  world: World,
  request: RecordedRequest,
  params: Readonly<Record<string, string>>,
): SimulatedResponse {
  const body = jsonBody(request) as
    | { data?: { attributes?: { formats?: unknown; dataset?: unknown } } }
    | undefined
  const { formats, dataset } = body?.data?.attributes ?? {}
  if (!Array.isArray(formats) || typeof dataset !== 'string') {
    return snykProblem(400, 'Attributes "formats" and "dataset" are required')
  }
  const scope = params.scope === 'groups' ? 'groups' : 'orgs'
  const job = world.jobs.add({ ...world.template('snyk'), scope, scopeId: params.scopeId ?? '' })
  const response = exportResponse(job, 'without results')
  const pause = { 'retry-after': String(job.plan.startPauseS ?? 10) }
  return { ...response, status: 202, headers: { ...response.headers, ...pause } }
}

function status(job: Job<SnykPlan>, request: RecordedRequest): SimulatedResponse {
  const phase = job.poll()
  const { results = 'inline', statusHeaders = {} } = job.plan
  const isFinished = isSame(phase.word, 'FINISHED')
  if (isFinished && results === 'redirect') {
    const location = `${request.url.pathname.replace('/jobs/', '/')}${request.url.search}`
    return { status: 303, headers: { location, ...statusHeaders } }
  }
  const response = exportResponse(
    job,
    isFinished && results === 'inline' ? 'with results' : 'without results',
  )
  return { ...response, headers: { ...response.headers, ...statusHeaders } }
}

/** The two resources differ only in the results. As in real responses, `self` links lack `/rest`. */
function exportResponse(job: Job<SnykPlan>, part: 'with results' | 'without results'): SimulatedResponse {
  const { scope = 'orgs', scopeId = '', payload = 'observed' } = job.plan
  const phase = job.phase()
  const isDocumented = payload === 'documented'
  const hasResults = part === 'with results' && isSame(phase.word, 'FINISHED')
  const path = hasResults ? 'export' : 'jobs/export'
  const time = (date: Date) => (isDocumented ? date.toISOString() : date.toISOString().replace('Z', ''))
  const attributes = {
    status: phase.word,
    created: isDocumented || !hasResults ? time(job.createdAt()) : undefined,
    finished: isDocumented && hasResults ? time(job.changedAt()) : undefined,
    formats: isDocumented || !hasResults ? ['csv'] : undefined,
    ...(hasResults ? resultsOf(job) : {}),
    ...phase.fields,
  }
  const data = { type: isDocumented ? 'resource' : 'export', id: job.id, attributes }
  const links = { self: `/${scope}/${scopeId}/${path}/${job.id}?version=2024-10-15` }
  const document = isDocumented ? { jsonapi: { version: '1.0' }, data, links } : { data: { ...data, links } }
  return json(200, document, { 'content-type': TYPE })
}

function resultsOf(job: Job<SnykPlan>): Record<string, unknown> {
  const { files = [], rowCount } = job.plan
  const links = job.links()
  const results = files.map((file, index) => ({
    url: links[index]?.url,
    file_size: file.declaredSize ?? file.content.size,
    row_count: file.rowCount ?? 0,
  }))
  const rows = rowCount ?? files.reduce((sum, file) => sum + (file.rowCount ?? 0), 0)
  return { row_count: rows, results: files.length > 0 ? results : undefined }
}
