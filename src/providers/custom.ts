import { closestMatch } from 'leven'
import type { Definition } from './definition.ts'
import { fromDefinition, requestOf } from './definition.ts'
import type { Key } from './keys.ts'
import { isObject, KEYS, readKeys } from './keys.ts'
import type { Locator } from './locator.ts'
import { numberAt, requiredTextAt } from './locator.ts'
import type { Auth, CredentialHeaders, Json, JsonObject, Login, Provider } from './provider.ts'
import { isOneOf } from './response.ts'
import type { Values } from './template.ts'
import { expandBody, expandText, placeholdersIn } from './template.ts'

/** The value of the input `provider` for a service that a definition describes. */
export const CUSTOM = 'custom'

const REJECTED =
  'Check the URL and the body of the request in the definition, such as start.url and start.json, and the inputs request and params.'

/** The inputs that are placeholders in `auth` and `login`. */
export const CREDENTIALS: readonly string[] = ['token', 'username', 'password', 'client-id', 'client-secret']

/** Names that a parameter cannot have, because placeholders with them have a meaning. */
export const RESERVED_NAMES: readonly string[] = [...CREDENTIALS, 'id', 'item', 'now', 'today']

/** How the credential is written in a definition. */
type AuthText = 'bearer' | 'basic' | 'none' | CredentialHeaders

/** A definition as its keys are read. */
interface Read extends Pick<Definition, 'start' | 'poll'> {
  readonly api: string
  readonly headers?: CredentialHeaders
  readonly auth?: AuthText
  readonly login?: {
    readonly url: string
    readonly auth?: Exclude<AuthText, 'bearer'>
    readonly json?: Json
    readonly form?: Values
    readonly token: Locator
    readonly expiresIn?: Locator
  }
  readonly download: Omit<Definition['download'], 'format'> & Partial<Pick<Definition['download'], 'format'>>
}

/**
 * The provider that the document of a definition describes, with the values of its parameters; without one, there are problems.
 * `step` is what the other inputs say. A parameter must be used, and not only in a body that the input `request` replaces. No
 * text quotes a value of the definition.
 */
export function customProvider(
  document: JsonObject,
  params: Values,
  step: { readonly isStart?: boolean; readonly exportIds?: number; readonly hasRequest?: boolean } = {},
) {
  const problems: string[] = []
  const read = readKeys(document, problems) as Read
  const names = Object.keys(params)
  const { exportIds = 0 } = step
  problems.push(...placeholderProblems(document, names), ...ruleProblems(read))
  const { start, login } = document
  if (login !== undefined && placeholdersIn(login).length === 0)
    problems.push(
      `login has no credential: use ${shown(CREDENTIALS)} in login.json, login.form or login.auth`,
    )
  if (step.isStart && start === undefined)
    problems.push('start is missing, which start: true needs. Add it, or pass export-id without start: true')
  if (step.isStart && isObject(start) && start.id === undefined && exportIds === 0)
    problems.push(
      'start has no id. Write where the response has the ID of the new export, such as .id. If the API has no IDs for exports, pass the ID of what they belong to as export-id',
    )
  if (problems.length === 0) {
    const { url, json = null, form = null } = read.poll
    // An API whose exports have no ID may have only one.
    const isOnly = read.start?.id === undefined && exportIds <= 1
    problems.push(
      // Without the ID, each poll is about no export or about another one.
      ...when(
        !isOnly && !placeholdersIn([url, json, form]).includes('id'),
        'poll has no {id}. Put it into poll.url where the ID belongs, such as /exports/{id}',
      ),
      ...names.flatMap(name => paramProblem(name, document, step.hasRequest)),
    )
  }
  return problems.length > 0
    ? { problems, warnings: [] }
    : { provider: providerOf(read, params), problems, warnings: doubtsAbout(read) }
}

function paramProblem(name: string, document: JsonObject, hasRequest = false): readonly string[] {
  const { start, ...others } = document
  if (placeholdersIn(others).includes(name)) return []
  const { json = null, form = null, ...rest } = isObject(start) ? start : {}
  if (placeholdersIn(rest).includes(name)) return []
  if (!placeholdersIn([json, form]).includes(name))
    return [`{${name}} is not used in the definition: remove it from params`]
  return when(
    hasRequest,
    `only the body of start has {${name}}, and request replaces it. request has no placeholders but dates: write the value there, and remove ${name} from params`,
  )
}

/** Every placeholder must have a value. */
function placeholderProblems(document: JsonObject, params: readonly string[]): readonly string[] {
  const known: Readonly<Record<NonNullable<Key['names']>, readonly string[]>> = {
    none: [],
    credentials: CREDENTIALS,
    start: valueAt(document, 'start.id') === undefined ? [...params, 'id'] : params,
    poll: [...params, 'id'],
    file: valueAt(document, 'download.each') === undefined ? [...params, 'id'] : [...params, 'id', 'item'],
  }
  return Object.entries(KEYS).flatMap(([path, { names }]) => {
    if (names === undefined) return []
    const wrong = placeholdersIn(valueAt(document, path) ?? null).find(name => !known[names].includes(name))
    return wrong === undefined ? [] : `${path} ${placeholderProblem(wrong, names, known[names])}`
  })
}

/** Nothing below `auth` and `login` is shown, nor is what may be a literal secret. */
function placeholderProblem(wrong: string, names: Key['names'], known: readonly string[]): string {
  if (names === 'none') return 'must not have placeholders'
  const isId = /^(export|job)[-_]?id$/i.test(wrong)
  const near =
    isId && known.includes('id') ? 'id' : closestMatch(wrong, known, { maxDistance: wrong.length / 2 })
  const meant = near === undefined ? '' : `. Did you mean {${near}}?`
  if (names === 'credentials') return `may only have the placeholders ${shown(known)}${meant}`
  if (CREDENTIALS.includes(wrong)) return `has {${wrong}}, which is allowed only in auth and login`
  const name = isId && meant === '' ? 'id' : wrong
  const place = Object.hasOwn(PLACES, name) ? PLACES[name] : undefined
  if (place !== undefined) return `has {${wrong}}, ${place}`
  if (meant !== '') return `has the unknown placeholder {${wrong}}${meant}`
  return `has {${wrong}}, but params has no ${wrong}. Add the line ${wrong}=... to params. For literal braces, write { ${wrong} } with spaces`
}

/** Where placeholders may be that do not come from the user. */
const PLACES: Readonly<Record<string, string>> = {
  id: 'which is not known before the export has started',
  item: 'which is allowed only in download.url and download.name, with download.each',
  now: 'but dates are allowed only in start.json, start.form and request',
  today: 'but dates are allowed only in start.json, start.form and request',
}

function shown(names: readonly string[]): string {
  return names.map(name => `{${name}}`).join(', ')
}

function valueAt(json: Json | undefined, path: string): Json | undefined {
  return path
    .split('.')
    .reduce((value, name) => (isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined), json)
}

/** The rules between keys. Keys with a problem of their own are missing. */
function ruleProblems({ auth = 'bearer', login, start, poll, download }: Partial<Read>): readonly string[] {
  const bodies = Object.entries({
    login: { method: 'POST', ...login },
    start: { method: 'POST', ...start },
    poll: { method: 'GET', ...poll },
  })
  return [
    ...bodies.flatMap(([name, { method, json, form }]) => [
      ...when(
        json !== undefined && form !== undefined,
        `${name}.json and ${name}.form are mutually exclusive`,
      ),
      ...when(
        method === 'GET' && (json ?? form) !== undefined,
        `${name}.method must be POST, because the request has a body`,
      ),
    ]),
    ...Object.entries({ auth, 'login.auth': login?.auth ?? 'none' }).flatMap(([path, value]) =>
      when(
        typeof value === 'object' && placeholdersIn(value).length === 0,
        `${path} has no credential: use ${shown(CREDENTIALS)}. Other headers belong in headers`,
      ),
    ),
    ...when(
      login !== undefined && !placeholdersIn(headersOf(auth)).includes('token'),
      'auth must have {token}, which is the token that the login returned',
    ),
    ...when(
      poll?.word === 'http' && download?.from !== undefined,
      'download.from cannot be used with poll.word: http',
    ),
    ...wordProblems(poll?.word, { ...poll?.words }),
  ]
}

function when(isBroken: boolean, problem: string): readonly string[] {
  return isBroken ? [problem] : []
}

function wordProblems(
  word: Locator | undefined,
  words: Readonly<Record<string, readonly string[] | undefined>>,
): readonly string[] {
  const lists = Object.entries(words)
  return lists.flatMap(([name, statuses = []], at) => [
    ...when(
      word === 'http' && !statuses.every(status => /^[1-5]\d\d$/.test(status)),
      `poll.words.${name} must have HTTP statuses, because poll.word is http`,
    ),
    ...when(
      word === 'http' && /^(failed|cancelled)$/.test(name) && statuses.some(status => status.startsWith('2')),
      `poll.words.${name} must not have a status from 200 to 299`,
    ),
    ...lists
      .slice(0, at)
      .flatMap(([other, others = []]) =>
        when(
          hasAny(statuses, others) || hasAny(others, statuses),
          `poll.words.${name} and poll.words.${other} have a status in common. Case, spaces, _ and - do not matter`,
        ),
      ),
  ])
}

function hasAny(statuses: readonly string[], others: readonly string[]): boolean {
  return others.some(other => isOneOf(statuses, other.replace(/\*$/, '')))
}

/** What is allowed, but probably not meant. */
function doubtsAbout({ poll, download }: Read): readonly string[] {
  const { url, auth } = download
  return [
    ...when(
      poll.word !== 'http' && poll.words.failed === undefined,
      'poll.words has no failed. If an export fails, the step may wait for it until timeout.',
    ),
    ...when(
      url.startsWith('/') && auth === undefined,
      'download.url is below api, but is requested without the credential. Set download.auth to api, or to none.',
    ),
  ]
}

/** The headers of a way to authenticate, with placeholders. */
function headersOf(auth: AuthText): CredentialHeaders {
  if (auth === 'bearer') return { authorization: 'Bearer {token}' }
  if (auth === 'basic') return { authorization: 'Basic {username}:{password}' }
  return auth === 'none' ? {} : auth
}

/** The same with the values of the credentials. */
function filled(auth: AuthText, values: Values): CredentialHeaders {
  const fields = Object.entries(headersOf(auth)).map(([name, text]) => {
    const value = expandText(text, values)
    const pair = `${values.username}:${values.password}`
    return [name, auth === 'basic' ? `Basic ${Buffer.from(pair).toString('base64')}` : value]
  })
  return Object.fromEntries(fields)
}

function providerOf(
  { api, headers, auth = 'bearer', login, start, poll, download }: Read,
  params: Values,
): Provider {
  const { origin, host, pathname } = new URL(api)
  const basePath = pathname.slice(0, pathname.endsWith('/') ? -1 : undefined) as `/${string}`
  const loginUrl =
    login && new URL(login.url.startsWith('/') ? `${origin}${basePath}${login.url}` : login.url)
  return fromDefinition({
    id: CUSTOM,
    title: `${host} export`,
    inputs: {
      exportId: {
        // It becomes the name of a folder.
        pattern: /^(?!\.{1,2}$)[\w.~@+=-]{1,256}$/,
        expected: 'the ID of an export: letters, digits and . _ ~ @ + = -',
        example: 'a1b2c3d4',
      },
      apiUrl: { default: origin },
      params,
    },
    auth: [authOf(auth, login, loginUrl)],
    ...(loginUrl && { credentialOrigins: [loginUrl.origin] }),
    hints: {
      401: 'Check the credential, and auth in the definition.',
      403: 'Check what the service requires of the credential.',
      404: 'Check export-id, params and the URLs in the definition. The export may have been deleted.',
      start: { 404: REJECTED },
      ...Object.fromEntries([400, 405, 406, 415, 422].map(status => [status, REJECTED])),
      content:
        'If this is the file of the export, correct download.format in the definition, or set download.size: a file with its exact size is kept, whatever it is. If it is a page or an error, check download.url and download.auth.',
      malformed:
        'Check api and the URLs in the definition. If the API redirects to the file when it is done, use poll.word: http.',
    },
    basePath,
    isByUser: true,
    ...(headers && { headers }),
    ...(start && { start, request: start.method === 'GET' ? 'none' : 'optional' }),
    poll,
    supplement: ({ phase, reason }) =>
      phase === 'failed' && reason === '' && !poll.reason
        ? { hint: 'If the response says why, add poll.reason to the definition.' }
        : {},
    download: { format: 'any', ...download },
  })
}

function authOf(auth: AuthText, login: Read['login'], loginUrl: URL | undefined): Auth {
  const own = placeholdersIn(headersOf(auth)).filter(name => !(login && name === 'token'))
  const ofLogin = login
    ? placeholdersIn([headersOf(login.auth ?? 'none'), login.json ?? null, login.form ?? null])
    : []
  const inputs = [...new Set([...own, ...ofLogin])]
  return {
    inputs,
    meaning: 'a token',
    use(...given) {
      const values = Object.fromEntries(inputs.map((name, index) => [name, given[index] ?? '']))
      if (!login || !loginUrl) return { kind: 'headers', headers: [filled(auth, values)] }
      return loginOf(auth, login, loginUrl, values)
    },
  }
}

function loginOf(auth: AuthText, login: NonNullable<Read['login']>, url: URL, credentials: Values): Login {
  const { json, form, token, expiresIn } = login
  return {
    kind: 'login',
    inputs: Object.keys(credentials).join(' and '),
    *logIn(place) {
      const headers = filled(login.auth ?? 'none', credentials)
      const template = {
        method: 'POST',
        url: `${url.pathname}${url.search}` as `/${string}`,
        json: expandBody(json, credentials),
        ...(form && { form }),
      } as const
      const at = { ...place, apiUrl: url.origin, ids: credentials }
      const response = yield {
        ...requestOf({ headers, isByUser: true }, 'login', template, at),
        credential: 'none',
      }
      const seconds = numberAt(expiresIn, response)
      return {
        accessToken: requiredTextAt(token, response, () => 'Check login.token in the definition.'),
        expiresInMs: seconds && seconds * 1000,
      }
    },
    attach: accessToken => filled(auth, { ...credentials, token: accessToken }),
  }
}
