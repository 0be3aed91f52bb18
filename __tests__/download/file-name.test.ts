import fc from 'fast-check'
import type { NameSource } from '../../src/download/file-name.ts'
import { distinctNames, nameOf as nameFrom, safeName } from '../../src/download/file-name.ts'
import { createVault } from '../../src/secrets/vault.ts'
import { fuzzRuns } from '../support/fuzz.ts'

const source = (facts: Partial<NameSource>): NameSource => ({
  stem: 'export-1',
  disposition: '',
  head: Buffer.from('PK\u0003\u0004'),
  format: 'any',
  ...facts,
})
const unchanged = (text: string) => text
const nameOf = (facts: Partial<NameSource>, redact = unchanged) => nameFrom(source(facts), redact)

test.each([
  ['data.csv', 'data.csv'],
  ['Größe 2026 (final).csv', 'Größe 2026 (final).csv'],
  ['a+b=c,d;e&f.csv', 'a+b=c,d;e&f.csv'],
])('keeps %j', (name, expected) => {
  expect(safeName(name)).toBe(expected)
})

test.each([
  ['../../x', 'x'],
  ['/etc/passwd', 'passwd'],
  ['C:\\x', 'x'],
  ['C:x', 'C_x'],
  ['\\\\srv\\share\\x', 'x'],
  ['a/../../b', 'b'],
  ['a\\..\\b.csv', 'b.csv'],
])('F01 %j becomes %j, inside the folder', (name, expected) => {
  expect(safeName(name)).toBe(expected)
})

test.each([
  ['a\u0000b.csv', 'ab.csv'],
  ['a\nb\r\t\u001b[31m.csv', 'ab[31m.csv'],
  ['a\u0085b\u009b.csv', 'ab.csv'],
  ['a\u2028b.csv', 'a b.csv'],
])('F02 %j loses its control characters', (name, expected) => {
  expect(safeName(name)).toBe(expected)
})

test.each([
  ['CON', '_CON'],
  ['con.zip', '_con.zip'],
  ['Aux.tar.gz', '_Aux.tar.gz'],
  ['nul .txt', '_nul .txt'],
  ['COM1', '_COM1'],
  ['com0.csv', '_com0.csv'],
  ['LPT¹', '_LPT¹'],
  ['CONIN$', '_CONIN$'],
  ['conout$.x', '_conout$.x'],
  ['C\u200bON', '_CON'],
  [`CON${' '.repeat(250)}x.zip`, '_CON.zip'],
  ['console.csv', 'console.csv'],
  ['data.csv. . ', 'data.csv'],
  ['a:b', 'a_b'],
  ['a<b>c"d|e?f*g.csv', 'a_b_c_d_e_f_g.csv'],
])('F03 %j becomes %j on every system', (name, expected) => {
  expect(safeName(name)).toBe(expected)
})

test.each([
  [`${'a'.repeat(300)}.csv`, `${'a'.repeat(194)}.csv`],
  [`${'é'.repeat(128)}.tar.gz`, `${'é'.repeat(95)}.tar.gz`],
  [`${'a'.repeat(40_000)}`, 'a'.repeat(198)],
  [`a.${'b'.repeat(300)}`, `a.${'b'.repeat(196)}`],
  [`${'a'.repeat(192)}   ${'b'.repeat(50)}.csv`, `${'a'.repeat(192)}.csv`],
  [`${'a'.repeat(194)}.csv`, `${'a'.repeat(194)}.csv`],
  [`${'a'.repeat(193)} .csv`, `${'a'.repeat(193)} .csv`],
  [`${'a'.repeat(300)}.${'b'.repeat(19)}`, `${'a'.repeat(178)}.${'b'.repeat(19)}`],
  [`${'a'.repeat(300)}.${'b'.repeat(20)}`, 'a'.repeat(198)],
  [`.${'b'.repeat(300)}`, `_${'b'.repeat(197)}`],
])('F04 a long name is shortened before its extension', (name, expected) => {
  expect(safeName(name)).toBe(expected)
})

test.each([
  ['a\u202ecsv.exe', 'acsv.exe'],
  ['a\u200b\u200d\ufeff.csv', 'a.csv'],
  ['u\u0308ber.csv', 'über.csv'],
  ['a\u0301\u200b.csv', 'á.csv'],
  ['a\u200b\u0301.csv', 'á.csv'],
  ['\ud800a.csv', '_a.csv'],
  ['\u3164a\u00a0b.csv', 'a b.csv'],
])('F05 %j is normalized to %j', (name, expected) => {
  expect(safeName(name)).toBe(expected)
})

test.each([
  ['attachment; filename="report.csv"', 'report.csv'],
  ['attachment; filename=report.csv', 'report.csv'],
  [`attachment; filename="x"; filename*=UTF-8''na%C3%AFve.csv`, 'naïve.csv'],
  [`attachment; filename="plain.csv"; filename*=UTF-8''%zz`, 'plain.csv'],
  [`attachment; filename*=UTF-8''%zz`, 'export-1.zip'],
  ['attachment; filename="../../.bashrc"', '_bashrc'],
  ['attachment; filename="C:\\\\x\\\\y.csv"', 'y.csv'],
  ['attachment; filename=""', 'export-1.zip'],
  ['attachment; filename=".."', 'export-1.zip'],
  ['inline', 'export-1.zip'],
  ['', 'export-1.zip'],
  [';;;=;="', 'export-1.zip'],
  ['attachment; __proto__=x; constructor=y', 'export-1.zip'],
  [`attachment; filename="${'a'.repeat(9000)}"`, 'export-1.zip'],
])('F06 the header %j results in %j', (disposition, expected) => {
  expect(nameOf({ disposition })).toBe(expected)
})

test.each([
  ['-rf', '_rf'],
  ['--help.csv', '_-help.csv'],
  ['~', 'export-1.zip'],
  ['~root', '_root'],
  ['.htaccess', '_htaccess'],
  ['$(id)', '$(id)'],
  ['`id`.csv', '`id`.csv'],
])('F13 %j becomes %j', (name, expected) => {
  expect(nameOf({ name })).toBe(expected)
})

test.each([
  ['=?UTF-8?B?UHLDvGZiZXJpY2h0LmNzdg==?=', 'Prüfbericht.csv'],
  ['=?utf-8?q?Pr=C3=BCf_bericht=2Ecsv?=', 'Prüf bericht.csv'],
  ['=?UTF-8?B?UHLDvGY=?= =?UTF-8?Q?bericht=2Ecsv?=', 'Prüfbericht.csv'],
  ['=?ISO-8859-1?Q?Pr=FCf.csv?=', 'Prüf.csv'],
  ['=?UTF-8?Q?..=2F..=2Fa.csv?=', 'a.csv'],
  ['=?klingon?Q?a.csv?=', '=_klingon_Q_a.csv_='],
  ['=?UTF-8?Q?=FF.csv?=', '=_UTF-8_Q_=FF.csv_='],
])('F06 F14 the encoded name %s is %s', (name, expected) => {
  expect(nameOf({ disposition: `attachment; filename="${name}"` })).toBe(expected)
})

test('the name from the provider is preferred to the served one', () => {
  expect(nameOf({ name: 'a.csv', disposition: 'attachment; filename=b.csv' })).toBe('a.csv')
  expect(nameOf({ name: '...', disposition: 'attachment; filename=b.csv' })).toBe('b.csv')
})

test.each([
  ['contains a secret', 'hunter2.csv'],
  ['contains one before it is sanitized', 'hunter2/data.csv'],
  ['contains one after it is sanitized', 'hun\u200bter2.csv'],
])('a name that %s is not used', (_what, name) => {
  const redact = (text: string) => text.replaceAll('hunter2', '***')
  expect(nameOf({ name, disposition: 'attachment; filename=b.csv' }, redact)).toBe('b.csv')
  const disposition = `attachment; filename*=UTF-8''${encodeURIComponent(name)}`
  expect(nameOf({ disposition }, redact)).toBe('export-1.zip')
})

test.each([
  ['as it is', (secret: string) => `filename="${secret}.csv"`],
  ['in lower case', (secret: string) => `filename="${secret.toLowerCase()}.csv"`],
  ['in part', (secret: string) => `filename="${secret.slice(4, 20)}.csv"`],
  ['in Base64', (secret: string) => `filename="${Buffer.from(secret).toString('base64url')}.csv"`],
  ['in hexadecimal', (secret: string) => `filename="${Buffer.from(secret).toString('hex')}.csv"`],
  ['percent-encoded', (secret: string) => `filename="${percentEncoded(secret)}.csv"`],
  ['in an encoded parameter', (secret: string) => `filename*=UTF-8''${percentEncoded(secret)}.csv`],
  ['in an encoded word', (secret: string) => `filename="=?UTF-8?B?${btoa(`${secret}.csv`)}?="`],
  [
    'in encoded words',
    (secret: string) =>
      `filename="=?UTF-8?B?${btoa(secret.slice(0, 9))}?= =?UTF-8?Q?${percentEncoded(secret.slice(9)).replaceAll('%', '=')}?="`,
  ],
  ['with invisible characters', (secret: string) => `filename*=UTF-8''${[...secret].join('%E2%80%8B')}`],
  ['with backslashes', (secret: string) => `filename="${[...secret].join('\\')}"`],
])('a served name that contains a secret %s is not used', (_how, served) => {
  const secret = 'q7Rt2Zx9Lm4Kp8Vw3Ns6Yb1Hd5Gf0Jc'
  const { add, redact } = createVault(() => undefined)
  add(secret)
  expect(nameOf({ disposition: `attachment; ${served(secret)}` }, redact)).toBe('export-1.zip')
})

function percentEncoded(text: string): string {
  return Buffer.from(text).toString('hex').replaceAll(/../g, '%$&')
}

test('a header of the maximum length still names the file', () => {
  const start = 'attachment; filename=a.csv; note='
  expect(nameOf({ disposition: start + 'x'.repeat(8192 - start.length) })).toBe('a.csv')
})

test('a stem that is not a valid name is replaced', () => {
  expect(nameOf({ stem: '../..' })).toBe('export.zip')
  expect(nameOf({ stem: 'CON' })).toBe('_CON.zip')
})

test.each([
  [
    ['data.csv', 'data.csv'],
    ['1-data.csv', '2-data.csv'],
  ],
  [
    ['a.csv', 'Data.csv', 'DATA.CSV'],
    ['a.csv', '2-Data.csv', '3-DATA.CSV'],
  ],
  [
    ['é.csv', 'e\u0301.csv'],
    ['1-é.csv', '2-é.csv'],
  ],
  [
    ['data.csv', 'data.csv', '1-data.csv'],
    ['1-data.csv', '2-data.csv', '3-1-data.csv'],
  ],
  [
    ['a.csv', 'b.csv'],
    ['a.csv', 'b.csv'],
  ],
])('%j become %j', (names, expected) => {
  expect(distinctNames(names.map(name => nameOf({ name })))).toEqual(expected)
})

const anyName = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc
    .array(
      fc.constantFrom(
        '..',
        '/',
        '\\',
        'con',
        'COM1',
        '.',
        ' ',
        '-',
        '~',
        ':',
        '\u202e',
        '\u0000',
        'é',
        'x',
        '\ud800',
      ),
      { maxLength: 200 },
    )
    .map(pieces => pieces.join('')),
)

test('F01-F05 F13 files get safe and distinct names for any input', () => {
  const sources = fc.array(
    fc.record({ name: anyName, disposition: fc.string({ unit: 'binary', maxLength: 80 }), stem: anyName }),
    { minLength: 1, maxLength: 4 },
  )
  fc.assert(
    fc.property(sources, facts => {
      const names = distinctNames(facts.map(each => nameOf(each)))
      expect(new Set(names.map(name => name.toLowerCase())).size).toBe(names.length)
      for (const name of names) {
        expect(name).toMatch(/^[^/\\:<>"|?*\p{C}]+$/u)
        expect(name).not.toMatch(/^[-~. ]|[. ]$/)
        expect(name).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)\s*(\.|$)/i)
        expect(name).toBe(name.normalize('NFC'))
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200)
      }
    }),
    fuzzRuns(2000),
  )
})
