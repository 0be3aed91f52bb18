import fc from 'fast-check'
import { isExcessive, jsonOf } from '../../src/http/json.ts'
import { fuzzRuns } from '../support/fuzz.ts'

const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)
const wide = (values: number): string => `[${Array(values).fill('{}').join(',')}]`

test.each([
  ['64 levels', nested(64), false],
  ['65 levels', nested(65), true],
  ['levels of both kinds', '{"a":['.repeat(33), true],
  ['many levels one after another', `[${Array(100).fill(nested(60)).join(',')}]`, false],
  ['24,000 objects', wide(24_000), false],
  ['26,000 objects', wide(26_000), true],
  ['brackets in a text', JSON.stringify({ a: '['.repeat(1000) }), false],
  ['brackets in a text with quotation marks', JSON.stringify([`"\\"${'['.repeat(100)}\\`]), false],
  ['brackets behind a text that ends in a backslash', `["\\\\",${nested(64)}]`, true],
  ['a text without an end', `"${'['.repeat(1000)}`, false],
  ['a broken escape at the end', '"\\', false],
  ['closing brackets alone', ']'.repeat(1000), false],
])('J09 %s', (_, text, expected) => {
  expect(isExcessive(text)).toBe(expected)
})

test('J09 what is excessive is refused, though it is JSON', () => {
  expect(() => jsonOf(nested(65))).toThrow(SyntaxError)
  expect(() => jsonOf('[')).toThrow(SyntaxError)
})

test('J09 every other document reads as it is', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 20 }), fc.nat({ max: 4 }), (value, indent) => {
      const text = JSON.stringify(value, undefined, indent)
      expect(jsonOf(text)).toEqual(JSON.parse(text))
    }),
    fuzzRuns(500),
  )
})
