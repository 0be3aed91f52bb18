import { countText, durationText, quantityText } from '../../src/failures/quantity.ts'

test.each([
  [-5, '0 ms'],
  [0, '0 ms'],
  [450.9, '450 ms'],
  [999.9, '999 ms'],
  [1000, '1 s'],
  [12_345, '12.3 s'],
  [59_949, '59.9 s'],
  [59_950, '1 min'],
  [61_000, '1 min 01 s'],
  [125_000, '2 min 05 s'],
  [1_800_000, '30 min'],
  [3_599_400, '59 min 59 s'],
  [3_599_500, '1 h'],
  [3_601_000, '1 h'],
  [3_723_000, '1 h 02 min'],
  [5_400_000, '1 h 30 min'],
  [7_199_000, '2 h'],
  [432_000_000, '120 h'],
])('%d ms is %s', (ms, text) => {
  expect(durationText(ms)).toBe(text)
})

test.each([
  [0, '0 files'],
  [1, '1 file'],
  [1061, '1,061 files'],
])('%d is %s', (count, text) => {
  expect(quantityText(count, 'file')).toBe(text)
})

test.each([0, 7, 999, 1000, 12_345, 999_999, 1_000_000, 9_007_199_254_740_991])('%d is grouped', count => {
  expect(countText(count)).toBe(count.toLocaleString('en-US'))
})
