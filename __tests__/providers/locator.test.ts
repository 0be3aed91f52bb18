import type { Locator } from '../../src/providers/locator.ts'
import {
  fieldsOf,
  isLocator,
  numberAt,
  pathsIn,
  problemsAt,
  requiredTextAt,
  textAt,
  valuesAt,
} from '../../src/providers/locator.ts'

const json = JSON.parse(`{
  "id": 79,
  "status": " done ",
  "nothing": null,
  "empty": [],
  "links": ["a", "b"],
  "data": { "x-y": { "2": "two" }, "files": [{ "url": "u1", "parts": [1, 2] }, { "parts": [3] }, null] },
  "__proto__": { "polluted": "own" }
}`)
const source = { status: 302, headers: { location: 'https://store.example/x' }, json }

test.each<[Locator, readonly unknown[]]>([
  ['.', [json]],
  ['.id', [79]],
  ['.data."x-y"."2"', ['two']],
  ['.links[0]', ['a']],
  ['.links[2]', [undefined]],
  ['.links[]', ['a', 'b']],
  ['.data.files[].url', ['u1', undefined, undefined]],
  ['.data.files[0].parts[]', [1, 2]],
  ['.data.files[].parts[]', [1, 2, 3, undefined]],
  ['.data.files.[1].parts.[0]', [3]],
  ['.empty[]', []],
  ['.empty[].url', []],
  ['http', ['HTTP 302']],
  ['header.location', ['https://store.example/x']],
  ['header.Location', ['https://store.example/x']],
])('J14 %s has the values %j', (locator, values) => {
  expect(valuesAt(locator, source)).toEqual(values)
})

test.each<Locator>([
  '.missing',
  '.nothing',
  '.missing.deeper[0].still',
  '.missing[]',
  '.nothing[]',
  '.id[]',
  '.data[]',
  '.status[]',
  '.status[0]',
  '.status.length',
  '.links.length',
  '.links.map',
  '.data[0]',
  '.constructor',
  '.constructor.name',
  '.toString',
  '.hasOwnProperty',
  '.data.__proto__',
  '.data.files.__proto__',
  'header.constructor',
  'header.__proto__',
  'header.retry-after',
])('J14 there is nothing at %s', locator => {
  expect(valuesAt(locator, source)).toEqual([undefined])
})

test('a field that is called __proto__ in the response is a field like others', () => {
  expect(valuesAt('.__proto__.polluted', source)).toEqual(['own'])
})

test.each<Locator>([
  '.a..b',
  '.a.',
  '.[x]',
  '.a[-1]',
  '.a[1',
  '.a-b',
  '.a b',
  '."a',
  '.a | .b',
  '.a[0:2]',
  '..',
])('the text %s is no path', path => {
  expect(() => valuesAt(path, source)).toThrow('is not a path')
})

test.each([null, undefined, 'x', 42, true, []])('J05 a response of %j has no fields', document => {
  expect(valuesAt('.a', { json: document })).toEqual([undefined])
  expect(valuesAt('http', { json: document })).toEqual([undefined])
  expect(valuesAt('header.a', { json: document })).toEqual([undefined])
})

test('a text that is no locator is a template', () => {
  expect(['.a', '.', 'header.location', 'http'].every(isLocator)).toBe(true)
  expect(['/a', 'a.json', 'https.json', '{id}', ''].some(isLocator)).toBe(false)
})

test('texts and numbers are the first value, problems are all of them', () => {
  expect(textAt('.links[]', source)).toBe('a')
  expect(textAt('.id', source)).toBe('')
  expect(textAt(undefined, source)).toBe('')
  expect(requiredTextAt('.status', source)).toBe('done')
  for (const path of ['.nothing', '.missing', '.empty'] as const)
    expect(() => requiredTextAt(path, source)).toThrow(`there is no text at ${path}`)
  expect(() => requiredTextAt('.id', source)).toThrow('the value at .id is a number, but must be a text')
  expect(numberAt('.id', source)).toBe(79)
  expect(numberAt('.count', { json: { count: '1061' } })).toBe(1061)
  expect(numberAt('.status', source)).toBeUndefined()
  expect(problemsAt(['.nothing', '.empty', '.status', '.links[]', '.data."x-y"'], source)).toEqual([
    'done',
    'a',
    'b',
    '{"2":"two"}',
  ])
})

test.each([
  ['.links.files[].url', ['links', 'files']],
  ['.url', ['url']],
  ['."my files"[].url', ['my files']],
  ['.files.[].url', ['files']],
  ['.a."b.c".d', ['a', 'b.c', 'd']],
  ['.', []],
  ['header.location', []],
  ['/a.b/{id}', []],
])('%s removes the fields %j from the details', (path, fields) => {
  expect(fieldsOf(path)).toEqual(fields)
})

test('a deep path and a long list take little time', () => {
  const list = Array.from({ length: 100_000 }, (_, url) => ({ url }))
  expect(valuesAt('.a[].url', { json: { a: list } })).toHaveLength(100_000)
  expect(valuesAt(`.a${'[]'.repeat(10_000)}`, { json: { a: [] } })).toEqual([])
})

test.each([
  [800, 800],
  [0, 0],
  [-1, -1],
  [1.5, 1.5],
  ['800', 800],
  [' 800\n', 800],
  ['0', 0],
  ['42.5', 42.5],
  ['9007199254740993', 9007199254740992],
])('D24 the number %j is read as %d', (value, expected) => {
  expect(numberAt('.size', { json: { size: value } })).toBe(expected)
})

test.each([
  undefined,
  null,
  true,
  [],
  {},
  '',
  ' ',
  '-',
  '1e3',
  '0x10',
  '8_00',
  '800 B',
  '1,061',
  'Infinity',
  '9'.repeat(21),
  Number.POSITIVE_INFINITY,
  Number.NaN,
])('%j is no number', value => {
  expect(numberAt('.size', { json: { size: value } })).toBeUndefined()
})

test('the paths in JSON are locators, without names that may be data', () => {
  expect(pathsIn(json)).toEqual([
    '.id',
    '.status',
    '.nothing',
    '.empty[]',
    '.links[]',
    '.data.files[].url',
    '.data.files[].parts',
  ])
  expect(pathsIn([{ id: 1, 'x-y': 1, 'a@b.example': 2 }])).toEqual(['.[].id', '.[]."x-y"'])
  expect(pathsIn({ a: { b: { c: { d: 1 } } } })).toEqual(['.a.b.c'])
  for (const nothing of [undefined, null, 'text', {}]) expect(pathsIn(nothing)).toEqual([])
  const names = Array.from({ length: 26 }, (_, at) => String.fromCharCode(97 + at))
  expect(pathsIn(Object.fromEntries(names.map(name => [name, 1])))).toHaveLength(12)
})

test.each<[unknown, readonly string[]]>([
  [0, []],
  [false, []],
  [{}, []],
  [' ', []],
  [[false, {}, null, '', []], []],
  [3, ['3']],
  [true, ['true']],
  [{ failed: 0 }, ['{"failed":0}']],
  [[{}, { code: 1 }], ['[{},{"code":1}]']],
  // In a list, a 0 is the number of a part.
  [[0], ['[0]']],
])('%j has the problems %j', (value, problems) => {
  expect(problemsAt(['.failed'], { json: { failed: value } })).toEqual(problems)
})

test('each item of a list that is not empty is a problem', () => {
  const json = { parts: [0, 7, false, {}, null, '', { code: 1 }] }
  expect(problemsAt(['.parts[]'], { json })).toEqual(['0', '7', '{"code":1}'])
})
