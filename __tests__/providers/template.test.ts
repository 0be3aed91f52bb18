import { expandBody, expandName, expandText, expandUrl } from '../../src/providers/template.ts'

const HOSTILE = [
  '../x',
  'a/b',
  'a?b',
  'a#b',
  'a%2fb',
  '%2e%2e',
  'a\\b',
  'a b',
  'a\nb',
  'a\0b',
  'é',
  '\ud800',
  '{id}',
  '@x:1',
]

test.each(HOSTILE)('I02 the value %j stays one segment of a URL', id => {
  const url = new URL(expandUrl('https://api.example/a/{id}/b?c={id}&d=1', { id }))
  expect(url.host).toBe('api.example')
  expect(url.pathname.split('/')).toHaveLength(4)
  expect([...url.searchParams]).toEqual([
    ['c', id.toWellFormed()],
    ['d', '1'],
  ])
  expect(url.hash).toBe('')
})

test.each(['.', '..'])('I02 the value %j is refused in a URL', id => {
  expect(() => expandUrl('/a/{id}', { id })).toThrow('cannot be a part of a URL')
})

test.each(HOSTILE)('the value %j is unchanged in a body', id => {
  const body = { filter: ['{id}', 'x-{id}'], depth: { '{id}': '{id}', n: 1, none: null } }
  expect(expandBody(body, { id })).toEqual({
    filter: [id, `x-${id}`],
    depth: { '{id}': id, n: 1, none: null },
  })
  expect(expandText('{id}', { id })).toBe(id)
})

test('a value adds no folder to a name', () => {
  expect(expandName('vulns-{item}.json', { item: '../..\\etc' })).toBe('vulns-..-..-etc.json')
})

test.each(['constructor', '__proto__', 'toString', 'other'])('there is no value for {%s}', name => {
  expect(() => expandUrl(`/{${name}}`, { id: 'x' })).toThrow(`There is no value for {${name}}.`)
})

test('a value is not expanded again, and other braces stay', () => {
  expect(expandText('{a} {days-ago:7} {}', { a: '{b}', b: 'x' })).toBe('{b} {days-ago:7} {}')
})
