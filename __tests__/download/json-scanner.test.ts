import fc from 'fast-check'
import { JsonScanner } from '../../src/download/json.ts'

function scanned(...pieces: readonly string[]) {
  const keys: string[] = []
  const scanner = new JsonScanner(key => keys.push(key))
  for (const piece of pieces) scanner.scan(piece)
  const unbroken = scanner.hasEnded() ? 'ended' : 'open'
  return { keys, state: scanner.isBroken ? 'broken' : unbroken, documents: scanner.documents }
}

const document = fc
  .oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue()))
  .map(value => ({ value, text: JSON.stringify(value, undefined, ' ') }))

test('D27 a document in any pieces is complete at its end and not before', () => {
  fc.assert(
    fc.property(document, fc.nat(), fc.nat(), ({ value, text }, first, second) => {
      const [one = 0, two = 0] = [first % (text.length + 1), second % (text.length + 1)].sort((a, b) => a - b)
      const { keys, ...rest } = scanned(text.slice(0, one), text.slice(one, two), text.slice(two))
      expect(rest).toEqual({ state: 'ended', documents: 1 })
      const objects = [Array.isArray(value) ? value : [value]].flat().filter(item => !Array.isArray(item))
      const names = objects.flatMap(item => Object.keys(Object(item) === item ? Object(item) : {}))
      expect(keys).toEqual(names.map(name => JSON.stringify(name).slice(1, -1).slice(0, 64)))
      expect(scanned(text.slice(0, first % text.length)).state).toBe('open')
    }),
  )
})

test.each([
  ['nothing', ''],
  ['white space', ' \n'],
  ['an open object', '{"a":1'],
  ['an open list', '[1,2'],
  ['an open string', '{"a":"b}'],
  ['an open string that ends with an escaped quotation mark', '{"a":"b\\"}'],
  ['a key', '{"a'],
  ['an open last line', '{"a":1}\n{"a":2'],
  ['an open object after a page of text', '{"a":[1,2,\nInternal Server Error'],
  ['deep nesting', '['.repeat(100_000)],
])('D27 %s is incomplete', (_, text) => {
  expect(scanned(text).state).toBe('open')
})

test.each([
  ['an object', '{"a":{"b":[1,"}"]}}'],
  ['a string that ends with an escaped backslash', '{"a":"b\\\\"}'],
  ['an empty object', ' {} \n'],
  ['NaN, which some services send', '[NaN,-Infinity]'],
  ['lines', '{"a":1}\n{"a":2}\r\n[3]\n\n'],
  ['deep nesting', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
])('D27 %s is complete', (_, text) => {
  expect(scanned(text).state).toBe('ended')
})

test.each([
  ['an extra bracket', '{"a":1}}'],
  ['a mismatched bracket', '{"a":[1}'],
  ['text after the end', '{"a":1}<html>'],
  ['text on the next line', '{"a":1}\nInternal Server Error'],
  ['two documents on one line', '{"a":1}{"a":2}'],
  ['a string after the end', '[1] "b"'],
  ['a comma after the end', '[1],'],
  ['words', 'Internal Server Error'],
  ['an INI section', '[section]\nname=value'],
  ['rich text', '{\\rtf1\\ansi "}'],
  ['a list as a key', '{[1]:2}'],
])('D27 %s is invalid', (_, text) => {
  expect(scanned(text, '\n{}').state).toBe('broken')
})

test('documents of newline-delimited JSON are counted when they begin', () => {
  expect(scanned('{"a":1}\n{"b"')).toMatchObject({ documents: 2, keys: ['a', 'b'] })
})

test('keys are the unparsed keys of the top level, or of the objects in a list', () => {
  expect(scanned('{"a":{"b":1},"\\u0063":[{"d":1},"e"],"f":"g"}').keys).toEqual(['a', '\\u0063', 'f'])
  expect(scanned('[{"a":{"b":1}},[{"c":1}],{"d":1}]').keys).toEqual(['a', 'd'])
})

test('a long key is truncated', () => {
  expect(scanned(`{"${'a'.repeat(60)}`, 'b'.repeat(1000), `${'c'.repeat(1000)}":1}`).keys).toEqual([
    `${'a'.repeat(60)}bbbb`,
  ])
})

test.each([
  ['{"version":1,"objects":[{"a":[1,2]},[],"x,y",3,null]}', 5],
  ['{"objects":[]}', 0],
  ['{"objects":[ ] , "other":[1,2]}', 0],
  ['{"objects":[{"objects":[1,2,3]}],"tail":{"objects":[1,2]}}', 1],
  ['{"objects":[[1,2],[3]]}', 2],
  ['{"other":[1,2]}', undefined],
  ['{"objects":{"a":1}}', undefined],
  ['{"objects":"[1,2]","x":[1]}', undefined],
  ['[{"objects":[1]}]', undefined],
])('D39 in %s, %p objects are counted', (text, count) => {
  const scanner = new JsonScanner(() => undefined, 'objects')
  for (const unit of text) scanner.scan(unit)
  expect(scanner.count).toBe(count)
  expect([scanner.hasEnded(), scanner.isBroken]).toEqual([true, false])
})
