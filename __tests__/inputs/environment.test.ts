import { checkEnvironment } from '../../src/inputs/environment.ts'

const SECRET = 'hunter22'

test.each([
  [{ https_proxy: '::bad::' }, 'https_proxy'],
  [{ HTTPS_PROXY: 'http://[bad' }, 'HTTPS_PROXY'],
  [{ https_proxy: 'proxy.example.com:8080' }, 'https_proxy'],
  [{ https_proxy: `socks5://u:${SECRET}@127.0.0.1:1080` }, 'https_proxy'],
  [{ HTTP_PROXY: 'socks4://127.0.0.1' }, 'HTTP_PROXY'],
  [{ https_proxy: `http://u:${SECRET}%zz@127.0.0.1:3128` }, 'https_proxy'],
  [{ https_proxy: `http://${SECRET}%zz@127.0.0.1:3128` }, 'https_proxy'],
])('N26 %j is rejected, and the password is not shown', (env, name) => {
  const { errors } = checkEnvironment(env)
  expect(errors).toEqual([
    `${name} is not the URL of an HTTP proxy. Use http://host:port, with a percent-encoded user and password.`,
  ])
})

test.each([
  {},
  { https_proxy: '', HTTPS_PROXY: '' },
  { https_proxy: 'http://u:p@proxy.example.com:3128', http_proxy: 'https://proxy.example.com' },
  { https_proxy: '10.0.0.1:3128' },
  { https_proxy: 'http://10.0.0.1:3128', HTTPS_PROXY: 'socks5://never.read' },
  { https_proxy: 'http://10.0.0.1', no_proxy: 'a.example.com, .example.com,*,10.0.0.1,host:8080,a/b' },
])('N26 %j is accepted', env => {
  expect(checkEnvironment(env)).toMatchObject({ errors: [], warnings: [] })
})

test('N23 the password of every proxy is a secret, or the user without one, percent-decoded', () => {
  const { proxyCredentials } = checkEnvironment({
    https_proxy: 'http://us%40er:p%3Aw@10.0.0.1',
    HTTPS_PROXY: 'http://user@10.0.0.1',
    http_proxy: 'http://u:%zz@10.0.0.1',
    HTTP_PROXY: 'http://a:b@10.0.0.1',
  })
  expect(proxyCredentials).toEqual([
    { id: 'us@er', secret: 'p:w' },
    { id: '', secret: 'user' },
    { id: 'a', secret: 'b' },
  ])
})
