import { closestMatch } from 'leven'
import { isPath } from './locator.ts'
import type { Json, JsonObject } from './provider.ts'
import { isLinkLocal, isLoopback } from './urls.ts'

/** What a key accepts. `read` returns undefined for anything else, or adds problems of its own. */
interface Form {
  /** Completes "must be ...". */
  readonly expected: string
  read(json: Json, path: string, problems: string[]): unknown
}

/** A key of a definition. */
export interface Key {
  readonly form: Form
  readonly meaning: string
  readonly required?: true
  /** The placeholders that its texts may contain; texts of other keys are never templates. */
  readonly names?: 'credentials' | 'start' | 'poll' | 'file' | 'none'
}

const isText = (json: Json): json is string => typeof json === 'string' && json.trim() !== ''

function text(expected: string, isValid: (value: string) => boolean = () => true): Form {
  return { expected, read: json => (isText(json) && isValid(json) ? json : undefined) }
}

function choice(...names: readonly string[]): Form {
  return text(`one of ${names.map(name => `\`${name}\``).join(', ')}`, value => names.includes(value))
}

/** A list, or its only item. */
function list(expected: string, itemOf: (json: Json) => string | undefined): Form {
  return {
    expected,
    read(json) {
      const items = [json].flat().map(itemOf)
      return items.length > 0 && !items.includes(undefined) ? items : undefined
    },
  }
}

/** Fields that the action sets itself, or that belong to one connection. */
const RESERVED =
  /^(host|connection|keep-alive|content-length|transfer-encoding|te|trailer|upgrade|expect|proxy-.*)$/

/** Headers that contain a credential. */
const OF_CREDENTIAL = /^(authorization|cookie)$/

function headers(expected: string, credential: 'allowed' | 'refused'): Form {
  return {
    expected,
    read(json, path, problems) {
      if (!isObject(json)) return undefined
      const count = problems.length
      const fields = Object.entries(json).map(([name, value]) => {
        const isName = /^[a-z\d][a-z\d_-]{0,99}$/i.test(name)
        const key = `${path}.${name}`
        const field = name.toLowerCase()
        if (!isName) problems.push(`${path} has an invalid header name`)
        else if (RESERVED.test(field)) problems.push(`${key} is not allowed`)
        else if (credential === 'refused' && OF_CREDENTIAL.test(field))
          problems.push(
            `${key} is not allowed. Put it into auth, for example auth: { ${field}: 'Token {token}' }`,
          )
        else if (typeof value !== 'string' || !/^[\x20-\x7e]+$/.test(value))
          problems.push(`${key} must be one line of ASCII text: put it in quotes`)
        return [field, value]
      })
      const read = Object.fromEntries(fields)
      if (Object.keys(read).length < fields.length) problems.push(`${path} has the same header twice`)
      return problems.length === count ? read : undefined
    },
  }
}

const CREDENTIAL_HEADERS = headers('a mapping of header names to texts', 'allowed')

function auth(...names: readonly string[]): Form {
  const words = choice(...names)
  return {
    expected: `${words.expected}, or a mapping of header names to texts such as \`'Key {token}'\``,
    read: (json, path, problems) => (isObject(json) ? CREDENTIAL_HEADERS : words).read(json, path, problems),
  }
}

const HEADER = /^header\.[A-Za-z\d][A-Za-z\d_-]*$/
const isLocator = (json: Json): json is string => isText(json) && (isPath(json) || HEADER.test(json))
const isUrl = (value: string) => /^\/[^\s\\#]*$/.test(value)

const LOCATOR = text('a locator, such as `.job.status` or `header.location`', isLocator)
const LOCATORS = list('a locator, such as `.error.message`, or a list of locators', json =>
  isLocator(json) ? json : undefined,
)
const URL_BELOW_API = text('a path below `api` that begins with `/`, such as `/exports/{id}`', isUrl)
/** A media type, perhaps with parameters or followed by others. */
const MEDIA_TYPE = /^[\w.+*-]+\/[\w.+*-]+([;, ][\x20-\x7e]*)?$/
const METHOD = choice('GET', 'POST')
const JSON_BODY: Form = { expected: 'JSON', read: json => json }
const FORM_BODY: Form = {
  expected: 'a mapping of field names to texts; put numbers in quotes',
  read: json =>
    isObject(json) && Object.values(json).every(value => typeof value === 'string') ? json : undefined,
}
// Without a letter or a digit, `*` would be every status.
const STATUSES = list('a list of statuses, with `true`, `false` and `null` in quotes', json => {
  const status = Number.isInteger(json) ? String(json) : json
  return isText(status) && /[\p{L}\d]/u.test(status) ? status : undefined
})

/** An address that contains nothing but origin, path and query, and is not link-local; plain http only for this machine. */
function address(value: string): URL | undefined {
  const url = URL.parse(value)
  if (url?.username !== '' || url.password !== '' || /[\s\\#]/.test(value) || isLinkLocal(url.hostname))
    return undefined
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname)) ? url : undefined
}

/** Every key of a definition, in the order of the reference. */
export const KEYS: Readonly<Record<string, Key>> = {
  api: {
    form: text(
      'an https origin with an optional path, such as https://api.example.com/v2, and not link-local',
      value => {
        const url = address(value)
        return url !== undefined && url.search === ''
      },
    ),
    required: true,
    names: 'none',
    meaning:
      'Origin of the API, with the path that all its URLs begin with. The only origin that gets the credential, besides that of `login.url`.',
  },
  headers: {
    form: headers('a mapping of header names to texts', 'refused'),
    names: 'none',
    meaning:
      'Headers of every request to the API but the login. `content-type` replaces `application/json`, for APIs that need `application/vnd.api+json`, and is sent only with a body. No secrets.',
  },
  auth: {
    form: auth('bearer', 'basic', 'none'),
    names: 'credentials',
    meaning:
      'How the credential is sent to `api`; `bearer` by default. `basic` needs the inputs `username` and `password`. `{token}` is the token that the login returned; without `login`, it is the input `token`.',
  },
  'login.url': {
    form: text(
      'an https URL that is not link-local, or a path below `api`',
      value => isUrl(value) || address(value) !== undefined,
    ),
    required: true,
    names: 'none',
    meaning:
      'Where a POST exchanges the credentials for a token. It may be on another host than `api`; the first line of the log names both.',
  },
  'login.auth': {
    form: auth('basic', 'none'),
    names: 'credentials',
    meaning:
      'Credentials in headers of the login; `none` by default. `basic` needs the inputs `username` and `password`: pass the client ID and the client secret as these.',
  },
  'login.json': { form: JSON_BODY, names: 'credentials', meaning: 'The body of the login.' },
  'login.form': { form: FORM_BODY, names: 'credentials', meaning: 'The body of the login as a form.' },
  'login.token': { form: LOCATOR, required: true, meaning: 'The token in the response.' },
  'login.expires-in': {
    form: LOCATOR,
    meaning:
      'The lifetime of the token in seconds. The token is renewed before it expires. In any case, it is renewed once after a 401.',
  },
  'start.method': { form: METHOD, meaning: '`POST` by default.' },
  'start.url': {
    form: text('a path below `api` that begins with `/`, such as `/exports`', isUrl),
    required: true,
    names: 'start',
    meaning: 'The request that starts an export, for `start: true`.',
  },
  'start.json': {
    form: JSON_BODY,
    names: 'start',
    meaning: 'Its body. The input `request` replaces it as a whole.',
  },
  'start.form': { form: FORM_BODY, names: 'start', meaning: 'Its body as a form.' },
  'start.id': {
    form: LOCATOR,
    meaning:
      'The ID of the new export in the response. A link counts by its last path segment. Leave it out if the API has no ID for exports, only for what they belong to: then `export-id` is that ID, also with `start: true`. See [exports without an ID](#exports-without-an-id).',
  },
  'start.running.http': {
    form: {
      expected: 'an HTTP status from 400 to 499',
      read: json => (Number.isInteger(json) && Number(json) >= 400 && Number(json) <= 499 ? json : undefined),
    },
    required: true,
    meaning:
      'The status of a response that names an export that is running already, often `409`. The action waits for that one.',
  },
  'start.running.id': {
    form: LOCATOR,
    required: true,
    meaning: 'The ID of the running export in that response.',
  },
  'poll.method': { form: METHOD, meaning: '`GET` by default.' },
  'poll.url': {
    form: URL_BELOW_API,
    required: true,
    names: 'poll',
    meaning: 'The request for the status of the export `{id}`.',
  },
  'poll.json': { form: JSON_BODY, names: 'poll', meaning: 'Its body.' },
  'poll.form': { form: FORM_BODY, names: 'poll', meaning: 'Its body as a form.' },
  'poll.word': {
    form: text('a locator, such as `.status`, or `http`', value => value === 'http' || isLocator(value)),
    required: true,
    meaning:
      'The status, a text. `http`: the HTTP status of the response says it; statuses that `words` does not list keep their usual meaning.',
  },
  'poll.words.waiting': {
    form: STATUSES,
    meaning: 'The export is not done. So is an export with a status in no list, with a warning.',
  },
  'poll.words.succeeded': {
    form: STATUSES,
    required: true,
    meaning: 'The export has succeeded, and its files are ready.',
  },
  'poll.words.failed': { form: STATUSES, meaning: 'The export has failed, or is gone, such as `expired`.' },
  'poll.words.cancelled': { form: STATUSES, meaning: 'The export was cancelled.' },
  'poll.words.empty': { form: STATUSES, meaning: 'The export has succeeded without files; see `if-empty`.' },
  'poll.progress': { form: LOCATOR, meaning: 'A number from 0 to 100.' },
  'poll.reason': {
    form: LOCATORS,
    meaning:
      'Why the export failed. Several texts are joined. The errors of a response without a status, such as `errors` of GraphQL, are shown in any case.',
  },
  'poll.partial': {
    form: LOCATORS,
    meaning:
      'Parts that failed. Each value is one, except `0`, `false` and empty values. In a list (`[]`), an item `0` counts. See `if-partial`.',
  },
  'poll.started-at': { form: LOCATOR, meaning: 'When the job started, in ISO 8601.' },
  'poll.finished-at': { form: LOCATOR, meaning: 'When the job ended, in ISO 8601.' },
  'poll.expires-at': { form: LOCATOR, meaning: 'When the files are deleted, in ISO 8601.' },
  'poll.row-count': {
    form: LOCATOR,
    meaning: 'The number of rows. If it is above 0, a success without files is not an empty export.',
  },
  'poll.request-id': { form: LOCATOR, meaning: 'What the support of the service asks for.' },
  'download.from.url': {
    form: URL_BELOW_API,
    required: true,
    names: 'poll',
    meaning:
      'One more request after a success; its response has the links in place of that to the poll. Not with `word: http`.',
  },
  'download.each': {
    form: text('a path to the items of a list, such as `.files[]`', isPath),
    meaning:
      'A list with one item per file. `url`, `name` and `size` then start at the item, and `{item}` is an item that is a text or a number.',
  },
  'download.url': {
    form: text(
      'a locator of a link or of links, such as `.download_url`, or a path below `api`',
      value => isUrl(value) || isLocator(value),
    ),
    required: true,
    names: 'file',
    meaning: 'Where the file is. `.urls[]` is one file per link.',
  },
  'download.auth': {
    form: choice('none', 'api'),
    meaning:
      '`api` sends the credential with downloads from the origin of `api`, and drops it after a redirect to another one. `none` by default.',
  },
  'download.headers.accept': {
    form: text('a media type, such as application/zip', value => MEDIA_TYPE.test(value)),
    names: 'none',
    meaning: '`*/*` by default.',
  },
  'download.name': {
    form: text(
      'a name with its extension, or a locator',
      value => !/^(\.|header\.)/.test(value) || isLocator(value),
    ),
    names: 'file',
    meaning:
      'The name of the file. Without it, the name from the response to the download, or one that is made from the ID. The name in the link is not used.',
  },
  'download.size': {
    form: LOCATOR,
    meaning:
      'The exact size in bytes, which is verified. Anything other than a positive integer counts as unknown.',
  },
  'download.format': {
    form: choice('csv', 'json', 'zip', 'gzip', 'any'),
    meaning:
      'What the file must be. A `.tar.gz` or `.json.gz` is `gzip`; it is saved as it comes, not unpacked. `any`, the default, is any content but an error, a status, a web page or nothing at all, unless it has the size in `download.size`.',
  },
}

const SECTIONS = new Set(
  Object.keys(KEYS).flatMap(path => path.split('.').map((_, at, parts) => parts.slice(0, at).join('.'))),
)

/** The keys of a definition, or of a section of it, as far as it has them: in camel case and nested as it is. */
export function readKeys(json: JsonObject, problems: string[], section = ''): unknown {
  const prefix = section === '' ? '' : `${section}.`
  const fields = Object.entries(json).map(([name, value]) => {
    const path = `${prefix}${name}`
    return [
      name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      readValue(path, value, problems),
    ]
  })
  for (const [path, { required, form }] of Object.entries(KEYS)) {
    const rest = path.startsWith(prefix) ? path.slice(prefix.length) : ''
    // `poll` is required because of its keys, `login` is not.
    const [name = '', ...inner] = rest.split('.')
    const isHere = inner.length === 0 || /^(poll|download\.url)/.test(path)
    if (required && rest !== '' && isHere && !Object.hasOwn(json, name))
      problems.push(`${path} is missing. It must be ${form.expected}`)
  }
  return Object.fromEntries(fields)
}

function readValue(path: string, json: Json, problems: string[]): unknown {
  if (Object.hasOwn(KEYS, path)) {
    const { form } = KEYS[path] as Key
    const count = problems.length
    const value = form.read(json, path, problems)
    if (value === undefined && problems.length === count) problems.push(`${path} must be ${form.expected}`)
    return value
  }
  if (SECTIONS.has(path)) {
    if (isObject(json)) return readKeys(json, problems, path)
    problems.push(`${path} must be a mapping with ${namesIn(path).join(', ')}`)
  } else {
    const unwrap = `Remove the line ${path}: and the indentation of the lines below it`
    problems.push(`${path} is unknown. ${isWrapper(json) ? unwrap : suggestion(path)}`)
  }
  return undefined
}

/** Whether a value is a whole definition, as below `with` or `definition`. */
function isWrapper(json: Json): boolean {
  return isObject(json) && ['api', 'poll'].every(name => Object.hasOwn(json, name))
}

/** The names of the keys and sections in a section. */
function namesIn(section: string): readonly string[] {
  const prefix = section === '' ? '' : `${section}.`
  const inside = Object.keys(KEYS).filter(path => path.startsWith(prefix))
  return [...new Set(inside.map(path => path.slice(prefix.length).split('.')[0] ?? ''))]
}

/** The nearest known key: a similar one in the same section, or one of the same name elsewhere. */
function suggestion(path: string): string {
  const section = path.slice(0, Math.max(path.lastIndexOf('.'), 0))
  const name = path.slice(section === '' ? 0 : section.length + 1)
  const names = namesIn(section)
  const near = closestMatch(name.toLowerCase(), names, {
    maxDistance: Math.max(1, Math.min(4, name.length / 2)),
  })
  const elsewhere = [...SECTIONS, ...Object.keys(KEYS)].filter(key => key.endsWith(`.${name}`))
  const meant = near === undefined ? elsewhere : [section === '' ? near : `${section}.${near}`]
  return meant.length > 0
    ? `Did you mean ${meant.join(' or ')}?`
    : `The keys ${section === '' ? 'of a definition' : `of ${section}`} are ${names.join(', ')}.`
}

/** Whether a value of JSON is an object. */
export function isObject(json: Json | undefined): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}
