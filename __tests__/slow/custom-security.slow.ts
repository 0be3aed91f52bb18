import type { SimulatedResponse } from '../../simulator/messages.ts'
import type { CustomRun } from '../action/custom/step.ts'
import { json, TOKEN, useCustom } from '../action/custom/step.ts'

const run = useCustom()

const redirect = (location: string, status = 302): SimulatedResponse => ({ status, headers: { location } })

/** Expects that the store has seen no credential, in whatever header, path or body. */
function expectNoCredential({ store }: CustomRun): void {
  expect(
    JSON.stringify(store.requests.map(({ headers, url, body }) => [headers, url.href, body])),
  ).not.toContain(TOKEN)
}

test('the API gets the header of auth with each request', async () => {
  const { api, outputs } = await run({})
  expect(outputs).toMatchObject({ status: 'succeeded' })
  expect(api.requests.map(({ headers }) => headers['x-api-token'])).toEqual([TOKEN, TOKEN, TOKEN])
})

test('a credential that comes back as the ID of an export is used nowhere', async () => {
  const { api, log, outputs } = await run({ '/exports': () => json({ id: `e1-${TOKEN}` }) })
  expect(outputs).toMatchObject({ status: 'error', 'failure-code': 'start-unknown', 'export-id': '' })
  expect(log).toContain('its ID in the response contains a credential of the step')
  expect(JSON.stringify(outputs) + log.replaceAll(/^::add-mask::.*$/gm, '')).not.toContain(TOKEN)
  expect(api.requests).toHaveLength(1)
})

describe('the header of auth does not leave the origin of the API', () => {
  test.each([302, 307])('X03 after a redirect (%s) of a download to another one', async status => {
    const ran = await run({ '/exports/e1/file': store => redirect(`${store}/file`, status) })
    expect(ran.outputs).toMatchObject({ status: 'succeeded' })
    expect(ran.store.requests).toHaveLength(1)
    expectNoCredential(ran)
  })

  test('X03 with a link to another one', async () => {
    const ran = await run({ '/exports/e1': store => json({ status: 'done', url: `${store}/file` }) })
    expect(ran.outputs).toMatchObject({ status: 'succeeded' })
    expect(ran.store.requests).toHaveLength(1)
    expectNoCredential(ran)
  })

  test('X03 with a link that begins as the origin of the API', async () => {
    const ran = await run({
      '/exports/e1': store => json({ status: 'done', url: `//${new URL(store).host}/file` }),
    })
    expect(ran.store.requests).toHaveLength(1)
    expectNoCredential(ran)
  })

  test.each([302, 308])('X03 after a redirect (%s) of a poll, which is not followed', async status => {
    const ran = await run({ '/exports/e1': store => redirect(`${store}/exports/e1`, status) })
    expect(ran.outputs).toMatchObject({ status: 'error', 'failure-code': 'protocol' })
    expect(ran.store.requests).toEqual([])
  })

  test.each([302, 307])('X03 after a redirect (%s) of a start, which is not followed', async status => {
    const ran = await run({ '/exports': store => redirect(`${store}/exports`, status) })
    expect(ran.outputs).toMatchObject({ status: 'error', 'export-id': '' })
    expect(ran.store.requests).toEqual([])
  })

  test('X03 after a redirect of a login, which is not followed', async () => {
    const ran = await run({ '/login': store => redirect(`${store}/login`, 307) }, text =>
      text.replace(
        'auth:',
        `login: { url: /login, auth: { x-key: '{token}' }, json: { key: '{token}' }, token: .token }\nauth:`,
      ),
    )
    expect(ran.outputs).toMatchObject({ status: 'error' })
    expect(ran.store.requests).toEqual([])
  })

  test('X03 in a placeholder of a file', async () => {
    const ran = await run({ '/exports/e1': () => json({ status: 'done', items: ['{token}'] }) }, text =>
      text.replace('url: .url', `each: '.items[]', url: '/files/{item}'`),
    )
    expect(ran.api.requests.at(-1)?.url.pathname).toBe('/files/%7Btoken%7D')
  })
})

describe('an ID that the API chooses', () => {
  test.each([
    '..',
    '.',
    'a/b',
    '../../etc',
    'a\\b',
    'x'.repeat(300),
    '%2e%2e',
    'https://evil.example/..',
    'https://evil.example/%2e%2e%2f',
    '/exports/%2e%2e',
    '__proto__ x',
    '',
    '::x::',
    'a\nb',
  ])('%j is refused', async id => {
    const { api, outputs, log } = await run({ '/exports': () => json({ id }) })
    expect(outputs).toMatchObject({ status: 'error', 'failure-code': 'start-unknown', 'export-id': '' })
    expect(api.requests).toHaveLength(1)
    expect(log).toContain('The value at .id cannot be used as an ID')
  })

  test.each([
    ['https://evil.example/exports/e1', 'e1'],
    ['/exports/e1/', 'e1'],
    [17, '17'],
    ['__proto__', '__proto__'],
  ])('%j counts as %s, at the origin of the API', async (id, exportId) => {
    const { outputs, api } = await run({
      '/exports': () => json({ id }),
      [`/exports/${exportId}`]: () => json({ status: 'failed' }),
    })
    expect(outputs).toMatchObject({ status: 'failed', 'export-id': exportId })
    expect(api.requests.map(({ url }) => url.pathname)).toEqual(['/exports', `/exports/${exportId}`])
  })

  test.each(['..', '.', 'x'.repeat(300), { a: 1 }])('an item %j is refused in a URL', async item => {
    const { api, outputs } = await run(
      { '/exports/e1': () => json({ status: 'done', items: [item] }) },
      text => text.replace('url: .url', `each: '.items[]', url: '/files/{item}'`),
    )
    expect(outputs).toMatchObject({ status: 'error', 'failure-code': 'protocol' })
    expect(api.requests.filter(({ url }) => url.pathname.startsWith('/files'))).toEqual([])
  })

  test('an item is one part of the path', async () => {
    const { api } = await run(
      { '/exports/e1': () => json({ status: 'done', items: ['../../admin?x=1#y'] }) },
      text => text.replace('url: .url', `each: '.items[]', url: '/files/{item}'`),
    )
    expect(api.requests.at(-1)?.url.href).toBe(`${api.url}/files/..%2F..%2Fadmin%3Fx%3D1%23y`)
  })
})

test.each(['.__proto__.status', '.constructor.name', '.toString', '."__proto__".x'])(
  'the path %s reads own fields only',
  async path => {
    const { outputs } = await run({}, text => text.replace('word: .status', `word: '${path}'`))
    expect(outputs).toMatchObject({ status: 'error', 'failure-code': 'protocol' })
  },
)

describe('nothing that is printed or output', () => {
  const shownBy = ({ log, summary, outputs }: CustomRun) =>
    [log.replaceAll(/^::add-mask::.*$/gm, ''), summary, JSON.stringify(outputs)].join('\n')

  test('has a credential that the API echoes', async () => {
    const message = `refused ${TOKEN} ${Buffer.from(TOKEN).toString('base64')} ${encodeURIComponent(TOKEN)}`
    const ran = await run({ '/exports/e1': () => json({ status: 'failed', message, echo: TOKEN }) })
    expect(ran.outputs).toMatchObject({ status: 'failed' })
    expect(shownBy(ran)).not.toContain(TOKEN)
    expect(shownBy(ran)).not.toContain(Buffer.from(TOKEN).toString('base64').replace(/=+$/, ''))
  })

  test('has a token of the login that the API echoes', async () => {
    const granted = 'granted-by-the-login'
    const ran = await run(
      {
        '/login': () => json({ token: granted }),
        '/exports/e1': () => json({ status: 'failed', message: granted }),
      },
      text => text.replace('auth:', `login: { url: /login, json: { key: '{token}' }, token: .token }\nauth:`),
    )
    expect(ran.api.requests.at(-1)?.headers['x-api-token']).toBe(granted)
    expect(ran.outputs).toMatchObject({ status: 'failed' })
    expect(shownBy(ran)).not.toContain(granted)
  })

  test('has the definition or the request', async () => {
    const ran = await run(
      { '/exports/e1': () => json({ status: 'failed' }) },
      text => `${text}headers: { x-note: a-note-of-the-definition }`,
      { request: 'note: a-note-of-the-request' },
    )
    expect(ran.api.requests[0]?.body).toContain('a-note-of-the-request')
    expect(ran.api.requests[0]?.headers['x-note']).toBe('a-note-of-the-definition')
    expect(shownBy(ran)).not.toContain('a-note')
  })

  test('has a value of a wrong definition', async () => {
    const ran = await run({}, text => text.replace('csv', `${TOKEN}-csv`).replace('/exports,', `'${TOKEN}',`))
    expect(ran.outputs).toMatchObject({ status: 'error', 'failure-code': 'input' })
    expect(ran.api.requests).toEqual([])
    expect(shownBy(ran)).not.toContain(TOKEN)
  })
})

test('a token of a login that is no header ends the step, and sends nothing else', async () => {
  const ran = await run({ '/login': () => json({ token: 'a\r\nx-evil: 1' }) }, text =>
    text.replace('auth:', `login: { url: /login, json: { key: '{token}' }, token: .token }\nauth:`),
  )
  expect(ran.outputs).toMatchObject({ status: 'error' })
  expect(ran.api.requests.map(({ url }) => url.pathname)).toEqual(['/login'])
})

test('an unknown start is never repeated', async () => {
  const { api, outputs } = await run({ '/exports': () => json({}, 500) })
  expect(outputs).toMatchObject({ status: 'error', 'failure-code': 'start-unknown' })
  expect(api.requests).toHaveLength(1)
})
