import { getProxyUrl } from '@actions/http-client/lib/proxy'
import fc from 'fast-check'
import { contentOf, contentProblem } from '../../src/download/first-bytes.ts'
import { ExportError } from '../../src/failures/export-error.ts'
import { checkEnvironment } from '../../src/inputs/environment.ts'
import type { HttpResponse } from '../../src/providers/provider.ts'
import { sailpoint } from '../../src/providers/sailpoint.ts'
import { vmware } from '../../src/providers/vmware.ts'
import { createVault } from '../../src/secrets/vault.ts'
import { campaign } from '../support/campaign.ts'
import { jobOf } from '../support/fixtures.ts'
import { hostileText } from '../support/fuzz.ts'
import { loginOf } from '../support/session.ts'

const PROXY_VARIABLES = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY', 'no_proxy', 'NO_PROXY']
const PUBLIC_URLS = ['https://api.example.com/', 'http://api.example.com/'].map(url => new URL(url))

/** The proxies that the client would use in this environment; `broken` if it throws. */
function clientProxies(env: Readonly<Record<string, string>>): readonly unknown[] {
  const before = PROXY_VARIABLES.map(name => [name, process.env[name]] as const)
  for (const name of PROXY_VARIABLES) delete process.env[name]
  Object.assign(process.env, env)
  try {
    return PUBLIC_URLS.map(url => {
      try {
        return getProxyUrl(url)
      } catch {
        return 'broken'
      }
    })
  } finally {
    for (const [name, value] of before) {
      delete process.env[name]
      if (value !== undefined) process.env[name] = value
    }
  }
}

const nearProxy = fc
  .array(
    fc.constantFrom(
      'http://',
      'https://',
      'socks5://',
      'user',
      ':',
      'pa%73s',
      '%',
      '@',
      'proxy',
      '.example',
      '8080',
      '/',
      '[::1]',
      ' ',
    ),
    { maxLength: 8 },
  )
  .map(pieces => pieces.join(''))
// Environment variables cannot contain NUL.
const setting = fc.oneof(
  nearProxy,
  hostileText.map(text => text.replaceAll('\0', '')),
)

campaign('proxy settings', {
  full: 100_000,
  property: fc.property(setting, setting, fc.string({ minLength: 12, maxLength: 20 }), (one, other, text) => {
    const env = { https_proxy: one, HTTP_PROXY: other }
    const { errors } = checkEnvironment(env)
    const set = [one, other].filter(value => value !== '').length
    // Settings at which the client throws, or which it would silently ignore, are rejected before the first request.
    const used = clientProxies(env).filter(proxy => proxy instanceof URL).length
    const secret = encodeURIComponent(text.toWellFormed())
    const withSecret = { https_proxy: `ftp://user:${secret}@${one}`, no_proxy: other }
    const { errors: shown, warnings } = checkEnvironment(withSecret)
    return (
      (errors.length > 0 || used === set) &&
      ![...shown, ...warnings].join(' ').includes(secret) &&
      checkEnvironment({ https_proxy: `http://user:${secret}@proxy.example` }).proxyCredentials.every(
        pair => encodeURIComponent(pair.secret) === secret,
      )
    )
  }),
})

const grants = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.dictionary(
    fc.constantFrom('access_token', 'accessToken', 'expires_in', 'refreshToken', 'id', '__proto__'),
    fc.oneof(
      fc.jsonValue({ maxDepth: 1 }),
      hostileText,
      fc.constantFrom(0, -1, 1e308, 720, '720', { id: 'x' }),
    ),
  ),
)

for (const provider of [sailpoint, vmware]) {
  const login = loginOf(provider)
  campaign(`login responses of ${provider.id}`, {
    full: 100_000,
    property: fc.property(grants, json => {
      const place = jobOf(provider)
      const answer: HttpResponse = { status: 200, headers: {}, json }
      const exchanges = [login.logIn(place), login.renew?.(place, 'a-third-example')]
      return exchanges.every(exchange => {
        exchange?.next()
        try {
          const turn = exchange?.next(answer)
          if (!turn?.done) return turn === undefined
          const { accessToken, expiresInMs, refreshToken } = turn.value
          return (
            accessToken.trim() !== '' &&
            (expiresInMs === undefined || typeof expiresInMs === 'number') &&
            (refreshToken === undefined || typeof refreshToken === 'string')
          )
        } catch (error) {
          return error instanceof ExportError && error.budget === 'malformed'
        }
      })
    }),
  })
}

const SIGNING = [
  'sig',
  'X-Amz-Signature',
  'X-Amz-Security-Token',
  'X-Goog-Credential',
  'Policy',
  'access_token',
]
const HARMLESS = ['se', 'sp', 'Expires', 'X-Amz-Date', 'response-content-type', 'partNumber']

campaign('signed links', {
  full: 100_000,
  property: fc.property(
    fc.oneof(hostileText, fc.webUrl({ withQueryParameters: true })),
    fc.constantFrom(...SIGNING),
    fc.constantFrom(...HARMLESS),
    fc.tuple(fc.string({ unit: 'grapheme', minLength: 12 }), fc.string({ minLength: 12 })),
    (noise, signing, harmless, texts) => {
      const [secret, other] = texts.map(text => text.toWellFormed()) as [string, string]
      const query = `${signing}=${encodeURIComponent(secret)}&${harmless}=${encodeURIComponent(other)}`
      const masks: string[] = []
      const vault = createVault(form => masks.push(form))
      vault.maskLink(noise)
      const before = masks.length
      vault.maskLink(`https://storage.example/file.csv?${query}`)
      const own = masks.slice(before)
      return (
        (new Set(secret).size <= 2 || masks.includes(secret)) &&
        (other === secret || !own.includes(other)) &&
        !vault.redact(`GET https://storage.example/file.csv?${query}`).includes(encodeURIComponent(secret))
      )
    },
  ),
})

const FORMATS = ['csv', 'json', 'zip', 'gzip', 'any'] as const
const cell = fc.string({ minLength: 1, maxLength: 8 }).map(text => `"${text.replaceAll('"', '""')}"`)
const rows = fc
  .array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 2, maxLength: 4 })
  .map(cells => `${cells.map(row => row.join(',')).join('\r\n')}\r\n`)

/** The formats that accept a head as a complete file. */
function acceptedFormats(head: Uint8Array): string {
  return FORMATS.filter(
    format => contentProblem({ head, bytes: head.length, mediaType: '' }, format) === undefined,
  ).join()
}

campaign('first bytes', {
  full: 100_000,
  property: fc.property(
    fc.uint8Array({ maxLength: 300 }),
    fc.uint8Array({ minLength: 10, maxLength: 40 }),
    fc.oneof(hostileText, fc.string()),
    rows,
    (noise, rest, text, table) => {
      const behind = (...start: number[]) => Buffer.concat([Buffer.from(start), rest])
      const page = Buffer.from(`\ufeff \n<!-- ${text.replaceAll('>', '')} --><html>${text}</html>`)
      const document = Buffer.from(JSON.stringify({ objects: [text] }))
      return (
        contentOf(noise) !== undefined &&
        acceptedFormats(behind(0x50, 0x4b, 3, 4)) === 'zip,any' &&
        contentOf(behind(0x1f, 0x8b, 8)) === 'gzip' &&
        (acceptedFormats(page) === '' || page.includes(0)) &&
        acceptedFormats(document) === 'json,any' &&
        acceptedFormats(Buffer.from(table)) === 'csv,any'
      )
    },
  ),
})
