import fc from 'fast-check'
import { ExportError } from '../../src/failures/export-error.ts'
import { customProvider } from '../../src/providers/custom.ts'
import { KEYS } from '../../src/providers/keys.ts'
import type { Exchange, HttpRequest, Json, JsonObject } from '../../src/providers/provider.ts'
import { campaign } from '../support/campaign.ts'
import { hostileText } from '../support/fuzz.ts'

const SECRET = 'an-example-of-a-secret'

const GOOD: JsonObject = {
  api: 'https://api.example.com/v1',
  login: { url: 'https://login.example.com/token', form: { key: '{token}' }, token: '.token' },
  start: { url: '/exports', id: '.id' },
  poll: { url: '/exports/{id}', word: '.status', words: { succeeded: ['done'], failed: ['failed'] } },
  download: { url: '.url', auth: 'api', format: 'csv' },
}

const text = fc.oneof(
  hostileText,
  fc
    .array(
      fc.constantFrom(
        '.',
        '/',
        '..',
        '//',
        '@',
        'evil.example',
        'https:',
        'http',
        '{id}',
        '{token}',
        '{item}',
        'a',
        '[]',
        '?',
        '#',
        '\\',
        ':',
        '*',
        '__proto__',
        'header.',
        '127.0.0.1',
      ),
      { maxLength: 6 },
    )
    .map(pieces => pieces.join('')),
)
const value: fc.Arbitrary<Json> = fc.oneof(
  text,
  fc.integer({ min: -1, max: 999 }),
  fc.constantFrom(null, true, [], {}),
  fc.array(text, { maxLength: 3 }),
  fc.dictionary(fc.oneof(text, fc.constantFrom('url', 'id', 'x-key')), text, { maxKeys: 3 }),
)
const path = fc.oneof(
  fc.constantFrom(...Object.keys(KEYS)),
  fc.constantFrom(
    'login',
    'start',
    'poll',
    'poll.words',
    'download',
    'download.from',
    'nonsense',
    '__proto__',
    'poll.__proto__.url',
  ),
)

/** JSON with a value at a path. */
function withValue(json: Json | undefined, [name = '', ...rest]: readonly string[], inner: Json): JsonObject {
  const object = typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as JsonObject) : {}
  const own = Object.hasOwn(object, name) ? object[name] : undefined
  const changed = rest.length === 0 ? inner : withValue(own, rest, inner)
  return Object.fromEntries([...Object.entries(object), [name, changed]])
}

const changed = fc
  .array(fc.tuple(path, value), { minLength: 1, maxLength: 4 })
  .map(changes => changes.reduce((json, [at, inner]) => withValue(json, at.split('.'), inner), GOOD))

/** The requests of an exchange, each of which gets the response, and what it returns. */
function played<T>(exchange: Exchange<T>, json: Json) {
  const requests: HttpRequest[] = []
  try {
    let step = exchange.next()
    for (; !step.done; step = exchange.next({ status: 200, headers: {}, json })) requests.push(step.value)
    return { requests, value: step.value }
  } catch (error) {
    if (!(error instanceof ExportError)) throw error
    return { requests, value: undefined }
  }
}

campaign('a definition has problems, or its credentials stay at the origins that it names', {
  full: 20_000,
  property: fc.property(changed, value, (document, hostile) => {
    const { provider, problems } = customProvider(document, {})
    if (!provider) return problems.length > 0
    const apiUrl = provider.inputs.apiUrl.default ?? ''
    const place = { apiUrl, apiVersion: '', ids: {} }
    const response = { id: hostile, status: 'done', url: hostile }
    const started = provider.start && played(provider.start(place, undefined), response)
    const exportId = started?.value?.exportId ?? 'e1'
    const polled = played(provider.status({ ...place, exportId }), response)
    const credentials = provider.auth[0]?.use('a', 'b', 'c', 'd', 'e')
    const logins = credentials?.kind === 'login' ? played(credentials.logIn(place), response).requests : []
    const files = polled.value?.files.filter(({ credential }) => credential === 'session') ?? []
    const atApi = [...(started?.requests ?? []), ...polled.requests, ...files].map(({ url }) => new URL(url))
    const atLogin = logins.map(({ url }) => new URL(url).origin)
    return (
      /^(https:|http:\/\/(localhost|127\.))/.test(apiUrl) &&
      atApi.every(({ origin }) => origin === apiUrl) &&
      atLogin.every(origin => provider.credentialOrigins?.includes(origin))
    )
  }),
})

campaign('no problem of a definition quotes a value below auth or login', {
  full: 20_000,
  property: fc.property(
    changed,
    fc.constantFrom(
      'auth',
      'auth.x-key',
      'login.url',
      'login.auth',
      'login.auth.x-key',
      'login.json',
      'login.form',
      'login.form.key',
      'login.token',
      'login.expires-in',
    ),
    fc.constantFrom<Json>(
      SECRET,
      `{${SECRET}}`,
      [SECRET],
      { key: SECRET },
      `${SECRET}\r\n`,
      `https://${SECRET}`,
    ),
    (document, at, secret) => {
      const { problems, warnings } = customProvider(withValue(document, at.split('.'), secret), {})
      return ![...problems, ...warnings].join('\n').includes(SECRET)
    },
  ),
})
