import fc from 'fast-check'
import { attributeText, markdownText, plainLine, sentence } from '../../src/failures/plain.ts'
import { fuzzRuns, hostileText } from '../support/fuzz.ts'
import { commandsIn, runnerLines } from '../support/runner-oracles.ts'

const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u

describe('plainLine', () => {
  test.each([
    ['plain text', 'Not found: 12 % of "x"', 'Not found: 12 % of "x"'],
    ['L01 line breaks', 'a\n::error::b\r::c\r\nd', 'a\\n::error::b\\r::c\\r\\nd'],
    ['L01 a command at the start', '::error::b', ': :error::b'],
    ['L01 a command after white space', ' \t\u00a0\u3000::error::b', ': :error::b'],
    ['L01 a command after white space that only the runner trims', '\u0085::error::b', '\\x85::error::b'],
    ['L01 a command in the middle', 'a ##[error]b ###[c]', 'a # #[error]b ## #[c]'],
    ['L02 colours', '\u001b[31mred\u001b[0m', '\\x1b[31mred\\x1b[0m'],
    ['L02 reordering', 'a\u202eb\u2066c', 'a\\u202eb\\u2066c'],
    ['L02 invisible characters', 'a\u200bb\u00adc\ufeffd\u{e0041}e', 'a\\u200bb\\xadc\\ufeffd\\u{e0041}e'],
    ['L02 line separators', 'a\u2028b\u2029c', 'a\\u2028b\\u2029c'],
    ['L02 lone surrogates', 'a\ud800b\udc00', 'a\ufffdb\ufffd'],
    ['L02 tabs and unusual spaces', 'a\tb\u00a0c\u3000d', 'a\\tb c d'],
    ['nothing', ' \n ', ''],
  ])('%s', (_, text, expected) => {
    expect(plainLine(text)).toBe(expected)
  })

  test('L02 truncates 1 MB to 200 characters including the ellipsis', () => {
    expect(plainLine('x'.repeat(1_000_000))).toBe(`${'x'.repeat(199)}…`)
    expect(plainLine('x'.repeat(200))).toBe('x'.repeat(200))
  })

  test('L02 shows the ellipsis even after trailing white space', () => {
    expect(plainLine('abc def', 3)).toBe('ab…')
    expect(plainLine('abc def', 4)).toBe('abc…')
  })

  test('L02 never splits a surrogate pair', () => {
    expect(plainLine('ab😀cd', 4)).toBe('ab…')
    expect(plainLine('a😀cdef', 4)).toBe('a😀…')
  })

  test('L01 L02 returns one visible line without a command for any text', () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 1, max: 80 }), (text, maxChars) => {
        const line = plainLine(text, maxChars)
        expect(commandsIn(line)).toEqual([])
        expect(runnerLines(line)).toHaveLength(1)
        expect(line).not.toMatch(HIDDEN)
        expect(line.length).toBeLessThanOrEqual(maxChars)
      }),
      fuzzRuns(1500),
    )
  })
})

describe('markdownText', () => {
  test.each([
    [
      'letters and digits',
      'Größe 12, IN_PROGRESS, data_1.csv, a/b-c',
      'Größe 12, IN_PROGRESS, data_1.csv, a/b-c',
    ],
    ['L03 a list', '- a', '&#45;<wbr> a'],
    ['L03 a numbered list', '1. a', '1&#46;<wbr> a'],
    ['L03 a bare address', 'www.example.com', 'www&#46;<wbr>example.com'],
    ['L03 a short reference', 'GH-12', 'GH&#45;<wbr>12'],
    ['L03 markup', '<b>&"\'`|', '&#60;b&#62;&#38;&#34;&#39;&#96;&#124;'],
    ['L03 emphasis', '*a* _b_ ~~c~~', '&#42;a&#42; &#95;b&#95; &#126;&#126;c&#126;&#126;'],
    ['L03 a mention', '@octocat', '&#64;<wbr>octocat'],
    ['L03 a reference', 'octo/cat#12', 'octo/cat&#35;<wbr>12'],
    ['L03 an address', 'https://a', 'https&#58;<wbr>//a'],
    ['L03 lines', 'a\n\n# b', 'a&#92;n&#92;n&#35;<wbr> b'],
  ])('%s', (_, text, expected) => {
    expect(markdownText(text)).toBe(expected)
  })

  test('counts characters before escaping', () => {
    expect(markdownText('<<<<', 3)).toBe('&#60;&#60;…')
  })
})

describe('attributeText', () => {
  test('L03 cannot close the attribute', () => {
    expect(attributeText(`a"b'c<d>e&f\`g h`)).toBe('a&#34;b&#39;c&#60;d&#62;e&#38;f&#96;g&#32;h')
  })
})

test.each([
  ['No response', 'No response.'],
  ['Is it valid?', 'Is it valid?'],
  ['Cut…', 'Cut…'],
  ['', ''],
])('sentence ends %j as %j', (text, expected) => {
  expect(sentence(text)).toBe(expected)
})
