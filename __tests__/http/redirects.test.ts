import type { SimulatedResponse } from '../../simulator/messages.ts'
import type { RedirectRule } from '../../src/http/redirects.ts'
import { follow } from '../../src/http/redirects.ts'
import type { WireRequest, WireResponse } from '../../src/http/transport.ts'
import { failureOf } from '../support/failure-of.ts'
import { type TestServer, useServer } from '../support/server.ts'
import { sendTo } from '../support/session.ts'
import { IDENTITIES, TEST_CA } from '../support/tls/certificates.ts'

const serve = useServer()
const redirect = (location: string, status = 302): SimulatedResponse => ({ status, headers: { location } })

interface Asking {
  readonly scope?: RedirectRule['scope']
  readonly request?: Partial<WireRequest>
  readonly hops?: string[]
}

function ask(
  url: string,
  { scope = 'any-origin', request = {}, hops = [] }: Asking = {},
): Promise<WireResponse> {
  const rule: RedirectRule = {
    scope,
    credential: { authorization: 'Bearer SECRET', 'x-api-key': 'SECRET', cookie: 'SECRET' },
    onHop: next => hops.push(next.href),
  }
  const first = { method: 'GET', url: new URL(url), headers: { accept: 'x/y' }, ...request }
  return follow(sendTo(url, TEST_CA), first, { rule, signal: new AbortController().signal })
}

/** Closes a response and returns its status. */
async function statusOf(pending: Promise<WireResponse>): Promise<number> {
  const answer = await pending
  answer.close()
  return answer.status
}

const asked = ({ requests }: TestServer) =>
  requests.map(({ method, url }) => `${method} ${url.pathname}${url.search}`)

describe('X01 the number of redirects', () => {
  test('five are followed', async () => {
    const server = await serve(({ url }) => {
      const step = Number(url.pathname.slice(1))
      return step < 5 ? redirect(`/${step + 1}`) : { status: 200 }
    })
    expect(await statusOf(ask(`${server.url}/0`))).toBe(200)
    expect(server.requests).toHaveLength(6)
  })

  test.each(['/0', '/again'])('a loop or a chain beyond that ends (%s)', async path => {
    const server = await serve(({ url }) =>
      redirect(path === '/again' ? path : `/${Number(url.pathname.slice(1)) + 1}`),
    )
    const error = await failureOf(ask(server.url + path))
    expect(error).toMatchObject({ code: 'protocol', outlook: 'permanent' })
    expect(error.message).toBe('The answer redirects more than 5 times.')
    expect(server.requests).toHaveLength(6)
  })
})

test.each([
  ['other', '/a/other'],
  ['/root', '/root'],
  ['?x=1', '/a/b?x=1'],
  ['../up', '/up'],
])('X02 Location: %s is resolved against the address before', async (location, expected) => {
  const server = await serve([redirect(location), { status: 200 }])
  const hops: string[] = []
  expect(await statusOf(ask(`${server.url}/a/b`, { hops }))).toBe(200)
  expect(asked(server)).toEqual(['GET /a/b', `GET ${expected}`])
  expect(hops).toEqual([server.url + expected])
})

test('the response has its final address', async () => {
  const server = await serve([redirect('/there'), { status: 200 }])
  const answer = await ask(server.url)
  answer.close()
  expect(answer.url.href).toBe(`${server.url}/there`)
})

describe('X03 another origin', () => {
  const secrets = ['authorization', 'x-api-key', 'cookie']

  test('gets no credential, and neither does the first one on the way back: a foreign host chose that address', async () => {
    const away: TestServer = await serve(({ url }) => redirect(url.searchParams.get('back') ?? ''))
    const home: TestServer = await serve(({ url }) =>
      url.pathname === '/start' ? redirect(`${away.url}/?back=${home.url}/end`) : { status: 200 },
    )
    expect(await statusOf(ask(`${home.url}/start`))).toBe(200)
    const [start, end] = home.requests
    expect(Object.keys(start?.headers ?? {})).toEqual(expect.arrayContaining(secrets))
    for (const name of secrets) expect(end?.headers).not.toHaveProperty(name)
    expect(away.requests).toHaveLength(1)
    expect(JSON.stringify(away.requests[0]?.headers)).not.toContain('SECRET')
    expect(away.requests[0]?.headers.accept).toBe('x/y')
  })

  test('is another port of the same host too', async () => {
    const away = await serve([{ status: 200 }])
    const home = await serve([redirect(`${away.url.replace('127.0.0.1', 'localhost')}/x`)])
    await statusOf(ask(home.url))
    for (const name of secrets) expect(away.requests[0]?.headers).not.toHaveProperty(name)
  })

  test('is refused where only the API may answer', async () => {
    const away = await serve([{ status: 200 }])
    const home = await serve([redirect(`${away.url}/x`)])
    const error = await failureOf(ask(home.url, { scope: 'same-origin' }))
    expect(error).toMatchObject({ code: 'protocol', outlook: 'permanent' })
    expect(error.message).toContain('to another host, where the credential must not go')
    expect(away.requests).toEqual([])
  })
})

test('X04 https to http is refused', async () => {
  const plain = await serve([{ status: 200 }])
  const secure = await serve([redirect(plain.url)], { tls: IDENTITIES.good })
  const error = await failureOf(ask(secure.url))
  expect(error.message).toBe('The answer redirects from https to http.')
  expect(plain.requests).toEqual([])
})

describe('X05 a Location that is refused', () => {
  test.each([
    ['http://user:pw@127.0.0.1/', 'with credentials in it'],
    ['http://user@127.0.0.1/', 'with credentials in it'],
    ['http://:pw@127.0.0.1/', 'with credentials in it'],
    ['xhttp://127.0.0.1/', 'other than a web address'],
    ['httpsx://127.0.0.1/', 'other than a web address'],
    ['ftp://127.0.0.1/x', 'other than a web address'],
    ['file:///etc/passwd', 'other than a web address'],
    ['javascript:alert(1)', 'other than a web address'],
    ['data:text/plain,x', 'other than a web address'],
    ['http://[bad', 'no address'],
    [`/${'x'.repeat(10_000)}`, 'no address'],
  ])('%.30s', async (location, why) => {
    const server = await serve([redirect(location)])
    const error = await failureOf(ask(server.url))
    expect(error).toMatchObject({ code: 'protocol', outlook: 'permanent' })
    expect(error.message).toContain(why)
    expect(error.message).not.toContain('pw')
    expect(server.requests).toHaveLength(1)
  })

  test('none at all', async () => {
    const server = await serve([{ status: 307 }])
    expect((await failureOf(ask(server.url))).message).toContain('without saying where to')
  })
})

describe('X06 a request with a body', () => {
  const request = {
    method: 'POST',
    body: '{}',
    headers: { accept: 'x/y', 'content-type': 'application/json' },
  }

  test.each([301, 302, 303])('becomes a GET after %i', async status => {
    const server = await serve([redirect('/done', status), { status: 200 }])
    expect(await statusOf(ask(server.url, { request, scope: 'same-origin' }))).toBe(200)
    expect(asked(server)).toEqual(['POST /', 'GET /done'])
    expect(server.requests[1]).toMatchObject({ body: '', headers: { accept: 'x/y' } })
    expect(server.requests[1]?.headers).not.toHaveProperty('content-type')
  })

  test.each([307, 308])('is repeated after %i', async status => {
    const server = await serve([redirect('/done', status), { status: 200 }])
    expect(await statusOf(ask(server.url, { request, scope: 'same-origin' }))).toBe(200)
    expect(server.requests[1]).toMatchObject({ method: 'POST', body: '{}' })
  })

  test('of a login is not followed: the redirect is the response', async () => {
    const server = await serve([redirect('/done', 303)])
    expect(await statusOf(ask(server.url, { request, scope: 'none' }))).toBe(303)
    expect(server.requests).toHaveLength(1)
  })
})

test.each([300, 304, 305])('%i is no redirect', async status => {
  const server = await serve([redirect('/elsewhere', status)])
  expect(await statusOf(ask(server.url))).toBe(status)
  expect(server.requests).toHaveLength(1)
})
