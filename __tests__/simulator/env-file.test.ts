import { readEnvFile } from '../../simulator/env-file.ts'

test('both forms are parsed, in any order', () => {
  const text = 'a=1\nb<<END\ntwo\nlines\nEND\n\nc=\nd<<E\nE\n'
  expect(readEnvFile(text)).toEqual({ a: '1', b: 'two\nlines', c: '', d: '' })
})

test('a value may contain text like an entry, an equals sign or a carriage return', () => {
  expect(readEnvFile('a<<END\nb=1\nc<<X\n END\r\nEND\nd=x<<y=z\n')).toEqual({
    a: 'b=1\nc<<X\n END\r',
    d: 'x<<y=z',
  })
})

test.each([
  ['a line without an equals sign', 'abc\n', 'Invalid format'],
  ['an entry without a name', '=x\n', 'Invalid format'],
  ['an empty delimiter', 'a<<\nx\n', 'empty delimiter'],
  ['a delimiter that never comes', 'a<<END\nx\nEND x\n', "lacks its closing delimiter 'END'"],
])('%s is rejected', (_, text, message) => {
  expect(() => readEnvFile(text)).toThrow(message)
})

test('the last entry of a name wins', () => {
  expect(readEnvFile('a=1\na=2\n')).toEqual({ a: '2' })
})
