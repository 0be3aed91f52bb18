import { readFileSync } from 'node:fs'
import { HttpClient } from '@actions/http-client'

const PROXY = 'http://127.0.0.1:3128'

describe('the replacement of undici', () => {
  const before = process.env.http_proxy

  afterEach(() => {
    if (before === undefined) delete process.env.http_proxy
    else process.env.http_proxy = before
  })

  test('is what the client loads, and explains itself when it is used', () => {
    process.env.http_proxy = PROXY
    const dispatcher = new HttpClient('await-export').getAgentDispatcher('http://example.com/')
    const handler = {}
    expect(() => dispatcher.dispatch({ path: '/', method: 'GET' }, handler)).toThrow(
      'This build has no undici',
    )
  })

  test('is not needed for the agent of a request', () => {
    process.env.http_proxy = PROXY
    const agent = new HttpClient('await-export').getAgent('http://example.com/')
    expect(agent).toHaveProperty('proxyOptions.port', '3128')
  })
})

describe('package-lock.json', () => {
  interface Entry {
    readonly resolved?: string
    readonly dependencies?: Readonly<Record<string, string>>
  }
  const lock = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'))
  const packages: Readonly<Record<string, Entry>> = lock.packages

  /** The package that code of `from` loads as `name`. */
  function resolve(from: string, name: string): string {
    const key = `${from}/node_modules/${name}`.replace(/^\//, '')
    if (key in packages || from === '') return key
    return resolve(from.replace(/(^|\/)node_modules\/(@[^/]+\/)?[^/]+$/, ''), name)
  }
  const users = (name: string, key: string) =>
    Object.keys(packages).filter(from => packages[from]?.dependencies?.[name] && resolve(from, name) === key)

  test('gives the replacement to the client alone', () => {
    expect(packages['node_modules/undici']?.resolved).toBe('src/http/undici')
    expect(users('undici', 'node_modules/undici')).toEqual(['node_modules/@actions/http-client'])
  })

  test('gives that client to packages that only send requests with it', () => {
    const client = 'node_modules/@actions/http-client'
    const known = ['', 'node_modules/@actions/artifact', 'node_modules/@actions/core']
    expect(users('@actions/http-client', client)).toEqual(known)
  })
})
