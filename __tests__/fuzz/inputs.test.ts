import fc from 'fast-check'
import { readApiUrl } from '../../src/inputs/place.ts'
import { durationMs, InputReader } from '../../src/inputs/reader.ts'
import { PROVIDERS } from '../../src/providers/registry.ts'
import { sailpoint } from '../../src/providers/sailpoint.ts'
import { campaign } from '../support/campaign.ts'
import { hostileText } from '../support/fuzz.ts'
import { rawInputs } from '../support/inputs.ts'

const amount = (max: number) => fc.option(fc.nat({ max }), { nil: undefined })
const parts = fc.record({ d: amount(999), h: amount(9999), m: amount(999_999), s: amount(9_999_999) })
const SECONDS = { d: 86_400, h: 3_600, m: 60, s: 1 } as const
type Unit = keyof typeof SECONDS
const UNITS = Object.keys(SECONDS) as Unit[]

/** A valid duration in both formats, and its value. */
const written = parts.map(amounts => {
  const given = UNITS.filter(unit => amounts[unit] !== undefined)
  const spell = (units: readonly Unit[]) => units.map(unit => `${amounts[unit]}${unit}`).join('')
  const time = spell(given.filter(unit => unit !== 'd'))
  return {
    spoken: spell(given),
    iso: `P${spell(given.filter(unit => unit === 'd'))}${time && `T${time}`}`.toUpperCase(),
    ms: given.reduce((sum, unit) => sum + (amounts[unit] ?? 0) * SECONDS[unit] * 1000, 0),
    isGiven: given.length > 0,
  }
})

const nearDuration = fc
  .array(
    fc.constantFrom(
      '1',
      '30',
      '1.5',
      's',
      'm',
      'h',
      'd',
      'P',
      'T',
      'PT',
      ' ',
      '-',
      '+',
      'e9',
      'ms',
      'w',
      '∞',
      '٣',
    ),
    {
      maxLength: 6,
    },
  )
  .map(pieces => pieces.join(''))

campaign('durations', {
  full: 100_000,
  property: fc.property(
    written,
    fc.oneof(hostileText, nearDuration),
    ({ spoken, iso, ms, isGiven }, noise) => {
      const expected = isGiven ? ms : undefined
      const read = durationMs(noise)
      const isOfGrammar =
        /^(\d+d)?(\d+h)?(\d+m)?(\d+(\.\d+)?s)?$|^P(\d+D)?(T(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$/i.test(noise)
      return (
        durationMs(spoken) === expected &&
        durationMs(iso) === expected &&
        (read === undefined ||
          (isOfGrammar && /\d[dhms]$/i.test(noise) && read >= 0 && Number.isFinite(read)))
      )
    },
  ),
})

const HOST = /^[a-z0-9-]+(\.[a-z0-9-]+)*$/

const urlPiece = fc.constantFrom(
  'https://',
  'http://',
  'HTTPS://',
  'ftp://',
  '//',
  'user:pass@',
  'api.example.com',
  '127.0.0.1',
  'localhost',
  '[::1]',
  'evil.example',
  ':443',
  ':8443',
  ':99999',
  '/',
  '/rest',
  '/v1',
  '/beta',
  '/x',
  '?a=b',
  '#c',
  '\\',
  '@',
  '%2e',
  '..',
  ' ',
  '\t',
  'ⓔxample.com',
  '0x7f.1',
  'localhost.evil.example',
)
const nearUrl = fc.oneof(
  hostileText,
  fc.array(urlPiece, { maxLength: 6 }).map(pieces => pieces.join('')),
)

/** Whether a text is a plain origin, with https or on this machine. */
function isOrigin(text: string): boolean {
  const { origin, protocol, hostname } = new URL(text)
  const isHere = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.')
  return text === origin && (protocol === 'https:' || (protocol === 'http:' && isHere))
}

campaign('api-url', {
  full: 100_000,
  property: fc.property(fc.constantFrom(...PROVIDERS), nearUrl, (provider, text) => {
    const inputs = new InputReader(rawInputs({ 'api-url': text }), PROVIDERS)
    const origin = readApiUrl(inputs, provider)
    if (text.trim() === '' || origin === undefined)
      return inputs.problems.length > 0 === (origin === undefined)
    const same = new URL(text.trim())
    const isSameHost = same.host === new URL(origin).host || provider === sailpoint
    return (
      inputs.problems.length === 0 &&
      isOrigin(origin) &&
      isSameHost &&
      same.username === '' &&
      same.search === ''
    )
  }),
})

const nearTenant = fc.oneof(
  hostileText,
  fc
    .array(
      fc.constantFrom(
        'acme',
        'a',
        '-',
        '.',
        'api',
        '.api',
        '.identitynow.com',
        '.identitynow-demo.com',
        '/',
        '@evil.example',
        'é',
      ),
      {
        maxLength: 5,
      },
    )
    .map(pieces => pieces.join('')),
)

campaign('tenants', {
  full: 100_000,
  property: fc.property(nearTenant, text => {
    const { inputs } = sailpoint
    if (!inputs.tenant?.pattern.test(text)) return true
    const origin = inputs.apiUrl.fromTenant?.(text) ?? ''
    const { hostname, protocol } = new URL(origin)
    const rest = /^[a-z0-9-]+\.api\.identitynow(-demo)?\.com$/
    return (
      protocol === 'https:' &&
      isOrigin(origin) &&
      HOST.test(hostname) &&
      rest.test(hostname) &&
      hostname.split('.')[0] === text.split('.')[0]?.toLowerCase()
    )
  }),
})
