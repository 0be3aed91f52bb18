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
    const client = new HttpClient('await-export')
    expect(() => client.getAgentDispatcher('http://example.com/')).toThrow('This build has no undici')
  })

  test('is not needed for the agent of a request', () => {
    process.env.http_proxy = PROXY
    const agent = new HttpClient('await-export').getAgent('http://example.com/')
    expect(agent).toHaveProperty('proxyOptions.port', '3128')
  })
})
