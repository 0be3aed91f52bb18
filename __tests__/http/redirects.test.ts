import type { SimulatedResponse } from '../../simulator/messages.ts'
import type { RedirectOptions } from '../../src/http/redirects.ts'
import { followRedirects } from '../../src/http/redirects.ts'
import type { WireRequest, WireResponse } from '../../src/http/transport.ts'
import { failureOf } from '../support/failure-of.ts'
import { type TestServer, useServer } from '../support/server.ts'
import { sendTo } from '../support/session.ts'
import { IDENTITIES, TEST_CA } from '../support/tls/certificates.ts'

const serve = useServer()
const redirect = (location: string, status = 302): SimulatedResponse => ({ status, headers: { location } })

interface Options {
  readonly scope?: RedirectOptions['scope']
  readonly request?: Partial<WireRequest>
  readonly hops?: string[]
}

function get(
  url: string,
  { scope = 'any-origin', request = {}, hops = [] }: Options = {},
): Promise<WireResponse> {
  const options: RedirectOptions = {
    scope,
    credential: { authorization: 'Bearer SECRET', 'x-api-key': 'SECRET', cookie: 'SECRET' },
    onRedirect: next => hops.push(next.href),
  }
  const first = { method: 'GET', url: new URL(url), headers: { accept: 'x/y' }, ...request }
  return followRedirects(sendTo(url, TEST_CA), first, options, new AbortController().signal)
}

/** The status of a response, which is closed. */
async function statusOf(pending: Promise<WireResponse>): Promise<number> {
  const response = await pending
  response.close()
  return response.status
}

const requestsOf = ({ requests }: TestServer) =>
  requests.map(({ method, url }) => `${method} ${url.pathname}${url.search}`)

describe('X01 the number of redirects', () => {
  test('five are followed', async () => {
    const server = await serve(({ url }) => {
      const step = Number(url.pathname.slice(1))
      return step < 5 ? redirect(`/${step + 1}`) : { status: 200 }
    })
    expect(await statusOf(get(`${server.url}/0`))).toBe(200)
    expect(server.requests).toHaveLength(6)
  })

  test.each(['/0', '/again'])('a loop or a longer chain fails (%s)', async path => {
    const server = await serve(({ url }) =>
      redirect(path === '/again' ? path : `/${Number(url.pathname.slice(1)) + 1}`),
    )
    const error = await failureOf(get(server.url + path))
    expect(error).toMatchObject({ code: 'protocol', remedy: 'never' })
    expect(error.message).toBe('The response redirects more than 5 times.')
    expect(error.hint).toBe('Check api-url: it seems to redirect in a loop.')
    expect(server.requests).toHaveLength(6)
  })
})

test.each([
  ['other', '/a/other'],
  ['/root', '/root'],
  ['?x=1', '/a/b?x=1'],
  ['../up', '/up'],
])('X02 Location: %s is resolved against the previous address', async (location, expected) => {
  const server = await serve([redirect(location), { status: 200 }])
  const hops: string[] = []
  expect(await statusOf(get(`${server.url}/a/b`, { hops }))).toBe(200)
  expect(requestsOf(server)).toEqual(['GET /a/b', `GET ${expected}`])
  expect(hops).toEqual([server.url + expected])
})

test('the response has the address that sent it', async () => {
  const server = await serve([redirect('/there'), { status: 200 }])
  const response = await get(server.url)
  response.close()
  expect(response.url.href).toBe(`${server.url}/there`)
})

describe('X03 another origin', () => {
  const secrets = ['authorization', 'x-api-key', 'cookie']

  test('gets no credential, and neither does the first origin after it, whose address the other host chose', async () => {
    const away: TestServer = await serve(({ url }) => redirect(url.searchParams.get('back') ?? ''))
    const home: TestServer = await serve(({ url }) =>
      url.pathname === '/start' ? redirect(`${away.url}/?back=${home.url}/end`) : { status: 200 },
    )
    expect(await statusOf(get(`${home.url}/start`))).toBe(200)
    const [start, end] = home.requests
    expect(Object.keys(start?.headers ?? {})).toEqual(expect.arrayContaining(secrets))
    for (const name of secrets) expect(end?.headers).not.toHaveProperty(name)
    expect(away.requests).toHaveLength(1)
    expect(JSON.stringify(away.requests[0]?.headers)).not.toContain('SECRET')
    expect(away.requests[0]?.headers.accept).toBe('x/y')
  })

  test('is also another port of the same host', async () => {
    const away = await serve([{ status: 200 }])
    const home = await serve([redirect(`${away.url.replace('127.0.0.1', 'localhost')}/x`)])
    await statusOf(get(home.url))
    for (const name of secrets) expect(away.requests[0]?.headers).not.toHaveProperty(name)
  })

  test('is rejected where only the API may respond', async () => {
    const away = await serve([{ status: 200 }])
    const home = await serve([redirect(`${away.url}/x`)])
    const error = await failureOf(get(home.url, { scope: 'same-origin' }))
    expect(error).toMatchObject({ code: 'protocol', remedy: 'never' })
    expect(error.message).toContain('to another host, which must not receive the credential')
    expect(away.requests).toEqual([])
  })
})

test('X04 https to http is rejected', async () => {
  const plain = await serve([{ status: 200 }])
  const secure = await serve([redirect(plain.url)], { tls: IDENTITIES.good })
  const error = await failureOf(get(secure.url))
  expect(error.message).toBe('The response redirects from https to http.')
  expect(plain.requests).toEqual([])
})

describe('X05 a Location that is rejected', () => {
  test.each([
    ['http://user:pw@127.0.0.1/', 'that contains credentials'],
    ['http://user@127.0.0.1/', 'that contains credentials'],
    ['http://:pw@127.0.0.1/', 'that contains credentials'],
    ['xhttp://127.0.0.1/', 'that is not http or https'],
    ['httpsx://127.0.0.1/', 'that is not http or https'],
    ['ftp://127.0.0.1/x', 'that is not http or https'],
    ['file:///etc/passwd', 'that is not http or https'],
    ['javascript:alert(1)', 'that is not http or https'],
    ['data:text/plain,x', 'that is not http or https'],
    ['http://[bad', 'to an invalid address'],
    [`/${'x'.repeat(10_000)}`, 'to an invalid address'],
  ])('%.30s', async (location, why) => {
    const server = await serve([redirect(location)])
    const error = await failureOf(get(server.url))
    expect(error).toMatchObject({ code: 'protocol', remedy: 'never' })
    expect(error.message).toContain(why)
    expect(error.message).not.toContain('pw')
    expect(server.requests).toHaveLength(1)
  })

  test('a missing one', async () => {
    const server = await serve([{ status: 307 }])
    expect((await failureOf(get(server.url))).message).toContain('without a Location header')
  })
})

describe('X06 a request with a body', () => {
  const request = {
    method: 'POST',
    body: '{}',
    headers: { accept: 'x/y', 'content-type': 'application/json' },
  }

  test.each([301, 302, 303])('is repeated as a GET after %i', async status => {
    const server = await serve([redirect('/done', status), { status: 200 }])
    expect(await statusOf(get(server.url, { request, scope: 'same-origin' }))).toBe(200)
    expect(requestsOf(server)).toEqual(['POST /', 'GET /done'])
    expect(server.requests[1]).toMatchObject({ body: '', headers: { accept: 'x/y' } })
    expect(server.requests[1]?.headers).not.toHaveProperty('content-type')
  })

  test.each([307, 308])('is repeated as it is after %i', async status => {
    const server = await serve([redirect('/done', status), { status: 200 }])
    expect(await statusOf(get(server.url, { request, scope: 'same-origin' }))).toBe(200)
    expect(server.requests[1]).toMatchObject({ method: 'POST', body: '{}' })
  })

  test('of a login is not redirected: the redirect is the response', async () => {
    const server = await serve([redirect('/done', 303)])
    expect(await statusOf(get(server.url, { request, scope: 'none' }))).toBe(303)
    expect(server.requests).toHaveLength(1)
  })
})

test.each([301, 302, 303, 307])('a HEAD is repeated as a HEAD after %i', async status => {
  const server = await serve([redirect('/done', status), { status: 200 }])
  expect(await statusOf(get(server.url, { request: { method: 'HEAD' } }))).toBe(200)
  expect(requestsOf(server)).toEqual(['HEAD /', 'HEAD /done'])
})

test.each([300, 304, 305])('%i is no redirect', async status => {
  const server = await serve([redirect('/elsewhere', status)])
  expect(await statusOf(get(server.url))).toBe(status)
  expect(server.requests).toHaveLength(1)
})
