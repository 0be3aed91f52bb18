import * as yaml from 'yaml'
import { parseInputs } from '../../src/inputs/inputs.ts'
import { KEYS } from '../../src/providers/keys.ts'
import { PROVIDERS } from '../../src/providers/registry.ts'
import { rawInputs } from '../support/inputs.ts'

type Given = Readonly<Record<string, string>>

const SECRET = 'an-example-of-a-secret'

const GOOD = `
api: https://api.example.com/v1
start: { url: '/spaces/{space}/exports', id: .id }
poll: { url: '/exports/{id}', word: .status, words: { waiting: [queued], succeeded: [done], failed: [failed] } }
download: { url: .url, format: csv }
`

const LOGIN = `
${GOOD}
login:
  url: https://login.example.com/token
  form: { grant_type: client_credentials, client_id: '{client-id}', client_secret: '{client-secret}' }
  token: .access_token
`

/** Parses a step with a definition. */
function parse(definition: string, given: Given = {}) {
  const inputs = {
    provider: 'custom',
    definition,
    params: 'space=s1',
    token: 'an-example',
    start: 'true',
    ...given,
  }
  return parseInputs(rawInputs(inputs), {
    providers: PROVIDERS,
    workspace: '/workspace',
    temporary: '/temporary',
    home: '/home/runner',
    env: {},
    runId: '1',
    readText: () => undefined,
    documents: { yaml, now: new Date('2026-11-26T08:30:15Z') },
  })
}

/** The lines of the error that rejects a step. */
function problems(definition: string, given: Given = {}): readonly string[] {
  try {
    parse(definition, given)
  } catch (error) {
    return (error as Error).message.split('\n- ').map(line => line.replace('One input is wrong. ', ''))
  }
  throw new Error('the step was accepted')
}

const problem = (definition: string, given: Given = {}) => problems(definition, given).join('\n')

test('a definition is accepted without warnings', () => {
  const { request, credentials } = parse(GOOD)
  expect(request).toMatchObject({
    provider: { id: 'custom', title: 'api.example.com export' },
    place: { apiUrl: 'https://api.example.com', ids: { space: 's1' } },
    warnings: [],
  })
  expect(credentials).toEqual({ kind: 'headers', headers: [{ authorization: 'Bearer an-example' }] })
})

describe('a mistake names the key, what is expected and the nearest known key', () => {
  test.each<[string, string, string, string]>([
    [
      'an unknown key',
      'succeeded',
      'suceeded',
      'definition: poll.words.suceeded is unknown. Did you mean poll.words.succeeded?',
    ],
    [
      'a key of another section',
      'api:',
      'format: csv\napi:',
      'format is unknown. Did you mean download.format?',
    ],
    ['a key in upper case', 'api:', 'API:', 'API is unknown. Did you mean api?'],
    [
      'a key like no other',
      'api:',
      'zzzzzzzz: 1\napi:',
      'The keys of a definition are api, headers, auth, login, start, poll, download',
    ],
    [
      'a missing key',
      'word: .status, ',
      '',
      'poll.word is missing. It must be a locator, such as `.status`, or `http`.',
    ],
    ['a missing section', /^poll.*\n/m.exec(GOOD)?.[0] ?? '', '', 'poll.words.succeeded is missing'],
    [
      'a text in place of a section',
      /^start.*\n/m.exec(GOOD)?.[0] ?? '',
      'start: /exports\n',
      'start must be a mapping with method, url, json, form, id, running',
    ],
    ['no locator', 'word: .status', 'word: status', 'poll.word must be a locator'],
    ['a filter of jq', 'word: .status', `word: '.a | .b'`, 'poll.word must be a locator'],
    [
      'a relative URL',
      `'/exports/{id}'`,
      'exports',
      'poll.url must be a path below `api` that begins with `/`, such as `/exports/{id}`.',
    ],
    [
      'an unknown format',
      'format: csv',
      'format: xml',
      'download.format must be one of `csv`, `json`, `zip`, `gzip`, `any`',
    ],
    [
      'a format in place of a media type',
      'format: csv',
      'format: csv, headers: { accept: csv }',
      'download.headers.accept must be a media type, such as application/zip.',
    ],
    ['no statuses', '[done]', '[]', 'poll.words.succeeded must be a list of statuses'],
    ['every status', '[done]', `['*']`, 'poll.words.succeeded must be a list of statuses'],
    ['every status in disguise', '[done]', `['_*']`, 'poll.words.succeeded must be a list of statuses'],
    ['a boolean as a status', '[done]', '[done, true]', '`true`, `false` and `null` in quotes'],
    ['a fraction as a status', '[done]', '[1.5]', 'poll.words.succeeded must be a list of statuses'],
    [
      'a status in two lists',
      '[failed]',
      '[failed, DONE]',
      'poll.words.failed and poll.words.succeeded have a status in common',
    ],
    [
      'a status that begins as another',
      '[failed]',
      `['do*']`,
      'poll.words.failed and poll.words.succeeded have a status in common',
    ],
    [
      'an unknown placeholder',
      '/exports/{id}',
      '/exports/{idd}',
      'poll.url has the unknown placeholder {idd}. Did you mean {id}?',
    ],
    [
      'an ID before there is one',
      '/spaces/{space}',
      '/spaces/{id}/{space}',
      'start.url has {id}, which is not known before the export has started.',
    ],
    [
      'a date in a URL',
      '/spaces/{space}',
      '/spaces/{space}?from={today}',
      'start.url has {today}, but dates are allowed only in start.json, start.form and request.',
    ],
    [
      'a poll without the ID',
      `'/exports/{id}'`,
      '/exports',
      'poll has no {id}. Put it into poll.url where the ID belongs, such as /exports/{id}.',
    ],
    [
      'an ID by the name of the input',
      '/exports/{id}',
      '/exports/{export-id}',
      'poll.url has the unknown placeholder {export-id}. Did you mean {id}?',
    ],
    [
      'an ID by another name',
      '/exports/{id}',
      '/exports/{exportId}',
      'poll.url has the unknown placeholder {exportId}. Did you mean {id}?',
    ],
    [
      'an ID by another name before there is one',
      '/spaces/{space}',
      '/spaces/{export_id}/{space}',
      'start.url has {export_id}, which is not known before the export has started.',
    ],
    [
      'an item without a list',
      'url: .url',
      `url: '/files/{item}'`,
      'download.url has {item}, which is allowed only in download.url and download.name, with download.each.',
    ],
    [
      'a body of a GET',
      'word: .status',
      'word: .status, json: { a: 1 }',
      'poll.method must be POST, because the request has a body',
    ],
    [
      'two bodies',
      'id: .id',
      'id: .id, json: 1, form: { a: b }',
      'start.json and start.form are mutually exclusive',
    ],
    [
      'from with http',
      'word: .status',
      'word: http',
      'poll.words.waiting must have HTTP statuses, because poll.word is http',
    ],
  ])('%s', (_, from, to, says) => {
    expect(GOOD).toContain(from)
    expect(problem(GOOD.replace(from, to))).toContain(says)
  })

  test('a definition below another key', () => {
    expect(problem(`with:\n${GOOD.replaceAll(/^(?=.)/gm, '  ')}`)).toContain(
      'definition: with is unknown. Remove the line with: and the indentation of the lines below it.',
    )
  })

  test('the path of a file', () => {
    expect(problem('.github/export.yml')).toBe(
      'definition must be a mapping of keys to values: the YAML itself, not the path of a file.',
    )
  })

  test.each([
    ['a no-break space', 'api: https', 'api:\u00a0https', 'line 1 has a no-break space'],
    ['a no-break space in YAML', 'word: .status', 'word:\u00a0.status', 'line 3 has a no-break space'],
    ['a quotation mark', `'/exports/{id}'`, '‘/exports/{id}’', 'line 3 has the quotation mark ‘'],
    ['double quotation marks', 'url: .url', 'url: “.url”', 'line 4 has the quotation mark “'],
  ])('%s of a word processor', (_, from, to, says) => {
    expect(GOOD).toContain(from)
    expect(problem(GOOD.replace(from, to))).toContain(says)
  })

  test('typographic characters may be meant', () => {
    const definition = GOOD.replace('id: .id', 'id: .id, json: { title: “It’s”\u00a0done }')
    expect(parse(definition).request.warnings).toEqual([])
  })

  test('all of them are listed, one per line', () => {
    const broken = GOOD.replace('succeeded', 'suceeded')
      .replace('/exports/{id}', 'exports')
      .replace('csv', 'xml')
    const lines = problems(`${broken}\nnonsense: 1`)
    expect(lines[0]).toBe('5 inputs are wrong:')
    expect(lines.slice(1).every(line => line.startsWith('definition: '))).toBe(true)
  })

  test.each(Object.keys(KEYS))('%s is checked', path => {
    const document = yaml.parse(LOGIN)
    const names = path.split('.')
    const last = names.pop() ?? ''
    const section = names.reduce((value, name) => {
      value[name] ??= {}
      return value[name]
    }, document)
    // JSON may be anything.
    section[last] = last === 'json' ? '{nobody}' : { nested: { deeply: [] } }
    expect(
      problem(JSON.stringify(document), { token: '', 'client-id': 'a', 'client-secret': 'b' }),
    ).toContain(`definition: ${path}`)
  })
})

test('a URL without quotes in braces is no YAML, and the error says so', () => {
  expect(problem(GOOD.replace(`'/exports/{id}'`, '/exports/{id}'))).toMatch(
    /^definition is not valid YAML or JSON, line \d+: .*Put texts with braces or brackets in quotes/,
  )
})

test.each(['text/csv', '*/*', 'application/zip, application/octet-stream;q=0.9', 'application/vnd.api+json'])(
  'the media type %s is accepted',
  accept => {
    const definition = GOOD.replace('format: csv', `format: csv, headers: { accept: '${accept}' }`)
    expect(parse(definition).request.warnings).toEqual([])
  },
)

describe('word: http', () => {
  const http = (words: string) => GOOD.replace('.status', 'http').replace(/words: .*\}/, `words: ${words} }`)

  test('takes numbers, and needs no failed', () => {
    expect(parse(http('{ waiting: [202], succeeded: [302] }')).request.warnings).toEqual([])
  })

  test.each([
    ['{ succeeded: [302], failed: [200] }', 'poll.words.failed must not have a status from 200 to 299'],
    ['{ succeeded: [302], cancelled: [204] }', 'poll.words.cancelled must not have a status from 200 to 299'],
    ['{ succeeded: [done] }', 'poll.words.succeeded must have HTTP statuses'],
    ['{ succeeded: [302], waiting: [302] }', 'have a status in common'],
  ])('with %s is refused', (words, says) => {
    expect(problem(http(words))).toContain(says)
  })

  test('has no further request for the links', () => {
    const from = http('{ succeeded: [302] }').replace('{ url: .url', `{ from: { url: '/files' }, url: .url`)
    expect(problem(from)).toContain('download.from cannot be used with poll.word: http')
  })
})

test('a definition without failed gets a warning', () => {
  const { warnings } = parse(GOOD.replace(', failed: [failed]', '')).request
  expect(warnings).toEqual([expect.stringContaining('definition: poll.words has no failed')])
})

test('a file of the API that is requested without the credential gets a warning', () => {
  const warningsOf = (download: string) => parse(GOOD.replace('url: .url', download)).request.warnings
  expect(warningsOf("url: '/exports/{id}/file'")).toEqual([
    expect.stringContaining('Set download.auth to api'),
  ])
  expect(warningsOf("url: '/exports/{id}/file', auth: api")).toEqual([])
  expect(warningsOf("url: '/exports/{id}/file', auth: none")).toEqual([])
})

describe('credentials', () => {
  test.each<[string, string, Given, object]>([
    ['a header', `auth: { x-api-token: 'Key {token}' }`, {}, { 'x-api-token': 'Key an-example' }],
    [
      'two halves',
      `auth: { x-apikeys: 'a={client-id};b={client-secret}' }`,
      { token: '', 'client-id': 'i', 'client-secret': 's' },
      { 'x-apikeys': 'a=i;b=s' },
    ],
    [
      'HTTP Basic',
      'auth: basic',
      { token: '', username: 'u', password: 'pä:{token}' },
      { authorization: 'Basic dTpww6Q6e3Rva2VufQ==' },
    ],
    ['none', 'auth: none', { token: '' }, {}],
  ])('%s', (_, auth, given, headers) => {
    expect(parse(`${GOOD}${auth}`, given).credentials).toEqual({ kind: 'headers', headers: [headers] })
  })

  test('a token that contains a placeholder is sent as it is', () => {
    expect(parse(`${GOOD}auth: { x-key: '{token}' }`, { token: '{password}' }).credentials).toMatchObject({
      headers: [{ 'x-key': '{password}' }],
    })
  })

  test.each<[string, string, Given, string]>([
    ['is missing', '', { token: '' }, 'token: empty. custom needs a token.'],
    [
      'is not needed',
      'auth: none',
      {},
      'token is not used by the provider custom: auth or login would have to use it as {token}',
    ],
    [
      'is for a login',
      '',
      { 'client-id': 'i', 'client-secret': 's' },
      'client-secret is not used by the provider custom: auth or login would have to use it as {client-secret}, such as in a login that exchanges it for a token. Otherwise remove it.',
    ],
    [
      'is one half',
      `auth: { x-key: '{client-id}:{client-secret}' }`,
      { token: '', 'client-id': 'i' },
      'client-secret: empty',
    ],
    ['is that of another provider', '', { 'org-id': 'x' }, 'org-id is not used by the provider custom'],
    [
      'is an address',
      '',
      { 'api-url': 'https://api.example.com' },
      'api-url is not used by the provider custom',
    ],
    ['is a tenant', '', { tenant: 'acme' }, 'tenant is not used by the provider custom'],
    ['is a version', '', { 'api-version': '1' }, 'api-version is not used by the provider custom'],
  ])('an input %s', (_, auth, given, says) => {
    expect(problem(`${GOOD}${auth}`, given)).toContain(says)
  })

  test('other providers have no definition', () => {
    expect(problem(GOOD, { provider: 'snyk' })).toContain(
      'definition is not used by the provider snyk: remove it',
    )
  })

  test('a login names its host, and needs what it sends', () => {
    const { request, credentials } = parse(LOGIN, { token: '', 'client-id': 'i', 'client-secret': 's' })
    expect(request.provider.credentialOrigins).toEqual(['https://login.example.com'])
    expect(credentials).toMatchObject({ kind: 'login', inputs: 'client-id and client-secret' })
    expect(problem(LOGIN)).toContain('token is not used by the provider custom')
  })

  test('a name that is nearly that of a credential gets a suggestion', () => {
    expect(problem(LOGIN.replace('{client-secret}', '{client_secret}'))).toContain(
      'Did you mean {client-secret}?',
    )
  })

  test('a login has a credential', () => {
    const login = (text: string) => LOGIN.replace(/form: .*/, text)
    expect(problem(login('form: { grant_type: client_credentials }'))).toContain(
      'definition: login has no credential: use {token}, {username}, {password}, {client-id}, {client-secret} in login.json, login.form or login.auth.',
    )
    expect(parse(login("json: { key: '{token}' }")).credentials).toMatchObject({ inputs: 'token' })
    expect(parse(login("auth: { x-key: '{token}' }")).credentials).toMatchObject({ inputs: 'token' })
  })

  test('the token of a login must be used', () => {
    const given = { token: '', 'client-id': 'i', 'client-secret': 's' }
    expect(problem(`${LOGIN}auth: none`, given)).toContain('auth must have {token}')
  })
})

describe('start: true', () => {
  test('needs start', () => {
    const definition = GOOD.replace(/^start.*\n/m, '')
    expect(problem(definition)).toBe(
      'definition: start is missing, which start: true needs. Add it, or pass export-id without start: true.',
    )
    expect(parse(definition, { params: '', start: 'false', 'export-id': 'e1' }).request.warnings).toEqual([])
  })

  test('needs the ID of the new export, or export-id', () => {
    expect(problem(GOOD.replace(', id: .id', ''))).toBe(
      'definition: start has no id. Write where the response has the ID of the new export, such as .id. If the API has no IDs for exports, pass the ID of what they belong to as export-id.',
    )
  })
})

describe('params', () => {
  test('are missing', () => {
    expect(problem(GOOD, { params: '' })).toBe(
      'definition: start.url has {space}, but params has no space. Add the line space=... to params. For literal braces, write { space } with spaces.',
    )
  })

  test.each([
    ['space', 'each line must be name=value'],
    ['=s1', 'each line must be name=value'],
    ['space=', 'space is empty'],
    ['space=s1\nspace=s2', 'space is given twice'],
    ['space=..', 'space cannot be . or ..'],
    ['token=x', '{token} has a meaning of its own'],
    ['id=x', '{id} has a meaning of its own'],
    ['__proto__=x', 'each line must be name=value'],
    ['space=s1\nspare=1', '{spare} is not used in the definition: remove it from params'],
    ['spece=s1', 'start.url has the unknown placeholder {space}. Did you mean {spece}?'],
  ])('%j is refused', (params, says) => {
    expect(problem(GOOD, { params })).toContain(says)
  })

  test.each(['constructor', 'api-version'])('values are encoded in URLs, and may be named %s', name => {
    const definition = GOOD.replace('{space}', `{${name}}`)
    const { request } = parse(definition, { params: `${name} = a/../b?c=d` })
    const [wanted] = request.wanted
    if (wanted.kind !== 'start') throw new Error('no start')
    expect(wanted.start(request.place, undefined).next().value).toMatchObject({
      url: 'https://api.example.com/v1/spaces/a%2F..%2Fb%3Fc%3Dd/exports',
    })
  })
})

describe('the body of a start', () => {
  const sent = (start: string, given: Given = {}) => {
    const { request } = parse(GOOD.replace('id: .id', `id: .id, ${start}`), given)
    const [wanted] = request.wanted
    if (wanted.kind !== 'start') throw new Error('no start')
    return wanted.start(request.place, wanted.request).next().value
  }

  test('has dates and parameters', () => {
    expect(sent(`json: { from: '{days-ago:7}', day: '{today|date}', in: '{space}' }`)).toMatchObject({
      body: '{"from":"2026-11-19T00:00:00Z","day":"2026-11-26","in":"s1"}',
      headers: { 'content-type': 'application/json' },
    })
    expect(sent(`form: { from: '{days-ago:7|date}' }`)).toMatchObject({
      body: 'from=2026-11-19',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
  })

  test.each([
    ['{Today}', '{today}'],
    ['{today-7}', '{today}'],
    ['{NOW}', '{now}'],
    ['{now|date}', '{now}'],
    ['{yesterday}', '{days-ago:1}'],
    ['{days-ago}', '{days-ago:7}'],
    ['{days_ago:7}', '{days-ago:7}'],
    ['{day-ago:7|date}', '{days-ago:7}'],
    ['{days ago 7}', '{days-ago:7}'],
    ['{now|date}', '{now}'],
    ['{days-ago:7|Date}', '{days-ago:7}'],
  ])('%s is nearly a date, and is not sent', (text, meant) => {
    const says = `has braces that are nearly a date. Did you mean ${meant}?`
    expect(problem(GOOD, { request: `{ from: ['${text}'] }` })).toContain(`request ${says}`)
    expect(problem(GOOD.replace('id: .id', `id: .id, json: { from: '${text}' }`))).toContain(
      `definition: the body of start ${says}`,
    )
  })

  test('other braces are sent, and so are those of a parameter', () => {
    const request = `{ a: '{ today }', b: '{nowhere}', c: 'query { now { days } }' }`
    expect(sent('json: {}', { request })).toMatchObject({
      body: '{"a":"{ today }","b":"{nowhere}","c":"query { now { days } }"}',
    })
    for (const text of ['<logs-{now/d}>', '{today_total}', '{today yesterday}'])
      expect(sent('json: {}', { request: `{ a: '${text}' }` })).toMatchObject({ body: `{"a":"${text}"}` })
    expect(sent(`json: ['{Today}']`, { params: 'space=s1\nToday=x' })).toMatchObject({ body: '["x"]' })
  })

  test('is replaced by request', () => {
    expect(sent('json: { from: 1 }', { request: `{ to: '{now}', a: '{space}' }` })).toMatchObject({
      body: '{"to":"2026-11-26T08:30:15Z","a":"{space}"}',
    })
  })

  test('does not use a parameter if request replaces it', () => {
    const definition = GOOD.replace('/spaces/{space}', '').replace('id: .id', `id: .id, json: ['{space}']`)
    expect(parse(definition).request.warnings).toEqual([])
    expect(problem(definition, { request: 'a: 1' })).toBe(
      'definition: only the body of start has {space}, and request replaces it. request has no placeholders but dates: write the value there, and remove space from params.',
    )
  })

  test('a GET has none', () => {
    expect(sent('method: GET')).not.toHaveProperty('body')
    expect(() => sent('method: GET', { request: 'a: 1' })).toThrow(
      'request is not used by the provider custom',
    )
  })
})

describe('export-id', () => {
  const unnamed = GOOD.replace('/spaces/{space}/exports', '/exports/{id}/{space}').replace(', id: .id', '')

  test('names the resource where start has no id', () => {
    expect(parse(unnamed, { 'export-id': '278964' }).request.place.exportId).toBe('278964')
    expect(problem(unnamed)).toContain('start has no id')
  })

  test('belongs in poll', () => {
    const says =
      'definition: poll has no {id}. Put it into poll.url where the ID belongs, such as /exports/{id}.'
    const existing = { start: 'false', 'export-id': 'e1\ne2' }
    const withoutId = (definition: string) => definition.replace("'/exports/{id}'", '/latest')
    expect(problem(withoutId(GOOD), existing)).toContain(says)
    expect(problem(withoutId(GOOD).replace(/^start.*\n/m, ''), { ...existing, params: '' })).toBe(says)
    expect(problem(withoutId(unnamed), existing)).toBe(says)
  })

  test('may be any name if the API has only one export', () => {
    const only = `${GOOD.replace(/^start.*\n/m, '').replace("'/exports/{id}'", '/backup')}start: { url: /backup }`
    const place = (given: Given) => parse(only, { params: '', 'export-id': 'backup', ...given }).request.place
    expect(place({}).exportId).toBe('backup')
    // To keep waiting for it.
    expect(place({ start: 'false' }).exportId).toBeUndefined()
    const started = { params: '', start: 'false', 'export-id': 'backup' }
    expect(parse(only.replace(/^start.*/m, ''), started).request.wanted).toMatchObject([
      { exportId: 'backup' },
    ])
  })

  test('is refused with start: true where it has one', () => {
    expect(problem(GOOD, { 'export-id': 'x' })).toContain('export-id cannot be given with start: true')
  })

  test.each(['..', '.', 'a/b', 'a\\b', 'a b', '%2e%2e', 'null', 'e1\nundefined', 'x'.repeat(257)])(
    '%j is refused',
    id => {
      expect(problem(GOOD, { start: 'false', 'export-id': id })).toContain('export-id')
    },
  )
})

describe('a definition is code', () => {
  test.each<[string, string, string]>([
    ['plain http', 'https://api.example.com/v1', 'http://api.example.com'],
    ['another scheme', 'https://api.example.com/v1', 'ftp://api.example.com'],
    ['credentials in the address', 'https://api.example.com/v1', 'https://u:p@api.example.com'],
    ['a query', 'https://api.example.com/v1', 'https://api.example.com/?key=1'],
    ['a fragment', 'https://api.example.com/v1', 'https://api.example.com/#x'],
    ['a link-local address', 'https://api.example.com/v1', 'https://169.254.169.254'],
    ['a link-local address as a number', 'https://api.example.com/v1', 'https://0xa9fea9fe'],
    ['a link-local IPv6 address', 'https://api.example.com/v1', 'https://[fe80::1]/v1'],
    ['a mapped link-local address', 'https://api.example.com/v1', 'https://[::ffff:169.254.169.254]'],
  ])('%s of api is refused', (_, from, to) => {
    expect(problem(GOOD.replace(from, to))).toContain('definition: api must be an https origin')
  })

  test('a private address of api is allowed', () => {
    const { apiUrl } = parse(GOOD.replace('api.example.com', '10.0.0.5')).request.place
    expect(apiUrl).toBe('https://10.0.0.5')
  })

  test('a placeholder in api is refused', () => {
    expect(problem(GOOD.replace('//api.', '//{space}.'))).toMatch(/definition: api must/)
  })

  test('plain http is for this machine', () => {
    expect(parse(GOOD.replace('https://api.example.com', 'http://127.0.0.1:8080')).request.place.apiUrl).toBe(
      'http://127.0.0.1:8080',
    )
  })

  test.each([
    'https://{space}.example.com/token',
    'http://login.example.com/token',
    '//evil.example/token',
    'https://169.254.169.254/token',
    'token',
  ])('the login URL %s is refused', url => {
    const definition = LOGIN.replace('https://login.example.com/token', url)
    // A path stays at the origin of the API, however it begins.
    if (url.startsWith('//')) {
      const given = { token: '', 'client-id': 'i', 'client-secret': 's' }
      expect(parse(definition, given).request.provider.credentialOrigins).toEqual(['https://api.example.com'])
    } else expect(problem(definition)).toContain('definition: login.url must')
  })

  test.each([
    'authorization',
    'Cookie',
    'Host',
    'Connection',
    'content-length',
    'transfer-encoding',
    'proxy-authorization',
    'Proxy-Connection',
  ])('the header %s is refused', name => {
    expect(problem(`${GOOD}headers: { ${name}: x }`)).toContain(`definition: headers.${name} is not allowed`)
  })

  test('a header with a credential belongs in auth', () => {
    expect(problem(`${GOOD}headers: { Authorization: Token x }`)).toContain(
      "definition: headers.Authorization is not allowed. Put it into auth, for example auth: { authorization: 'Token {token}' }.",
    )
  })

  test.each(['host', 'Connection', 'content-length', 'Transfer-Encoding', 'proxy-authorization'])(
    'the header %s is refused in auth',
    name => {
      expect(problem(`${GOOD}auth: { ${name}: '{token}' }`)).toContain(
        `definition: auth.${name} is not allowed`,
      )
    },
  )

  test.each([
    ['a line break', `headers: { x-a: "a\\r\\nhost: evil" }`],
    ['a name with a colon', `headers: { "x-a: b": c }`],
    ['a prototype', `headers: { __proto__: x }`],
    ['the same name twice', `headers: { x-a: b, X-A: c }`],
  ])('%s in headers is refused', (_, text) => {
    expect(problem(`${GOOD}${text}`)).toContain('definition: ')
  })

  test.each<[string, string, string]>([
    ['poll.url', '/exports/{id}', '/exports/{id}?key={token}'],
    ['start.url', '/spaces/{space}', '/spaces/{space}/{client-secret}'],
    ['download.url', 'url: .url', `url: '/files/{password}'`],
    ['start.json', 'id: .id', `id: .id, json: { key: '{token}' }`],
    ['poll.json', 'word: .status', `word: .status, method: POST, json: ['{token}']`],
    ['download.name', 'format: csv', `format: csv, name: '{token}.csv'`],
  ])('a credential in %s is refused', (path, from, to) => {
    expect(problem(GOOD.replace(from, to))).toMatch(
      new RegExp(`definition: ${path} has \\{[a-z-]+\\}, which is allowed only in auth and login`),
    )
  })

  test('a credential in headers is refused', () => {
    expect(problem(`${GOOD}headers: { x-key: '{token}' }`)).toContain(
      'definition: headers must not have placeholders',
    )
  })

  test.each([
    ['a literal in auth', `auth: { x-key: ${SECRET} }`],
    ['a word in auth', `auth: ${SECRET}`],
    ['a placeholder in auth', `auth: { x-key: '{${SECRET}}' }`],
    ['a list in auth', `auth: { x-key: [${SECRET}] }`],
    ['a name in auth', `auth: { '${SECRET} x': '{token}' }`],
    ['a form of login', `login: { url: '${SECRET}', form: { a: ['${SECRET}'] }, token: '${SECRET}' }`],
    ['a body of login', `login: { url: /login, json: { key: '{${SECRET}}' }, token: .a, auth: ${SECRET} }`],
  ])('no value of %s is quoted', (_, text) => {
    const message = problem(`${GOOD}${text}`)
    expect(message).toContain('definition: ')
    expect(message).not.toContain(SECRET)
  })

  test.each<[string, string]>([
    ['an alias', `${GOOD}headers: &a { x-a: b }\nauth: *a`],
    ['a bomb', `a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n${GOOD}`],
    ['a merge key', `<<: { api: 'https://evil.example' }\n${GOOD}`],
    ['the same key twice', `${GOOD}api: https://evil.example`],
    ['a tag', `${GOOD}headers: !!set { a }`],
    ['64 KiB', `${GOOD}# ${'x'.repeat(65_536)}`],
    ['a prototype', `${GOOD}__proto__: { api: 'https://evil.example' }`],
    ['a constructor', `${GOOD}constructor: { prototype: { auth: none } }`],
    ['two documents', `${GOOD}---\napi: https://evil.example`],
  ])('%s is refused', (_, text) => {
    expect(problem(text)).toMatch(/^definition/)
  })
})
