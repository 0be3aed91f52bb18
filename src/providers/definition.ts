import { ExportError } from '../failures/export-error.ts'
import { sentence } from '../failures/plain.ts'
import { earlierHint, isSettled } from './earlier.ts'
import type { Locator, Source } from './locator.ts'
import {
  fieldsOf,
  httpStatus,
  idAt,
  isLocator,
  numberAt,
  pathsIn,
  problemsAt,
  requiredTextAt,
  textAt,
  valuesAt,
} from './locator.ts'
import { type PartLocators, partsStatus } from './parts.ts'
import type {
  Exchange,
  FileFormat,
  HttpRequest,
  HttpResponse,
  Job,
  JobStatus,
  Json,
  JsonObject,
  Place,
  Provider,
  RemoteFile,
  Started,
  StatusNames,
} from './provider.ts'
import { dateOf, detailsOf, get, isOneOf, jobStatus, malformed, phaseOf } from './response.ts'
import type { Values } from './template.ts'
import { expandBody, expandName, expandText, expandUrl } from './template.ts'
import { link } from './urls.ts'

/** A URL below the base path of the API, with placeholders: `/exports/{id}`. */
type UrlTemplate = `/${string}`

/** A request as data: a GET to poll, a POST to start. */
interface RequestTemplate {
  readonly method?: 'GET' | 'POST'
  readonly url: UrlTemplate
  /** The body, with placeholders in its texts. */
  readonly json?: Json | undefined
  readonly form?: Values
}

/**
 * A provider as data. Its templates have the placeholders `{id}` (the export), `{item}` (see `each`), `{api-version}` and the
 * names of the other IDs, such as `{org-id}`.
 */
export interface Definition
  extends Omit<Provider, 'statuses' | 'status' | 'classify' | 'start' | 'isNamedByResource'> {
  /** Comes before every URL of the definition. URLs in responses start at the origin. */
  readonly basePath?: UrlTemplate | ((place: Place) => UrlTemplate)
  /** Errors name the keys of the definition, because the user can correct them. */
  readonly isByUser?: true
  /** Sent with every request of the exchange; `content-type` only with a body. */
  readonly headers?: HttpRequest['headers']
  readonly start?: RequestTemplate & {
    /** The body for the input `request`, which replaces the one of the definition; by default it is the body. */
    readonly body?: (request: JsonObject) => Json
    /** The fields of the input `request` are the query; there is no body. */
    readonly requestIn?: 'query'
    /** The ID of the new export; a link counts by its last path segment. Without it, the export is named by its resource. */
    readonly id?: Locator
    /** Whether a status says that the resource has an export, which is then adopted after a start whose outcome is unknown. */
    isAdoptable?(status: string): boolean
    /** Adopts such an export instead of starting one. */
    readonly adoptsFirst?: true
    /** The response that an export is running already. Without an ID, `find` looks for it. */
    readonly running?: { readonly http: number; readonly id?: Locator }
  }
  readonly poll: RequestTemplate & {
    /** The status. With `http`, the listed HTTP statuses are statuses of the job; all others keep their meaning. */
    readonly word: Locator
    /** A status in `empty` is a success without files. */
    readonly words: Pick<StatusNames, 'succeeded'> &
      Partial<StatusNames> & { readonly empty?: readonly string[] }
    /** The ID of the export, which must be that of the job. */
    readonly id?: Locator
    /** An ID of another length is the same ID in its other form. */
    readonly idForms?: 'several'
    readonly progress?: Locator
    /** Joined if there are several. */
    readonly reason?: readonly Locator[]
    /** Every value is a failed part. */
    readonly partial?: readonly Locator[]
    /** The parts of the export with statuses of their own, in place of `partial` and `rowCount`. */
    readonly parts?: PartLocators
    readonly startedAt?: Locator
    readonly finishedAt?: Locator
    readonly expiresAt?: Locator
    readonly rowCount?: Locator
    readonly requestId?: Locator
  }
  readonly download: {
    /**
     * One more request after a success without links; its response is read instead, as the status too if it has one.
     * Not with `word: http`.
     */
    readonly from?: { readonly url: UrlTemplate }
    /** A list with one item per file; the paths below then start at the item. */
    readonly each?: Locator
    /** The links. */
    readonly url: UrlTemplate | Locator
    /** `api` sends the credential to links at the origin of the API; `none` is the default. */
    readonly auth?: 'none' | 'api'
    readonly headers?: { readonly accept: string }
    /** A path, or a template of the name. */
    readonly name?: string | ((item: Source) => string)
    /** A template of the name without extension, used if there is no other name. */
    readonly stem?: string
    readonly size?: Locator
    readonly format: FileFormat | ((item: Source) => FileFormat)
  }
  /** What data cannot say: fields that replace those of the status. The files are read later. */
  supplement?(status: JobStatus, response: HttpResponse, job: Job, before?: JobStatus): Partial<JobStatus>
}

type Start = NonNullable<Definition['start']>

/** The provider that a definition describes. */
export function fromDefinition(definition: Definition): Provider {
  const { start, poll, download, ...provider } = definition
  if (poll.word === 'http' && download.from) throw new Error('`from` cannot be used with `word: http`.')
  const statuses = statusNames(poll)
  return {
    ...provider,
    statuses,
    ...(start && { isNamedByResource: !start.id, start: startExchange(definition, start) }),
    ...(start?.isAdoptable && { find: place => findExport(definition, place) }),
    *status(job, before) {
      const json = expandBody(poll.json, valuesOf(job))
      let response = yield requestOf(definition, 'poll', { ...poll, json }, job)
      let status = statusOf(definition, response, job, before)
      const links = download.each ?? download.url
      const hasLinks = isLocator(links) && valuesAt(links, response).some(isPresent)
      if (status.phase === 'succeeded' && download.from && !hasLinks) {
        response = yield requestOf(definition, 'download.from', download.from, job)
        // It may be the newer one of the two, or have no status.
        if (textAt(poll.word, response) !== '') status = statusOf(definition, response, job, before)
      }
      if (status.phase !== 'succeeded') return status
      const files = filesOf(definition, response, job, status)
      const warnings = files.length === 0 ? [] : warningsAbout(definition, response)
      return { ...status, files, empty: status.empty || files.length === 0, warnings }
    },
    classify(response, request) {
      if (request.verdicts?.includes(response.status)) return 'verdict'
      if (request.starts) return start && hasStarted(definition, start, response) ? 'verdict' : undefined
      return poll.word === 'http' ? meaningOf(response, statuses) : undefined
    },
  }
}

/** What a response means whose HTTP status is the status of the job. */
function meaningOf(
  { status, text = '' }: HttpResponse,
  statuses: StatusNames,
): 'verdict' | 'pending' | undefined {
  const { phase, known } = phaseOf(statuses, httpStatus(status))
  if (!known) return undefined
  if (phase === 'waiting') return 'pending'
  // A proxy or a login page in place of the API responds with 2xx as well.
  return status < 300 && text.trim() !== '' ? undefined : 'verdict'
}

/** Looks for the export of a resource, which is named by it. */
function* findExport(definition: Definition, place: Place): Exchange<Started | undefined> {
  const { poll, start } = definition
  // Elsewhere, a 404 soon after a start may be that of a replica that does not know it yet.
  const verdicts = start?.adoptsFirst ? [404] : []
  const response = yield { ...requestOf(definition, 'poll', poll, place), verdicts }
  const exists = response.status !== 404 && start?.isAdoptable?.(textAt(poll.word, response))
  return exists ? { exportId: place.exportId ?? '', startedAt: dateOf(response), isAdopted: true } : undefined
}

function startExchange(definition: Definition, start: Start): NonNullable<Provider['start']> {
  return function* (place, request) {
    const existing = start.adoptsFirst && (yield* findExport(definition, place))
    if (existing) return existing
    const response = yield startRequest(definition, start, place, request)
    const { running } = start
    const isAdopted = running !== undefined && response.status === running.http
    const locator = isAdopted ? running.id : start.id
    const exportId = locator ? idAt(locator, response, definition.inputs.exportId) : place.exportId
    if (exportId)
      return { exportId, startedAt: dateOf(response), isAdopted, isUnseen: isAdopted && !running.id }
    throw malformed(noId(definition, start.id, response))
  }
}

/** Why a response has no ID, with the hint: a start whose outcome is unknown has another one. */
function noId(definition: Definition, locator: Locator | undefined, response: HttpResponse): string {
  const [value] = locator ? valuesAt(locator, response) : []
  // `null` is a value that the hint would list.
  const isThere = value !== undefined || pathsIn(response.json).some(path => path === locator)
  if (!isThere)
    return `The response has no ID of the export at ${locator}. ${hintAbout(definition, 'start.id', response) ?? ''}`.trim()
  const isExact = typeof value !== 'number' || Number.isSafeInteger(value)
  const expected = isExact
    ? definition.inputs.exportId.expected
    : 'a text or a whole number up to 9007199254740991'
  return `The value at ${locator} cannot be used as an ID, because it is not ${expected}.`
}

function startRequest(
  definition: Definition,
  start: Start,
  place: Place,
  request: JsonObject | undefined,
): HttpRequest {
  const { requestIn, body = (given: JsonObject) => given } = start
  const query = request && requestIn === 'query' ? `?${new URLSearchParams(request as Values)}` : ''
  const json = request && query === '' ? body(request) : expandBody(start.json, valuesOf(place))
  const template = { method: 'POST', ...start, url: `${start.url}${query}`, json } as const
  return { ...requestOf(definition, 'start', template, place), starts: true }
}

/** What to do about a response that lacks what a key of a user's definition locates. */
function hintAbout({ isByUser }: Definition, key: string, { json }: Source): string | undefined {
  return isByUser && `Check ${key} in the definition${pathsFound(json)}.`
}

/** What can be located in a response. */
function pathsFound(json: unknown): string {
  const paths = pathsIn(json)
  return paths.length === 0 ? '' : `: the response has ${paths.join(', ')}`
}

/** Whether a response without the usual status or body names the export: a running one, or a new one without a body. */
function hasStarted({ inputs }: Definition, { id, running }: Start, response: HttpResponse): boolean {
  if (response.status === running?.http)
    return running.id === undefined || idAt(running.id, response, inputs.exportId) !== ''
  const hasNoBody = response.json === undefined && !response.text?.trim()
  return response.status >= 200 && response.status <= 299 && hasNoBody && !id?.startsWith('.')
}

/** The statuses of a job. Those of an empty export are a success too. */
function statusNames({ word, words }: Definition['poll']): StatusNames {
  return {
    waiting: named(word, words.waiting),
    succeeded: named(word, [...words.succeeded, ...(words.empty ?? [])]),
    failed: named(word, words.failed),
    cancelled: named(word, words.cancelled),
  }
}

function named(word: Locator, statuses: readonly string[] = []): readonly string[] {
  return word === 'http' ? statuses.map(httpStatus) : statuses
}

/** The request of a section. The placeholders of `json` are replaced already. */
export function requestOf(
  definition: Pick<Definition, 'basePath' | 'headers' | 'isByUser'>,
  section: string,
  { method = 'GET', url, json, form }: RequestTemplate,
  place: Place,
): HttpRequest {
  const { 'content-type': jsonType = 'application/json', ...headers } = definition.headers ?? {}
  const request = {
    ...get(urlOf(definition, url, place), headers),
    method,
    ...(definition.isByUser && { section }),
  }
  const withBody = (type: string, body: string): HttpRequest => ({
    ...request,
    headers: { ...request.headers, 'content-type': type },
    body,
  })
  if (json !== undefined) return withBody(jsonType, JSON.stringify(json))
  if (!form) return request
  const fields = Object.entries(form).map(([name, text]): [string, string] => [
    name,
    expandText(text, valuesOf(place)),
  ])
  return withBody('application/x-www-form-urlencoded', new URLSearchParams(fields).toString())
}

/** The status without files, as the response to the poll contains it. */
function statusOf(
  definition: Definition,
  response: HttpResponse,
  job: Job,
  before: JobStatus | undefined,
): JobStatus {
  const { poll, download, supplement } = definition
  const providerStatus = requiredTextAt(poll.word, response, () =>
    hintAbout(definition, 'poll.word', response),
  )
  requireSameJob(poll, response, job)
  const reasons = [...new Set(problemsAt(poll.reason, response))]
  const statuses = statusNames(poll)
  const status = jobStatus(statuses, {
    providerStatus,
    progress: numberAt(poll.progress, response),
    reason: reasons.map((text, at) => (at < reasons.length - 1 ? sentence(text) : text)).join(' '),
    requestId: textAt(poll.requestId, response),
    empty: isOneOf(named(poll.word, poll.words.empty), providerStatus),
    failedParts: problemsAt(poll.partial, response),
    rowCount: numberAt(poll.rowCount, response),
    startedAt: textAt(poll.startedAt, response),
    finishedAt: textAt(poll.finishedAt, response),
    expiresAt: textAt(poll.expiresAt, response),
    details: detailsOf(response.json, fieldsOf(download.each ?? download.url)),
  })
  const parts = poll.parts && partsStatus(poll.parts, response, status.phase)
  const whole = { ...status, ...parts, ...supplement?.(status, response, job, before) }
  // With an ID, it cannot be another export.
  if (definition.start?.id !== undefined || isSettled(statuses, before)) return whole
  return { ...whole, ...unsettled(whole, response, job) }
}

/** What replaces an ending that may be that of an earlier export of the same resource. */
function unsettled(status: JobStatus, response: HttpResponse, { startedAt }: Job): Partial<JobStatus> {
  if (status.phase === 'waiting' || !startedAt) return {}
  const hint = earlierHint(startedAt, status, response)
  return hint === '' ? {} : { phase: 'waiting', hint }
}

/** A cache or a proxy may send the status of another job. */
function requireSameJob(
  { id: locator, idForms }: Definition['poll'],
  response: HttpResponse,
  job: Job,
): void {
  const number = /^\d+$/.test(job.exportId) ? numberAt(locator, response) : undefined
  const id = textAt(locator, response) || (Number.isSafeInteger(number) ? `${number}` : '')
  const isOtherForm = idForms === 'several' && id.length !== job.exportId.length
  if (id !== '' && !isOtherForm && compared(id) !== compared(job.exportId))
    throw malformed(`The response is about another job, ${id}, instead of ${job.exportId}.`)
}

/** UUIDs have no case, and numbers may be given with zeros before them. */
function compared(id: string): string {
  return id.replace(/^0+(?=\d)/, '').toLowerCase()
}

const MAX_FILES = 20_000

/** The files that a response lists. A missing list or link is malformed, unless the provider says that the export is empty. */
function filesOf(definition: Definition, source: Source, job: Job, status: JobStatus): readonly RemoteFile[] {
  const { each, url } = definition.download
  if (status.empty && !isLocator(url)) return []
  const listed = <T>(locator: Locator, from: Source, isUsable: (value: unknown) => value is T) => {
    const values = valuesAt(locator, from)
    if (values.every(isUsable)) return values
    if (status.empty) return []
    throw unlisted(definition, status, { locator, values, isPart: values.some(isUsable) }, source)
  }
  const isItem = (value: unknown): value is NonNullable<unknown> =>
    isPresent(value) && !isWholeList(each, value)
  const items = each ? listed(each, source, isItem).map(json => ({ ...source, json })) : [source]
  const files = items.flatMap(item => {
    const urls = isLocator(url)
      ? listed(url, item, isText).map(text => link(text, job.apiUrl))
      : [urlOf(definition, url, job, item)]
    return urls.map(address => remoteFile(definition, address, item, job))
  })
  const { providerStatus, rowCount = 0 } = status
  if (files.length === 0 && rowCount > 0)
    throw malformed(
      `The export is ${providerStatus} with ${rowCount} rows, but the response lists no files.`,
      definition.isByUser && `Check download.${each ? 'each' : 'url'} and poll.row-count in the definition.`,
    )
  if (files.length > MAX_FILES)
    throw new ExportError(
      'protocol',
      `The export lists ${files.length} files; at most ${MAX_FILES} are supported.`,
      { hint: 'Split the export into smaller ones.' },
    )
  return files
}

/** Whether a value is a list whose items a locator should have named, as in `.files[]`. */
function isWholeList(locator: Locator | undefined, value: unknown): boolean {
  return Array.isArray(value) && locator?.endsWith('[]') === false
}

/** A response without the files or the links at a locator. */
function unlisted(
  definition: Definition,
  { providerStatus }: JobStatus,
  found: { readonly locator: Locator; readonly values: readonly unknown[]; readonly isPart: boolean },
  source: Source,
): ExportError {
  const { each } = definition.download
  const { locator, values, isPart } = found
  const key = locator === each ? 'download.each' : 'download.url'
  const path = each && locator !== each ? `${each}${locator}` : locator
  const isWhole = values.some(value => isWholeList(locator, value))
  const missing = isPart
    ? `an item of ${path} is not a ${locator === each ? 'file' : 'link'}`
    : `the response has no ${path.replace(/^\./, '')}`
  const problem = isWhole ? `the value at ${path} is a list` : missing
  const hint = isWhole && definition.isByUser ? `Write ${key}: '${locator}[]' in the definition.` : undefined
  return malformed(
    `The export is ${providerStatus}, but ${problem}.`,
    hint ?? hintAbout(definition, key, source),
  )
}

/** What a user's definition does not find for a file that can do without it. */
function warningsAbout({ isByUser, download }: Definition, response: Source): readonly string[] {
  if (!isByUser) return []
  const { each, name, size } = download
  const items = each ? valuesAt(each, response).map(json => ({ ...response, json })) : [response]
  const isSized = (item: Source) => !size || numberAt(size, item) !== undefined
  const isNamed = (item: Source) => typeof name !== 'string' || !isLocator(name) || textAt(name, item) !== ''
  const vain = (key: string, what: string, locator: unknown) =>
    `${key} finds no ${what} at ${each ?? ''}${locator}${pathsFound(response.json)}.`
  return [
    ...(items.every(isSized) ? [] : [vain('download.size', 'number', size)]),
    ...(items.every(isNamed) ? [] : [vain('download.name', 'text', name)]),
  ]
}

function remoteFile({ id, isByUser, download }: Definition, url: string, item: Source, job: Job): RemoteFile {
  const { auth, headers, name = '', stem = `${id.replaceAll('/', '-')}-{id}`, format } = download
  const values = valuesOf(job, item)
  const givenName = typeof name === 'function' ? name(item) : nameOf(name, item, values)
  const size = numberAt(download.size, item) ?? 0
  const isOwn = new URL(url).origin === new URL(job.apiUrl).origin
  return {
    url,
    credential: auth === 'api' && isOwn ? 'session' : 'none',
    ...headers,
    stem: expandName(stem, values),
    format: typeof format === 'function' ? format(item) : format,
    ...(givenName !== '' && { name: givenName }),
    ...(isByUser && { section: 'download' }),
    ...(isByUser && isOwn && { hint: 'If the API requires the credential, set download.auth: api.' }),
    // APIs send 0 or -1 for unknown sizes.
    ...(size > 0 && Number.isSafeInteger(size) && { size }),
  }
}

function nameOf(name: string, item: Source, values: Values): string {
  return isLocator(name) ? textAt(name, item) : expandName(name, values)
}

function urlOf(
  { basePath }: Pick<Definition, 'basePath'>,
  template: UrlTemplate,
  place: Place,
  item?: Source,
): string {
  const base = typeof basePath === 'function' ? basePath(place) : (basePath ?? '')
  return `${place.apiUrl}${expandUrl(`${base}${template}`, valuesOf(place, item))}`
}

/** Longer texts are no IDs. */
const MAX_ITEM_CHARS = 256

/** The values of the placeholders. An item that is neither a number nor a short text has none. */
function valuesOf(
  { ids, apiVersion, exportId }: Place,
  { json: item }: Source = { json: undefined },
): Values {
  const hasItem = typeof item === 'number' || (isText(item) && item.length <= MAX_ITEM_CHARS)
  return {
    ...ids,
    ...(apiVersion !== '' && { 'api-version': apiVersion }),
    ...(exportId !== undefined && { id: exportId }),
    ...(hasItem && { item: `${item}` }),
  }
}

function isPresent(value: unknown): value is NonNullable<unknown> {
  return value !== undefined
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}
