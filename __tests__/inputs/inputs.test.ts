import { ExportError } from '../../src/failures/export-error.ts'
import type { ParseContext, ParsedInputs } from '../../src/inputs/inputs.ts'
import { parseInputs } from '../../src/inputs/inputs.ts'
import type { RawInputs } from '../../src/inputs/table.ts'
import { PROVIDERS } from '../../src/providers/registry.ts'
import { snyk } from '../../src/providers/snyk.ts'
import { COMPLETE_STEPS, rawInputs } from '../support/inputs.ts'
import { credentialsOf } from '../support/session.ts'
import { IDENTITIES, TEST_CA } from '../support/tls/certificates.ts'

const INVALID_CERTIFICATE = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'

const context: ParseContext = {
  providers: PROVIDERS,
  workspace: '/work space/repo',
  temporary: '/tmp/runner',
  home: '/home/runner',
  runId: '00c0ffee',
  readText: path => (path === '/work space/repo/ca.pem' ? TEST_CA : undefined),
}

type Given = Partial<RawInputs>

const parse = (provider: string, given: Given = {}): ParsedInputs =>
  parseInputs(rawInputs({ ...COMPLETE_STEPS[provider], ...given }), context)

/** The message of the error that rejects a step. */
function problem(provider: string, given: Given): string {
  try {
    parse(provider, given)
  } catch (error) {
    if (error instanceof ExportError && error.code === 'input') return error.message
    throw error
  }
  throw new Error('the step was accepted')
}

describe('a complete step', () => {
  test('for Snyk has every default', () => {
    const { request, credentials } = parse('snyk')
    expect(request).toMatchObject({
      place: { apiUrl: 'https://api.snyk.io', apiVersion: '2024-10-15' },
      timeoutMs: 1_800_000,
      interval: 'auto',
      download: true,
      downloadTimeoutMs: 3_600_000,
      folder: '/tmp/runner/await-export',
      folderPerExport: true,
      ifEmpty: 'warn',
      ifPartial: 'error',
      ifUploadFails: 'error',
      artifact: undefined,
      summary: true,
      warnings: [],
    })
    expect(credentials).toEqual(credentialsOf(snyk, '0f0f0f0f-1111-4222-8333-444444444444'))
  })

  test('of SailPoint and VMware has a credential pair, of Closient the default API', () => {
    expect(parse('sailpoint').credentials).toMatchObject({
      kind: 'login',
      inputs: 'client-id and client-secret',
    })
    expect(parse('vmware').credentials).toMatchObject({ kind: 'login', inputs: 'username and password' })
    expect(parse('closient').request.place.apiUrl).toBe('https://www.closient.com')
  })

  test('has no secret in its request', () => {
    for (const provider of Object.keys(COMPLETE_STEPS)) {
      const { request } = parse(provider)
      const { token, 'client-secret': clientSecret, password } = COMPLETE_STEPS[provider] ?? {}
      const secret = token ?? clientSecret ?? password ?? ''
      expect(secret).not.toBe('')
      expect(JSON.stringify(request)).not.toContain(secret)
    }
  })

  test('with empty inputs gets their defaults', () => {
    expect(parse('snyk', { timeout: '', 'if-empty': '', download: '' }).request).toMatchObject({
      timeoutMs: 1_800_000,
      ifEmpty: 'warn',
      download: true,
    })
  })
})

describe('the variables of the runner', () => {
  const place = (env: NodeJS.ProcessEnv, given: Given = {}) => {
    const step = { provider: 'github/sbom', 'export-id': UUID, token: 'an-example-of-a-token' }
    return parseInputs(rawInputs({ ...step, ...given }), { ...context, env }).request.place
  }

  test.each([
    ['https://api.github.com', 'https://api.github.com'],
    ['https://api.octo.ghe.com', 'https://api.octo.ghe.com'],
    ['', 'https://api.github.com'],
  ])('repository and API are those of the workflow: %s', (apiUrl, origin) => {
    const env = { GITHUB_REPOSITORY: 'octo/app', GITHUB_API_URL: apiUrl }
    expect(place(env)).toMatchObject({ apiUrl: origin, ids: { repository: 'octo/app' } })
    expect(place(env, { repository: 'octo/lib' })).toMatchObject({ ids: { repository: 'octo/lib' } })
  })

  test('inputs come first', () => {
    const env = { GITHUB_REPOSITORY: 'octo/app', GITHUB_API_URL: 'https://github.example.com/api/v3' }
    expect(place(env, { 'api-url': 'https://api.github.com' }).apiUrl).toBe('https://api.github.com')
    expect(() => place(env)).toThrow('GitHub Enterprise Server')
    expect(() => place({})).toThrow('repository: empty. It must be a repository as owner/name')
  })
})

test.each([
  ['acme', 'https://acme.api.identitynow.com'],
  ['Acme', 'https://acme.api.identitynow.com'],
  ['acme.identitynow.com', 'https://acme.api.identitynow.com'],
  ['acme.api.identitynow.com', 'https://acme.api.identitynow.com'],
  ['acme.identitynow-demo.com', 'https://acme.api.identitynow-demo.com'],
  ['acme.api.identitynow-demo.com', 'https://acme.api.identitynow-demo.com'],
])('the API of the tenant %s is %s', (tenant, origin) => {
  expect(parse('sailpoint', { tenant }).request.place.apiUrl).toBe(origin)
})

test.each([
  ['snyk', 'https://api.eu.snyk.io/rest/', 'https://api.eu.snyk.io'],
  ['snyk', 'https://api.snykgov.io', 'https://api.snykgov.io'],
  ['sailpoint', 'https://acme.api.identitynow.com/beta', 'https://acme.api.identitynow.com'],
  ['sailpoint', 'https://acme.api.identitynow.com/v2025/', 'https://acme.api.identitynow.com'],
  ['vmware', 'https://vcf.example.com:8443/v1', 'https://vcf.example.com:8443'],
  ['vmware', 'https://[2001:db8::1]/', 'https://[2001:db8::1]'],
  ['closient', 'http://localhost:8000', 'http://localhost:8000'],
  ['closient', 'http://127.0.0.1:8000', 'http://127.0.0.1:8000'],
])('%s: the api-url %s becomes %s', (provider, apiUrl, origin) => {
  const { request } = parse(provider, { 'api-url': apiUrl })
  expect(request.place.apiUrl).toBe(origin)
  expect(request.warnings).toEqual([])
})

test('an unknown host leads to a warning that names it', () => {
  const { warnings } = parse('snyk', { 'api-url': 'https://snyk.example.com' }).request
  expect(warnings).toEqual([expect.stringContaining('snyk.example.com')])
})

test('X07 X08 an api-url that could leak the secret is rejected', () => {
  expect(problem('snyk', { 'api-url': 'http://example.test' })).toContain('https')
  expect(problem('snyk', { 'api-url': 'api.eu.snyk.io' })).toContain('https')
  expect(problem('snyk', { 'api-url': 'ftp://api.eu.snyk.io' })).toContain('https')
  expect(problem('snyk', { 'api-url': 'https://api.snyk.io?x=1' })).toContain('query')
  expect(problem('snyk', { 'api-url': 'https://api.snyk.io#x' })).toContain('fragment')
  expect(problem('snyk', { 'api-url': 'https://169.254.169.254' })).toContain('is a link-local address')
  expect(problem('snyk', { 'api-url': 'https://api.snyk.io/v3/x' })).toContain(
    '`https://api.snyk.io/v3/x` has a path. Use https://api.snyk.io.',
  )
})

test.each([
  ['https://user:hunter22@api.snyk.io', 'contains credentials. Use https://api.snyk.io.'],
  ['https://user:hunter22@api.snyk.io:port/', 'https'],
  ['ftp://user:hunter22@api.snyk.io', 'https'],
  ['user:hunter22@api.snyk.io', 'https'],
  ['https://user:hunter22@api.\u0001snyk.io', 'several lines, a tab or another control character'],
])('X08 A13 an api-url with credentials is rejected and not shown: %j', (apiUrl, says) => {
  const text = problem('snyk', { 'api-url': apiUrl })
  expect(text).toContain(says)
  expect(text).not.toContain('hunter22')
})

describe('I03 missing and contradictory inputs', () => {
  test.each<[string, Given, RegExp]>([
    ['snyk', { 'org-id': '' }, /exactly one of org-id and group-id is needed, none/],
    [
      'snyk',
      { 'group-id': 'a1cbf11b-aa99-4434-b4e7-1bb47fc86db1' },
      /exactly one of org-id and group-id.*both/,
    ],
    ['snyk', { 'export-id': '' }, /export-id: empty. It must be a UUID, for example/],
    ['snyk', { token: '' }, /token: empty. snyk needs a Snyk API token/],
    ['snyk', { token: '   ' }, /token: empty/],
    ['snyk', { tenant: 'acme' }, /tenant is not used by the provider snyk/],
    ['snyk', { username: 'x' }, /username is not used/],
    ['sailpoint', { tenant: '' }, /tenant: empty. sailpoint needs the tenant, for example acme, or api-url/],
    ['sailpoint', { tenant: 'acme.example.com' }, /tenant: `acme.example.com` is not a tenant name/],
    ['sailpoint', { token: 'eyJ' }, /token and client-id, client-secret are mutually exclusive/],
    ['sailpoint', { 'client-secret': '' }, /client-secret: empty, but required with client-id/],
    ['sailpoint', { 'client-id': '' }, /client-id: empty, but required with client-secret/],
    ['sailpoint', { 'api-version': 'v3' }, /api-version: `v3` is not one of beta/],
    ['vmware', { 'api-url': '' }, /api-url: empty. vmware needs it/],
    [
      'vmware',
      { username: '', password: '' },
      /token: empty. vmware needs an SDDC Manager access token, or username and password/,
    ],
    ['closient', { 'org-id': '' }, /org-id: empty/],
    ['closient', { 'api-version': '1' }, /api-version is not used/],
    ['snyk', { 'upload-artifact': 'true', download: 'false' }, /needs download: true/],
    [
      'snyk',
      { 'artifact-archive': 'false', 'artifact-name': 'x', 'upload-artifact': 'true' },
      /artifact-name cannot be given/,
    ],
  ])('%s with %j', (provider, given, expected) => {
    expect(problem(provider, given)).toMatch(expected)
  })

  test('one error lists every problem', () => {
    const text = problem('snyk', {
      'org-id': 'x',
      timeout: '30',
      download: 'on',
      token: 'a b',
      'if-empty': 'maybe',
    })
    expect(text).toMatch(/^5 inputs are wrong:(\n- [a-z-]+: .+\.){5}$/)
    for (const name of ['org-id', 'timeout', 'download', 'token', 'if-empty']) expect(text).toContain(name)
  })
})

test.each([
  ['snky', 'snyk'],
  ['SalePoint', 'sailpoint'],
  ['vmwar', 'vmware'],
  ['closient.com', 'closient'],
  ['costum', 'custom'],
])('the unknown provider %s suggests %s', (name, suggestion) => {
  expect(problem('snyk', { provider: name })).toContain(`Did you mean ${suggestion}?`)
})

test('a missing provider is one problem', () => {
  const ids = PROVIDERS.map(({ id }) => id)
  expect(problem('snyk', { provider: '' })).toBe(
    `One input is wrong. provider: empty. The providers are ${ids.join(', ')}, custom.`,
  )
})

test.each(['a/b', 'a%2e', '%2e%2e', 'a b', 'a:b', '..', '../a', 'a.b_c-d', '94f572f3', 'x'.repeat(60)])(
  'I02 the id %j is rejected and shown',
  id =>
    expect(problem('snyk', { 'export-id': id })).toContain(`export-id: \`${id}\` is not a UUID, for example`),
)

test('I02 an id of 10 KB is rejected with its length', () => {
  const text = problem('snyk', { 'export-id': 'x'.repeat(10_000) })
  expect(text).toContain('export-id: the value of 10000 characters is not a UUID')
})

test.each(['Pa`ss`w0rd', 'word@host', '#1pass', 'key?x=1', '\u200bxyzzy', 'x'.repeat(61)])(
  'A13 a value that may be a secret in the wrong input is not shown if it cannot be shown unchanged: %j',
  secret => {
    for (const name of ['org-id', 'timeout', 'summary', 'if-empty', 'provider'] as const) {
      const text = problem('snyk', { [name]: secret })
      expect(text).toContain(`${name}: the value`)
      expect(text).not.toContain(secret.slice(0, 5))
    }
  },
)

/** An export that comes from an earlier step may be empty for a reason that only the workflow shows. */
const EARLIER_STEP = 'If it comes from an earlier step, check the id of that step and the name of its output.'
const EMPTY_SECRET =
  'Check the name of the secret. GitHub passes no secrets to runs for pull requests from forks, and only Dependabot secrets to runs by Dependabot.'
const UUID = '94f572f3-f17d-4d8d-ac55-44a8a034a6a9'
const SNYK_TOKEN = 'a Snyk API token, personal access token, service account token or OAuth access token'

describe('the error says what to correct', () => {
  test.each<[string, Given, string]>([
    ['snyk', { timeout: '30' }, 'timeout: `30` has no unit. Use 30s, 30m or 30h.'],
    ['snyk', { timeout: '30min' }, 'timeout: `30min` is wrong. Use 30m.'],
    ['snyk', { timeout: '1 hour' }, 'timeout: `1 hour` is wrong. Use 1h.'],
    ['snyk', { provider: 'vcf' }, 'Did you mean vmware?'],
    ['snyk', { provider: 'IdentityNow' }, 'Did you mean sailpoint?'],
    ['snyk', { provider: 'isc' }, 'Did you mean sailpoint?'],
    [
      'snyk',
      { 'export-id': '' },
      `export-id: empty. It must be a UUID, for example ${UUID}. ${EARLIER_STEP}`,
    ],
    [
      'snyk',
      { 'export-id': 'null' },
      'export-id: `null` is not an ID. The request that starts the export probably failed: jq prints null for a missing field, and JavaScript undefined.',
    ],
    ['snyk', { token: '' }, `token: empty. snyk needs ${SNYK_TOKEN}. ${EMPTY_SECRET}`],
    ['snyk', { token: '"abc"' }, 'token: the value is wrapped in quotes. Store the secret without them.'],
    [
      'snyk',
      { token: 'a\nb' },
      'token: the value has several lines, a tab or another control character. Store it as a single line.',
    ],
    [
      'snyk',
      { 'org-id': 'my-company' },
      'org-id: `my-company` is not a UUID. Copy the Organization ID from Settings > General of the organization in Snyk, not its name.',
    ],
    [
      'snyk',
      { 'api-url': 'https://api.snyk.io/v1' },
      'api-url: `https://api.snyk.io/v1` has a path. Use https://api.snyk.io.',
    ],
    [
      'snyk',
      { 'api-url': 'https://app.snyk.io' },
      'api-url: `app.snyk.io` is not the API of Snyk export. Use https://api.snyk.io.',
    ],
    [
      'sailpoint',
      { 'api-url': 'https://acme.identitynow.com/beta' },
      'api-url: `acme.identitynow.com` is not the API of SailPoint SP-Config export. Use https://acme.api.identitynow.com.',
    ],
    [
      'snyk',
      { 'api-url': 'https://app.eu.snyk.io/org/my-company' },
      'api-url: `https://app.eu.snyk.io/org/my-company` has a path. Use https://api.eu.snyk.io.',
    ],
    [
      'snyk',
      { 'api-url': `https://api.snyk.io/rest/orgs/${UUID}/export` },
      `api-url: \`https://api.snyk.io/rest/orgs/${UUID}/export\` has a path. Use https://api.snyk.io.`,
    ],
    [
      'snyk',
      { 'api-url': 'api.snyk.io' },
      'api-url: `api.snyk.io` is not an https address. Use https://api.snyk.io.',
    ],
    [
      'sailpoint',
      { 'api-url': '', tenant: 'https://acme.identitynow.com/ui/d' },
      'tenant: `https://acme.identitynow.com/ui/d` is a URL. Use acme.identitynow.com.',
    ],
    [
      'sailpoint',
      { 'client-secret': '' },
      `client-secret: empty, but required with client-id. ${EMPTY_SECRET}`,
    ],
  ])('%s with %j: %s', (provider, given, says) => {
    const text = problem(provider, given)
    expect(text).toContain('One input is wrong. ')
    expect(text).toContain(says)
  })

  test('provider accepts any case', () => {
    expect(parse('snyk', { provider: 'Snyk' }).request.provider).toBe(snyk)
  })
})

test('I08 a line break is rejected and not shown', () => {
  const text = problem('snyk', { 'org-id': '94f572f3\n::set-output name=x::y' })
  expect(text).toContain('single line')
  expect(text).not.toContain('\n')
})

describe('I04 durations', () => {
  test.each([
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['1h30m', 5_400_000],
    ['PT45M', 2_700_000],
    ['pt1h', 3_600_000],
    ['1d', 86_400_000],
    ['P1DT2H', 93_600_000],
    ['1.5s', 1500],
    ['5d', 432_000_000],
    ['1H', 3_600_000],
  ])('%s is %d ms', (text, ms) => expect(parse('snyk', { timeout: text }).request.timeoutMs).toBe(ms))

  const wrong = [
    '-5m',
    'NaN',
    '1e3',
    '0x10',
    'Infinity',
    '9999999999',
    '٣٠m',
    '0s',
    '0.5s',
    '6d',
    '30m1h',
    'm',
    'PT',
    'P',
    '1h x 30m',
    '1,5h',
    '5m5m',
  ]
  test.each(wrong)('%s is rejected with the units', text => {
    expect(problem('snyk', { timeout: text })).toBe(
      `One input is wrong. timeout: \`${text}\` is not a duration from 1s to 5d with its unit (s, m, h or d), for example 90s, 30m or 1h30m.`,
    )
  })
})

test('I05 an interval above the timeout is lowered to it, with a warning', () => {
  const { request } = parse('snyk', { timeout: '5s', 'poll-interval': '60s' })
  expect(request).toMatchObject({ interval: 5000, warnings: [expect.stringContaining('poll-interval')] })
  expect(parse('snyk', { 'poll-interval': '15s' }).request.interval).toBe(15_000)
  expect(problem('snyk', { 'poll-interval': '500ms' })).toContain('poll-interval')
})

describe('I06 booleans', () => {
  test.each(['true', 'True', 'TRUE', 'yes', 'Yes'])('%s', text =>
    expect(parse('snyk', { 'upload-artifact': text }).request.artifact).toBeDefined(),
  )
  test.each(['false', 'False', 'FALSE', 'no', 'NO'])('%s', text =>
    expect(parse('snyk', { summary: text }).request.summary).toBe(false),
  )
  test.each(['1', 'on', 'y', 'null'])('%s is rejected', text => {
    expect(problem('snyk', { summary: text })).toContain('true or false')
  })
})

describe('tokens', () => {
  test.each(['a\nb', 'a\r\nb', 'a\0b', 'a b', 'a\tb', 'tökén', '"quoted"', "'quoted'"])(
    'A10 A11 %j is rejected and not shown',
    token => {
      const text = problem('snyk', { token })
      expect(text).toContain('token')
      expect(text).not.toContain(token)
    },
  )

  test.each(['Bearer abc', 'bearer abc', 'token abc', 'Token  abc'])(
    'A11 the scheme of %j is removed with a warning',
    token => {
      const { credentials, request } = parse('snyk', { token })
      expect(credentials).toEqual(credentialsOf(snyk, 'abc'))
      expect(request.warnings).toEqual([expect.stringContaining('scheme')])
    },
  )

  test('white space around a token is removed', () => {
    expect(parse('snyk', { token: ' abc\n' }).credentials).toEqual(credentialsOf(snyk, 'abc'))
  })
})

describe('the artifact', () => {
  test('has the options of the inputs; without a name, the export gives it one', () => {
    expect(parse('closient', { 'upload-artifact': 'true' }).request.artifact).toEqual({
      name: '',
      form: 'zip',
      overwrite: false,
      retentionDays: undefined,
    })
    const given: Given = {
      'upload-artifact': 'true',
      'artifact-archive': 'false',
      'artifact-overwrite': 'true',
      'artifact-retention-days': '7',
    }
    expect(parse('closient', given).request.artifact).toMatchObject({
      form: 'raw',
      overwrite: true,
      retentionDays: 7,
    })
  })

  test.each(['0', '401', '-1', '1.5', 'x', '1e2'])('U07 %s days are rejected', days => {
    expect(problem('snyk', { 'artifact-retention-days': days })).toContain('from 1 to 400')
  })

  test('U07 an invalid name is rejected before any request', () => {
    expect(problem('snyk', { 'upload-artifact': 'true', 'artifact-name': 'a/b' })).toContain('artifact-name')
  })

  test('a name without an upload leads to a warning', () => {
    expect(parse('snyk', { 'artifact-name': 'x' }).request.warnings).toEqual([
      expect.stringContaining('upload-artifact'),
    ])
  })
})

describe('ca-certificate', () => {
  test('N21 is PEM text or a file in the workspace', () => {
    expect(parse('vmware', { 'ca-certificate': TEST_CA }).request.caCertificate).toContain(
      'BEGIN CERTIFICATE',
    )
    expect(parse('vmware', { 'ca-certificate': 'ca.pem' }).request.caCertificate).toBe(TEST_CA)
  })

  test('N21 may contain other text and several certificates', () => {
    const pem = `text before\n${TEST_CA}\n${IDENTITIES.good.cert}`
    expect(parse('vmware', { 'ca-certificate': pem }).request.caCertificate).toBe(pem.trim())
  })

  test.each([
    [
      'missing.pem',
      '`/work space/repo/missing.pem` cannot be read. If the file is in the repository, run actions/checkout in an earlier step.',
    ],
    [IDENTITIES.good.key, 'it contains no certificate. It must be PEM text or the path of a PEM file.'],
    [`${TEST_CA}${INVALID_CERTIFICATE}`, 'it contains a certificate that cannot be read.'],
  ])('N21 is rejected before the first request (%#)', (text, says) => {
    expect(problem('vmware', { 'ca-certificate': text })).toBe(`One input is wrong. ca-certificate: ${says}`)
  })
})

test('white space around a line is removed, and a tab in it is rejected', () => {
  const ids = ['94f572f3-f17d-4d8d-ac55-44a8a034a6a9', 'd6b640e5-d88c-4c17-9bf0-93597b7a1ce2']
  const exportId = ids.map(id => `\t${id}\f \r\n`).join('')
  expect(parse('snyk', { 'export-id': exportId }).request.wanted).toMatchObject(
    ids.map(id => ({ exportId: id })),
  )
  expect(problem('snyk', { 'export-id': ids.join('\t') })).toContain(
    'export-id: a line contains a tab or another control character. Give one value per line.',
  )
})

test('F15 path is relative to the workspace, or to the home directory', () => {
  expect(parse('snyk', { path: 'exports/snyk' }).request.folder).toBe('/work space/repo/exports/snyk')
  expect(parse('snyk', { path: '/data' }).request.folder).toBe('/data')
  expect(parse('snyk', { path: '~/exports' }).request.folder).toBe('/home/runner/exports')
  expect(parse('snyk', { path: '~' }).request.folder).toBe('/home/runner')
  expect(parse('snyk', { path: '~exports' }).request.folder).toBe('/work space/repo/~exports')
})

test('if-upload-fails accepts two values', () => {
  expect(problem('snyk', { 'if-upload-fails': 'ignore' })).toContain('one of error, warn')
  expect(parse('snyk', { 'if-upload-fails': 'warn' }).request.ifUploadFails).toBe('warn')
})
