import type { ProviderId } from '../../simulator/jobs/plans.ts'
import { GROUP_ID, type Inputs, ORG_ID } from '../support/action.ts'

/** A step with invalid inputs. */
export interface InvalidStep {
  readonly title: string
  /** `snyk` by default. */
  readonly provider?: ProviderId
  readonly inputs: Inputs
  /** Texts that the error must contain. */
  readonly says: readonly string[]
  /** A value that must be shown nowhere, although its input is not secret. */
  readonly hides?: string
}

const TOKEN = '0f0f0f0f-1111-4222-8333-444444444444'

/** One row for each kind of mistake. */
export const INVALID_STEPS: readonly InvalidStep[] = [
  {
    title: 'I03 no provider',
    inputs: { provider: '' },
    says: ['provider: empty', 'The providers are snyk, sailpoint'],
  },
  {
    title: 'a misspelt provider',
    inputs: { provider: 'snik' },
    says: ['provider: `snik` is unknown. Did you mean snyk?'],
  },
  {
    title: 'another misspelt provider',
    inputs: { provider: 'SalePoint' },
    says: ['Did you mean sailpoint?'],
  },
  {
    title: 'I03 no export-id',
    inputs: { 'export-id': '' },
    says: ['export-id: empty. It must be a UUID', 'check the id of that step'],
  },
  {
    title: 'I02 a slash in the id',
    inputs: { 'export-id': 'a/b' },
    says: ['export-id: `a/b` is not a UUID'],
  },
  {
    title: 'I02 dots in the id',
    inputs: { 'export-id': '../../../secrets' },
    says: ['export-id: `../../../secrets` is not a UUID'],
  },
  {
    title: 'I02 escaped dots in the id',
    inputs: { 'export-id': '%2e%2e' },
    says: ['export-id: `%2e%2e` is not a UUID'],
  },
  {
    title: 'I08 a line break in the id',
    inputs: { 'export-id': `${ORG_ID}\n::set-output name=status::succeeded` },
    says: ['export-id: the value is not a UUID'],
    hides: '::set-output',
  },
  {
    title: 'I03 neither org-id nor group-id',
    inputs: { 'org-id': '' },
    says: ['exactly one of', 'none is given'],
  },
  {
    title: 'I03 org-id and group-id',
    inputs: { 'group-id': GROUP_ID },
    says: ['exactly one of', 'both are'],
  },
  { title: 'I01 an invalid org-id', inputs: { 'org-id': '..' }, says: ['org-id: `..` is not a UUID'] },
  {
    title: 'I03 A12 no token',
    inputs: { token: '' },
    says: ['token: empty. snyk needs a Snyk API token', 'Check the name of the secret'],
  },
  {
    title: 'A10 I08 a line break in the token',
    inputs: { token: `${TOKEN}\nx` },
    says: ['One input is wrong. token: the value has several lines'],
  },
  {
    title: 'I07 a secret instead of the id',
    inputs: { 'export-id': `swapped-${'0123456789'.repeat(9)}` },
    says: ['export-id: the value of 98 characters is not a UUID'],
    hides: 'swapped-',
  },
  ...['Pa`ss`w0rd', 'word@host', 'key?x', 'pass#1', 'a\u200bb'].map(secret => ({
    title: `I07 a secret that cannot be shown unchanged, ${secret}, instead of the id`,
    inputs: { 'org-id': secret },
    says: ['org-id: the value is not a UUID'],
    hides: secret,
  })),
  {
    title: 'A11 a quoted token',
    inputs: { token: `"${TOKEN}"` },
    says: ['token: the value is wrapped in quotes. Store the secret without them.'],
  },
  {
    title: 'A11 a token that is not allowed in a header',
    inputs: { token: 'schlüssel-zum-glück' },
    says: ['characters beyond ASCII'],
  },
  {
    title: 'I04 a timeout without its unit',
    inputs: { timeout: '30' },
    says: ['timeout: `30` has no unit. Use 30s, 30m or 30h.'],
  },
  { title: 'I04 a negative timeout', inputs: { timeout: '-5m' }, says: ['timeout: `-5m` is not a duration'] },
  { title: 'I04 an endless timeout', inputs: { timeout: '99d' }, says: ['from 1s to 5d'] },
  {
    title: 'I04 an interval that is too short',
    inputs: { 'poll-interval': '0.5s' },
    says: ['poll-interval: `0.5s` is not a duration'],
  },
  {
    title: 'I04 an invalid duration',
    inputs: { 'download-timeout': 'soon' },
    says: ['download-timeout: `soon` is not a duration'],
  },
  { title: 'X07 http', inputs: { 'api-url': 'http://api.example.com' }, says: ['api-url', 'https'] },
  {
    title: 'X08 credentials in the address',
    inputs: { 'api-url': 'https://user:hunter2hunter2@127.0.0.1' },
    says: ['api-url: the value contains credentials. Use https://127.0.0.1.'],
    hides: 'hunter2hunter2',
  },
  {
    title: 'X08 credentials in front of a host without a scheme',
    inputs: { 'api-url': 'user:hunter2hunter2@127.0.0.1' },
    says: ['api-url: the value is not an https address'],
    hides: 'hunter2hunter2',
  },
  {
    title: 'X08 credentials in an invalid address',
    inputs: { 'api-url': 'https://user:hunter2hunter2@127.0.0.1:port/' },
    says: ['api-url: the value is not an https address'],
    hides: 'hunter2hunter2',
  },
  {
    title: 'X08 a path',
    inputs: { 'api-url': 'https://127.0.0.1/v7' },
    says: ['api-url: `https://127.0.0.1/v7` has a path. Use https://127.0.0.1.'],
  },
  {
    title: 'X08 a query',
    inputs: { 'api-url': 'https://127.0.0.1/?a=b' },
    says: ['api-url: the value has a query or a fragment. Use https://127.0.0.1.'],
  },
  {
    title: 'an api-url without a scheme',
    inputs: { 'api-url': 'api.snyk.io' },
    says: ['api-url: `api.snyk.io` is not an https address. Use https://api.snyk.io.'],
  },
  {
    title: 'an invalid api-version',
    inputs: { 'api-version': 'latest' },
    says: ['api-version: `latest` is not'],
  },
  {
    title: 'an input of another provider',
    inputs: { tenant: 'acme' },
    says: ['tenant is not used by', 'snyk'],
  },
  {
    title: 'a token and a pair',
    provider: 'sailpoint',
    inputs: { token: TOKEN },
    says: ['token and client-id, client-secret are mutually exclusive'],
  },
  {
    title: 'half a pair',
    provider: 'sailpoint',
    inputs: { 'client-secret': '' },
    says: ['client-secret: empty, but required with client-id'],
  },
  {
    title: 'the other half of a pair',
    provider: 'vmware',
    inputs: { username: '' },
    says: ['username: empty, but required with password'],
  },
  {
    title: 'the pair of another provider',
    provider: 'vmware',
    inputs: { 'client-id': 'example', 'client-secret': 'example-secret' },
    says: ['client-id is not used', 'client-secret is not used'],
  },
  {
    title: 'no address for VMware',
    provider: 'vmware',
    inputs: { 'api-url': '' },
    says: ['api-url: empty. vmware needs it'],
  },
  {
    title: 'a host that is not a tenant',
    provider: 'sailpoint',
    inputs: { 'api-url': '', tenant: 'acme.example.com' },
    says: ['tenant: `acme.example.com` is not a tenant name'],
  },
  {
    title: 'a wrong short id',
    provider: 'closient',
    inputs: { 'org-id': 'O0Il' },
    says: ['22-character short id'],
  },
  {
    title: 'I06 an invalid boolean',
    inputs: { download: 'on' },
    says: ['download: `on` is not true or false'],
  },
  {
    title: 'an invalid severity',
    inputs: { 'if-partial': 'ok' },
    says: ['if-partial: `ok` is not one of warn, error, ignore'],
  },
  { title: 'if-upload-fails: ignore', inputs: { 'if-upload-fails': 'ignore' }, says: ['error, warn'] },
  {
    title: 'an upload without a download',
    inputs: { 'upload-artifact': 'true', download: 'false' },
    says: ['upload-artifact: true needs download: true'],
  },
  {
    title: 'a name for a raw artifact',
    inputs: { 'upload-artifact': 'true', 'artifact-archive': 'false', 'artifact-name': 'a' },
    says: ['artifact-name cannot be given with artifact-archive: false'],
  },
  { title: 'U07 a slash in the name', inputs: { 'artifact-name': 'a/b' }, says: ['artifact-name contains'] },
  {
    title: 'U07 an invalid number of days',
    inputs: { 'artifact-retention-days': '0' },
    says: ['a number of days from 1 to 400'],
  },
  {
    title: 'an invalid certificate',
    inputs: { 'ca-certificate': 'missing.pem' },
    says: ['ca-certificate: `/w/missing.pem` cannot be read', 'actions/checkout'],
  },
  { title: 'I01 one dot as an id', inputs: { 'export-id': '.' }, says: ['export-id: `.` is not a UUID'] },
  { title: 'I01 two dots as an id', inputs: { 'export-id': '..' }, says: ['export-id: `..` is not a UUID'] },
  {
    title: 'I02 a query in the id',
    inputs: { 'export-id': `${ORG_ID}?x=1` },
    says: ['export-id: the value is not a UUID'],
  },
  {
    title: 'I02 an id of 10 KB',
    provider: 'sailpoint',
    inputs: { 'export-id': 'a'.repeat(10_000) },
    says: ['export-id: the value of 10000 characters is not', 'letters, digits and dashes'],
    hides: 'a'.repeat(100),
  },
  {
    title: 'A12 a token with only white space',
    inputs: { token: ' \t ' },
    says: ['token: empty. snyk needs'],
  },
  {
    title: 'A10 a carriage return in the token',
    inputs: { token: `${TOKEN}\rx` },
    says: ['token: the value has several lines, a tab or another control character'],
  },
  {
    title: 'A11 a space in the token',
    inputs: { token: `${TOKEN} x` },
    says: ['spaces or characters beyond ASCII'],
  },
  {
    title: 'X08 a fragment',
    inputs: { 'api-url': 'https://127.0.0.1/#a' },
    says: ['api-url: the value has a query or a fragment. Use https://127.0.0.1.'],
  },
  {
    title: 'I06 a number as a boolean',
    inputs: { summary: '1' },
    says: ['summary: `1` is not true or false'],
  },
  ...[
    ['0s', 'NaN', '1e3s'],
    ['0x10s', 'Infinity', '9999999999s'],
    ['٣٠m', '1h x 30m', '1,5h'],
  ].map(([timeout = '', download = '', interval = '']) => ({
    title: `I04 the durations ${timeout}, ${download} and ${interval}`,
    inputs: { timeout, 'download-timeout': download, 'poll-interval': interval },
    says: [
      '3 inputs are wrong',
      `timeout: \`${timeout}\` is not a duration from 1s to 5d`,
      `download-timeout: \`${download}\` is not`,
      `poll-interval: \`${interval}\` is not`,
    ],
  })),
  ...['401', '-1', '1.5'].map(days => ({
    title: `U07 ${days} days`,
    inputs: { 'upload-artifact': 'true', 'artifact-retention-days': days },
    says: ['a number of days from 1 to 400'],
  })),
  {
    title: 'I07 commands in an input',
    inputs: { 'if-empty': '::set-output name=status::x ##[add-mask]y' },
    says: ['if-empty: the value is not one of warn, error, ignore'],
    hides: 'set-output',
  },
  {
    title: 'I07 a long input',
    inputs: { 'if-empty': `::warning::${'x'.repeat(10_000)}` },
    says: ['if-empty: the value is not one of warn, error, ignore'],
    hides: 'xx',
  },
  {
    title: 'I03 many problems at once',
    inputs: { timeout: '5', 'org-id': 'x', token: '', summary: 'perhaps' },
    says: ['4 inputs are wrong:\n- ', '\n- timeout: ', '- org-id: ', '\n- token: empty', '\n- summary: '],
  },
]
