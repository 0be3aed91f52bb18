import * as v from '@badrap/valita'
import { optionalNumber, read } from '../../src/providers/schema.ts'

const Document = v.object({ size: optionalNumber })
const sizeIn = (size: unknown) => read(Document, { json: { size } }).size

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
  expect(sizeIn(value)).toBe(expected)
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
  expect(sizeIn(value)).toBeUndefined()
})

test('a number may be absent', () => {
  expect(read(Document, { json: {} }).size).toBeUndefined()
})
