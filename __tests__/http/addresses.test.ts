import type { LookupAddress, lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import type { AddressGuard } from '../../src/http/addresses.ts'
import { createAddressGuard, isPrivateAddress, isPrivateHost } from '../../src/http/addresses.ts'
import { createSend } from '../../src/http/client.ts'
import { failureOf } from '../support/failure-of.ts'

const PUBLIC = ['1.1.1.1', '93.184.216.34', '172.15.255.255', '172.32.0.1', '100.128.0.1', '2606:4700::1111']
const PRIVATE = [
  '0.0.0.0',
  '10.0.0.1',
  '100.64.0.1',
  '127.0.0.1',
  '127.255.255.254',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::1',
  'fc00::1',
  'fd12:3456::1',
  'fe80::1',
  'fe80::1%eth0',
  'fec0::1',
  'ff02::1',
]
const DISGUISED = [
  '::',
  '::127.0.0.1',
  '::ffff:127.0.0.1',
  '::ffff:a9fe:a9fe',
  '64:ff9b::7f00:1',
  '64:ff9b::a9fe:a9fe',
  '64:ff9b:1::1',
  '2002:7f00:1::',
  '2001:0:4136:e378:8000:63bf:3fff:fdd2',
  '::ffff:0:127.0.0.1',
  '::ffff:0:a9fe:a9fe',
]

test.each(PRIVATE)('X09 %s is private', address => {
  expect(isPrivateAddress(address)).toBe(true)
})

test.each(DISGUISED)('X11 %s is private', address => {
  expect(isPrivateAddress(address)).toBe(true)
})

test('X11 an IPv4 address behind NAT64 is as public as without it', () => {
  expect(isPrivateAddress('64:ff9b::808:808')).toBe(false)
})

test.each(PUBLIC)('X09 %s is public', address => {
  expect(isPrivateAddress(address)).toBe(false)
  expect(isPrivateHost(address.includes(':') ? `[${address}]` : address)).toBe(false)
})

test.each([
  'localhost',
  'localhost.',
  'LOCALHOST',
  'a.localhost',
  'metadata.google.internal',
  'metadata.google.internal.',
  'instance-data.ec2.internal',
])('X14 %s is private by its name', name => {
  expect(isPrivateHost(name)).toBe(true)
})

test.each(['internal.example.com', 'notlocalhost', 'example.com', '10.0.0.1.example.com'])(
  'X14 %s is not private by its name',
  name => {
    expect(isPrivateHost(name)).toBe(false)
  },
)

/** A name server for tests: each name has its results in order, and the last one repeats. */
function nameServer(results: Readonly<Record<string, readonly (readonly string[])[]>>) {
  const lookups: string[] = []
  const resolve = ((hostname: string, _: object, callback: Parameters<LookupFunction>[2]) => {
    const turns = results[hostname] ?? []
    const turn = turns[Math.min(lookups.filter(name => name === hostname).length, turns.length - 1)]
    lookups.push(hostname)
    if (!turn) return callback(Object.assign(new Error(`not found`), { code: 'ENOTFOUND' }), [])
    callback(
      null,
      turn.map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 })),
    )
  }) as unknown as typeof lookup
  return { resolve, lookups }
}

/** Looks up a name as a connection does. */
function resolved(guard: AddressGuard, hostname: string, all = true): Promise<unknown> {
  return new Promise((done, fail) =>
    guard.lookup(hostname, { all }, (error, addresses, family) =>
      error ? fail(error) : done(all ? addresses : { addresses, family }),
    ),
  )
}

const API = new URL('https://api.example.com')
const REFUSED = { code: 'protocol', remedy: 'never' }

describe('a link from a public API', () => {
  const guard = createAddressGuard(API, [], nameServer({}).resolve)

  test.each([
    'https://169.254.169.254/latest/meta-data',
    'https://[::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://localhost/',
    'https://localhost./',
    'https://metadata.google.internal/',
    ...['0x7f000001', '2130706433', '127.1', '0177.0.0.1', '１２７.0.0.1', '127.0.0.1.'].map(
      host => `https://${host}/x10`,
    ),
  ])('X09 X10 X14 to %s is rejected', url => {
    expect(() => guard.check(new URL(url))).toThrow(expect.objectContaining(REFUSED))
  })

  test.each(['http://files.example.com/x', 'http://10.0.0.1/'])(
    'X07 to %s is rejected because it does not use https',
    url => {
      expect(() => guard.check(new URL(url))).toThrow('does not use https')
    },
  )

  test('X09 to a public address or a name is allowed', () => {
    expect(() => guard.check(new URL('https://files.example.com/'))).not.toThrow()
    expect(() => guard.check(new URL('https://1.1.1.1/'))).not.toThrow()
  })

  test('X12 the check applies to the lookup of the actual connection', async () => {
    const { resolve, lookups } = nameServer({ 'files.example.com': [['1.1.1.1'], ['10.0.0.1']] })
    const rebound = createAddressGuard(API, [], resolve)
    expect(await resolved(rebound, 'files.example.com')).toEqual([{ address: '1.1.1.1', family: 4 }])
    const error = await failureOf(resolved(rebound, 'files.example.com'))
    expect(error).toMatchObject(REFUSED)
    expect(error.message).toContain('files.example.com, which resolves to a private address')
    expect(lookups).toHaveLength(2)
  })

  test('X12 one private address among public ones is enough', async () => {
    const { resolve } = nameServer({ 'files.example.com': [['1.1.1.1', '::1']] })
    await failureOf(resolved(createAddressGuard(API, [], resolve), 'files.example.com'))
  })

  test('X12 stays rejected after the name of the API has become private', async () => {
    const { resolve } = nameServer({
      'api.example.com': [['1.1.1.1'], ['10.0.0.1']],
      'x.example.com': [['10.0.0.2']],
    })
    const turned = createAddressGuard(API, [], resolve)
    await resolved(turned, 'api.example.com')
    expect(await resolved(turned, 'api.example.com')).toEqual([{ address: '10.0.0.1', family: 4 }])
    expect(await failureOf(resolved(turned, 'x.example.com'))).toMatchObject(REFUSED)
  })
})

describe('the host of a login that the step names', () => {
  test('may be private, before the address of the API is known', async () => {
    const { resolve } = nameServer({ 'login.corp.example': [['10.0.0.3']], 'x.example.com': [['10.0.0.2']] })
    const guard = createAddressGuard(API, ['https://login.corp.example', 'https://10.0.0.4:8443'], resolve)
    expect(await resolved(guard, 'login.corp.example')).toEqual([{ address: '10.0.0.3', family: 4 }])
    expect(() => guard.check(new URL('https://10.0.0.4:8443/token'))).not.toThrow()
  })

  test('X09 does not make other private addresses allowed', async () => {
    const { resolve } = nameServer({ 'login.corp.example': [['10.0.0.3']], 'x.example.com': [['10.0.0.2']] })
    const guard = createAddressGuard(API, ['https://login.corp.example'], resolve)
    await resolved(guard, 'login.corp.example')
    expect(await failureOf(resolved(guard, 'x.example.com'))).toMatchObject(REFUSED)
    expect(() => guard.check(new URL('https://10.0.0.4/'))).toThrow(expect.objectContaining(REFUSED))
  })
})

describe('a link from a private API', () => {
  test('X09 with a literal address may lead to private addresses', async () => {
    const { resolve } = nameServer({ 'store.corp.example': [['10.0.0.9']] })
    const guard = createAddressGuard(new URL('https://10.0.0.1'), [], resolve)
    expect(() => guard.check(new URL('https://10.0.0.2/x'))).not.toThrow()
    expect(await resolved(guard, 'store.corp.example')).toEqual([{ address: '10.0.0.9', family: 4 }])
  })

  test('X09 with a name that resolves to a private address may too', async () => {
    const { resolve } = nameServer({ 'api.example.com': [['10.0.0.1']], 'x.example.com': [['fd00::1']] })
    const guard = createAddressGuard(API, [], resolve)
    expect(() => guard.check(new URL('https://10.0.0.2/x'))).toThrow()
    await resolved(guard, 'api.example.com')
    expect(() => guard.check(new URL('https://10.0.0.2/x'))).not.toThrow()
    expect(await resolved(guard, 'x.example.com')).toEqual([{ address: 'fd00::1', family: 6 }])
  })

  test('X07 may use http on loopback only', () => {
    const guard = createAddressGuard(new URL('http://127.0.0.1:8080'))
    for (const url of ['http://127.0.0.1:9/', 'http://localhost/', 'http://[::1]/'])
      expect(() => guard.check(new URL(url))).not.toThrow()
    expect(() => guard.check(new URL('http://10.0.0.1/'))).toThrow('does not use https')
  })
})

describe('a lookup', () => {
  test('returns one address if one is requested', async () => {
    const { resolve } = nameServer({ 'files.example.com': [['1.1.1.1', '1.0.0.1']] })
    const guard = createAddressGuard(API, [], resolve)
    expect(await resolved(guard, 'files.example.com', false)).toEqual({ addresses: '1.1.1.1', family: 4 })
  })

  test('N01 without a result fails as it does without a guard', async () => {
    const guard = createAddressGuard(API, [], nameServer({}).resolve)
    await expect(resolved(guard, 'nowhere.example.com')).rejects.toMatchObject({ code: 'ENOTFOUND' })
  })
})

describe('a connection', () => {
  const signal = new AbortController().signal
  const failureWith = (results: Parameters<typeof nameServer>[0], url = API) => {
    const send = createSend({
      userAgent: 'x',
      addresses: createAddressGuard(API, [], nameServer(results).resolve),
    })
    return failureOf(send({ method: 'GET', url, headers: {} }, signal))
  }

  test('X12 is not made to an address that the guard rejects', async () => {
    const error = await failureWith(
      { 'files.example.com': [['127.0.0.1']] },
      new URL('https://files.example.com/x?sig=1'),
    )
    expect(error).toMatchObject(REFUSED)
    expect(error.message).toBe(
      'The provider sent a link to files.example.com, which resolves to a private address. The link was not followed.',
    )
  })

  test('N01 N02 to a name that does not exist is unreachable, and the error contains the name', async () => {
    const error = await failureWith({})
    expect(error).toMatchObject({ code: 'network', remedy: 'retry', budget: 'unreachable' })
    expect(error.message).toBe(
      'api.example.com could not be reached: the host name was not found (ENOTFOUND).',
    )
  })

  test('N18 that fails for every address of a name says why', async () => {
    const error = await failureWith(
      { 'api.example.com': [['127.0.0.1', '::1']] },
      new URL('https://api.example.com:1'),
    )
    expect(error).toMatchObject({ code: 'network', remedy: 'retry', budget: 'unreachable' })
    expect(error.message).toBe(
      'api.example.com:1 could not be reached: the connection was refused (ECONNREFUSED).',
    )
  })
})

test.each([
  '127.example.test',
  'localhost.localdomain',
  'localhost6.localdomain6',
  'ip6-localhost',
  'IP6-Loopback.',
  '[::ffff:0:7f00:1]',
])('X10 %s is private by its name', hostname => {
  expect(isPrivateHost(hostname)).toBe(true)
})

test.each(['127example.test', 'localhost.example.test', 'ip6-localhost.example.test'])(
  'X10 %s is not private by its name',
  hostname => {
    expect(isPrivateHost(hostname)).toBe(false)
  },
)
