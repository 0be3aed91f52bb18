import * as yaml from 'yaml'
import { readDocument } from '../../src/inputs/document.ts'
import { InputReader } from '../../src/inputs/reader.ts'
import { PROVIDERS } from '../../src/providers/registry.ts'
import { rawInputs } from '../support/inputs.ts'

function read(text: string) {
  const inputs = new InputReader(rawInputs({ request: text }), PROVIDERS)
  const value = readDocument(inputs, 'request', { yaml })
  return { value, problems: inputs.problems }
}

test('the core schema of YAML 1.2 is read', () => {
  expect(read("on: no\nday: 2026-01-01\nmode: 0o17\nversion: 1.10\nlist: [a, '1']\n200: x").value).toEqual({
    on: 'no',
    day: '2026-01-01',
    mode: 15,
    version: 1.1,
    list: ['a', '1'],
    200: 'x',
  })
})

test('a mapping may have null', () => {
  expect(read('a: { b: null, c: , ~: 1 }').value).toEqual({ a: { b: null, c: null, '~': 1 } })
})

test('the name of a prototype is a key like any other', () => {
  const { value } = read('__proto__: { polluted: true }')
  expect(Object.keys(value ?? {})).toEqual(['__proto__'])
  expect({}).not.toHaveProperty('polluted')
})

test.each([
  [
    'a key twice',
    'a: hidden\na: hidden',
    'request is not valid YAML or JSON, line 2: the same key is there twice',
  ],
  [
    'a syntax error',
    'b: 1\na: "hidden',
    'line 2: a quote, a bracket, a brace, a comma or a colon is missing',
  ],
  ['JSON that is cut off', '{"a": 1', 'line 1: a quote, a bracket, a brace, a comma or a colon is missing'],
  [
    'a list that is not closed',
    'a: [hidden\nb: 1',
    'line 2: it is indented differently from the lines before',
  ],
  ['a line with too few spaces', 'a:\n  b: 1\n c: hidden', 'line 3: it is indented differently'],
  ['a line with too many spaces', 'a: hidden\n  b: 1', 'line 1: the next line is indented too far'],
  ['a tab', 'a:\n\tb: hidden', 'line 2: it begins with a tab. Use spaces'],
  ['a colon without a space', 'a:hidden\nb: 1', 'line 1: a key has no value. Write a space after its colon'],
  ['a special character', 'a: @hidden', 'line 1: put a text in quotes that begins with a special character'],
  ['a backslash', 'a: "\\q"', 'line 1: use single quotes for a text with a backslash'],
  [
    'a text with braces',
    'a: { b: /hidden/{id} }',
    'line 1: a value is followed by something else. Put texts with',
  ],
  ['an alias', 'a: &x hidden\nb: *x', 'must not use YAML aliases'],
  ['a merge key with an alias', 'a: &x {h: hidden}\nb: {<<: *x}', 'must not use YAML aliases'],
  ['a bomb', `a: &a [hidden]\nb: &b [*a, *a]\nc: [*b, *b]`, 'must not use YAML aliases'],
  ['a tag', 'a: !!binary aGlkZGVu', 'must not use YAML tags'],
  ['a set', 'a: !!set { hidden }', 'must not use YAML tags'],
  ['an unknown tag', 'a: !hidden x', 'line 1: remove the tag'],
  ['a directive', '%YAML 1.1\n---\na: hidden', 'must not have a %YAML directive'],
  ['two documents', 'a: hidden\n---\nb: 1', 'line 2: remove the second document'],
  ['a list', '[hidden]', 'must be a mapping of keys to values'],
  ['a text', 'hidden', 'must be a mapping of keys to values'],
  ['a number that is rounded', 'a: 12345678901234567890', 'put it in quotes'],
  ['infinity', 'a: .inf', 'put it in quotes'],
  ['a placeholder without quotes', 'b: 1\na: { b: {hidden} }', 'has braces without quotes in line 2'],
  ['a date without quotes', 'a: {days-ago:7}', `Put the text in quotes, such as '{id}'`],
  ['a key that is a list', '? [hidden]\n: 1', 'line 1: a key must be a text'],
  ['more than 64 KiB', `a: ${'hidden '.repeat(10_000)}`, 'is longer than 64 KiB'],
  ['deep nesting', '['.repeat(60_000), 'is'],
  ['deep complete nesting', `a: ${'['.repeat(30_000)}${']'.repeat(30_000)}`, 'it is nested too deep'],
])('%s is rejected without quoting it', (_, text, expected) => {
  const { value, problems } = read(text)
  expect(value).toBeUndefined()
  expect(problems).toHaveLength(1)
  expect(problems[0]).toContain(expected)
  expect(problems[0]).not.toContain('hidden')
})
